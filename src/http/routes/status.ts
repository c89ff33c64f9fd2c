import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { StatusView } from "../../api/status.ts";
import type { PostState } from "../../domain/post.ts";
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
      // A list ends at two hundred: of one state at a time, or many that failed would hide the uncertain ones.
      const inState = async (state: PostState) => (await outbox.list(actor, [state])).length;
      const [drafts, uncertain, withheld, failed, handed, parked, questions] = await Promise.all([
        tickets.count(actor, ["draft"]),
        inState("uncertain"),
        inState("withheld"),
        inState("failed"),
        inState("handed"),
        intake.parked(actor.areaPath),
        knowledge.questions(actor, "open"),
      ]);
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
          uncertain,
          withheld,
          failed,
          parked: parked.length,
          openQuestions: questions.length,
          handed,
        },
      };
    },
  });
};
