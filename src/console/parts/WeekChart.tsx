import type { FiguresView } from "../../api/figures.ts";
import { useText } from "../settings.tsx";
import { Columns } from "./Columns.tsx";
import type { FigureScopeQuery } from "./figure-scope.ts";
import { weekColumns } from "./week-columns.ts";

/** How many tickets were opened, approved and resolved in each week. */
export function WeekChart({ weeks, scope }: { weeks: FiguresView["weeks"]; scope: FigureScopeQuery }) {
  const { words } = useText().figures;
  const columns = weekColumns(weeks, scope, ({ opened = 0, approved = 0, resolved = 0 }) => [
    { className: "fill-opened", name: words.opened, count: opened },
    { className: "fill-approved", name: words.approved, count: approved },
    { className: "fill-resolved", name: words.resolved, count: resolved },
  ]);
  return <Columns columns={columns} stacked={false} />;
}
