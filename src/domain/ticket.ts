import { AppError } from "../errors/app-error.ts";
import type { MessageKind } from "./message-kind.ts";
import type { Place, ReportKind, Triage, Urgency } from "./reading.ts";

/** Where a ticket stands. Snake_case, as stored. */
export const ticketStatuses = [
  "draft",
  "approved",
  "dispatched",
  "in_progress",
  "escalated",
  "resolved",
  "half_solved",
  "unconfirmed",
  "closed",
  "rejected",
  "merged",
  "withdrawn",
] as const;
export type TicketStatus = (typeof ticketStatuses)[number];

/** What must follow a move. Effects are data, so the caller saves them with the ticket in one transaction. */
export type TicketEffect =
  | "start_sla_clock"
  | "stop_sla_clock"
  | "tell_party"
  | "show_card"
  | "update_card"
  | "ask_to_confirm"
  | "urge_party"
  | "tell_staff";

/** A matter followed to its end. It begins as a draft that a turn proposed; what moves it is `ticketTransitions`. */
export interface Ticket {
  readonly id: string;
  /** What people say aloud: "A7K3". A pointer, never a key: knowing it gives no right. */
  readonly code: string;
  /** Grows by one with every saved change; whoever decides says which version was seen. */
  readonly version: number;
  readonly status: TicketStatus;
  readonly kind: ReportKind;
  readonly category: string;
  /** The category that the reading proposed, whatever staff made of it. */
  readonly readAs: string;
  readonly runnerUp: string | null;
  /** Of the category, 0 to 1; 1 once staff have chosen it. */
  readonly confidence: number;
  readonly because: Triage["because"];
  readonly urgency: Urgency;
  readonly sensitive: boolean;
  /** Who read it: the local model, or a prompt's version. */
  readonly reader: string;
  /** 离线判断: a language model should have read it and could not. */
  readonly offline: boolean;
  readonly summary: string;
  /** Where it is, or the group's area when that is unknown: somebody is always in charge. */
  readonly areaPath: string;
  readonly placeFrom: Place["from"];
  readonly spot: string | null;
  /** The group it was said in, and is told in. */
  readonly groupId: string;
  readonly reporterRef: string;
  readonly evidence: readonly Evidence[];
  readonly households: readonly Household[];
  readonly partyId: string | null;
  readonly mergedIntoId: string | null;
  /** The first ticket of its incident; null while it stands alone. Tickets of an incident are of different groups, and staff move them together. */
  readonly incidentId: string | null;
  /** The ticket of the same trouble that was closed a short while before this one was drafted. */
  readonly relapseOfId: string | null;
  readonly approvedById: string | null;
  readonly approvedAt: Date | null;
  readonly rejectReason: string | null;
  readonly firstAnswerDueAt: Date | null;
  readonly resolveDueAt: Date | null;
  /** When a party first took it up, or somebody first reported it solved; null before. */
  readonly firstAnsweredAt: Date | null;
  readonly resolvedAt: Date | null;
  /** When silence after 已解决 becomes `unconfirmed`; null while nobody was asked. */
  readonly lapseAt: Date | null;
  readonly urgedCount: number;
  /** How often it was taken up again after it was said to be solved. */
  readonly reopenedCount: number;
  /** What staff say of it on its card, to the whole group; null for nothing. */
  readonly publicNote: string | null;
  readonly createdAt: Date;
}

/** One message a ticket was drafted from, kept when ordinary talk is wiped. */
export interface Evidence {
  readonly messageRef: string;
  readonly text: string;
  readonly kind: MessageKind;
  readonly at: Date;
}

/** A household the ticket speaks for; `leftAt` once it said 我家好了. */
export interface Household {
  readonly senderRef: string;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
}

interface Transition {
  readonly from: readonly TicketStatus[];
  readonly to: TicketStatus;
  readonly effects: readonly TicketEffect[];
}

