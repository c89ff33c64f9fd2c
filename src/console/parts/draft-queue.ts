import type { TicketRow } from "../../api/tickets.ts";
import { urgencies } from "../../domain/reading.ts";

/** The order in which drafts are looked at: danger to life first, then urgent ones, each the oldest first. */
export function orderDrafts<T extends Pick<TicketRow, "urgency" | "openedAt">>(drafts: readonly T[]): readonly T[] {
  const weight = ({ urgency }: T) => urgencies.indexOf(urgency);
  return [...drafts].sort((a, b) => weight(b) - weight(a) || a.openedAt.localeCompare(b.openedAt));
}

/** Where somebody is in the queue: at a draft, and at which place it stood when it came up. Null before the first one. */
export interface Place {
  readonly id: string | null;
  readonly index: number;
}

/**
 * Which draft is looked at: the one of the place while it waits, wherever it now stands; once it has gone, the one that stands in its
 * place, so that a decision brings the next one up, or something more urgent that came in meanwhile. Null when none is left.
 */
export function currentDraft<T extends { readonly id: string }>(
  drafts: readonly T[],
  place: Place,
): { readonly draft: T; readonly index: number } | null {
  const found = drafts.findIndex(({ id }) => id === place.id);
  const index = found === -1 ? Math.min(place.index, drafts.length - 1) : found;
  const draft = drafts[index];
  return draft ? { draft, index } : null;
}
