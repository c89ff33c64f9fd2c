import type { DueView, FiguresView } from "../../api/figures.ts";
import { shareOf } from "../../domain/figures.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { behind, type FigureScopeQuery } from "./figure-scope.ts";
import { percent, ShareBar } from "./ShareBar.tsx";
import { formatMinutes } from "./time.ts";

interface ChartProps {
  readonly figures: FiguresView;
  readonly scope: FigureScopeQuery;
}

/** First answers and solutions against their due times. */
export function DueChart({ figures, scope }: ChartProps) {
  const { words } = useText().figures;
  return (
    <>
      <Due name={words.firstAnswer} due={figures.firstAnswer} late="first_answer" scope={scope} />
      <Due name={words.resolution} due={figures.resolution} late="resolve" scope={scope} />
    </>
  );
}

function Due(props: { name: string; due: DueView; late: "first_answer" | "resolve"; scope: FigureScopeQuery }) {
  const { name, due, late, scope } = props;
  const text = useText();
  const { words } = text.figures;
  return (
    <div className="due-row">
      <h3>
        {name} <b>{percent(shareOf(due.inTime, due.inTime + due.late))}</b> {words.inTime}
        {due.medianMinutes !== null && <small> {words.median(formatMinutes(due.medianMinutes, text))}</small>}
      </h3>
      <ShareBar
        shares={[
          { className: "fill-good", name: words.inTime, count: due.inTime, to: null },
          { className: "fill-bad", name: words.late, count: due.late, to: paths.tickets(behind(scope, { late })) },
          { className: "fill-open", name: words.open, count: due.open, to: null },
        ]}
      />
    </div>
  );
}

/** What residents said of tickets that were reported solved. Silence has a colour of its own, and it is no green. */
export function OutcomeChart({ figures: { outcomes, ratings }, scope }: ChartProps) {
  const { words } = useText().figures;
  const to = (status: string) => paths.tickets(behind(scope, { status }));
  const rated = ratings.reduce((sum, count) => sum + count, 0);
  return (
    <>
      <ShareBar
        shares={[
          { className: "fill-good", name: words.confirmed, count: outcomes.confirmed, to: to("closed") },
          { className: "fill-half", name: words.half, count: outcomes.half, to: to("half_solved") },
          { className: "fill-silent", name: words.unconfirmed, count: outcomes.unconfirmed, to: to("unconfirmed") },
          { className: "fill-open", name: words.asked, count: outcomes.asked, to: to("resolved") },
        ]}
      />
      <ShareBar
        shares={[
          {
            className: "fill-good",
            name: words.firstTime,
            count: outcomes.firstTime,
            to: paths.tickets(behind(scope, { status: "closed", reopened: "no" })),
          },
          {
            className: "fill-bad",
            name: words.reopened,
            count: outcomes.reopened,
            to: paths.tickets(behind(scope, { reopened: "yes" })),
          },
        ]}
      />
      <p className="hint">{words.firstTimeHint}</p>
      {rated > 0 && (
        <>
          <h3>{words.ratings}</h3>
          <ShareBar
            shares={ratings.map((count, at) => ({
              className: `fill-star-${at + 1}`,
              name: words.stars(at + 1),
              count,
              to: null,
            }))}
          />
        </>
      )}
    </>
  );
}
