import { AppError } from "../errors/app-error.ts";
import type { Article, ArticleWords } from "./article.ts";
import { type Actor, actionForArticleEvent, mayDo } from "./authority.ts";

/**
 * Where an article stands in its life: nothing of it answers yet, it answers, it answers while newer words wait for a second person, or it
 * is out of use and kept.
 */
export const articleStages = ["draft", "published", "revised", "retired"] as const;
export type ArticleStage = (typeof articleStages)[number];

/**
 * The whole life of an article: each event, and from which stage it leads to which.
 *
 * Nothing leads from a save to an answer: only `publish` does, by another person than the writer, or `roll_back` to words that two persons
 * have stood for before.
 */
// biome-ignore format: reads in columns
export const articleTransitions = {
  save:      { draft: "draft",     published: "revised",   revised: "revised",   retired: "draft" },
  publish:   { draft: "published",                         revised: "published" },
  roll_back: { draft: "published", published: "published", revised: "published", retired: "published" },
  retire:    { draft: "retired",   published: "retired",   revised: "retired" },
} as const satisfies Record<string, Partial<Readonly<Record<ArticleStage, ArticleStage>>>>;

export type ArticleEvent = keyof typeof articleTransitions;
/** Every event, for schemas and buttons. */
export const articleEvents = Object.keys(articleTransitions) as [ArticleEvent, ...ArticleEvent[]];

/** A member of staff as the history names them. */
export interface Signer {
  readonly staffId: string;
  readonly name: string;
}

/** One save of an article: its words, and who stood for them when. */
export interface ArticleVersion {
  readonly number: number;
  readonly words: ArticleWords;
  /** Null for what the house itself brought: an estate's folder. */
  readonly savedBy: Signer | null;
  readonly savedAt: Date;
  /** Null while nobody has published it; then also for what the house brought. */
  readonly publishedBy: Signer | null;
  readonly publishedAt: Date | null;
  /** The version it brought back; null for new words. */
  readonly restores: number | null;
}

/** An article with its history. */
export interface ArticleFile {
  readonly article: Article;
  /** Grows with every change, so that whoever decides can say what was seen. */
  readonly revision: number;
  /** Newest first; never empty. */
  readonly versions: readonly ArticleVersion[];
  readonly retiredBy: Signer | null;
  readonly retiredAt: Date | null;
}

/** What somebody does to an article. A roll-back to words that nobody has published is a save of them. */
export type ArticleMove =
  | { readonly event: "save"; readonly words: ArticleWords }
  | { readonly event: "publish" }
  | { readonly event: "roll_back"; readonly to: number }
  | { readonly event: "retire" };

/** Where an article stands whose live words are of one version and whose newest are of another, or the same. */
export function articleStage({ status, version }: Pick<Article, "status" | "version">, newest: number): ArticleStage {
  if (status !== "published") return status;
  return newest > version ? "revised" : "published";
}

/** The newest words of an article, whether they answer or wait. */
export function newestVersion({ versions }: ArticleFile): ArticleVersion {
  return versions[0]!;
}

/** Why somebody may not move an article by an event now; null when they may. */
export type ArticleRefusal = "wrong_stage" | "not_your_role" | "not_your_area" | "own_words";

/** Says what stands in the way of an event, for the server to refuse by and the console to grey its buttons. */
export function articleRefusal(file: ArticleFile, event: ArticleEvent, actor: Actor): ArticleRefusal | null {
  const newest = newestVersion(file);
  const action = actionForArticleEvent[event];
  if (!mayDo(actor, action, actor.areaPath)) return "not_your_role";
  // Newer words may be for another area than the live ones: whoever decides answers for both.
  const areas = [file.article.areaPath, newest.words.areaPath];
  if (!areas.every((areaPath) => mayDo(actor, action, areaPath))) return "not_your_area";
  if (!(articleStage(file.article, newest.number) in articleTransitions[event])) return "wrong_stage";
  // Whoever saved the newest version took over all its words, so a second person has seen them when another publishes.
  return event === "publish" && newest.savedBy?.staffId === actor.staffId ? "own_words" : null;
}

/**
 * Moves an article. Pure: the caller saves what comes back, unless it is the file itself, to which nothing was to be done.
 *
 * @throws AppError NOT_ALLOWED, ARTICLE_EVENT_REFUSED or ARTICLE_OWN_WORDS, as `articleRefusal` says.
 */
export function moveArticle(file: ArticleFile, move: ArticleMove, actor: Actor, now: Date): ArticleFile {
  if (move.event === "roll_back") return rollBack(file, move.to, actor, now);
  refuse(file, move.event, actor);
  const by = { staffId: actor.staffId, name: actor.name };
  if (move.event === "save") return saved(file, move.words, null, actor, now);
  if (move.event === "retire") {
    const article: Article = { ...file.article, status: "retired", changedAt: now };
    return { ...file, article, retiredBy: by, retiredAt: now };
  }
  const [newest, ...older] = file.versions;
  return live(file, [{ ...newest!, publishedBy: by, publishedAt: now }, ...older], now);
}

