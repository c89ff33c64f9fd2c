import { areaCovers } from "../domain/area.ts";
import type { Article, ArticleWords } from "../domain/article.ts";
import { type ArticleFile, type ArticleMove, moveArticle, newArticle, newestVersion } from "../domain/article-life.ts";
import type { Actor } from "../domain/authority.ts";
import { type ExamReport, refuseWorse } from "../domain/exam.ts";
import type { StarterArticle } from "../domain/starter.ts";
import { AppError } from "../errors/app-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { KnowledgeStore, ListedArticle } from "../ports/knowledge-store.ts";
import { type ReadSheet, readSheet, type SheetFormat, type SheetSource, writeSheet } from "./article-sheet.ts";
import { type PlannedRow, planImport } from "./plan-import.ts";
import { starterRows } from "./starter-rows.ts";

/** Most articles in one file: all are saved in one transaction, or none. */
const importRowsMax = 500;

/** What became, or would become, of a file of articles; a problem when it could not be read as one. */
export interface Import {
  readonly problem: Extract<ReadSheet, string> | "too_many_rows" | null;
  readonly rows: readonly PlannedRow[];
}

/** What staff do to articles. */
export interface ArticleOffice {
  list(actor: Actor): Promise<readonly ListedArticle[]>;
  /** @throws AppError ARTICLE_NOT_FOUND when it is in none of the actor's areas. */
  open(actor: Actor, articleId: string): Promise<ArticleFile>;
  /** Writes a new article, a draft. A second call with the same id changes nothing, and gives the first one's article. */
  write(actor: Actor, articleId: string, words: ArticleWords): Promise<ArticleFile>;
  /**
   * Moves an article that the actor saw at a revision.
   *
   * @throws AppError ARTICLE_STALE when it is not as it was seen, what `moveArticle` throws, and for `publish` EXAM_NOT_PASSED when the
   * articles would answer worse with it. Taking words away, and going back to earlier ones, asks no exam: that must never be held up.
   */
  move(actor: Actor, articleId: string, seenRevision: number, move: ArticleMove): Promise<ArticleFile>;
  /**
   * Reads a file of articles and says what it would make of each; with `save` it does so. All that it saves are drafts by the actor, for a
   * second person to publish. `areas` are those of the actor.
   */
  importSheet(
    actor: Actor,
    sheet: { readonly source: SheetSource; readonly areas: readonly string[]; readonly save: boolean },
  ): Promise<Import>;
  /** What an office can begin with. */
  readonly starter: readonly StarterArticle[];
  /**
   * Brings the starter set into an area, all of it as drafts by the actor, for a second person to publish. What was brought there before
   * stays as the office left it, changed, published or retired.
   */
  bringStarter(actor: Actor, place: { readonly areaPath: string; readonly areas: readonly string[] }): Promise<Import>;
  /** Says what publishing its newest words would do to the answers. @throws AppError ARTICLE_NOT_FOUND. */
  examine(actor: Actor, articleId: string): Promise<ExamReport>;
  /** The articles of the actor's areas that are not retired, as a file that can be imported again. */
  exportSheet(actor: Actor, format: SheetFormat): Promise<string>;
}

/** Says what publishing an article would do to the answers. */
export interface Examiner {
  examine(article: Article): Promise<ExamReport>;
}

/** The office over a store. */
export function createArticleOffice(deps: {
  readonly store: KnowledgeStore;
  readonly examiner: Examiner;
  readonly starter: readonly StarterArticle[];
  readonly clock: Clock;
}): ArticleOffice {
  const { store, examiner, starter, clock } = deps;

  async function open(actor: Actor, articleId: string): Promise<ArticleFile> {
    const file = await store.article(actor, articleId);
    if (!file) throw new AppError("ARTICLE_NOT_FOUND", { articleId });
    return file;
  }

  return {
    list: (actor) => store.articles(actor),
    open,
    async write(actor, articleId, words) {
      const known = await store.article(actor, articleId);
      if (known) return known;
      const after = newArticle({ id: articleId, slug: `a-${articleId}`, words }, actor, clock.now());
      await store.saveArticles([{ before: null, after }]);
      return after;
    },
    async move(actor, articleId, seenRevision, move) {
      const before = await open(actor, articleId);
      if (before.revision !== seenRevision) throw new AppError("ARTICLE_STALE", { articleId });
      const after = moveArticle(before, move, actor, clock.now());
      if (after === before) return before;
      if (move.event === "publish") {
        const { question, source } = after.article;
        refuseWorse(`Article "${question || source}"`, await examiner.examine(after.article));
      }
      await store.saveArticles([{ before, after }]);
      return { ...after, revision: before.revision + 1 };
    },
    async examine(actor, articleId) {
      const file = await open(actor, articleId);
      return examiner.examine(publishedAs(file, clock.now()));
    },
    async importSheet(actor, { source, areas, save }) {
      const rows = readSheet(source);
      if (typeof rows === "string") return { problem: rows, rows: [] };
      if (rows.length > importRowsMax) return { problem: "too_many_rows", rows: [] };
      // A row without a slug is about the article that asks the same in the same area.
      const alike = new Set(rows.map(({ cells }) => cells.question));
      const bySlug = rows.flatMap(({ cells }) => cells.slug || []);
      const byQuestion = (await store.articles(actor)).filter(({ question }) => alike.has(question));
      const known = await store.articlesBySlug([...bySlug, ...byQuestion.map(({ slug }) => slug)]);
      const newId = () => crypto.randomUUID();
      const plan = planImport(rows, { known, areas, actor, now: clock.now(), newId });
      if (save && plan.changes.length > 0) await store.saveArticles(plan.changes);
      return { problem: null, rows: plan.rows };
    },
    starter,
    async bringStarter(actor, { areaPath, areas }) {
      const rows = starterRows(starter, areaPath);
      const known = await store.articlesBySlug(rows.map(({ cells }) => cells.slug));
      const brought = new Set(known.map(({ article }) => article.slug));
      const fresh = rows.filter(({ cells }) => !brought.has(cells.slug));
      const newId = () => crypto.randomUUID();
      const plan = planImport(fresh, { known: [], areas, actor, now: clock.now(), newId });
      if (plan.changes.length > 0) await store.saveArticles(plan.changes);
      const kept = rows
        .filter(({ cells }) => brought.has(cells.slug))
        .map(({ line, cells: { slug, question } }): PlannedRow => {
          return { line, slug, question, verdict: "same", changed: [], problems: [] };
        });
      return { problem: null, rows: [...plan.rows, ...kept] };
    },
    async exportSheet(actor, format) {
      const articles = await store.articles(actor);
      const own = articles.filter(
        ({ areaPath, status }) => areaCovers(actor.areaPath, areaPath) && status !== "retired",
      );
      return writeSheet(format, own);
    },
  };
}

/** The article as it would answer with its newest words. */
function publishedAs(file: ArticleFile, now: Date): Article {
  const { number, words } = newestVersion(file);
  return { ...file.article, ...words, status: "published", version: number, changedAt: now };
}
