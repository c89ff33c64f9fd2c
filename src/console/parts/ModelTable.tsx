import type { FiguresView } from "../../api/figures.ts";
import { useSettings, useText } from "../settings.tsx";

const columns = ["calls", "failed", "inputTokens", "cachedTokens", "outputTokens"] as const;

/** What a language model was asked and what it read and wrote, week by week. Prices are the provider's, and change; tokens do not. */
export function ModelTable({ weeks }: { weeks: FiguresView["model"] }) {
  const { figures } = useText();
  const { language } = useSettings();
  const { words } = figures;
  const number = new Intl.NumberFormat(language === "zh" ? "zh-CN" : "en");
  if (weeks.length === 0) return <p className="hint">{figures.noData}</p>;
  const sum = (column: (typeof columns)[number]) => weeks.reduce((all, week) => all + week[column], 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="scroll-x" tabIndex={0} aria-label={figures.charts.model}>
      <table className="numbers">
        <thead>
          <tr>
            <th scope="col">{words.week}</th>
            {columns.map((column) => (
              <th key={column} scope="col">
                {words[column]}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <tr key={week.week}>
              <th scope="row">{week.week}</th>
              {columns.map((column) => (
                <td key={column}>{number.format(week[column])}</td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <th scope="row">{words.total}</th>
            {columns.map((column) => (
              <td key={column}>{number.format(sum(column))}</td>
            ))}
          </tr>
        </tfoot>
      </table>
    </section>
  );
}
