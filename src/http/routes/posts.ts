import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { GroupParams } from "../../api/groups.ts";
import { ParkedList, ParkedParams } from "../../api/parked.ts";
import { ListPosts, PostList, PostParams, type PostView, SettlePost } from "../../api/posts.ts";
import { CloseQuestion, ListQuestions, QuestionGroupList, QuestionList, QuestionParams } from "../../api/questions.ts";
import { redact } from "../../domain/redaction.ts";
import { AppError } from "../../errors/app-error.ts";
import { groupQuestions } from "../../knowledge/index.ts";
import { parkedReason } from "../../locales/desk.ts";
import type { PostNotice } from "../../ports/outbox-store.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

const excerptCharsMax = 200;
/** Posts of a group that are looked back at. */
const recentMax = 20;

/** What waits for a person: posts nobody is sure of, messages that were parked, questions that no article answers. */
export const postRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { outbox, intake, knowledge, queue, clock }) => {
  app.route({
    method: "GET",
    url: "/posts",
    config: { needs: "settle_posts" },
    schema: { querystring: ListPosts, response: { 200: PostList } },
    handler: async (request) => {
      const states = request.query.state ?? ["uncertain", "withheld", "failed"];
      return (await outbox.list(actorOf(request), states)).map(postView);
    },
  });

  app.route({
    method: "GET",
    url: "/groups/:groupId/posts",
    config: { needs: "read_groups" },
    schema: { params: GroupParams, response: { 200: PostList, 404: ErrorView } },
    handler: async (request) =>
      (await outbox.recent(actorOf(request), request.params.groupId, recentMax)).map(postView),
  });

  app.route({
    method: "POST",
    url: "/posts/:postId/settle",
    config: { needs: "settle_posts" },
    schema: { params: PostParams, body: SettlePost, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      const groupId = await outbox.settleByStaff(actorOf(request), request.params.postId, request.body.as, clock.now());
      await queue.ring("drain-outbox", groupId);
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "GET",
    url: "/parked",
    config: { needs: "settle_posts" },
    schema: { response: { 200: ParkedList } },
    handler: async (request) => {
      const parked = await intake.parked(actorOf(request).areaPath);
      return parked.map(({ id, platform, groupId, groupName, at, text, crashes }) => ({
        ...{ id, platform, tries: crashes, reason: parkedReason },
        group: { id: groupId, name: groupName },
        receivedAt: at.toISOString(),
        excerpt: redact(text).slice(0, excerptCharsMax) || null,
      }));
    },
  });

  app.route({
    method: "POST",
    url: "/parked/:id/retry",
    config: { needs: "settle_posts" },
    schema: { params: ParkedParams, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      const isBack = await intake.retryParked(actorOf(request), request.params.id);
      if (!isBack) throw new AppError("NOT_FOUND", { path: `/api/parked/${request.params.id}` });
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "GET",
    url: "/questions",
    config: { needs: "answer_questions" },
    schema: { querystring: ListQuestions, response: { 200: QuestionList } },
    handler: async (request) => {
      const questions = await knowledge.questions(actorOf(request), request.query.status ?? "open");
      return questions.map(({ id, groupId, groupName, text, at, status, note, closedAt }) => ({
        id,
        group: { id: groupId, name: groupName },
        text: redact(text),
        askedAt: at.toISOString(),
        status: status === "open" ? ("open" as const) : ("closed" as const),
        note,
        closedAt: closedAt?.toISOString() ?? null,
      }));
    },
  });

  app.route({
    method: "GET",
    url: "/questions/groups",
    config: { needs: "answer_questions" },
    schema: { response: { 200: QuestionGroupList } },
    handler: async (request) => {
      const open = await knowledge.unanswered(actorOf(request));
      return groupQuestions(open.map((one) => ({ ...one, text: redact(one.text) }))).map((group) => ({
        ...group,
        variants: [...group.variants],
        questionIds: [...group.questionIds],
        lastAskedAt: group.lastAskedAt.toISOString(),
      }));
    },
  });

  app.route({
    method: "POST",
    url: "/questions/:questionId/close",
    config: { needs: "answer_questions" },
    schema: { params: QuestionParams, body: CloseQuestion, response: { 204: z.null(), 404: ErrorView } },
    handler: async (request, reply) => {
      const isClosed = await knowledge.closeQuestion(
        actorOf(request),
        request.params.questionId,
        request.body.note ?? null,
      );
      if (!isClosed) throw new AppError("NOT_FOUND", { path: `/api/questions/${request.params.questionId}` });
      return reply.code(204).send(null);
    },
  });
};

function postView(post: PostNotice): PostView {
  const { id, groupId, groupName, ticketId, ticketCode, text, state, reason, createdAt, attempts, sentAt } = post;
  return {
    ...{ id, text, state, reason, tries: attempts },
    group: { id: groupId, name: groupName },
    ticket: ticketId && ticketCode ? { id: ticketId, code: ticketCode } : null,
    createdAt: createdAt.toISOString(),
    triedAt: sentAt?.toISOString() ?? null,
  };
}