/**
 * The whole life of a ticket: each event, the statuses it may leave, the one it enters, and what follows.
 *
 * Nothing leads from silence to `closed`: only a resident's word (`confirm`) does. Silence ends in `unconfirmed`,
 * and 好一半 in `half_solved`; both can still be taken up again. What was merged by mistake comes back as a draft, so that a person looks
 * at it once more before it is anybody's work.
 */
// biome-ignore format: reads in columns
export const ticketTransitions = {
  change_category: { from: ["draft"],                                                to: "draft",       effects: [] },
  approve:         { from: ["draft"],                                                to: "approved",    effects: ["start_sla_clock", "show_card"] },
  reject:          { from: ["draft"],                                                to: "rejected",    effects: [] },
  merge:           { from: ["draft", "approved", "dispatched", "in_progress"],       to: "merged",      effects: [] },
  unmerge:         { from: ["merged"],                                               to: "draft",       effects: [] },
  dispatch:        { from: ["approved", "escalated"],                                to: "dispatched",  effects: ["tell_party", "update_card"] },
  transfer:        { from: ["dispatched", "in_progress"],                            to: "dispatched",  effects: ["tell_party", "update_card", "tell_staff"] },
  start:           { from: ["dispatched"],                                           to: "in_progress", effects: ["update_card"] },
  return:          { from: ["dispatched", "in_progress"],                            to: "approved",    effects: ["tell_staff"] },
  escalate:        { from: ["approved", "dispatched", "in_progress"],                to: "escalated",   effects: ["update_card", "tell_staff"] },
  resolve:         { from: ["approved", "dispatched", "in_progress", "half_solved"], to: "resolved",    effects: ["stop_sla_clock", "update_card", "ask_to_confirm"] },
  confirm:         { from: ["resolved", "half_solved", "unconfirmed"],               to: "closed",      effects: ["update_card"] },
  half_confirm:    { from: ["resolved", "unconfirmed"],                              to: "half_solved", effects: ["update_card", "tell_staff"] },
  reopen:          { from: ["resolved", "half_solved", "unconfirmed", "closed"],     to: "in_progress", effects: ["start_sla_clock", "tell_party", "update_card", "tell_staff"] },
  lapse:           { from: ["resolved", "half_solved"],                              to: "unconfirmed", effects: ["update_card"] },
  withdraw:        { from: ["draft", "approved", "dispatched", "in_progress"],       to: "withdrawn",   effects: ["stop_sla_clock", "update_card", "tell_staff"] },
} as const satisfies Record<string, Transition>;

export type TicketEvent = keyof typeof ticketTransitions;

/** Every event, for schemas and menus. */
export const ticketEvents = Object.keys(ticketTransitions) as [TicketEvent, ...TicketEvent[]];

/** The statuses in which a ticket is still somebody's work. */
export const openStatuses: readonly TicketStatus[] = [
  "draft",
  "approved",
  "dispatched",
  "in_progress",
  "escalated",
  "half_solved",
];

/** Says whether a ticket in this status can take the event now. The console greys its buttons with it, so both read one table. */
export function ticketCan(event: TicketEvent, ticket: { readonly status: TicketStatus }): boolean {
  const { from }: Transition = ticketTransitions[event];
  return from.includes(ticket.status);
}

/**
 * Moves a ticket through one event. Pure: the caller saves the ticket and carries out the effects
 * in one transaction, so a ticket never changes without its clock and its notices.
 *
 * @throws AppError TICKET_EVENT_REFUSED when the ticket's status cannot take the event.
 */
export function applyTicketEvent<T extends { readonly id: string; readonly status: TicketStatus }>(
  ticket: T,
  event: TicketEvent,
): { ticket: T; effects: readonly TicketEffect[] } {
  const { to, effects }: Transition = ticketTransitions[event];
  if (!ticketCan(event, ticket)) {
    const allowed = ticketEvents.filter((other) => ticketCan(other, ticket));
    throw new AppError("TICKET_EVENT_REFUSED", { ticketId: ticket.id, status: ticket.status, event, allowed });
  }
  return { ticket: { ...ticket, status: to }, effects };
}
