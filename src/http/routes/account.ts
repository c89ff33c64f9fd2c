import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import {
  AccountView,
  PostPassword,
  PostTotpCode,
  RecoveryCodes,
  SessionParams,
  TotpSecret,
} from "../../api/session.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/account`: what somebody keeps of their own proofs, and where they are signed in. */
export const accountRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { access, accessStore, clock }) => {
  app.route({
    method: "GET",
    url: "/account",
    config: { needs: "signed_in" },
    schema: { response: { 200: AccountView } },
    handler: async (request) => {
      const { staffId, sessionId } = actorOf(request);
      const proof = await accessStore.proofOf(staffId);
      const sessions = await accessStore.sessionsOf(staffId, clock.now());
      return {
        account: proof.account,
        hasPassword: proof.passwordHash !== null,
        hasSecondFactor: proof.totpConfirmed,
        recoveryCodesLeft: proof.recoveryCodesLeft,
        sessions: sessions.map(({ id, device, createdAt, lastSeenAt }) => ({
          ...{ id, device, isHere: id === sessionId },
          ...{ signedInAt: createdAt.toISOString(), lastSeenAt: lastSeenAt.toISOString() },
        })),
      };
    },
  });

  app.route({
    method: "POST",
    url: "/account/password",
    config: { needs: "fresh_proof" },
    schema: { body: PostPassword, response: { 204: z.null(), 400: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await access.setPassword(actorOf(request), request.body.account, request.body.password);
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/account/totp",
    config: { needs: "fresh_proof" },
    schema: { response: { 200: TotpSecret } },
    handler: (request) => access.beginTotp(actorOf(request)),
  });

  app.route({
    method: "POST",
    url: "/account/totp/confirm",
    config: { needs: "fresh_proof" },
    schema: { body: PostTotpCode, response: { 200: RecoveryCodes, 401: ErrorView } },
    handler: async (request) => {
      const recoveryCodes = await access.confirmTotp(actorOf(request), request.body.code);
      return { recoveryCodes: [...recoveryCodes] };
    },
  });

  app.route({
    method: "DELETE",
    url: "/account/totp",
    config: { needs: "fresh_proof" },
    schema: { response: { 204: z.null() } },
    handler: async (request, reply) => {
      await accessStore.dropTotp(actorOf(request), clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/account/sessions/:sessionId",
    config: { needs: "signed_in" },
    schema: { params: SessionParams, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      const { sessionId: id } = request.params;
      const isEnded = await accessStore.endSessions(actorOf(request), { id }, clock.now());
      if (!isEnded) throw new AppError("NOT_FOUND", { path: `/api/account/sessions/${id}` });
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/account/sessions",
    config: { needs: "signed_in" },
    schema: { response: { 204: z.null() } },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      await accessStore.endSessions(actor, { allBut: actor.sessionId }, clock.now());
      return reply.code(204).send(null);
    },
  });
};
