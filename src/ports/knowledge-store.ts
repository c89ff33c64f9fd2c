import type { Article } from "../domain/article.ts";
import type { Actor } from "../domain/authority.ts";

/** Articles, and the questions that were heard. */
export interface KnowledgeStore {
  /** Every published article, with the stamp of the newest change: an index built for that stamp is still good. */
  published(): Promise<{ readonly stamp: string; readonly articles: readonly Article[] }>;
  /** All articles of the actor's areas, of every status. */
  articles(actor: Actor): Promise<readonly Article[]>;
  /** Adds articles, or replaces those with the same slug by a next version. */
  importArticles(articles: readonly Article[], now: Date): Promise<void>;

  questions(actor: Actor, status: QuestionStatus): Promise<readonly QuestionRecord[]>;
  /** Closes an open question. False when it is not open, or outside the actor's areas. */
  closeQuestion(actor: Actor, questionId: string, note: string | null): Promise<boolean>;
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
