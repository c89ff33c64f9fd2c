import { areaCovers } from "./area.ts";
import { openStatuses, type Ticket } from "./ticket.ts";

/** Of some tickets those that may be the same matter as this one: still open, of its category, and about the same place. */
export function similarTickets(ticket: Ticket, others: readonly Ticket[]): Ticket[] {
  return others.filter(
    (other) =>
      other.id !== ticket.id &&
      other.category === ticket.category &&
      (openStatuses.includes(other.status) || other.status === "resolved") &&
      (areaCovers(other.areaPath, ticket.areaPath) || areaCovers(ticket.areaPath, other.areaPath)),
  );
}
