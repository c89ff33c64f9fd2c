import type { Author, TicketChange } from "./change.ts";
import type { Ticket } from "./ticket.ts";

/** For so long what a decision owes to groups waits, and whoever made it can take it back. */
export const undoMs = 10_000;

/** What taking a decision back must know of one ticket. */
export interface TicketUndo {
  readonly ticketId: string;
  /** The version that the decision left. Any other means that something came after it. */
  readonly version: number;
  /** The facts that the decision changed, as they were. */
  readonly was: Partial<Ticket>;
  /** The households that the decision brought to it. */
  readonly joined: readonly string[];
}

/** Notes how to take a decision back. */
export function undoOf(changes: readonly TicketChange[]): readonly TicketUndo[] {
  return changes.flatMap(({ before, after }) => {
    if (before === null) return [];
    const { evidence: _, households, ...facts } = before;
    const changed = Object.entries(facts).filter(([fact, value]) => after[fact as keyof Ticket] !== value);
    const known = new Set(households.map(({ senderRef }) => senderRef));
    const joined = after.households.map(({ senderRef }) => senderRef).filter((senderRef) => !known.has(senderRef));
    return [{ ticketId: before.id, version: before.version + 1, was: Object.fromEntries(changed), joined }];
  });
}

/** Puts a ticket back to where it stood before a decision. Pure: whether there is still time for it is the store's to say. */
export function decideUndo(ticket: Ticket, { was, joined }: TicketUndo, by: Author, at: Date): TicketChange {
  const households = ticket.households.filter(({ senderRef }) => !joined.includes(senderRef));
  const after = { ...ticket, ...was, households };
  return {
    before: ticket,
    after,
    // A draft has no card.
    effects: after.status === "draft" ? [] : ["update_card"],
    entries: [{ event: "undone", by, status: after.status, note: null, at }],
  };
}
