import { useEffect, useRef } from "react";
import type { ContextMessage, TicketDetail } from "../../api/tickets.ts";
import { useText } from "../settings.tsx";
import { markQuotes } from "./mark-quotes.ts";
import { Message } from "./States.tsx";
import { formatClock } from "./time.ts";

/** How much of the talk before the evidence stays in sight when it is brought up. */
const leadPx = 72;

/** The talk around a ticket's evidence: the evidence barred, the words it was judged by marked. */
export function ChatContext({ ticket }: { ticket: TicketDetail }) {
  const { today } = useText();
  const list = useRef<HTMLOListElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another ticket is another talk, to be scrolled to its evidence
  useEffect(() => {
    const evidence = list.current?.querySelector<HTMLElement>(".evidence");
    if (list.current && evidence) list.current.scrollTop = evidence.offsetTop - list.current.offsetTop - leadPx;
  }, [ticket.id]);

  if (ticket.context.length === 0) return <Message what={ticket.summary} todo={today.forgotten} />;
  return (
    <section aria-label={today.chat} className="chat">
      <h3>
        {today.chat}
        {ticket.group && <small>{ticket.group.name}</small>}
      </h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard */}
      <ol ref={list} tabIndex={0}>
        {ticket.context.map((message) => (
          <Line key={message.id} message={message} ticket={ticket} />
        ))}
      </ol>
      <p className="hint">{today.chatHint}</p>
    </section>
  );
}

function Line({ message, ticket }: { message: ContextMessage; ticket: TicketDetail }) {
  const { messageKinds, marks, ticket: say } = useText();
  const quoted = ticket.context.find(({ id }) => id === message.quotedId);
  const quotes = ticket.triage.because.filter(({ messageId }) => messageId === message.id).map(({ quote }) => quote);
  const kind = messageKinds[message.kind];
  return (
    <li className={`line ${message.evidence ? "evidence" : ""} ${message.fromStaff ? "from-staff" : ""}`}>
      <span className="line-head">
        <b>{say.sender(message.sender, message.fromStaff)}</b>{" "}
        <time dateTime={message.at}>{formatClock(message.at)}</time>
      </span>
      {quoted && (
        <q className="quoted">
          {say.sender(quoted.sender, quoted.fromStaff)}
          {marks.colon}
          {quoted.text}
        </q>
      )}
      <span className={message.recalled ? "words recalled" : "words"}>
        {kind && <i className="kind">{kind}</i>}
        {markQuotes(message.text, quotes).map(({ text, marked }, at) =>
          // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of one text never change places
          marked ? <mark key={at}>{text}</mark> : <span key={at}>{text}</span>,
        )}
      </span>
    </li>
  );
}
