import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { checkUp } from "../../doctor/index.ts";
import { deafCodes } from "../../domain/check-up.ts";
import type { HttpDeps } from "../deps.ts";

/** Anybody may ask, so a check-up is made no more often than this, whoever does. */
const checkUpEveryMs = 30_000;

/** A database that takes the question and never answers is as good as none, and whoever asks has its own patience. */
const answerWithinMs = 2_000;

/** For whoever watches the process: alive, and able to keep what is handed to it. */
export const healthRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { about, records, clock }) => {
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let deaf: Promise<readonly string[]> = Promise.resolve([]);

  /** The platforms from which nothing comes, by name. */
  function deafPlatforms(): Promise<readonly string[]> {
    const nowMs = clock.now().getTime();
    // A machine's clock may be set back, and must not keep an old answer alive.
    if (Math.abs(nowMs - lookedAtMs) < checkUpEveryMs) return deaf;
    lookedAtMs = nowMs;
    deaf = checkUp({ records, clock }, { areaPath: null, withUnbound: false }).then(
      ({ findings }) =>
        findings.flatMap(({ code, channel }) => (channel && deafCodes.includes(code) ? [channel.platform] : [])),
      (error: unknown) => {
        // The next to ask is not told of a failure that is over.
        lookedAtMs = Number.NEGATIVE_INFINITY;
        throw error;
      },
    );
    return deaf;
  }

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
        // A deaf platform is no reason to send requests elsewhere: the house can do all it could before.
        200: z.object({ ready: z.literal(true), deaf: z.array(z.string()) }),
        503: z.object({ ready: z.literal(false), because: z.string() }),
      },
    },
    handler: async (_, reply) => {
      try {
        await inTime(about.ping());
        return { ready: true as const, deaf: [...(await inTime(deafPlatforms()))] };
      } catch {
        return reply.code(503).send({ ready: false as const, because: "the database does not answer" });
      }
    },
  });
};

async function inTime<T>(work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error("no answer in time")), answerWithinMs);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