/** A new article, a draft, as its writer saves it first. @throws AppError NOT_ALLOWED when they may not write for that area. */
export function newArticle(
  { id, slug, words }: { readonly id: string; readonly slug: string; readonly words: ArticleWords },
  actor: Actor,
  now: Date,
): ArticleFile {
  mayWriteFor(words.areaPath, actor);
  const savedBy = { staffId: actor.staffId, name: actor.name };
  const first = {
    ...{ number: 1, words, savedBy, savedAt: now },
    publishedBy: null,
    publishedAt: null,
    restores: null,
  };
  const article: Article = { ...words, id, slug, status: "draft", version: 1, changedAt: now };
  return { article, revision: 1, versions: [first], retiredBy: null, retiredAt: null };
}

function rollBack(file: ArticleFile, to: number, actor: Actor, now: Date): ArticleFile {
  const target = file.versions.find(({ number }) => number === to);
  if (!target) throw new AppError("NOT_FOUND", { path: `/api/articles/${file.article.id}/versions/${to}` });
  const isKnownGood = target.publishedAt !== null;
  refuse(file, isKnownGood ? "roll_back" : "save", actor);
  if (!isKnownGood) return saved(file, target.words, to, actor, now);
  mayWriteFor(target.words.areaPath, actor);
  if (file.article.status === "published" && sameWords(newestVersion(file).words, target.words)) {
    if (articleStage(file.article, newestVersion(file).number) === "published") return file;
  }
  const by = { staffId: actor.staffId, name: actor.name };
  const number = newestVersion(file).number + 1;
  const back = {
    number,
    words: target.words,
    savedBy: by,
    savedAt: now,
    publishedBy: by,
    publishedAt: now,
    restores: to,
  };
  return live(file, [back, ...file.versions], now);
}

/** With newer words. Those of a published article wait beside the ones that answer; those of any other take their place. */
function saved(file: ArticleFile, words: ArticleWords, restores: number | null, actor: Actor, now: Date): ArticleFile {
  mayWriteFor(words.areaPath, actor);
  const { article } = file;
  const newest = newestVersion(file);
  if (article.status !== "retired" && sameWords(newest.words, words)) return file;
  const number = newest.number + 1;
  const savedBy = { staffId: actor.staffId, name: actor.name };
  const version = { ...{ number, words, savedBy, savedAt: now, restores }, publishedBy: null, publishedAt: null };
  const versions = [version, ...file.versions];
  if (article.status === "published") return { ...file, versions };
  const draft: Article = { ...article, ...words, status: "draft", version: number, changedAt: now };
  return { ...file, article: draft, versions, retiredBy: null, retiredAt: null };
}

/** With its newest words as the ones that answer. */
function live(file: ArticleFile, versions: readonly ArticleVersion[], now: Date): ArticleFile {
  const { words, number } = versions[0]!;
  const article: Article = { ...file.article, ...words, status: "published", version: number, changedAt: now };
  return { ...file, article, versions, retiredBy: null, retiredAt: null };
}

/** True when two say the same in every field. */
export function sameWords(one: ArticleWords, other: ArticleWords): boolean {
  return changedFields(one, other).length === 0;
}

/** Every field that a person writes, in the order of the form. */
export const articleFields = [
  "question",
  "variants",
  "answer",
  "kind",
  "source",
  "issuer",
  "documentNumber",
  "areaPath",
  "validFrom",
  "validUntil",
] as const satisfies readonly (keyof ArticleWords)[];

/** The fields in which two differ. */
export function changedFields(one: ArticleWords, other: ArticleWords): readonly (keyof ArticleWords)[] {
  return articleFields.filter((field) => JSON.stringify(one[field]) !== JSON.stringify(other[field]));
}

function mayWriteFor(areaPath: string, actor: Actor): void {
  if (!mayDo(actor, "write_articles", areaPath))
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: "write_articles" });
}

function refuse(file: ArticleFile, event: ArticleEvent, actor: Actor): void {
  const refusal = articleRefusal(file, event, actor);
  if (refusal === null) return;
  const articleId = file.article.id;
  if (refusal === "own_words") throw new AppError("ARTICLE_OWN_WORDS", { articleId });
  if (refusal !== "wrong_stage")
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: actionForArticleEvent[event] });
  const stage = articleStage(file.article, newestVersion(file).number);
  const allowed = articleEvents.filter((other) => stage in articleTransitions[other]);
  throw new AppError("ARTICLE_EVENT_REFUSED", { articleId, stage, event, allowed });
}
