import { z } from "zod";
import { noteKinds } from "../domain/change.ts";
import { messageKinds } from "../domain/chat.ts";
import { reportKinds, urgencies } from "../domain/reading.ts";
import { remarkKinds } from "../domain/staff-remark.ts";
import { ticketEvents, ticketStatuses } from "../domain/ticket.ts";
import { type EventField, eventNeeds, rejectReasons } from "./event-needs.ts";
import { PostState } from "./posts.ts";
import { AreaPath, commaList, Day, Id, Instant } from "./wire.ts";

/** The status of a ticket, as stored. */
export const TicketStatus = z.enum(ticketStatuses);

/** What moves a ticket. */
export const TicketEvent = z.enum(ticketEvents);

/**
 * Why something cannot be done with a ticket now. `resident`: only a resident's word or a due time does it; `alone`: no other ticket is
 * held for the same matter; `card`: its group has no card of it, or none that can be edited.
 */
export const WhyNot = z.enum(["status", "right", "resident", "alone", "sensitive", "card"]);
export type WhyNot = z.infer<typeof WhyNot>;

const YesNo = z.enum(["yes", "no"]);

/** What a list of tickets can be narrowed to, as an address carries it. Everything given must hold. */
export const TicketFilter = z.object({
  status: commaList(TicketStatus).optional(),
  /** An area and everything below it. */
  area: AreaPath.optional(),
  group: Id.optional(),
  category: commaList(z.string().max(64)).optional(),
  /** The category that the reading proposed. */
  readAs: z.string().max(64).optional(),
  /** Who has it; "none" for what nobody has. */
  party: Id.optional(),
  urgency: commaList(z.enum(urgencies)).optional(),
  /** Days in China, both counted in. */
  openedFrom: Day.optional(),
  openedUntil: Day.optional(),
  approvedFrom: Day.optional(),
  approvedUntil: Day.optional(),
  /** The first answer came late or is late; the solution likewise; or it is open and overdue now. */
  late: z.enum(["first_answer", "resolve", "now"]).optional(),
  /** What staff made of the draft. */
  review: z.enum(["as_drafted", "changed", "rejected"]).optional(),
  reopened: YesNo.optional(),
  offline: YesNo.optional(),
  /** Words of the summary, the place or the code; in letters also how they sound: "dianti", "dt". */
  q: z.string().max(100).optional(),
});
export type TicketFilter = z.infer<typeof TicketFilter>;

/** The query of `GET /api/tickets`. The drafts queue is `status=draft`; pages follow each other by `after`. */
export const ListTickets = TicketFilter.extend({
  /** The `next` of the page before. */
  after: z.string().max(200).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
});
export type ListTickets = z.infer<typeof ListTickets>;

/** Names a thing and lets the console link to it. */
const Named = z.object({ id: z.string(), name: z.string() });

/** A ticket as a list shows it. Never who reported it. */
export const TicketRow = z.object({
  id: z.string(),
  code: z.string(),
  status: TicketStatus,
  /** Counts the ticket's changes; an event must name the version it was decided on. */
  version: z.int(),
  kind: z.enum(reportKinds),
  /** A code of the taxonomy. */
  category: z.string(),
  /** One line, private data redacted. */
  summary: z.string(),
  areaPath: z.string().nullable(),
  /** Where within the area, in the resident's word: 电梯. */
  spot: z.string().nullable(),
  urgency: z.enum(urgencies),
  /** Nothing of it is said in the group. */
  sensitive: z.boolean(),
  /** 离线判断: read by the local reader while a language model should have read it. */
  offline: z.boolean(),
  /** How many households are affected. */
  households: z.int(),
  /** How often somebody asked for it to be hastened. */
  urged: z.int(),
  /** How often it was taken up again. */
  reopened: z.int(),
  /** Where it was reported; null when it did not come from a group. */
  group: Named.nullable(),
  party: Named.nullable(),
  openedAt: Instant,
  changedAt: Instant,
  /** Null before approval, and once the clock has stopped. */
  firstAnswerDueAt: Instant.nullable(),
  resolveDueAt: Instant.nullable(),
});
export type TicketRow = z.infer<typeof TicketRow>;

/** One page of tickets; `next` is null on the last one. */
export const TicketList = z.object({ tickets: z.array(TicketRow), next: z.string().nullable() });
export type TicketList = z.infer<typeof TicketList>;

/** One message of the chat around the evidence, private data redacted. */
export const ContextMessage = z.object({
  id: z.string(),
  /** A resident's letter in this ticket's context: A, B …; what a staff member calls themselves, or empty. */
  sender: z.string(),
  fromStaff: z.boolean(),
  at: Instant,
  kind: z.enum(messageKinds),
  /** Empty when there are no words, or when the message was recalled. */
  text: z.string(),
  /** The id of the message it answers; null for none, or for one outside this context. */
  quotedId: z.string().nullable(),
  recalled: z.boolean(),
  /** The ticket was drafted from it. */
  evidence: z.boolean(),
});
export type ContextMessage = z.infer<typeof ContextMessage>;

/** An open ticket that may be the same matter. */
export const SimilarTicket = TicketRow.pick({
  id: true,
  code: true,
  status: true,
  category: true,
  summary: true,
  areaPath: true,
  households: true,
  openedAt: true,
}).extend({
  /** Likely the same incident, in this group or in another: a proposal, and no more. */
  sameIncident: z.boolean(),
  /** Told in another group: it is joined as one incident, and not merged. */
  otherGroup: z.boolean(),
});
export type SimilarTicket = z.infer<typeof SimilarTicket>;

