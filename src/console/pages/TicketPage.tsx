import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useParams } from "react-router";
import type { TicketDetail } from "../../api/tickets.ts";
import type { TicketEvent } from "../../domain/ticket.ts";
import { refusalOf } from "../client.ts";
import { useLiveState } from "../live.ts";
import { ChatContext } from "../parts/ChatContext.tsx";
import { type Step, useDecide } from "../parts/decide.ts";
import { EventButtons, opensDialog } from "../parts/EventButtons.tsx";
import { EventDialog } from "../parts/EventDialog.tsx";
import { useNotice } from "../parts/Notices.tsx";
import { RevealReporter } from "../parts/RevealReporter.tsx";
import { Loaded } from "../parts/States.tsx";
import { TicketFacts } from "../parts/TicketFacts.tsx";
import { TicketFiles } from "../parts/TicketFiles.tsx";
import { StatusTag, TicketMarks } from "../parts/TicketTags.tsx";
import { Timeline } from "../parts/Timeline.tsx";
import { SimilarTickets, TriageFacts } from "../parts/TriageFacts.tsx";
import { whyNot } from "../parts/why-not.ts";
import { ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** One ticket: what was said, what was made of it, what happened since, and what can be done now. */
export function TicketPage() {
  const { ticketId = "" } = useParams();
  const ticket = useQuery(ticketQuery(ticketId));
  return <Loaded query={ticket}>{(detail) => <Ticket key={detail.id} ticket={detail} />}</Loaded>;
}

function Ticket({ ticket }: { ticket: TicketDetail }) {
  const text = useText();
  const live = useLiveState();
  const notice = useNotice();
  const decision = useDecide();
  const [asking, setAsking] = useState<TicketEvent | null>(null);
  const sending = decision.isPending;
  const reason = (event: TicketEvent) => whyNot(event, ticket, { text, live, sending });

  const decide = (steps: readonly Step[]) => {
    setAsking(null);
    const event = steps.at(-1)?.event ?? "approve";
    decision.mutateAsync({ ticket, steps }).then(
      () => notice({ kind: "done", text: text.ticket.done(text.events[event]) }),
      (error: unknown) => {
        const { what, todo } = text.error(refusalOf(error));
        notice({ kind: "refused", text: `${what}${todo}` });
      },
    );
  };
  return (
    <article className="ticket">
      <header className="ticket-head">
        <div className="ticket-line">
          <h1>
            <code>{ticket.code}</code>
          </h1>
          <StatusTag status={ticket.status} />
          <TicketMarks ticket={ticket} />
        </div>
        <h2>{ticket.summary}</h2>
      </header>
      <div className="ticket-main">
        <ChatContext ticket={ticket} />
        <TicketFiles ticketId={ticket.id} />
        <Timeline entries={ticket.timeline} />
      </div>
      <div className="ticket-side">
        <EventButtons
          whyNot={reason}
          onPress={(event) => (opensDialog(event) ? setAsking(event) : decide([{ event }]))}
        />
        <TicketFacts ticket={ticket} />
        <RevealReporter ticketId={ticket.id} />
        <TriageFacts ticket={ticket} />
        <SimilarTickets
          tickets={ticket.similar}
          disabledReason={reason("merge")}
          onMerge={(into) => decide([{ event: "merge", intoTicketId: into.id }])}
        />
      </div>
      {asking && <EventDialog event={asking} ticket={ticket} onClose={() => setAsking(null)} onDecide={decide} />}
    </article>
  );
}
