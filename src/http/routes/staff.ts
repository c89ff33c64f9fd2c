import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { BindingCode } from "../../api/groups.ts";
import {
  GrantParams,
  PatchStaff,
  PostGrant,
  PostStaff,
  SignInLink,
  StaffId,
  StaffList,
  StaffParams,
} from "../../api/staff.ts";
import type { Actor } from "../../domain/authority.ts";
import { grantState } from "../../domain/grant.ts";
import { AppError } from "../../errors/app-error.ts";
import type { GrantRecord, NewGrant } from "../../ports/staff-office.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

const signInTtlMs = 24 * 3_600_000;
const bindingTtlMs = 30 * 60_000;

/** `/api/staff`: who works here, and the one-time codes by which they prove it. */
export const staffRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, deps) => {
  const { directory, accessStore, staffOffice, clock, about } = deps;
  app.route({
    method: "GET",
    url: "/staff",
    config: { needs: "read_staff" },
    schema: { response: { 200: StaffList } },
    handler: async (request) => {
      const actor = actorOf(request);
      const now = clock.now();
      const [staff, grants] = await Promise.all([directory.staff(actor), staffOffice.grants(actor, now)]);
      return staff.map(({ id, name, role, areaPath, partyName: party, active, accounts, lastSeenAt }) => ({
        ...{ id, name, role, party, active, areas: [areaPath] },
        grants: grants.filter(({ staffId }) => staffId === id).map((grant) => grantView(grant, actor, now)),
        accounts: accounts.map((platform) => ({ platform })),
        lastSeenAt: lastSeenAt?.toISOString() ?? null,
      }));
    },
  });

  app.route({
    method: "POST",
    url: "/staff",
    config: { needs: "manage_staff" },
    schema: { body: PostStaff, response: { 200: StaffId, 400: ErrorView, 403: ErrorView } },
    handler: async (request) => ({ id: await staffOffice.invite(actorOf(request), request.body, clock.now()) }),
  });

  app.route({
    method: "POST",
    url: "/staff/:staffId/grants",
    config: { needs: "manage_staff" },
    schema: {
      params: StaffParams,
      body: PostGrant,
      response: { 204: z.null(), 400: ErrorView, 403: ErrorView, 404: ErrorView },
    },
    handler: async (request, reply) => {
      const { params, body } = request;
      await staffOffice.give(actorOf(request), params.staffId, withDays(body), clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/grants/:grantId/confirm",
    config: { needs: "manage_staff" },
    schema: { params: GrantParams, response: { 204: z.null(), 403: ErrorView, 404: ErrorView } },
    handler: async (request, reply) => {
      await staffOffice.confirm(actorOf(request), request.params.grantId, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/grants/:grantId",
    config: { needs: "manage_staff" },
    schema: { params: GrantParams, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      await staffOffice.end(actorOf(request), request.params.grantId, clock.now());
      return reply.code(204).send(null);
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

/** The days of a grant as instants: it begins with its first day in China, and ends with its last one. */
function withDays({ from, to, ...duty }: PostGrant): NewGrant {
  const begins = (day: string) => new Date(`${day}T00:00:00+08:00`);
  const days = { from: begins(from), until: new Date(begins(to).getTime() + 24 * 3_600_000) };
  return "standsInForId" in duty ? { ...duty, ...days } : { ...duty, partyId: duty.partyId ?? null, ...days };
}

function grantView(grant: GrantRecord, actor: Actor, now: Date) {
  const { id, role, areaPath, from, until, givenById, staffId } = grant;
  const state = grantState(grant, now);
  return {
    ...{ id, role, areaPath, state, standsInFor: grant.standsInForName, givenBy: grant.givenByName },
    from: from.toISOString(),
    until: until.toISOString(),
    canConfirm: state === "waiting" && givenById !== actor.staffId && staffId !== actor.staffId,
  };
}
