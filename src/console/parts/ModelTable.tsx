import type { FiguresView } from "../../api/figures.ts";
import { useSettings, useText } from "../settings.tsx";

const columns = ["calls", "failed", "inputTokens", "cachedTokens", "outputTokens"] as const;
type Week = FiguresView["model"][number];
/** A row of the table: a week, their sum, or what falls to a thousand messages. */
type Row = Pick<Week, (typeof columns)[number] | "cost"> & { readonly messages: number | null };

/** What a language model was asked, what it read and wrote and what that cost: week by week, and for a thousand messages that groups wrote. */
export function ModelTable({ weeks }: { weeks: FiguresView["model"] }) {
  const { figures } = useText();
  const { words } = figures;
  if (weeks.length === 0) return <p className="hint">{figures.noModel}</p>;
  const all = totalOf(weeks);
  const isPriced = weeks.some(({ cost }) => cost !== null);
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
            {isPriced && <th scope="col">{words.cost}</th>}
            <th scope="col">{words.messagesRead}</th>
          </tr>
        </thead>
        <tbody>
          {weeks.map((week) => (
            <Numbers key={week.week} name={week.week} row={week} isPriced={isPriced} />
          ))}
        </tbody>
        <tfoot>
          <Numbers name={words.total} row={all} isPriced={isPriced} />
          {all.messages > 0 && <Numbers name={words.per1000} row={perThousand(all)} isPriced={isPriced} />}
        </tfoot>
      </table>
    </section>
  );
}

function Numbers({ name, row, isPriced }: { name: string; row: Row; isPriced: boolean }) {
  const { language } = useSettings();
  const locale = language === "zh" ? "zh-CN" : "en";
  const number = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
  const money = ({ amount, currency }: NonNullable<Week["cost"]>) =>
    new Intl.NumberFormat(locale, { style: "currency", currency, maximumFractionDigits: 2 }).format(amount);
  return (
    <tr>
      <th scope="row">{name}</th>
      {columns.map((column) => (
        <td key={column}>{number.format(row[column])}</td>
      ))}
      {isPriced && <td>{row.cost ? money(row.cost) : "—"}</td>}
      <td>{row.messages === null ? "" : number.format(row.messages)}</td>
    </tr>
  );
}

/** The sum of all weeks. Without the cost of one of them there is no cost of all. */
function totalOf(weeks: readonly Week[]): Omit<Week, "week"> {
  const sum = (column: (typeof columns)[number] | "messages") => weeks.reduce((all, week) => all + week[column], 0);
  const costs = weeks.flatMap(({ cost }) => cost ?? []);
  const amount = costs.reduce((all, cost) => all + cost.amount, 0);
  return {
    ...{ calls: sum("calls"), failed: sum("failed"), messages: sum("messages") },
    ...{ inputTokens: sum("inputTokens"), cachedTokens: sum("cachedTokens"), outputTokens: sum("outputTokens") },
    cost: costs.length === weeks.length ? { amount, currency: costs[0]!.currency } : null,
  };
}

function perThousand({ messages, cost, ...counts }: Omit<Week, "week">): Row {
  const share = (count: number) => (count / messages) * 1_000;
  return {
    ...{ calls: share(counts.calls), failed: share(counts.failed), inputTokens: share(counts.inputTokens) },
    ...{ cachedTokens: share(counts.cachedTokens), outputTokens: share(counts.outputTokens), messages: null },
    cost: cost && { amount: share(cost.amount), currency: cost.currency },
  };
}
