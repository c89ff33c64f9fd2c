import { areaCovers } from "./area.ts";
import { type Account, likestFirst } from "./incident.ts";
import { openStatuses, type Ticket } from "./ticket.ts";

/**
 * Of some tickets those that may be the same matter as this one: still open, of its category, and about the same place. The one whose
 * words are likest comes first.
 */
export function similarTickets(ticket: Ticket, others: readonly Ticket[]): Ticket[] {
  const near = others.filter(
    (other) =>
      other.id !== ticket.id &&
      other.category === ticket.category &&
      (openStatuses.includes(other.status) || other.status === "resolved") &&
      (areaCovers(other.areaPath, ticket.areaPath) || areaCovers(ticket.areaPath, other.areaPath)),
  );
  const accounts = near.map((other) => ({ ...accountOf(other), ticket: other }));
  return likestFirst(accountOf(ticket), accounts).map((account) => account.ticket);
}

/** What a ticket says, to be compared with what others say. */
export function accountOf({ id, summary, evidence, category, areaPath, placeFrom, createdAt }: Ticket): Account {
  return {
    id,
    // The label before it is the category, which is compared by itself.
    gist: summary.replace(/^【[^】]*】/, ""),
    words: evidence.map(({ text }) => text).join("\n"),
    category,
    areaPath: placeFrom === "unknown" ? null : areaPath,
    at: evidence[0]?.at ?? createdAt,
  };
}
