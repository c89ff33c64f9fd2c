import type { TicketRow } from "../../api/tickets.ts";
import { urgencies } from "../../domain/reading.ts";

/** The order in which drafts are looked at: danger to life first, then urgent ones, each the oldest first. */
export function orderDrafts<T extends Pick<TicketRow, "urgency" | "openedAt">>(drafts: readonly T[]): readonly T[] {
  const weight = ({ urgency }: T) => urgencies.indexOf(urgency);
  return [...drafts].sort((a, b) => weight(b) - weight(a) || a.openedAt.localeCompare(b.openedAt));
}

/**
 * Which draft is looked at: the one chosen while it waits; when it has gone, the one that moved into its place, so that a
 * decision brings the next one up. Null when none is left.
 */
export function currentDraft<T extends { readonly id: string }>(
  drafts: readonly T[],
  chosen: { readonly id: string | null; readonly index: number },
): { readonly draft: T; readonly index: number } | null {
  const found = drafts.findIndex(({ id }) => id === chosen.id);
  const index = found === -1 ? Math.min(chosen.index, drafts.length - 1) : found;
  const draft = drafts[index];
  return draft ? { draft, index } : null;
}
