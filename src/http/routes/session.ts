import type { FastifyReply, FastifyRequest } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { MeView, PostProof, PostSession, TakeDuty } from "../../api/session.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf, sessionCookie } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { deviceOf } from "../device.ts";

/** Tries in a minute from one address, before any of them is looked at: more would only keep the machine busy. Guessing has a pace of its own. */
const signInsPerMinute = 20;

/** `/api/session` and `/api/me`: who is signed in. */
export const sessionRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { directory, access, staffOffice, clock },
) => {
  const rateLimit = { max: signInsPerMinute, timeWindow: 60_000 };

  app.route({
    method: "POST",
    url: "/session",
    config: { needs: "nobody", rateLimit },
    schema: { body: PostSession, response: { 204: z.null(), 401: ErrorView, 429: ErrorView } },
    handler: async (request, reply) => {
      const { body } = request;
      const from = fromOf(request);
      const opened =
        "token" in body
          ? await directory.signIn(body.token, clock.now(), from)
          : await access.signIn(body.account, body, { ...from, address: request.ip });
      if (!opened) throw new AppError("SIGN_IN_LINK_INVALID", {});
      return withCookie(reply, request.protocol, opened.session, opened.expiresAt).code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/session/proof",
    config: { needs: "signed_in", rateLimit },
    schema: { body: PostProof, response: { 204: z.null(), 401: ErrorView, 429: ErrorView } },
    handler: async (request, reply) => {
      await access.prove(actorOf(request), request.body, request.ip);
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/session",
    config: { needs: "signed_in" },
    schema: { response: { 204: z.null() } },
    handler: async ({ cookies }, reply) => {
      await directory.signOut(cookies[sessionCookie] ?? "", clock.now());
      return reply.clearCookie(sessionCookie, { path: "/" }).header("clear-site-data", '"cache"').code(204).send(null);
    },
  });

  app.route({
    method: "GET",
    url: "/me",
    config: { needs: "signed_in" },
    schema: { response: { 200: MeView, 401: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const { staffId, name, role, areaPath, grantId } = actor;
      const duties = await staffOffice.duties(actor, clock.now());
      return {
        ...{ staffId, name, role, areas: [areaPath], grantId },
        duties: duties.map(({ standsInForName: standsInFor, until, ...duty }) => ({
          ...{ grantId: duty.grantId, role: duty.role, areaPath: duty.areaPath, standsInFor },
          until: until?.toISOString() ?? null,
        })),
      };
    },
  });

  app.route({
    method: "POST",
    url: "/session/duty",
    config: { needs: "signed_in" },
    schema: { body: TakeDuty, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      await staffOffice.takeDuty(actor, actor.sessionId, request.body.grantId, clock.now());
      return reply.code(204).send(null);
    },
  });
};

function fromOf({ headers, cookies }: FastifyRequest) {
  return { device: deviceOf(headers["user-agent"]), replaces: cookies[sessionCookie] ?? null };
}

function withCookie(reply: FastifyReply, protocol: string, session: string, expires: Date): FastifyReply {
  const secure = protocol === "https";
  return reply.setCookie(sessionCookie, session, { path: "/", httpOnly: true, sameSite: "strict", secure, expires });
}
