import type { FiguresView } from "../../api/figures.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { Columns } from "./Columns.tsx";
import { behind, daysAfter, type FigureScopeQuery, mondaysOf } from "./figure-scope.ts";

/** How many tickets were opened, approved and resolved in each week. */
export function WeekChart({ weeks, scope }: { weeks: FiguresView["weeks"]; scope: FigureScopeQuery }) {
  const { words } = useText().figures;
  const byWeek = new Map(weeks.map((week) => [week.week, week]));
  const columns = mondaysOf(scope).map((monday) => {
    const { opened = 0, approved = 0, resolved = 0 } = byWeek.get(monday) ?? {};
    return {
      key: monday,
      label: monday.slice(5),
      to: paths.tickets(behind(scope, { openedFrom: monday, openedUntil: daysAfter(monday, 6) })),
      parts: [
        { className: "fill-opened", name: words.opened, count: opened },
        { className: "fill-approved", name: words.approved, count: approved },
        { className: "fill-resolved", name: words.resolved, count: resolved },
      ],
    };
  });
  return <Columns columns={columns} stacked={false} />;
}
