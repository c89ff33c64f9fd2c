import type { Article } from "../domain/article.ts";
import type { ArticleFile, Signer } from "../domain/article-life.ts";
import type { Actor } from "../domain/authority.ts";

/** Articles, and the questions that were heard. */
export interface KnowledgeStore {
  /** Every published article, with the stamp of the newest change: an index built for that stamp is still good. */
  published(): Promise<{ readonly stamp: string; readonly articles: readonly Article[] }>;
  /** All articles of the actor's areas, of every status, also those of the areas above, which answer there too. */
  articles(actor: Actor): Promise<readonly ListedArticle[]>;
  /** One of these, with its history; null when there is none. */
  article(actor: Actor, articleId: string): Promise<ArticleFile | null>;
  /** Those of some slugs, whatever their area, with their history: a slug names one article in the whole house. */
  articlesBySlug(slugs: readonly string[]): Promise<readonly ArticleFile[]>;
  /**
   * Saves what became of articles, all or none; `before` is null for a new one. Keeps the history as it grew.
   *
   * @throws AppError ARTICLE_STALE when one has changed since `before`, or exists already.
   */
  saveArticles(changes: readonly ArticleChange[]): Promise<void>;
  /**
   * Adds published articles that the house brings, or replaces those with the same slug by a next version. What staff have written or
   * retired stays as they left it.
   */
  importArticles(articles: readonly Article[], now: Date): Promise<void>;

  questions(actor: Actor, status: QuestionStatus): Promise<readonly QuestionRecord[]>;
  /** The newest open questions of the actor's areas, for them to be grouped. */
  unanswered(actor: Actor): Promise<readonly UnansweredQuestion[]>;
  /** Closes an open question. False when it is not open, or outside the actor's areas. */
  closeQuestion(actor: Actor, questionId: string, note: string | null): Promise<boolean>;
}

/** One article in a list, with who saved its newest words. */
export interface ListedArticle extends Article {
  readonly newest: { readonly number: number; readonly savedBy: Signer | null; readonly savedAt: Date };
}

/** One article before and after somebody moved it. */
export interface ArticleChange {
  readonly before: ArticleFile | null;
  readonly after: ArticleFile;
}

export type QuestionStatus = "open" | "answered" | "closed";

export interface QuestionRecord {
  readonly id: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly text: string;
  readonly articleId: string | null;
  readonly status: QuestionStatus;
  readonly at: Date;
  readonly note: string | null;
  /** Null while it is open, and for one that an article answered. */
  readonly closedAt: Date | null;
}

/** A question that waits for a person, and which household asked it. */
export interface UnansweredQuestion {
  readonly id: string;
  readonly text: string;
  readonly areaPath: string;
  readonly at: Date;
  /** Tells households apart, and nothing else. */
  readonly household: string;
}
