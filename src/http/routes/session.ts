import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { MeView, PostSession } from "../../api/session.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf, sessionCookie } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** Tries of a sign-in link in a minute from one address: a link has 256 bits, so this only keeps the log short. */
const signInsPerMinute = 10;

/** `/api/session` and `/api/me`: who is signed in. */
export const sessionRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { directory, clock }) => {
  app.route({
    method: "POST",
    url: "/session",
    config: { needs: "nobody", rateLimit: { max: signInsPerMinute, timeWindow: 60_000 } },
    schema: { body: PostSession, response: { 204: z.null(), 401: ErrorView } },
    handler: async ({ body, protocol }, reply) => {
      const opened = await directory.signIn(body.token, clock.now());
      if (!opened) throw new AppError("SIGN_IN_LINK_INVALID", {});
      const cookie = {
        path: "/",
        httpOnly: true,
        sameSite: "strict",
        secure: protocol === "https",
        expires: opened.expiresAt,
      } as const;
      return reply.setCookie(sessionCookie, opened.session, cookie).code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/session",
    config: { needs: "signed_in" },
    schema: { response: { 204: z.null() } },
    handler: async ({ cookies }, reply) => {
      await directory.signOut(cookies[sessionCookie] ?? "");
      return reply.clearCookie(sessionCookie, { path: "/" }).code(204).send(null);
    },
  });

  app.route({
    method: "GET",
    url: "/me",
    config: { needs: "signed_in" },
    schema: { response: { 200: MeView, 401: ErrorView } },
    handler: async (request) => {
      const { staffId, name, role, areaPath } = actorOf(request);
      return { staffId, name, role, areas: [areaPath] };
    },
  });
};
