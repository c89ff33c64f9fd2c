import { Link } from "react-router";
import type { TicketRow } from "../../api/tickets.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { StatusTag, TicketMarks } from "./TicketTags.tsx";
import { formatAgo, formatDue } from "./time.ts";

/** Tickets as rows, paler while others are being read; on a phone each row becomes a card by style alone. */
export function TicketTable({ rows, busy = false }: { rows: readonly TicketRow[]; busy?: boolean }) {
  const text = useText();
  const { columns } = text.tickets;
  return (
    <table className="ticket-table" aria-busy={busy}>
      <thead>
        <tr>
          {[
            columns.code,
            columns.summary,
            columns.status,
            columns.place,
            columns.party,
            columns.due,
            columns.changed,
          ].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row }: { row: TicketRow }) {
  const text = useText();
  const label = useCategoryLabel();
  const now = new Date();
  const due = formatDue(row.resolveDueAt, now, text);
  return (
    <tr>
      <td>
        <Link to={paths.ticket(row.id)}>
          <code>{row.code}</code>
        </Link>
      </td>
      <td className="cell-summary">
        <Link data-row to={paths.ticket(row.id)}>
          {row.summary}
        </Link>{" "}
        <TicketMarks ticket={row} />
        <small>
          {label(row.category)} · {text.words.households(row.households)}
          {row.urged > 0 && ` · ${text.tickets.urged(row.urged)}`}
          {row.reopened > 0 && ` · ${text.tickets.reopened(row.reopened)}`}
        </small>
      </td>
      <td>
        <StatusTag status={row.status} />
      </td>
      <td title={row.areaPath ?? undefined}>
        {[placeOf(row.areaPath) ?? text.words.unknown, row.spot].filter(Boolean).join(" · ")}
      </td>
      <td>{row.party?.name ?? text.tickets.noParty}</td>
      <td className={due?.overdue ? "overdue" : ""}>{due?.text}</td>
      <td>{formatAgo(row.changedAt, now, text)}</td>
    </tr>
  );
}

/** The end of a path, which tells one place from the next; where it lies is said by the cell's title. */
function placeOf(areaPath: string | null): string | undefined {
  return areaPath?.split("/").slice(-3).join("/");
}
