import { AppError } from "../errors/app-error.ts";
import { type Action, type Actor, mayDo } from "./authority.ts";
import { type TicketChange, thenNote, unchanged } from "./change.ts";
import { redact } from "./redaction.ts";
import { openStatuses, type Ticket, type TicketStatus, ticketStatuses } from "./ticket.ts";

interface RemarkRule {
  readonly in: readonly TicketStatus[];
  readonly needs: Action;
}

/**
 * What staff say about a ticket without moving it, the statuses in which it means something, and what it needs. A note stays inside; urging
 * tells the party's staff; `tell` is one line on the group's card, and the only words of staff that residents read; `part` says why it is not
 * the incident that it was joined to.
 */
// biome-ignore format: reads in columns
export const staffRemarks = {
  note: { in: ticketStatuses,                                                             needs: "handle" },
  urge: { in: ["dispatched", "in_progress", "escalated"],                                 needs: "dispatch" },
  tell: { in: ["approved", "dispatched", "in_progress", "escalated", "half_solved"],      needs: "approve" },
  part: { in: [...openStatuses, "resolved", "unconfirmed"],                               needs: "approve" },
} as const satisfies Record<string, RemarkRule>;

export type StaffRemark = keyof typeof staffRemarks;
export const remarkKinds = Object.keys(staffRemarks) as [StaffRemark, ...StaffRemark[]];

/** A line on a card is read on a phone, by people who did not ask. */
export const tellCharsMax = 60;

/** Why somebody may not say this of the ticket now; null when they may. */
export function remarkRefusal(
  remark: StaffRemark,
  ticket: Ticket,
  actor: Actor,
): "status" | "right" | "sensitive" | "alone" | null {
  const rule: RemarkRule = staffRemarks[remark];
  if (!rule.in.includes(ticket.status)) return "status";
  if (!mayDo(actor, rule.needs, ticket.areaPath)) return "right";
  if (remark === "part" && ticket.incidentId === null) return "alone";
  return remark === "tell" && ticket.sensitive ? "sensitive" : null;
}

/**
 * Decides what a remark of staff does. Pure. What the group reads holds no personal data: it is refused rather than blacked out, as a
 * half-hidden number in a group asks for the rest.
 *
 * @throws AppError NOT_ALLOWED, TICKET_REMARK_REFUSED, INPUT_INVALID.
 */
export function decideStaffRemark(
  ticket: Ticket,
  { remark, text }: { readonly remark: StaffRemark; readonly text: string },
  { actor, now }: { readonly actor: Actor; readonly now: Date },
): TicketChange {
  const refusal = remarkRefusal(remark, ticket, actor);
  if (refusal === "right") throw new AppError("NOT_ALLOWED", { role: actor.role, action: staffRemarks[remark].needs });
  if (refusal !== null) throw new AppError("TICKET_REMARK_REFUSED", { ticketId: ticket.id, remark, why: refusal });
  const by = { kind: "staff", staffId: actor.staffId } as const;
  const change = unchanged(ticket);
  switch (remark) {
    case "note":
      return thenNote(change, "noted", by, now, { note: text });
    case "urge":
      return thenNote(change, "urged", by, now, {
        note: text,
        facts: { urgedCount: ticket.urgedCount + 1 },
        effects: ["urge_party"],
      });
    case "tell":
      if (redact(text) !== text || text.length > tellCharsMax)
        throw new AppError("INPUT_INVALID", {
          problems: [`text: must hold no personal data and be at most ${tellCharsMax} characters`],
        });
      return thenNote(change, "told", by, now, { note: text, facts: { publicNote: text }, effects: ["update_card"] });
    case "part":
      return thenNote(change, "other_incident", by, now, { note: text, facts: { incidentId: null } });
  }
}
