import type { ReactNode } from "react";
import type { FigureTable } from "../../api/figures.ts";
import { useText } from "../settings.tsx";
import { ExportButton } from "./ExportButton.tsx";
import type { FigureScopeQuery } from "./figure-scope.ts";

interface FigureCardProps {
  readonly table: FigureTable;
  readonly scope: FigureScopeQuery;
  readonly wide?: boolean;
  readonly children: ReactNode;
}

/** One figure with its name, what it means, and how to take it out. */
export function FigureCard({ table, scope, wide = false, children }: FigureCardProps) {
  const { figures } = useText();
  const path = `/api/figures/export?${new URLSearchParams({ ...scope, table })}`;
  return (
    <section className={`facts figure ${wide ? "figure-wide" : ""}`} aria-label={figures.charts[table]}>
      <header>
        <h2>{figures.charts[table]}</h2>
        <span className="figure-exports">
          {(["xlsx", "csv"] as const).map((format) => (
            <ExportButton
              key={format}
              path={path}
              name={table}
              format={format}
              label={`${figures.export} ${format}`}
              size="small"
            />
          ))}
        </span>
      </header>
      {table in figures.hints && <p className="hint">{figures.hints[table as keyof typeof figures.hints]}</p>}
      {children}
    </section>
  );
}
