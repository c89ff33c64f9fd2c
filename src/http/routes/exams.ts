import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { ArticleParams } from "../../api/knowledge.ts";
import {
  AddExamQuestion,
  ExamMarginsBody,
  ExamQuestionParams,
  ExamReportView,
  ExamView,
  LearntModelList,
  RollBackModel,
} from "../../api/learning.ts";
import { mayDo } from "../../domain/authority.ts";
import { type ExamMargins, type ExamMeasure, examMeasures } from "../../domain/exam.ts";
import { AppError } from "../../errors/app-error.ts";
import { countCases } from "../../learning/index.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { reportView } from "./prompts.ts";

/** `/api/exam` and what comes through it: the cases, the pass marks, and what the local reader has learnt. */
export const examRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { exams, articleOffice, directory, learntModels, queue, clock },
) => {
  app.route({
    method: "GET",
    url: "/articles/:articleId/exam",
    config: { needs: "read_knowledge" },
    schema: { params: ArticleParams, response: { 200: ExamReportView, 404: ErrorView } },
    handler: async (request) => reportView(await articleOffice.examine(actorOf(request), request.params.articleId)),
  });

  app.route({
    method: "GET",
    url: "/exam",
    config: { needs: "read_knowledge" },
    schema: { response: { 200: ExamView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const [windows, margins, questions, articles] = await Promise.all([
        countCases(exams),
        exams.margins(),
        exams.questions(),
        articleOffice.list(actor),
      ]);
      const titles = new Map(articles.map(({ id, question, source }) => [id, question || source]));
      const own = questions.filter(({ areaPath }) => mayDo(actor, "read_knowledge", areaPath));
      return {
        windows,
        margins: marginsView(margins),
        questions: own.map((one) => ({ ...one, article: (one.articleId && titles.get(one.articleId)) || null })),
      };
    },
  });

  app.route({
    method: "PATCH",
    url: "/exam/margins",
    config: { needs: "publish_learnt" },
    schema: { body: ExamMarginsBody, response: { 204: z.void() } },
    handler: async (request, reply) => {
      await exams.setMargins(actorOf(request), request.body as ExamMargins, clock.now());
      return reply.code(204).send();
    },
  });

  app.route({
    method: "POST",
    url: "/exam/questions",
    config: { needs: "write_articles" },
    schema: {
      // Becomes the question's id, so that a second press adds no second question.
      headers: z.object({ "idempotency-key": z.uuid() }),
      body: AddExamQuestion,
      response: { 204: z.void(), 400: ErrorView, 404: ErrorView },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const { question, areaPath, articleId } = request.body;
      if (!(await directory.areas(actor)).includes(areaPath))
        throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no area ${areaPath} of yours`] });
      if (articleId !== null) await articleOffice.open(actor, articleId);
      const id = request.headers["idempotency-key"];
      await exams.addQuestion(actor, { id, question, areaPath, articleId }, clock.now());
      return reply.code(204).send();
    },
  });

  app.route({
    method: "DELETE",
    url: "/exam/questions/:questionId",
    config: { needs: "write_articles" },
    schema: { params: ExamQuestionParams, response: { 204: z.void(), 404: ErrorView } },
    handler: async (request, reply) => {
      const { questionId } = request.params;
      const isGone = await exams.dropQuestion(actorOf(request), questionId, clock.now());
      if (!isGone) throw new AppError("NOT_FOUND", { path: `/api/exam/questions/${questionId}` });
      return reply.code(204).send();
    },
  });

  app.route({
    method: "GET",
    url: "/reader-models",
    config: { needs: "read_learning" },
    schema: { response: { 200: LearntModelList } },
    handler: async () => {
      const models = await learntModels.list();
      const live = models.find(({ publishedAt }) => publishedAt !== null);
      return {
        live: live?.restores ?? live?.number ?? 0,
        models: models.map(({ report, trainedAt, publishedAt, ...model }) => ({
          ...{ ...model, report: report && reportView(report) },
          ...{ trainedAt: trainedAt.toISOString(), publishedAt: publishedAt?.toISOString() ?? null },
        })),
      };
    },
  });

  app.route({
    method: "POST",
    url: "/reader-models",
    config: { needs: "publish_learnt" },
    schema: { response: { 202: z.void() } },
    handler: async (_, reply) => {
      await queue.ring("learn-from-staff", "house");
      return reply.code(202).send();
    },
  });

  app.route({
    method: "POST",
    url: "/reader-models/roll-back",
    config: { needs: "publish_learnt" },
    schema: { body: RollBackModel, response: { 204: z.void(), 404: ErrorView } },
    handler: async (request, reply) => {
      await learntModels.rollBack(actorOf(request), request.body.to, clock.now());
      return reply.code(204).send();
    },
  });
};

function marginsView(own: ExamMargins) {
  const measures = Object.keys(examMeasures) as ExamMeasure[];
  return measures.map((measure) => {
    const usual = examMeasures[measure].margin;
    return { measure, usual, margin: own[measure] ?? usual };
  });
}
