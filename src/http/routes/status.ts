import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { StatusView } from "../../api/status.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/status`: how the house does, and what waits for people in the reader's areas. */
export const statusRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { about, queue, tickets, outbox, intake, knowledge },
) => {
  app.route({
    method: "GET",
    url: "/status",
    config: { needs: "signed_in" },
    schema: { response: { 200: StatusView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const [drafts, posts, handed, parked, questions] = await Promise.all([
        tickets.count(actor, ["draft"]),
        outbox.list(actor, ["uncertain", "withheld", "failed"]),
        outbox.list(actor, ["handed"]),
        intake.parked(actor.areaPath),
        knowledge.questions(actor, "open"),
      ]);
      const inState = (state: string) => posts.filter((post) => post.state === state).length;
      return {
        version: about.version,
        startedAt: about.startedAt.toISOString(),
        reader: { name: about.reader.name, offline: about.reader.offline() },
        queue: { backend: about.queueBackend, depth: await queue.depth() },
        database: { embedded: about.embeddedDatabase },
        region: about.region,
        platforms: about.platforms().map(({ platform, state, lastEventAt, notice }) => ({
          ...{ name: platform.name, account: platform.account, state, notice },
          lastEventAt: lastEventAt?.toISOString() ?? null,
        })),
        counts: {
          drafts,
          uncertain: inState("uncertain"),
          withheld: inState("withheld"),
          failed: inState("failed"),
          parked: parked.length,
          openQuestions: questions.length,
          handed: handed.length,
        },
      };
    },
  });
};
