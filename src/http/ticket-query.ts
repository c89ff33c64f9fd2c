import type { TicketFilter } from "../api/tickets.ts";
import { beginOfDay } from "../domain/article.ts";
import type { TicketQuery } from "../ports/desk-store.ts";

const dayMs = 24 * 3_600_000;

/** A filter of an address as the store takes it: days become instants, the last one counted in. */
export function ticketQuery(filter: TicketFilter): Omit<TicketQuery, "limit" | "after"> {
  const { status = [], area, group, party, category, urgency, q, reopened, offline, ...same } = filter;
  const { openedFrom, openedUntil, approvedFrom, approvedUntil, late, review, readAs } = same;
  return {
    statuses: status,
    ...{ areaPath: area, groupId: group, partyId: party, categories: category, urgencies: urgency },
    ...{ late, review, readAs, text: q },
    openedFrom: openedFrom ? beginOfDay(openedFrom) : undefined,
    openedUntil: openedUntil ? dayAfter(openedUntil) : undefined,
    approvedFrom: approvedFrom ? beginOfDay(approvedFrom) : undefined,
    approvedUntil: approvedUntil ? dayAfter(approvedUntil) : undefined,
    reopened: asked(reopened),
    offline: asked(offline),
  };
}

/** The first instant after a day in China. */
export function dayAfter(day: string): Date {
  return new Date(beginOfDay(day).getTime() + dayMs);
}

function asked(answer: "yes" | "no" | undefined): boolean | undefined {
  return answer === undefined ? undefined : answer === "yes";
}
