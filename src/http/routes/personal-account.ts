import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { ConfirmRoom, PersonalAccount, type PersonalAccountView } from "../../api/personal-account.ts";
import type { Actor } from "../../domain/authority.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/**
 * `/api/wechat`: the personal account that speaks in WeChat groups. Admins only, for reading too: a login code is as good as the account's
 * password to whoever sees it, and theirs to become the account for whoever scans it.
 */
export const personalAccountRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { personal, care, clock }) => {
  const config = { needs: "manage_groups" } as const;
  const done = { 204: z.null(), 403: ErrorView, 404: ErrorView };
  const configured = () => {
    if (!personal) throw new AppError("NOT_FOUND", { path: "/api/wechat" });
    return personal;
  };

  app.route({
    method: "GET",
    url: "/wechat",
    config,
    schema: { response: { 200: PersonalAccount } },
    handler: async (request, reply) => {
      // Neither a proxy nor a browser may keep a login code.
      void reply.header("cache-control", "no-store");
      return { account: personal && (await viewFor(actorOf(request))) };
    },
  });

  app.route({
    method: "POST",
    url: "/wechat/consent",
    config,
    schema: { response: done },
    handler: async (request, reply) => {
      await care.acceptRisk(actorOf(request), configured().platform, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/wechat/consent",
    config,
    schema: { response: done },
    handler: async (request, reply) => {
      await care.withdrawConsent(actorOf(request), configured().platform, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/wechat/qr",
    config,
    schema: { response: done },
    handler: async (_, reply) => {
      configured().renewQr();
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/wechat/resume",
    config,
    schema: { response: done },
    handler: async (_, reply) => {
      configured().resumeSending();
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/wechat/rooms",
    config,
    schema: { body: ConfirmRoom, response: done },
    handler: async (request, reply) => {
      const { platform, account, sight } = configured();
      const seen = sight();
      if (!seen) throw new AppError("GROUP_NOT_FOUND", { groupId: request.body.groupId });
      await care.confirmRoom(actorOf(request), platform, account, seen, request.body);
      return reply.code(204).send(null);
    },
  });

  async function viewFor(actor: Actor): Promise<PersonalAccountView> {
    const { platform, account, state, sight } = configured();
    const { qr, since, pausedUntil, ...told } = state();
    const seen = sight();
    const [consent, suggestions] = await Promise.all([
      care.consent(platform),
      seen ? care.suggestions(actor, platform, account, seen) : [],
    ]);
    return {
      ...told,
      since: since.toISOString(),
      qr: qr && {
        image: `data:image/svg+xml;base64,${Buffer.from(qr.svg).toString("base64")}`,
        expiresAt: qr.expiresAt.toISOString(),
      },
      pausedUntil: pausedUntil instanceof Date ? pausedUntil.toISOString() : pausedUntil,
      consent: consent && { ...consent, acceptedAt: consent.acceptedAt.toISOString() },
      suggestions: [...suggestions],
    };
  }
};
