import type { NewPost, PostContent } from "../domain/post.ts";
import type { Category } from "../domain/taxonomy.ts";
import type { Ticket } from "../domain/ticket.ts";
import { dueLine } from "../locales/desk.ts";
import { renderPost } from "../locales/posts.ts";
import type { SpeakingContext } from "../ports/intake-store.ts";

/** What words are made from, besides what changed. */
export interface OweContext {
  readonly speaking: SpeakingContext;
  readonly taxonomy: readonly Category[];
  /** Other tickets of the estate that staff may be shown: what may be the same matter is among them. */
  readonly near?: readonly Ticket[];
  readonly now: Date;
}

/** What a category is called. */
export function labelOf(category: string, { taxonomy }: Pick<OweContext, "taxonomy">): string {
  return taxonomy.find(({ code }) => code === category)?.label ?? category;
}

/** A post of some content, with its text made. */
export function newPost(
  content: PostContent,
  { key, ...facts }: Omit<NewPost, "template" | "fields" | "text" | "idempotencyKey"> & { readonly key: string },
): NewPost {
  return { ...content, text: renderPost(content), idempotencyKey: key, ...facts };
}

/** True while somebody owes work on it, so that its due time means something. */
export function isOwed({ status }: Ticket): boolean {
  return status === "approved" || status === "dispatched" || status === "in_progress";
}

/** Who owes what by when: in danger that somebody comes, else that it is solved. */
export function dueOf(ticket: Ticket, party: string | null, { now }: Pick<OweContext, "now">): string | null {
  return ticket.urgency === "emergency"
    ? dueLine(party, ticket.firstAnswerDueAt, "arrive", now)
    : dueLine(party, ticket.resolveDueAt, "resolve", now);
}
