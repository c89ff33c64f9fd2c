import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import type { HttpDeps } from "../deps.ts";

/** For whoever watches the process: alive, and able to keep what is handed to it. */
export const healthRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { about }) => {
  app.route({
    method: "GET",
    url: "/livez",
    config: { needs: "nobody" },
    schema: { response: { 200: z.object({ ok: z.literal(true) }) } },
    handler: async () => ({ ok: true as const }),
  });

  app.route({
    method: "GET",
    url: "/readyz",
    config: { needs: "nobody" },
    schema: {
      response: {
        200: z.object({ ready: z.literal(true) }),
        503: z.object({ ready: z.literal(false), because: z.string() }),
      },
    },
    handler: async (_, reply) => {
      try {
        await about.ping();
        return { ready: true as const };
      } catch {
        return reply.code(503).send({ ready: false as const, because: "the database does not answer" });
      }
    },
  });
};
