import type { TicketDetail } from "../../api/tickets.ts";
import { useText } from "../settings.tsx";
import { formatDue, formatInstant } from "./time.ts";

/** Who has the ticket, and by when. */
export function TicketFacts({ ticket }: { ticket: TicketDetail }) {
  const text = useText();
  const now = new Date();
  return (
    <section className="facts" aria-label={text.ticket.facts}>
      <h3>{text.ticket.facts}</h3>
      <dl>
        <dt>{text.ticket.party}</dt>
        <dd>{ticket.party?.name ?? text.tickets.noParty}</dd>
        <dt>{text.ticket.openedAt}</dt>
        <dd>{formatInstant(ticket.openedAt, now)}</dd>
        <dt>{text.ticket.firstAnswerDue}</dt>
        <Due at={ticket.firstAnswerDueAt} now={now} />
        <dt>{text.ticket.resolveDue}</dt>
        <Due at={ticket.resolveDueAt} now={now} />
        <dt>{text.ticket.group}</dt>
        <dd>{ticket.group?.name ?? text.words.wholeGroup}</dd>
      </dl>
    </section>
  );
}

function Due({ at, now }: { at: string | null; now: Date }) {
  const text = useText();
  const due = formatDue(at, now, text);
  if (at === null || due === null) return <dd>{text.ticket.noDue}</dd>;
  return (
    <dd className={due.overdue ? "overdue" : ""}>
      {formatInstant(at, now)} <small>{due.text}</small>
    </dd>
  );
}
