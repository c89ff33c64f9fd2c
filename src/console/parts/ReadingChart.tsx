import type { FiguresView } from "../../api/figures.ts";
import { shareOf } from "../../domain/figures.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { Columns } from "./Columns.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { behind, type FigureScopeQuery } from "./figure-scope.ts";
import { MatrixCell } from "./HeatTable.tsx";
import { percent } from "./ShareBar.tsx";
import { weekColumns } from "./week-columns.ts";

/** How well drafts were read: by week, and which category was taken for which. */
export function ReadingChart({ figures, scope }: { figures: FiguresView; scope: FigureScopeQuery }) {
  const { words } = useText().figures;
  const columns = weekColumns(figures.weeks, scope, ({ asDrafted = 0, changed = 0, rejected = 0 }) => [
    { className: "fill-good", name: words.asDrafted, count: asDrafted },
    { className: "fill-half", name: words.changed, count: changed },
    { className: "fill-bad", name: words.rejected, count: rejected },
  ]);
  const decided = figures.reviews.reduce((sum, { count }) => sum + count, 0);
  const kept = figures.reviews.reduce((sum, { readAs, became, count }) => sum + (readAs === became ? count : 0), 0);
  return (
    <>
      <p>
        {words.asDrafted} <b>{percent(shareOf(kept, decided))}</b>{" "}
        <span className="hint">{`${kept} / ${decided}`}</span>
      </p>
      {decided > 0 && <Columns columns={columns} stacked />}
      <Confusion reviews={figures.reviews} scope={scope} />
    </>
  );
}

/** Read as against settled as. A row's shades are shares of that row: a rare category is read well or badly by itself. */
function Confusion({ reviews, scope }: { reviews: FiguresView["reviews"]; scope: FigureScopeQuery }) {
  const text = useText();
  const label = useCategoryLabel();
  const { words } = text.figures;
  if (reviews.length === 0) return <p className="hint">{text.figures.noData}</p>;
  const codes = [...new Set(reviews.flatMap(({ readAs, became }) => (became === null ? [readAs] : [readAs, became])))];
  const countOf = (readAs: string, became: string | null) =>
    reviews.find((one) => one.readAs === readAs && one.became === became)?.count ?? 0;
  const to = (readAs: string, became: string | null) =>
    paths.tickets(
      behind(scope, {
        readAs,
        ...(became === null
          ? { review: "rejected" }
          : { category: became, review: became === readAs ? "as_drafted" : "changed" }),
      }),
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label={text.figures.hints.reading}>
      <table className="matrix">
        <thead>
          <tr>
            <td className="corner">{`${words.readAs} ↓ ${words.became} →`}</td>
            {codes.map((code) => (
              <th key={code} scope="col">
                {label(code)}
              </th>
            ))}
            <th scope="col">{words.noReport}</th>
          </tr>
        </thead>
        <tbody>
          {codes.map((readAs) => {
            const row = [...codes, null].map((became) => ({ became, count: countOf(readAs, became) }));
            const sum = row.reduce((all, { count }) => all + count, 0);
            return (
              <tr key={readAs}>
                <th scope="row">{label(readAs)}</th>
                {row.map(({ became, count }) => (
                  <MatrixCell
                    key={became ?? "none"}
                    className={became === readAs ? "diagonal" : "off-diagonal"}
                    count={count}
                    weight={shareOf(count, sum) ?? 0}
                    to={to(readAs, became)}
                    name={`${words.readAs} ${label(readAs)}${text.marks.comma}${words.became} ${became === null ? words.noReport : label(became)}`}
                  />
                ))}
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
