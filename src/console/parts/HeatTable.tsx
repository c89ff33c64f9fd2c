import { Link } from "react-router";
import type { FiguresView } from "../../api/figures.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { behind, type FigureScopeQuery } from "./figure-scope.ts";

/** Categories and areas against each other: the darker, the more. */
export function HeatTable({ heat, scope }: { heat: FiguresView["heat"]; scope: FigureScopeQuery }) {
  const text = useText();
  const label = useCategoryLabel();
  const most = Math.max(1, ...heat.cells.map(({ count }) => count));
  const countOf = (areaPath: string, category: string) =>
    heat.cells.find((cell) => cell.areaPath === areaPath && cell.category === category)?.count ?? 0;
  // What lies in an area and in none of its parts has no list of its own: the area's list holds the parts too.
  const holdsOthers = (area: string) => heat.areas.some((other) => other.startsWith(`${area}/`));
  if (heat.cells.length === 0) return <p className="hint">{text.figures.noData}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label={text.figures.charts.heat}>
      <table className="matrix">
        <thead>
          <tr>
            <td />
            {heat.categories.map((category) => (
              <th key={category} scope="col">
                {label(category)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {heat.areas.map((area) => (
            <tr key={area}>
              <th scope="row" title={area}>
                {area.split("/").slice(-2).join(" · ")}
              </th>
              {heat.categories.map((category) => {
                const count = countOf(area, category);
                return (
                  <MatrixCell
                    key={category}
                    count={count}
                    weight={count / most}
                    to={holdsOthers(area) ? null : paths.tickets(behind(scope, { area, category }))}
                    name={`${area} ${label(category)}`}
                  />
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

interface MatrixCellProps {
  readonly count: number;
  /** 0 to 1: how dark it is. */
  readonly weight: number;
  /** Null where no list holds exactly these. */
  readonly to: string | null;
  readonly name: string;
  readonly className?: string;
}

/** One number of a table of numbers, as dark as it is big, leading to what it counts. */
export function MatrixCell({ count, weight, to, name, className = "" }: MatrixCellProps) {
  return (
    <td className={className} style={{ "--weight": `${Math.round(weight * 70)}%` } as Record<string, string>}>
      {count > 0 && to !== null && (
        <Link to={to} aria-label={`${name} ${count}`}>
          {count}
        </Link>
      )}
      {count > 0 && to === null && count}
    </td>
  );
}
