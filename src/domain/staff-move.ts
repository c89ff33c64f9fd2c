import { AppError } from "../errors/app-error.ts";
import { type Actor, actionForEvent, mayDo, type StaffEvent } from "./authority.ts";
import { type Author, type TicketChange, thenEvent, unchanged } from "./change.ts";
import { dueAfter } from "./sla.ts";
import type { Category } from "./taxonomy.ts";
import type { Household, Ticket } from "./ticket.ts";

/** Why a draft is not a report. Staff pick one; the reading learns from it. */
export const rejectReasons = [
  "small_talk",
  "question",
  "already_solved",
  "private_matter",
  "outside",
  "misread",
] as const;
export type RejectReason = (typeof rejectReasons)[number];

/** What a member of staff does to a ticket, with what it needs beside the event. */
export interface StaffMove {
  readonly event: StaffEvent;
  readonly category?: string;
  readonly areaPath?: string;
  readonly partyId?: string;
  readonly into?: Ticket;
  readonly reason?: string;
  readonly note?: string;
}

export interface MoveContext {
  readonly actor: Actor;
  readonly taxonomy: readonly Category[];
  /** Who should take it; null when no party of the right kind serves the area. */
  readonly party: { readonly id: string } | null;
  readonly now: Date;
}

/** After 已解决 residents have so long to answer; then silence is kept as 未确认. */
const answerTimeMs = 3 * 24 * 3_600_000;

/**
 * Decides what a move of staff does. Pure. An approved ticket goes to its party in the same breath, when there is one;
 * merging changes both tickets.
 *
 * @throws AppError NOT_ALLOWED outside the actor's grant; TICKET_EVENT_REFUSED when the status cannot take it; INPUT_INVALID when something is missing.
 */
export function decideStaffMove(ticket: Ticket, move: StaffMove, context: MoveContext): readonly TicketChange[] {
  const { actor, now } = context;
  if (!mayDo(actor, actionForEvent[move.event], ticket.areaPath)) {
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: actionForEvent[move.event] });
  }
  const by: Author = { kind: "staff", staffId: actor.staffId };
  const change = unchanged(ticket);
  // A rejection's reason is a code with a column of its own; any other is somebody's words.
  const note = move.note ?? (move.event === "reject" ? null : move.reason) ?? null;

  switch (move.event) {
    case "change_category":
      return [thenEvent(withFacts(change, recategorised(move, context)), "change_category", by, now, note)];
    case "approve": {
      const approved = withoutSecondCard(
        thenEvent(withFacts(change, approval(ticket, context)), "approve", by, now, note),
      );
      return [
        context.party
          ? thenEvent(withFacts(approved, { partyId: context.party.id }), "dispatch", { kind: "house" }, now)
          : approved,
      ];
    }
    case "reject":
      return [
        thenEvent(
          withFacts(change, { rejectReason: needed(move.reason, "reason"), incidentId: null }),
          "reject",
          by,
          now,
          note,
        ),
      ];
    case "merge":
      return merge(change, needed(move.into, "intoTicketId"), by, now);
    case "unmerge":
      return unmerge(change, needed(move.into, "intoTicketId"), by, now, note);
    case "transfer":
      return [transfer(change, needed(move.partyId, "partyId"), by, now, note)];
    case "dispatch":
      return [
        thenEvent(
          withFacts(change, { partyId: needed(move.partyId ?? context.party?.id, "partyId") }),
          "dispatch",
          by,
          now,
          note,
        ),
      ];
    case "return":
      return [thenEvent(withFacts(change, { partyId: null }), "return", by, now, note)];
    case "resolve":
      return [
        thenEvent(
          withFacts(change, { resolvedAt: now, lapseAt: new Date(now.getTime() + answerTimeMs) }),
          "resolve",
          by,
          now,
          note,
        ),
      ];
    case "reopen":
      return [thenEvent(withFacts(change, { resolvedAt: null, lapseAt: null }), "reopen", by, now, note)];
    case "start":
    case "escalate":
      return [thenEvent(change, move.event, by, now, note)];
  }
}

/** What becomes of a resolved ticket that nobody answered for: 未确认, never 满意. */
export function decideLapse(ticket: Ticket, now: Date): TicketChange {
  return thenEvent(withFacts(unchanged(ticket), { lapseAt: null }), "lapse", { kind: "house" }, now);
}

function withFacts(change: TicketChange, facts: Partial<Ticket>): TicketChange {
  return { ...change, after: { ...change.after, ...facts } };
}

