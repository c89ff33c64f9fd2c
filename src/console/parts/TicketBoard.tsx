import { useInfiniteQuery } from "@tanstack/react-query";
import Button from "antd/es/button";
import { Link } from "react-router";
import type { TicketRow } from "../../api/tickets.ts";
import type { TicketStatus } from "../../domain/ticket.ts";
import { refusalOf } from "../client.ts";
import { paths } from "../paths.ts";
import { ticketsQuery } from "../queries.ts";
import { useText } from "../settings.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { TicketMarks } from "./TicketTags.tsx";
import { askedFilter, type TicketFilter } from "./ticket-filter.ts";
import { formatAgo, formatDue } from "./time.ts";

/** The columns, from left to right as work goes. What ended otherwise than by work has no place on a board. */
const boardStatuses: readonly TicketStatus[] = [
  ...(["draft", "approved", "dispatched", "in_progress", "escalated"] as const),
  ...(["resolved", "half_solved", "unconfirmed", "closed"] as const),
];

/** Columns that the filter's statuses leave; of them each reads its own tickets, page by page. */
export function TicketBoard({ filter }: { filter: TicketFilter }) {
  const text = useText();
  const { status, ...rest } = askedFilter(filter);
  const wanted = status?.split(",");
  const columns = boardStatuses.filter((one) => wanted?.includes(one) ?? true);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section className="board" aria-label={text.tickets.board} tabIndex={0}>
      {columns.map((one) => (
        <Column key={one} status={one} filter={rest} />
      ))}
    </section>
  );
}

const columnPage = "25";

function Column({ status, filter }: { status: TicketStatus; filter: Record<string, string> }) {
  const text = useText();
  const tickets = useInfiniteQuery(ticketsQuery({ ...filter, status, limit: columnPage }));
  const rows = tickets.data?.pages.flatMap((page) => page.tickets) ?? [];
  return (
    <section className="board-column" aria-label={text.statuses[status]}>
      <h2>
        {text.statuses[status]} <span className="hint">{tickets.hasNextPage ? `${rows.length}+` : rows.length}</span>
      </h2>
      {tickets.isPending && <p className="hint">{text.states.loading}</p>}
      {tickets.isError && <p className="hint">{text.error(refusalOf(tickets.error)).what}</p>}
      <ul>
        {rows.map((row) => (
          <li key={row.id}>
            <Card row={row} />
          </li>
        ))}
      </ul>
      {tickets.isSuccess && rows.length === 0 && <p className="hint">{text.tickets.emptyColumn}</p>}
      {tickets.hasNextPage && (
        <Button size="small" block loading={tickets.isFetchingNextPage} onClick={() => void tickets.fetchNextPage()}>
          {text.words.more}
        </Button>
      )}
    </section>
  );
}

function Card({ row }: { row: TicketRow }) {
  const text = useText();
  const label = useCategoryLabel();
  const now = new Date();
  const due = formatDue(row.resolveDueAt, now, text);
  return (
    <Link className="board-card" data-row to={paths.ticket(row.id)}>
      <span className="board-card-head">
        <code>{row.code}</code> {label(row.category)} <TicketMarks ticket={row} />
      </span>
      <b>{row.summary}</b>
      <small>{[row.areaPath?.split("/").slice(-2).join(" · "), row.party?.name].filter(Boolean).join(" · ")}</small>
      <small className={due?.overdue ? "overdue" : ""}>
        {[due?.text ?? formatAgo(row.changedAt, now, text), text.words.households(row.households)].join(" · ")}
      </small>
    </Link>
  );
}
