import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { BindingCode } from "../../api/groups.ts";
import { PatchStaff, SignInLink, StaffList, StaffParams } from "../../api/staff.ts";
import type { Actor } from "../../domain/authority.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

const signInTtlMs = 24 * 3_600_000;
const bindingTtlMs = 30 * 60_000;

/** `/api/staff`: who works here, and the one-time codes by which they prove it. */
export const staffRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { directory, accessStore, clock, about }) => {
  app.route({
    method: "GET",
    url: "/staff",
    config: { needs: "read_staff" },
    schema: { response: { 200: StaffList } },
    handler: async (request) => {
      const staff = await directory.staff(actorOf(request));
      return staff.map(({ id, name, role, areaPath, active, accounts, lastSeenAt }) => ({
        ...{ id, name, role, active, areas: [areaPath] },
        accounts: accounts.map((platform) => ({ platform })),
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
      }));
    },
  });

  app.route({
    method: "POST",
    url: "/staff/:staffId/sign-in-link",
    config: { needs: "manage_staff" },
    schema: { params: StaffParams, response: { 200: SignInLink, 404: ErrorView } },
    handler: async (request) => {
      const now = clock.now();
      const by = actorOf(request);
      const staffId = await known(by, request.params.staffId);
      const token = await directory.issueCode({ purpose: "sign_in", staffId, ttlMs: signInTtlMs, by }, now);
      return {
        url: `${about.address()}/sign-in#${token}`,
        expiresAt: new Date(now.getTime() + signInTtlMs).toISOString(),
      };
    },
  });

  app.route({
    method: "POST",
    url: "/staff/:staffId/binding-code",
    config: { needs: "manage_staff" },
    schema: { params: StaffParams, response: { 200: BindingCode, 404: ErrorView } },
    handler: async (request) => {
      const now = clock.now();
      const by = actorOf(request);
      const staffId = await known(by, request.params.staffId);
      const code = await directory.issueCode({ purpose: "bind_staff", staffId, ttlMs: bindingTtlMs, by }, now);
      return { code, expiresAt: new Date(now.getTime() + bindingTtlMs).toISOString() };
    },
  });

  app.route({
    method: "PATCH",
    url: "/staff/:staffId",
    config: { needs: "manage_staff" },
    schema: { params: StaffParams, body: PatchStaff, response: { 204: z.null(), 403: ErrorView, 404: ErrorView } },
    handler: async (request, reply) => {
      const { params, body } = request;
      await accessStore.setActive(actorOf(request), params.staffId, body.active, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/staff/:staffId/end-sessions",
    config: { needs: "manage_staff" },
    schema: { params: StaffParams, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      await accessStore.endSessionsOf(actorOf(request), request.params.staffId, clock.now());
      return reply.code(204).send(null);
    },
  });

  /** An admin hands out codes to staff of their own area only. */
  async function known(actor: Actor, staffId: string): Promise<string> {
    const member = (await directory.staff(actor)).find(({ id, active }) => id === staffId && active);
    if (!member) throw new AppError("NOT_FOUND", { path: `/api/staff/${staffId}` });
    return member.id;
  }
};
