import type { ChatWindow } from "../domain/chat.ts";
import type { Reading } from "../domain/reading.ts";

/**
 * The gate that pays for few calls: a window is worth one when it brings a matter that no ticket follows yet. Every draft is then a language
 * model's reading; what goes on about a known matter, and what the local reader takes for talk, stands as it heard it.
 */
export function isWorthAsking({ freshIds, tickets }: ChatWindow, { reports }: Reading): boolean {
  const followed = new Set(tickets.flatMap(({ evidenceIds }) => evidenceIds));
  return reports.some(
    ({ evidenceIds }) => evidenceIds.some((id) => freshIds.has(id)) && !evidenceIds.some((id) => followed.has(id)),
  );
}
