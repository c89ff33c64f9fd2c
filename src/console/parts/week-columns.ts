import type { FiguresView } from "../../api/figures.ts";
import { paths } from "../paths.ts";
import type { Column, ColumnPart } from "./Columns.tsx";
import { behind, daysAfter, type FigureScopeQuery, mondaysOf } from "./figure-scope.ts";

/** A column for each week of a scope, which leads to the tickets opened in it. A week of which nothing is known is handed on empty. */
export function weekColumns(
  weeks: FiguresView["weeks"],
  scope: FigureScopeQuery,
  partsOf: (week: Partial<FiguresView["weeks"][number]>) => readonly ColumnPart[],
): readonly Column[] {
  const byWeek = new Map(weeks.map((week) => [week.week, week]));
  return mondaysOf(scope).map((monday) => ({
    key: monday,
    label: monday.slice(5),
    to: paths.tickets(behind(scope, { openedFrom: monday, openedUntil: daysAfter(monday, 6) })),
    parts: partsOf(byWeek.get(monday) ?? {}),
  }));
}
