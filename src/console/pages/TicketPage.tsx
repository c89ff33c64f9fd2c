import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { Link, useParams } from "react-router";
import type { TicketDetail } from "../../api/tickets.ts";
import type { TicketEvent } from "../../domain/ticket.ts";
import { refusalOf } from "../client.ts";
import { useLiveState } from "../live.ts";
import { ChatContext } from "../parts/ChatContext.tsx";
import { mergedText, type Step, useDecide } from "../parts/decide.ts";
import { EventButtons, opensDialog } from "../parts/EventButtons.tsx";
import { EventDialog } from "../parts/EventDialog.tsx";
import { IncidentFacts } from "../parts/IncidentFacts.tsx";
import { useNotice } from "../parts/Notices.tsx";
import { PersonRights } from "../parts/PersonRights.tsx";
import { Remarks } from "../parts/Remarks.tsx";
import { SecondThoughts } from "../parts/SecondThoughts.tsx";
import { Loaded } from "../parts/States.tsx";
import { useSecondThoughts } from "../parts/second-thoughts.ts";
import { TicketFacts } from "../parts/TicketFacts.tsx";
import { StatusTag, TicketMarks } from "../parts/TicketTags.tsx";
import { Timeline } from "../parts/Timeline.tsx";
import { SimilarTickets, TriageFacts } from "../parts/TriageFacts.tsx";
import { useKeys } from "../parts/use-keys.ts";
import { whyNot } from "../parts/why-not.ts";
import { paths } from "../paths.ts";
import { ticketQuery } from "../queries.ts";
import { useText } from "../settings.tsx";

/** One ticket: what was said, what was made of it, what happened since, and what can be done now. */
export function TicketPage() {
  const { ticketId = "" } = useParams();
  const ticket = useQuery(ticketQuery(ticketId));
  return <Loaded query={ticket}>{(detail) => <Ticket key={detail.id} ticket={detail} />}</Loaded>;
}

function Ticket({ ticket }: { ticket: TicketDetail }) {
  const [asking, setAsking] = useState<TicketEvent | null>(null);
  const { decide, reason, thoughts } = useTicketDecision(ticket, () => setAsking(null));
  const press = (event: TicketEvent) => (opensDialog(event) ? setAsking(event) : decide([{ event }]));
  useKeys({
    u: () => thoughts.waiting[0] && thoughts.undo(thoughts.waiting[0]),
    m: () => reason("merge") === null && setAsking("merge"),
  });
  return (
    <article className="ticket">
      <Head ticket={ticket} />
      <div className="ticket-main">
        <ChatContext ticket={ticket} />
        <Timeline ticket={ticket} />
      </div>
      <div className="ticket-side">
        <SecondThoughts thoughts={thoughts} />
        <EventButtons whyNot={reason} onPress={press} />
        <Remarks ticket={ticket} />
        <TicketFacts ticket={ticket} />
        <PersonRights ticketId={ticket.id} code={ticket.code} />
        <TriageFacts ticket={ticket} />
        <IncidentFacts ticket={ticket} />
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

function Head({ ticket }: { ticket: TicketDetail }) {
  const text = useText();
  return (
    <header className="ticket-head">
      <div className="ticket-line">
        <h1>
          <code>{ticket.code}</code>
        </h1>
        <StatusTag status={ticket.status} />
        <TicketMarks ticket={ticket} />
        {ticket.mergedInto && (
          <Link to={paths.ticket(ticket.mergedInto.id)}>{text.ticket.mergedInto(ticket.mergedInto.name)}</Link>
        )}
      </div>
      <h2>{ticket.summary}</h2>
    </header>
  );
}

/** Carries decisions on a ticket out; for ten seconds each can be taken back, before anything of it is said. */
function useTicketDecision(ticket: TicketDetail, onDecide: () => void) {
  const text = useText();
  const live = useLiveState();
  const notice = useNotice();
  const decision = useDecide();
  const thoughts = useSecondThoughts(() => undefined);
  const reason = (event: TicketEvent) => whyNot(event, ticket, { text, live, sending: decision.isPending });
  const decide = (steps: readonly Step[]) => {
    onDecide();
    const last = steps.at(-1);
    const done = (latest: TicketDetail | null) =>
      latest && last?.event === "merge"
        ? mergedText(text, latest, last.intoTicketId)
        : text.ticket.done(text.events[last?.event ?? "approve"]);
    const undoable = steps.map((step) => ({ ...step, undoable: true }));
    decision.mutateAsync({ ticket, steps: undoable }).then(
      (latest) => thoughts.add({ ticketId: ticket.id, code: ticket.code, done: done(latest) }, latest?.undo ?? null),
      (error: unknown) => {
        const { what, todo } = text.error(refusalOf(error));
        notice({ kind: "refused", text: `${what}${todo}` });
      },
    );
  };
  return { decide, reason, thoughts };
}
