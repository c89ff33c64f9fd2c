import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { GroupParams } from "../../api/groups.ts";
import { PostParams } from "../../api/posts.ts";
import {
  HeardWords,
  MadeRelayGroup,
  NewRelayGroup,
  PastedWords,
  RelayGroupList,
  SettleRelayPost,
} from "../../api/relay.ts";
import type { RelayPost } from "../../ports/relay-store.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/relay`: what a person carries to and from groups where no bot may be. */
export const relayRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { relay, relayDoor, clock }) => {
  app.route({
    method: "GET",
    url: "/relay/groups",
    config: { needs: "settle_posts" },
    schema: { response: { 200: RelayGroupList } },
    handler: async (request) => {
      const actor = actorOf(request);
      const groups = await relay.groups(actor, clock.now());
      return groups.map(({ id, name, areaPath, kind, next, waiting }) => ({
        ...{ id, name, areaPath, kind, waiting },
        next: next && postView(next, actor.staffId),
      }));
    },
  });

  app.route({
    method: "POST",
    url: "/relay/groups",
    config: { needs: "manage_groups" },
    schema: { body: NewRelayGroup, response: { 201: MadeRelayGroup, 403: ErrorView } },
    handler: async (request, reply) =>
      reply.code(201).send({ id: await relay.openGroup(actorOf(request), request.body) }),
  });

  app.route({
    method: "POST",
    url: "/relay/posts/:postId/take",
    config: { needs: "settle_posts" },
    schema: { params: PostParams, response: { 204: z.null(), 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await relay.take(actorOf(request), request.params.postId, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/relay/posts/:postId/settle",
    config: { needs: "settle_posts" },
    schema: { params: PostParams, body: SettleRelayPost, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      await relay.settle(actorOf(request), request.params.postId, request.body.as, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "POST",
    url: "/relay/groups/:groupId/words",
    config: { needs: "settle_posts" },
    schema: { params: GroupParams, body: PastedWords, response: { 200: HeardWords, 404: ErrorView, 503: ErrorView } },
    handler: async (request) => {
      const { ref: groupRef, name: groupName } = await relay.group(actorOf(request), request.params.groupId);
      const heard = await relayDoor.hear({ groupRef, groupName, text: request.body.text });
      return heard.map(({ nick: speaker, at, kind, text, fromSelf: ours }) => ({
        ...{ speaker, kind, text, ours },
        at: at.toISOString(),
      }));
    },
  });
};

function postView({ id, parts, urgent, createdAt, takenBy }: RelayPost, reader: string) {
  return {
    ...{ id, parts: [...parts], urgent },
    createdAt: createdAt.toISOString(),
    takenBy: takenBy && { name: takenBy.name, at: takenBy.at.toISOString(), mine: takenBy.staffId === reader },
  };
}