/** What happened to a ticket, or was said about it. */
export const TimelineEntry = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("event"),
    id: z.string(),
    at: Instant,
    /** `drafted` is the birth of the ticket; `joined`, `urged` and the like are noted without moving it. */
    event: z.enum(["drafted", ...ticketEvents, ...noteKinds]),
    /** A staff member's name; null when a resident's word, a timer or the reading did it, as `source` says. */
    by: z.string().nullable(),
    source: z.enum(["staff", "resident", "timer", "reading"]),
    to: TicketStatus,
    /** Whose work order it became: of a dispatch or a transfer. */
    party: z.string().nullable(),
    reason: z.string().nullable(),
    note: z.string().nullable(),
  }),
  z.object({
    type: z.literal("post"),
    id: z.string(),
    at: Instant,
    group: Named,
    text: z.string(),
    state: PostState,
    /** Why it was withheld, failed or is uncertain. */
    reason: z.string().nullable(),
  }),
]);
export type TimelineEntry = z.infer<typeof TimelineEntry>;

/** A ticket with all that a member of staff needs to decide on it, and nothing about who reported it. */
export const TicketDetail = TicketRow.extend({
  triage: z.object({
    runnerUp: z.string().nullable(),
    /** 0 to 1, calibrated. */
    confidence: z.number().min(0).max(1),
    /** The words the category was judged by; each `quote` is a substring of that message's text. */
    because: z.array(z.object({ messageId: z.string(), quote: z.string() })),
    /** Who read: the local model, or a prompt's version. */
    reader: z.string(),
  }),
  place: z.object({
    areaPath: z.string().nullable(),
    spot: z.string().nullable(),
    from: z.enum(["text", "quote", "nick", "group", "unknown"]),
    /** Only a place out of the reporter's own words, or one that staff set, is sure. */
    sure: z.boolean(),
  }),
  /** The evidence and the chat around it, oldest first. Empty when ordinary talk has been forgotten. */
  context: z.array(ContextMessage),
  similar: z.array(SimilarTicket),
  /** The tickets of other groups that staff have joined to this one, with the households of all, each once; null while it stands alone. */
  incident: z.object({ tickets: z.array(SimilarTicket), households: z.int() }).nullable(),
  /** The ticket of the same trouble that was closed a short while before. */
  relapseOf: Named.nullable(),
  /** Oldest first. */
  timeline: z.array(TimelineEntry),
  /** What the reader decided last and can still take back, with exactly what is said otherwise; null when there is nothing. */
  undo: z
    .object({
      until: Instant,
      posts: z.array(
        z.object({
          group: Named,
          text: z.string(),
          /** It edits the card that the group has, without a message of its own. */
          edits: z.boolean(),
          /** At the end of the time for second thoughts, when the night is over, or in the day's digest. */
          when: z.enum(["soon", "morning", "digest"]),
        }),
      ),
    })
    .nullable(),
  /** Null when the reader may do it now, else why not. */
  can: z.record(TicketEvent, WhyNot.nullable()),
  /** What staff may say without moving it: null when the reader may now, else why not. */
  canRemark: z.record(z.enum(remarkKinds), WhyNot.nullable()),
  /** What staff say of it on its card; null for nothing. */
  publicNote: z.string().nullable(),
  /** The ticket it was merged into. */
  mergedInto: Named.nullable(),
});
export type TicketDetail = z.infer<typeof TicketDetail>;

/** The body of `POST /api/tickets/:ticketId/remarks`: something said without moving the ticket, and the version that was looked at. */
export const PostTicketRemark = z.strictObject({
  remark: z.enum(remarkKinds),
  text: z.string().trim().min(1).max(2_000),
  version: z.int(),
});
export type PostTicketRemark = z.infer<typeof PostTicketRemark>;

/** The query of `GET /api/tickets/export`. */
export const ExportTickets = TicketFilter.extend({
  format: z.enum(["xlsx", "csv"]).default("xlsx"),
  language: z.enum(["zh", "en"]).default("zh"),
});
export type ExportTickets = z.infer<typeof ExportTickets>;

/** The path of one ticket. */
export const TicketParams = z.object({ ticketId: Id });

/** The headers of a request that must happen once however often it is sent. */
export const IdempotencyHeaders = z.object({ "idempotency-key": z.uuid() });

/** The body of `POST /api/tickets/:ticketId/events`: an event, the version it was decided on, and what the event must be told. */
export const PostTicketEvent = z
  .strictObject({
    event: TicketEvent,
    version: z.int(),
    category: z.string().min(1).max(64).optional(),
    areaPath: AreaPath.optional(),
    partyId: Id.optional(),
    intoTicketId: Id.optional(),
    /** A code of `rejectReasons` when the event is `reject`; else words, kept inside. */
    reason: z.string().trim().min(1).max(500).optional(),
    /** For the timeline; never said in a group. */
    note: z.string().trim().min(1).max(2_000).optional(),
    /** What it owes to groups waits ten seconds, and `POST /api/tickets/:ticketId/undo` takes it back until then. */
    undoable: z.boolean().optional(),
  })
  .superRefine((body, { addIssue }) => {
    const told = (field: EventField) => body[field] !== undefined;
    for (const oneOf of eventNeeds[body.event]) {
      if (!oneOf.some(told))
        addIssue({ code: "custom", path: [oneOf[0]], message: `"${body.event}" needs ${oneOf.join(" or ")}` });
    }
    if (
      body.event === "reject" &&
      told("reason") &&
      !(rejectReasons as readonly string[]).includes(body.reason ?? "")
    ) {
      addIssue({ code: "custom", path: ["reason"], message: `"reject" takes one of: ${rejectReasons.join(", ")}` });
    }
  });
export type PostTicketEvent = z.infer<typeof PostTicketEvent>;
