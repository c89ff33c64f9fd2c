import type { TicketEvent } from "../domain/ticket.ts";

/** What a ticket event may be told besides its name. */
export type EventField = "category" | "areaPath" | "partyId" | "intoTicketId" | "reason" | "note";

/**
 * What each event must be told, each row a list of alternatives: one field of every row is required.
 * The server refuses a body without it, the console asks for it. A file without Zod, so that the console's first page stays light.
 */
export const eventNeeds: Readonly<Record<TicketEvent, readonly (readonly [EventField, ...EventField[]])[]>> = {
  change_category: [["category", "areaPath"]],
  approve: [],
  reject: [["reason"]],
  merge: [["intoTicketId"]],
  unmerge: [],
  dispatch: [["partyId"]],
  transfer: [["partyId"], ["reason"]],
  start: [],
  return: [["reason"]],
  escalate: [["reason"]],
  resolve: [["note"]],
  confirm: [],
  half_confirm: [],
  reopen: [["reason"]],
  lapse: [],
  withdraw: [["reason"]],
};

export { type RejectReason, rejectReasons } from "../domain/staff-move.ts";
