import { Link } from "react-router";
import type { SimilarTicket, TicketDetail } from "../../api/tickets.ts";
import { lastAreaName } from "../../domain/area.ts";
import { paths } from "../paths.ts";
import { useText } from "../settings.tsx";
import { ChatContext } from "./ChatContext.tsx";
import { useCategoryLabel } from "./category-label.ts";
import { IncidentFacts } from "./IncidentFacts.tsx";
import { TicketFiles } from "./TicketFiles.tsx";
import { TicketMarks } from "./TicketTags.tsx";
import { SimilarTickets, TriageFacts } from "./TriageFacts.tsx";

/** One draft as it is judged: evidence first, the machine's guess second, what it may repeat third. */
export function DraftView(props: {
  ticket: TicketDetail;
  whyNotMerge: string | null;
  onMerge: (into: SimilarTicket) => void;
}) {
  const { ticket, whyNotMerge, onMerge } = props;
  const { words } = useText();
  const label = useCategoryLabel();
  const place = ticket.areaPath === null ? words.unknown : lastAreaName(ticket.areaPath);
  return (
    <article className="draft" aria-labelledby="draft-title">
      <header className="draft-head">
        <h2 id="draft-title">{ticket.summary}</h2>
        <p>
          <TicketMarks ticket={ticket} />
          <Link to={paths.ticket(ticket.id)}>
            <code>{ticket.code}</code>
          </Link>
          <span>{[label(ticket.category), place].join(" · ")}</span>
        </p>
      </header>
      <ChatContext ticket={ticket} />
      <TicketFiles ticketId={ticket.id} />
      <div className="draft-side">
        <TriageFacts ticket={ticket} />
        <IncidentFacts ticket={ticket} />
        <SimilarTickets tickets={ticket.similar} disabledReason={whyNotMerge} onMerge={onMerge} />
      </div>
    </article>
  );
}
