import type { TicketDetail } from "../../api/tickets.ts";
import { type TicketEvent, ticketCan } from "../../domain/ticket.ts";
import type { ConsoleText } from "../../locales/console.ts";
import type { LiveState } from "../live.ts";

/**
 * Why a button is grey, or null when it may be pressed. The transition table is asked here as on the server; what only the server
 * knows (role, area, a rule) is the ticket's own `can`.
 */
export function whyNot(
  event: TicketEvent,
  ticket: Pick<TicketDetail, "status" | "can">,
  { text, live, sending }: { readonly text: ConsoleText; readonly live: LiveState; readonly sending: boolean },
): string | null {
  if (live === "offline") return text.states.offline;
  if (sending) return text.states.sending;
  if (!ticketCan(event, ticket)) return text.ticket.wrongStatus(text.statuses[ticket.status], text.events[event]);
  const reason = ticket.can[event];
  return reason && text.ticket.cannot[reason];
}
