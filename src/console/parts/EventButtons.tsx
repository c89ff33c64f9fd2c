import Button from "antd/es/button";
import { eventNeeds } from "../../api/event-needs.ts";
import { type TicketEvent, ticketEvents } from "../../domain/ticket.ts";
import { useText } from "../settings.tsx";

/** Events that people outside the office or the clock bring about: shown with their reason, never offered first. */
const notByStaff: readonly TicketEvent[] = ["confirm", "half_confirm", "lapse"];

/** The usual next step of a ticket comes first and stands out. */
const usualSteps: readonly TicketEvent[] = ["approve", "dispatch", "start", "resolve"];

/** True when the event must be told something, so that a press opens its dialog. */
export function opensDialog(event: TicketEvent): boolean {
  return eventNeeds[event].length > 0;
}

/** Every event of the transition table: those that can be done as buttons, the others greyed with the reason beside them. */
export function EventButtons({
  whyNot,
  onPress,
}: {
  whyNot: (event: TicketEvent) => string | null;
  onPress: (event: TicketEvent) => void;
}) {
  const text = useText();
  const ordered = [...new Set([...usualSteps, ...ticketEvents])];
  const can = ordered.filter((event) => whyNot(event) === null);
  const cannot = ordered.filter((event) => whyNot(event) !== null);
  const next = usualSteps.find((event) => can.includes(event));
  const reason = (event: TicketEvent) => {
    if (event === "lapse") return text.ticket.onlyTimer;
    return notByStaff.includes(event) ? text.ticket.onlyResidents : whyNot(event);
  };
  return (
    <section className="event-buttons" aria-label={text.ticket.actions}>
      <h3>{text.ticket.actions}</h3>
      <div className="event-row">
        {can.map((event) => (
          <Button key={event} size="large" type={event === next ? "primary" : "default"} onClick={() => onPress(event)}>
            {text.events[event]}
          </Button>
        ))}
        {can.length === 0 && <p className="hint">{text.ticket.nothing}</p>}
      </div>
      {cannot.length > 0 && (
        <details>
          <summary>{text.ticket.notNow(cannot.length)}</summary>
          <ul>
            {cannot.map((event) => (
              <li key={event}>
                <Button size="small" disabled aria-describedby={`why-not-${event}`}>
                  {text.events[event]}
                </Button>
                <span id={`why-not-${event}`}>{reason(event)}</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}
