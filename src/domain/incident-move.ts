import { AppError } from "../errors/app-error.ts";
import { actionForEvent, mayDo, type StaffEvent } from "./authority.ts";
import { type TicketChange, thenEvent, thenNote, unchanged } from "./change.ts";
import { decideStaffMove, type MoveContext, type StaffMove } from "./staff-move.ts";
import { decideStaffRemark } from "./staff-remark.ts";
import { openStatuses, type Ticket, type TicketEvent, ticketCan } from "./ticket.ts";

/** What happens to the cause happens to every ticket of it. What is said of one report alone, as that it is none, stays with that one. */
const movesTogether: readonly StaffEvent[] = [
  "change_category",
  "approve",
  "dispatch",
  "transfer",
  "start",
  "return",
  "escalate",
  "resolve",
  "reopen",
];

/** How a draft comes to where the work on its incident stands already: each step that was taken before it came. */
const stepsTo: Partial<Record<Ticket["status"], readonly TicketEvent[]>> = {
  dispatched: ["dispatch"],
  in_progress: ["dispatch", "start"],
  half_solved: ["dispatch", "start"],
  escalated: ["escalate"],
};

/**
 * Decides what a move of staff does to a whole incident: every ticket of it that stands where this one stands moves with it, each told in
 * its own group. One that residents have taken up again stands elsewhere by then, and is moved by itself. Pure.
 *
 * @param members - The other tickets of the ticket's incident that the actor may see.
 * @throws AppError as `decideStaffMove` does.
 */
export function decideIncidentMove(
  ticket: Ticket,
  move: StaffMove,
  context: MoveContext,
  members: readonly Ticket[],
): readonly TicketChange[] {
  const changes = decideStaffMove(ticket, move, context);
  // Where one of them lies says nothing of the others.
  const { areaPath, ...common } = move;
  const isOfPlaceAlone = areaPath !== undefined && move.category === undefined && move.event === "change_category";
  if (!movesTogether.includes(move.event) || isOfPlaceAlone) return changes;
  const others = members.filter(
    (member) =>
      member.id !== ticket.id &&
      member.status === ticket.status &&
      ticketCan(move.event, member) &&
      mayDo(context.actor, actionForEvent[move.event], member.areaPath),
  );
  return [...changes, ...others.flatMap((other) => decideStaffMove(other, common, context)).map(withoutWord)];
}

/**
 * Decides what follows when staff say that two tickets of different groups are one incident. Each stays the ticket of its group, with its
 * place, evidence and households, so that each group is told of its own; a draft is approved and brought to where the other stands. Where
 * the incident has a ticket of this group already, the draft is merged into that one: a group has one card of an incident. Pure.
 *
 * @param members - The other tickets of `into`'s incident.
 * @throws AppError INPUT_INVALID when they cannot be one; NOT_ALLOWED outside the actor's grant.
 */
export function decideSameIncident(
  ticket: Ticket,
  into: Ticket,
  context: MoveContext,
  members: readonly Ticket[],
): readonly TicketChange[] {
  const ofThisGroup = [into, ...members].find(({ groupId, id }) => groupId === ticket.groupId && id !== ticket.id);
  if (ofThisGroup) return decideStaffMove(ticket, { event: "merge", into: ofThisGroup }, context);
  const { actor, now } = context;
  if (!mayDo(actor, "approve", ticket.areaPath) || !mayDo(actor, "approve", into.areaPath))
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: "approve" });
  const isOpen = openStatuses.includes(ticket.status) && openStatuses.includes(into.status);
  if (!isOpen || ticket.incidentId !== null || ticket.sensitive || into.sensitive)
    throw new AppError("INPUT_INVALID", {
      problems: [`intoTicketId: ${ticket.code} cannot be one incident with ${into.code}`],
    });
  const incidentId = into.incidentId ?? into.id;
  const by = { kind: "staff", staffId: actor.staffId } as const;
  const isDraft = ticket.status === "draft";
  const joined = noted(ticket, incidentId, into.code);
  // Its group reads nothing new: a card speaks for its own group's households.
  const lead = noted(into, incidentId, ticket.code);
  return [isDraft && into.status !== "draft" ? caughtUp(joined) : joined, lead];

  function noted(one: Ticket, incident: string, code: string): TicketChange {
    const entry = { event: "same_incident", by, status: one.status, note: code, at: now } as const;
    return { ...unchanged(one), after: { ...one, incidentId: incident }, entries: [entry] };
  }

  function caughtUp(change: TicketChange): TicketChange {
    // It goes to whoever has the matter already, and to nobody while nobody has.
    const [approved] = decideStaffMove(change.after, { event: "approve" }, { ...context, party: null });
    const at = { ...approved!, before: change.before, entries: [...change.entries, ...approved!.entries] };
    const steps = stepsTo[into.status] ?? [];
    // One cause is mended for all of them at once, so they are due together.
    const { partyId, firstAnswerDueAt, resolveDueAt } = into;
    const held = { ...at, after: { ...at.after, partyId, firstAnswerDueAt, resolveDueAt } };
    return withoutWord(steps.reduce<TicketChange>((so, step) => thenEvent(so, step, by, now), held));
  }
}

/**
 * Decides what follows when staff say that a ticket is not the incident it was joined to: it goes on by itself from where it stands, and the
 * others go on together, or each by itself where only one is left. Pure.
 *
 * @param members - The other tickets of the ticket's incident.
 * @throws AppError as `decideStaffRemark` does.
 */
export function decideParting(
  ticket: Ticket,
  reason: string,
  { actor, now }: Pick<MoveContext, "actor" | "now">,
  members: readonly Ticket[],
): readonly TicketChange[] {
  const parted = decideStaffRemark(ticket, { remark: "part", text: reason }, { actor, now });
  const [first, second] = [...members].sort((one, other) => (one.id < other.id ? -1 : 1));
  // An incident bears the id of a ticket of its own: one that left could be joined to another.
  const named = ticket.incidentId === ticket.id ? (first?.id ?? null) : ticket.incidentId;
  const incidentId = second ? named : null;
  const by = { kind: "staff", staffId: actor.staffId } as const;
  const stays = (member: Ticket) =>
    thenNote(unchanged(member), "other_incident", by, now, { note: ticket.code, facts: { incidentId } });
  return [parted, ...members.map(stays)];
}

/** A word to staff is said once for an incident: by the ticket that was decided on. */
function withoutWord(change: TicketChange): TicketChange {
  return { ...change, effects: change.effects.filter((effect) => effect !== "tell_staff") };
}
