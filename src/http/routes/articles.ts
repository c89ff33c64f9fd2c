import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import {
  ArticleFileView,
  ArticleList,
  ArticleParams,
  ArticleWordsBody,
  BringStarter,
  ExportArticles,
  ImportArticles,
  ImportView,
  PostArticleEvent,
  StarterList,
  TrialView,
  TryQuestion,
} from "../../api/knowledge.ts";
import { type ArticleWords, beginOfDay, daysLeft, endOfDay } from "../../domain/article.ts";
import {
  type ArticleFile,
  type ArticleMove,
  articleEvents,
  articleRefusal,
  articleStage,
  newestVersion,
} from "../../domain/article-life.ts";
import { type Actor, mayDo } from "../../domain/authority.ts";
import { chinaDay } from "../../domain/group.ts";
import { AppError } from "../../errors/app-error.ts";
import type { Import } from "../../knowledge/index.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** So many of the nearest are shown to whoever tries a question. */
const triedHitsMax = 5;

/** How each form of an export is sent. */
const files = {
  csv: { type: "text/csv", ending: "csv" },
  markdown: { type: "text/markdown", ending: "md" },
} as const;

/** `/api/articles`: what the bot answers from, and the life of each entry. */
export const articleRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { articleOffice, answers, directory, sheetReader, clock },
) => {
  app.route({
    method: "GET",
    url: "/articles",
    config: { needs: "read_knowledge" },
    schema: { response: { 200: ArticleList } },
    handler: async (request) => {
      const now = clock.now();
      const articles = await articleOffice.list(actorOf(request));
      return articles.map(({ newest, ...article }) => ({
        ...{ id: article.id, slug: article.slug, ...wordsView(article), ...term(article, now) },
        stage: articleStage(article, newest.number),
        savedBy: newest.savedBy?.name ?? null,
        changedAt: newest.savedAt.toISOString(),
      }));
    },
  });

  app.route({
    method: "GET",
    url: "/articles/try",
    config: { needs: "read_knowledge" },
    schema: { querystring: TryQuestion, response: { 200: TrialView, 403: ErrorView } },
    handler: async (request) => {
      const { question, areaPath } = request.query;
      const actor = actorOf(request);
      if (!mayDo(actor, "read_knowledge", areaPath))
        throw new AppError("NOT_ALLOWED", { role: actor.role, action: "read_knowledge" });
      const trial = await answers.tryOut(question, { areaPath, now: clock.now() });
      const nearest = trial.hits[0]?.closeness ?? 1;
      return {
        ...{ decision: trial.decision, score: trial.score, answerAt: trial.answerAt },
        silentBecause: trial.silentBecause,
        said: trial.articles.map(({ id }) => id),
        hits: trial.hits.slice(0, triedHitsMax).map(({ article, closeness, hold }, index) => ({
          article: { id: article.id, question: article.question, answer: article.answer, source: article.source },
          ...{ nearness: closeness / nearest, hold, matched: [...trial.matched[index]!] },
        })),
      };
    },
  });

  app.route({
    method: "POST",
    url: "/articles/import",
    config: { needs: "write_articles" },
    schema: { body: ImportArticles, response: { 200: ImportView, 409: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const areas = await directory.areas(actor);
      const { format, text, save } = request.body;
      const source =
        format === "xlsx" ? { format, rows: await sheetReader.rows(Buffer.from(text, "base64")) } : { format, text };
      return importView(await articleOffice.importSheet(actor, { source, areas, save }));
    },
  });

  app.route({
    method: "GET",
    url: "/articles/starter",
    config: { needs: "read_knowledge" },
    schema: { response: { 200: StarterList } },
    handler: async () =>
      articleOffice.starter.map(({ id, name, issuedBy, body, source, checkLocally }) => {
        return { id, name, issuedBy, body, source, checkLocally };
      }),
  });

  app.route({
    method: "POST",
    url: "/articles/starter",
    config: { needs: "write_articles" },
    schema: { body: BringStarter, response: { 200: ImportView, 403: ErrorView, 409: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const { areaPath } = request.body;
      const areas = await ownAreas(actor, areaPath);
      return importView(await articleOffice.bringStarter(actor, { areaPath, areas }));
    },
  });

  app.route({
    method: "GET",
    url: "/articles/export",
    config: { needs: "read_knowledge" },
    schema: { querystring: ExportArticles },
    handler: async (request, reply) => {
      const { format } = request.query;
      const { type, ending } = files[format];
      const name = `linli-articles-${chinaDay(clock.now())}.${ending}`;
      return reply
        .headers({ "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" })
        .type(`${type}; charset=utf-8`)
        .send(await articleOffice.exportSheet(actorOf(request), format));
    },
  });

  app.route({
    method: "GET",
    url: "/articles/:articleId",
    config: { needs: "read_knowledge" },
    schema: { params: ArticleParams, response: { 200: ArticleFileView, 404: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      return fileView(await articleOffice.open(actor, request.params.articleId), actor, clock.now());
    },
  });

  app.route({
    method: "POST",
    url: "/articles",
    config: { needs: "write_articles" },
    schema: {
      // Becomes the article's id, so that a second press writes no second article.
      headers: z.object({ "idempotency-key": z.uuid() }),
      body: ArticleWordsBody,
      response: { 201: ArticleFileView, 400: ErrorView, 403: ErrorView },
    },
    handler: async (request, reply) => {
      const actor = actorOf(request);
      const words = await wordsOf(actor, request.body);
      const file = await articleOffice.write(actor, request.headers["idempotency-key"], words);
      return reply.code(201).send(fileView(file, actor, clock.now()));
    },
  });

  app.route({
    method: "POST",
    url: "/articles/:articleId/events",
    config: { needs: "write_articles" },
    schema: {
      params: ArticleParams,
      body: PostArticleEvent,
      response: { 200: ArticleFileView, 403: ErrorView, 404: ErrorView, 409: ErrorView },
    },
    handler: async (request) => {
      const actor = actorOf(request);
      const { revision, ...body } = request.body;
      const move: ArticleMove =
        body.event === "save" ? { event: "save", words: await wordsOf(actor, body.words) } : body;
      const file = await articleOffice.move(actor, request.params.articleId, revision, move);
      return fileView(file, actor, clock.now());
    },
  });

  /** The actor's areas, which must hold this one. */
  async function ownAreas(actor: Actor, areaPath: string): Promise<readonly string[]> {
    const areas = await directory.areas(actor);
    if (areas.includes(areaPath)) return areas;
    throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no area ${areaPath} of yours`] });
  }

  async function wordsOf(actor: Actor, body: ArticleWordsBody): Promise<ArticleWords> {
    await ownAreas(actor, body.areaPath);
    const { validFrom, validUntil, ...words } = body;
    return {
      ...words,
      validFrom: validFrom === null ? null : beginOfDay(validFrom),
      validUntil: validUntil === null ? null : endOfDay(validUntil),
    };
  }
};

function importView({ problem, rows }: Import): ImportView {
  return {
    problem,
    rows: rows.map(({ changed, problems, ...row }) => ({ ...row, changed: [...changed], problems: [...problems] })),
  };
}

function fileView(file: ArticleFile, actor: Actor, now: Date): ArticleFileView {
  const { article, revision, versions, retiredBy, retiredAt } = file;
  const can = articleEvents.map((event) => [event, articleRefusal(file, event, actor)]);
  return {
    ...{ id: article.id, slug: article.slug, revision, ...term(article, now) },
    stage: articleStage(article, newestVersion(file).number),
    liveVersion: article.status === "draft" ? null : article.version,
    versions: versions.map(({ number, words, savedBy, savedAt, publishedBy, publishedAt, restores }) => ({
      ...{ number, restores, words: wordsView(words) },
      ...{ savedBy: savedBy?.name ?? null, savedAt: savedAt.toISOString() },
      ...{ publishedBy: publishedBy?.name ?? null, publishedAt: publishedAt?.toISOString() ?? null },
    })),
    ...{ retiredBy: retiredBy?.name ?? null, retiredAt: retiredAt?.toISOString() ?? null },
    can: Object.fromEntries(can) as ArticleFileView["can"],
  };
}

/** An article's words on the wire: its bounds as days of Beijing. */
function wordsView(words: ArticleWords) {
  const { question, variants, answer, kind, source, issuer, documentNumber, areaPath, validFrom, validUntil } = words;
  return {
    ...{ question, variants: [...variants], answer, kind, source, issuer, documentNumber, areaPath },
    validFrom: validFrom && chinaDay(validFrom),
    validUntil: validUntil && chinaDay(validUntil),
  };
}

function term(words: ArticleWords, now: Date): { expired: boolean; daysLeft: number | null } {
  const { validUntil } = words;
  return { expired: validUntil !== null && validUntil < now, daysLeft: daysLeft(words, now) };
}
