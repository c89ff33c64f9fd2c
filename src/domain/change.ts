import { applyTicketEvent, type Ticket, type TicketEffect, type TicketEvent, type TicketStatus } from "./ticket.ts";

/** What a decision does to one ticket. Saved whole in one transaction, with the posts it owes, or not at all. */
export interface TicketChange {
  /** As it stood when the decision was made; null for a new draft. Saving fails when the stored version is another. */
  readonly before: Ticket | null;
  /** As it stands after, with the same version: saving counts it up. */
  readonly after: Ticket;
  readonly effects: readonly TicketEffect[];
  readonly entries: readonly TimelineEntry[];
}

/** What was done, as the ticket's timeline keeps it. */
export interface TimelineEntry {
  readonly event: TicketEvent | "drafted" | NoteKind;
  readonly by: Author;
  /** The status after it. */
  readonly status: TicketStatus;
  /** For staff; redacted before it is shown. */
  readonly note: string | null;
  readonly at: Date;
}

/** What is noted without moving the ticket. */
export const noteKinds = [
  "joined",
  "left",
  "urged",
  "more_info",
  "recalled",
  "solved_word",
  "rated",
  "parted",
  "same_incident",
  "other_incident",
  "noted",
  "told",
  "undone",
] as const;
export type NoteKind = (typeof noteKinds)[number];

export type Author =
  | { readonly kind: "staff"; readonly staffId: string }
  | { readonly kind: "resident" }
  | { readonly kind: "house" };

/** A change that only begins: nothing happened yet. */
export function unchanged(ticket: Ticket): TicketChange {
  return { before: ticket, after: ticket, effects: [], entries: [] };
}

/** Adds one event to a change. @throws AppError TICKET_EVENT_REFUSED as `applyTicketEvent` does. */
export function thenEvent(
  change: TicketChange,
  event: TicketEvent,
  by: Author,
  at: Date,
  note: string | null = null,
): TicketChange {
  const { ticket, effects } = applyTicketEvent(change.after, event);
  const after = { ...ticket, ...traceOf(ticket, event, at) };
  return {
    ...change,
    after,
    effects: [...change.effects, ...effects],
    entries: [...change.entries, { event, by, status: after.status, note, at }],
  };
}

/** What an event leaves on a ticket besides its status: when it was first answered, and how often it came back. */
function traceOf(
  { firstAnsweredAt, reopenedCount }: Ticket,
  event: TicketEvent,
  at: Date,
): Pick<Ticket, "firstAnsweredAt" | "reopenedCount"> {
  const answers = event === "start" || event === "resolve";
  return {
    firstAnsweredAt: firstAnsweredAt ?? (answers ? at : null),
    reopenedCount: event === "reopen" ? reopenedCount + 1 : reopenedCount,
  };
}

/** Adds a note and, if given, what it changes of the ticket's facts. */
export function thenNote(
  change: TicketChange,
  event: NoteKind,
  by: Author,
  at: Date,
  options: {
    readonly note?: string;
    readonly facts?: Partial<Ticket>;
    readonly effects?: readonly TicketEffect[];
  } = {},
): TicketChange {
  const after = { ...change.after, ...options.facts };
  return {
    ...change,
    after,
    effects: [...change.effects, ...(options.effects ?? [])],
    entries: [...change.entries, { event, by, status: after.status, note: options.note ?? null, at }],
  };
}

/** True when there is anything to save. */
export function changesAnything(change: TicketChange): boolean {
  return change.before === null || change.entries.length > 0;
}
