import type { TicketFilter } from "./ticket-filter.ts";

/** How many weeks a figure can look back, this one counted in. */
export const periodsWeeks = [4, 12, 26, 52] as const;
export type PeriodWeeks = (typeof periodsWeeks)[number];

/** What figures are taken of, as the API and the list behind them take it. */
export interface FigureScopeQuery {
  readonly from: string;
  readonly until: string;
  readonly area?: string;
}

const dayMs = 24 * 3_600_000;
const chinaOffsetMs = 8 * 3_600_000;

/** So many weeks up to today in China, beginning on a Monday. */
export function lastWeeks(weeks: number, now: Date): { readonly from: string; readonly until: string } {
  const today = new Date(now.getTime() + chinaOffsetMs);
  const sinceMonday = (today.getUTCDay() + 6) % 7;
  const first = new Date(today.getTime() - (sinceMonday + (weeks - 1) * 7) * dayMs);
  return { from: dayOf(first), until: dayOf(today) };
}

/** The Mondays of a scope, those without a ticket too: a gap in a chart is a week in which nothing was reported. */
export function mondaysOf({ from, until }: FigureScopeQuery): string[] {
  const mondays: string[] = [];
  for (let day = from; day <= until; day = daysAfter(day, 7)) mondays.push(day);
  return mondays;
}

/** A day, so many days later. */
export function daysAfter(day: string, days: number): string {
  return dayOf(new Date(Date.parse(`${day}T00:00:00Z`) + days * dayMs));
}

/** The list behind a figure: every status, unless the figure is of some. */
export function behind(scope: FigureScopeQuery, filter: TicketFilter = {}): Record<string, string> {
  const { from, until, area } = scope;
  return { status: "all", openedFrom: from, openedUntil: until, ...(area ? { area } : {}), ...filter };
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}