function recategorised({ category, areaPath }: StaffMove, { taxonomy }: MoveContext): Partial<Ticket> {
  if (category !== undefined && !taxonomy.some(({ code }) => code === category)) {
    throw new AppError("INPUT_INVALID", { problems: [`category: there is no "${category}"`] });
  }
  return {
    ...(category === undefined ? {} : { category, runnerUp: null, confidence: 1 }),
    ...(areaPath === undefined ? {} : { areaPath, placeFrom: "text" as const }),
  };
}

/** From approval on the clocks run, as the category's row says. One that ran before is not wound back. */
function approval(ticket: Ticket, { actor, taxonomy, now }: MoveContext): Partial<Ticket> {
  const category = taxonomy.find(({ code }) => code === ticket.category);
  // What is urgent does not wait for the office: water that is off on a Friday evening is off all weekend.
  const roundTheClock = ticket.urgency !== "routine";
  const sla = category?.sla ?? { firstAnswerHours: 24, resolveHours: 72 };
  return {
    approvedById: actor.staffId,
    approvedAt: ticket.approvedAt ?? now,
    firstAnswerDueAt: ticket.firstAnswerDueAt ?? dueAfter(now, sla.firstAnswerHours, { roundTheClock }),
    resolveDueAt: ticket.resolveDueAt ?? dueAfter(now, sla.resolveHours, { roundTheClock }),
  };
}

/** A ticket that was approved before it was merged has its card already: it is brought up to date. */
function withoutSecondCard(change: TicketChange): TicketChange {
  if (change.before === null || change.before.approvedAt === null) return change;
  return { ...change, effects: change.effects.map((effect) => (effect === "show_card" ? "update_card" : effect)) };
}

/** Both tickets of a merge: the one ends, the other takes over its households. Its evidence stays with it, and is found through `mergedIntoId`. */
function merge(change: TicketChange, into: Ticket, by: Author, now: Date): TicketChange[] {
  const { after } = change;
  const mergeable =
    into.id !== after.id &&
    into.groupId === after.groupId &&
    into.mergedIntoId === null &&
    into.status !== "rejected" &&
    into.status !== "withdrawn";
  if (!mergeable)
    throw new AppError("INPUT_INVALID", {
      problems: [`intoTicketId: ${after.code} cannot be merged into ${into.code}`],
    });
  const isIn = (senderRef: string) =>
    into.households.some((known) => known.senderRef === senderRef && known.leftAt === null);
  const joining = after.households.filter(({ senderRef }) => !isIn(senderRef));
  const joins = new Set(joining.map(({ senderRef }) => senderRef));
  const staying = into.households.filter(({ senderRef }) => !joins.has(senderRef));
  const target: TicketChange = {
    before: into,
    after: { ...into, households: [...staying, ...joining] },
    effects: into.status === "draft" ? [] : ["update_card"],
    entries: [{ event: "joined", by, status: into.status, note: after.code, at: now }],
  };
  return [thenEvent(withFacts(change, { mergedIntoId: into.id }), "merge", by, now, into.code), target];
}

/** Both tickets again: the one is a draft as it was, and the other no longer speaks for the households that came with it. */
function unmerge(change: TicketChange, into: Ticket, by: Author, now: Date, note: string | null): TicketChange[] {
  const { after } = change;
  if (after.mergedIntoId !== into.id)
    throw new AppError("INPUT_INVALID", { problems: [`intoTicketId: ${after.code} is not merged into ${into.code}`] });
  const cameWithIt = ({ senderRef, joinedAt, leftAt }: Household) =>
    leftAt === null &&
    after.households.some((own) => own.senderRef === senderRef && own.joinedAt.getTime() === joinedAt.getTime());
  const households = into.households.map((household) =>
    cameWithIt(household) ? { ...household, leftAt: now } : household,
  );
  const target: TicketChange = {
    before: into,
    after: { ...into, households },
    effects: isCarded(into) ? ["update_card"] : [],
    entries: [{ event: "parted", by, status: into.status, note: after.code, at: now }],
  };
  return [thenEvent(withFacts(change, { mergedIntoId: null }), "unmerge", by, now, note), target];
}

/** True while the group has a card of it that still means something. */
function isCarded({ status, approvedAt }: Ticket): boolean {
  return approvedAt !== null && status !== "merged" && status !== "rejected";
}

/** Hands a work order from one party to another, who begins anew. */
function transfer(change: TicketChange, partyId: string, by: Author, now: Date, note: string | null): TicketChange {
  if (change.after.partyId === partyId)
    throw new AppError("INPUT_INVALID", { problems: [`partyId: ${change.after.code} is already with this party`] });
  return thenEvent(withFacts(change, { partyId }), "transfer", by, now, note);
}

function needed<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new AppError("INPUT_INVALID", { problems: [`${name}: is needed for this`] });
  return value;
}
