import type { Author, TicketChange } from "../../src/domain/change.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import type { Place, ReportKind, Triage, Urgency } from "../../src/domain/reading.ts";
import type { Ticket, TicketStatus } from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Transaction } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { rowSet } from "./row-sets.ts";
import { soundsOther, wordRows, wordsOf } from "./ticket-words.ts";

/** What is read with a ticket, always: a ticket is whole or not there. */
export const wholeTicket = {
  evidence: { orderBy: { at: "asc" } },
  households: { orderBy: { joinedAt: "asc" } },
} as const satisfies Prisma.TicketInclude;

type TicketRow = Prisma.TicketGetPayload<{ include: typeof wholeTicket }>;
/** A ticket as it is read, whichever way: without what only a table needs. */
type ReadTicket = Omit<TicketRow, "evidence" | "households"> & {
  readonly evidence: readonly Omit<TicketRow["evidence"][number], "ticketId" | "groupId">[];
  readonly households: readonly Omit<TicketRow["households"][number], "ticketId">[];
};

/** A stored ticket as the domain knows it. */
export function ticketFromRow(row: ReadTicket): Ticket {
  return {
    ...row,
    status: row.status as TicketStatus,
    kind: row.kind as ReportKind,
    because: row.because as unknown as Triage["because"],
    urgency: row.urgency as Urgency,
    placeFrom: row.placeFrom as Place["from"],
    evidence: row.evidence.map(({ messageRef, text, kind, at }) => ({
      messageRef,
      text,
      kind: kind as MessageKind,
      at,
    })),
    households: row.households.map(({ senderRef, joinedAt, leftAt }) => ({ senderRef, joinedAt, leftAt })),
  };
}

/** The timeline entry's author, out of its two columns. */
export function authorFromRow(row: { readonly byKind: string; readonly byStaffId: string | null }): Author {
  if (row.byKind === "staff" && row.byStaffId) return { kind: "staff", staffId: row.byStaffId };
  return row.byKind === "resident" ? { kind: "resident" } : { kind: "house" };
}

/** Whose work order an event made of the ticket, where it did. */
export function partyIdOf({ data }: { readonly data: Prisma.JsonValue }): string | null {
  const { partyId = null } = (data ?? {}) as { readonly partyId?: string | null };
  return partyId;
}

const ticketRows = rowSet<keyof TicketColumns>({
  id: "uuid",
  code: "text",
  version: "int",
  status: "text",
  kind: "text",
  category: "text",
  readAs: "text",
  runnerUp: "text",
  confidence: "float8",
  because: "jsonb",
  urgency: "text",
  sensitive: "boolean",
  reader: "text",
  offline: "boolean",
  summary: "text",
  areaPath: "text",
  placeFrom: "text",
  spot: "text",
  groupId: "uuid",
  reporterRef: "text",
  partyId: "uuid",
  mergedIntoId: "uuid",
  incidentId: "uuid",
  relapseOfId: "uuid",
  approvedById: "uuid",
  approvedAt: "timestamptz",
  rejectReason: "text",
  firstAnswerDueAt: "timestamptz",
  resolveDueAt: "timestamptz",
  firstAnsweredAt: "timestamptz",
  resolvedAt: "timestamptz",
  lapseAt: "timestamptz",
  urgedCount: "int",
  reopenedCount: "int",
  publicNote: "text",
  createdAt: "timestamptz",
  updatedAt: "timestamptz",
});
const evidenceRows = rowSet({
  ticketId: "uuid",
  groupId: "uuid",
  messageRef: "text",
  text: "text",
  kind: "text",
  at: "timestamptz",
});
const goneRows = rowSet({ ticketId: "uuid", messageRef: "text" });
const partedRows = rowSet({ ticketId: "uuid", senderRef: "text" });
const householdRows = rowSet({ ticketId: "uuid", senderRef: "text", joinedAt: "timestamptz", leftAt: "timestamptz" });
const eventRows = rowSet({
  ticketId: "uuid",
  event: "text",
  byKind: "text",
  byStaffId: "uuid",
  status: "text",
  note: "text",
  data: "jsonb",
  at: "timestamptz",
});

/**
 * Writes what a decision changes, in one statement however much it is: the tickets it makes, those that are there at their next version,
 * what is new of their evidence and households, and their timelines. @throws AppError TICKET_STALE, TICKET_CODE_TAKEN
 */
export async function saveChanges(tx: Transaction, changes: readonly TicketChange[], now: Date): Promise<void> {
  if (changes.length === 0) return;
  const tickets = changes.map(({ before, after }) => columnsOf(after, (before?.version ?? 0) + 1, now));
  const saved = await tx.$queryRaw<{ id: string }[]>`
    WITH changed AS MATERIALIZED (SELECT * FROM ${ticketRows.of(tickets)}), made AS (
      INSERT INTO ticket (${ticketRows.columns}) SELECT ${ticketRows.values} FROM changed x WHERE x.version = 1 RETURNING id
    ), moved AS (
      UPDATE ticket t SET ${ticketRows.assignments} FROM changed x WHERE t.id = x.id AND t.version = x.version - 1 RETURNING t.id
    ), gone AS (
      DELETE FROM ticket_evidence e USING ${goneRows.of(changes.flatMap(goneEvidence))}
      WHERE (e.ticket_id, e.message_ref) = (x."ticketId", x."messageRef")
    ), parted AS (
      DELETE FROM ticket_household h USING ${partedRows.of(changes.flatMap(partedHouseholds))}
      WHERE (h.ticket_id, h.sender_ref) = (x."ticketId", x."senderRef")
    ), proven AS (
      INSERT INTO ticket_evidence (${evidenceRows.columns})
      SELECT ${evidenceRows.values} FROM ${evidenceRows.of(changes.flatMap(newEvidence))}
    ), joined AS (
      INSERT INTO ticket_household (${householdRows.columns})
      SELECT ${householdRows.values} FROM ${householdRows.of(changes.flatMap(changedHouseholds))}
      ON CONFLICT (ticket_id, sender_ref) DO UPDATE SET left_at = excluded.left_at
    ), found AS (
      INSERT INTO ticket_words (${wordRows.columns})
      SELECT ${wordRows.values} FROM ${wordRows.of(changes.flatMap(changedWords))}
      ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words, sounds = excluded.sounds, grams = excluded.grams
    ), told AS (
      INSERT INTO ticket_event (${eventRows.columns})
      SELECT ${eventRows.values} FROM ${eventRows.of(changes.flatMap(newEvents))} ORDER BY x.ord
    )
    SELECT id FROM made UNION ALL SELECT id FROM moved`.catch((error: unknown) => {
    throw isCodeTaken(error)
      ? new AppError("TICKET_CODE_TAKEN", { codes: newCodes(changes) }, { cause: error })
      : error;
  });
  if (saved.length < changes.length) await failAsStale(tx, changes, new Set(saved.map(({ id }) => id)));
}

function isCodeTaken(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.message.includes("ticket_code_group_id_key");
}

function newCodes(changes: readonly TicketChange[]): readonly string[] {
  return changes.flatMap(({ before, after }) => (before === null ? [after.code] : []));
}

async function failAsStale(tx: Transaction, changes: readonly TicketChange[], saved: ReadonlySet<string>) {
  const { before, after } = changes.find((change) => !saved.has(change.after.id))!;
  const actual = await tx.ticket.findUnique({ where: { id: after.id }, select: { version: true } });
  throw new AppError("TICKET_STALE", {
    ticketId: after.id,
    expected: before?.version ?? 0,
    actual: actual?.version ?? 0,
  });
}

type TicketColumns = Omit<Ticket, "evidence" | "households"> & { readonly updatedAt: Date };

/** A ticket without what has tables of its own. */
function columnsOf({ evidence: _, households: __, ...facts }: Ticket, version: number, now: Date): TicketColumns {
  return { ...facts, version, updatedAt: now };
}

function goneEvidence({ before, after }: TicketChange) {
  const kept = new Set(after.evidence.map(({ messageRef }) => messageRef));
  const gone = before?.evidence.filter(({ messageRef }) => !kept.has(messageRef)) ?? [];
  return gone.map(({ messageRef }) => ({ ticketId: after.id, messageRef }));
}

function newEvidence({ before, after: { id: ticketId, groupId, evidence } }: TicketChange) {
  const known = new Set(before?.evidence.map(({ messageRef }) => messageRef));
  return evidence
    .filter(({ messageRef }) => !known.has(messageRef))
    .map(({ messageRef, text, kind, at }) => ({ ticketId, groupId, messageRef, text, kind, at }));
}

/** Households that a decision had brought and that went with it: whoever leaves by their own word stays, with the time they left. */
function partedHouseholds({ before, after }: TicketChange) {
  const kept = new Set(after.households.map(({ senderRef }) => senderRef));
  const parted = before?.households.filter(({ senderRef }) => !kept.has(senderRef)) ?? [];
  return parted.map(({ senderRef }) => ({ ticketId: after.id, senderRef }));
}

/** Each household that is new, or came or left, once: a statement cannot write the same row twice. */
function changedHouseholds({ before, after }: TicketChange) {
  const known = new Map(before?.households.map((household) => [household.senderRef, household]));
  const changed = after.households.filter((household) => {
    const old = known.get(household.senderRef);
    return !old || old.leftAt !== household.leftAt;
  });
  const bySender = new Map(changed.map((household) => [household.senderRef, household]));
  return [...bySender.values()].map(({ senderRef, joinedAt, leftAt }) => ({
    ticketId: after.id,
    senderRef,
    joinedAt,
    leftAt,
  }));
}

function changedWords({ before, after }: TicketChange) {
  return soundsOther(before, after) ? [wordsOf(after)] : [];
}

function newEvents({ after, entries }: TicketChange) {
  return entries.map(({ event, by, status, note, at }) => ({
    ticketId: after.id,
    event,
    byKind: by.kind,
    byStaffId: by.kind === "staff" ? by.staffId : null,
    status,
    note,
    data: event === "dispatch" || event === "transfer" ? { partyId: after.partyId } : null,
    at,
  }));
}

/** A ticket with its evidence and households, for a statement that names the table t. */
const wholeColumns = Prisma.sql`${ticketRows.selected},
      (SELECT coalesce(jsonb_agg(jsonb_build_object('messageRef', message_ref, 'text', text, 'kind', kind, 'at', at) ORDER BY at), '[]')
       FROM ticket_evidence WHERE ticket_id = t.id) AS evidence,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('senderRef', sender_ref, 'joinedAt', joined_at, 'leftAt', left_at) ORDER BY joined_at), '[]')
       FROM ticket_household WHERE ticket_id = t.id) AS households`;

/** A closed ticket can still be meant by a follow-up for so long: within it the same trouble is a relapse. */
const relapseMs = 14 * 24 * 3_600_000;

/** The group's tickets that its talk may mean, those whose code it has before the newest, with the refs of what the bot said of each there: an answer to a card finds its ticket. */
export async function ticketsInTalk(
  tx: Transaction,
  groupId: string,
  { refs, codes }: { readonly refs: readonly string[]; readonly codes: readonly string[] },
  now: Date,
): Promise<{ readonly ticket: Ticket; readonly postRefs: readonly string[] }[]> {
  const recent = new Date(now.getTime() - relapseMs);
  const rows = await tx.$queryRaw<TalkRow[]>`
    SELECT ${wholeColumns},
      ARRAY(SELECT unnest(message_refs) FROM post WHERE ticket_id = t.id AND group_id = t.group_id AND state = 'sent') AS "postRefs"
    FROM ticket t
    WHERE t.group_id = ${groupId}::uuid AND (
      t.status NOT IN ('closed', 'unconfirmed', 'rejected', 'merged', 'withdrawn')
      OR t.status IN ('closed', 'unconfirmed') AND t.updated_at >= ${recent}
      OR t.id IN (SELECT ticket_id FROM ticket_evidence WHERE group_id = ${groupId}::uuid AND message_ref = ANY(${refs})))
    ORDER BY t.code = ANY(${codes}::text[]) DESC, t.created_at DESC LIMIT 100`;
  return rows.map(({ postRefs, ...row }) => ({ ticket: ticketFromRow(datesOf(row)), postRefs }));
}

/** As `IntakeStore.ticketsNear` says, of the estate's areas, and before anybody's scope is looked at. */
export async function ticketsNear(
  tx: Transaction,
  near: {
    readonly groupId: string;
    readonly areas: readonly string[];
    readonly categories: readonly string[];
    readonly incidentIds: readonly string[];
    readonly now: Date;
  },
): Promise<readonly Ticket[]> {
  const recent = new Date(near.now.getTime() - relapseMs);
  const rows = await tx.$queryRaw<Omit<TalkRow, "postRefs">[]>`
    SELECT ${wholeColumns} FROM ticket t
    WHERE t.group_id <> ${near.groupId}::uuid AND (
      t.incident_id = ANY(${near.incidentIds}::uuid[])
      OR t.category = ANY(${near.categories}) AND t.area_path = ANY(${near.areas}) AND NOT t.sensitive AND (
        t.status IN ('draft', 'approved', 'dispatched', 'in_progress', 'escalated', 'half_solved')
        OR t.status IN ('resolved', 'unconfirmed', 'closed') AND t.resolved_at >= ${recent}))
    ORDER BY (t.incident_id = ANY(${near.incidentIds}::uuid[])) IS TRUE DESC, t.created_at DESC LIMIT 60`;
  return rows.map((row) => ticketFromRow(datesOf(row)));
}

/** Tickets as a list shows them, `t` being the ticket: all but their evidence. */
export const listedTicket = Prisma.sql`${ticketRows.selected},
  (SELECT coalesce(jsonb_agg(jsonb_build_object('senderRef', sender_ref, 'joinedAt', joined_at, 'leftAt', left_at) ORDER BY joined_at), '[]')
   FROM ticket_household WHERE ticket_id = t.id) AS households`;

/** A row of `listedTicket` as the domain knows it. */
export function listedFromRow(row: ListedRow): Omit<Ticket, "evidence"> & { readonly updatedAt: Date } {
  const { evidence: _, ...listed } = ticketFromRow(datesOf({ ...row, evidence: [] }));
  return { ...listed, updatedAt: row.updatedAt };
}

export type ListedRow = Omit<TalkRow, "evidence" | "postRefs">;

type TalkRow = Omit<TicketRow, "evidence" | "households"> & {
  readonly evidence: readonly { messageRef: string; text: string; kind: string; at: string }[];
  readonly households: readonly { senderRef: string; joinedAt: string; leftAt: string | null }[];
  readonly postRefs: readonly string[];
};

/** JSON has no dates. */
function datesOf({ evidence, households, ...row }: Omit<TalkRow, "postRefs">) {
  return {
    ...row,
    evidence: evidence.map(({ at, ...rest }) => ({ ...rest, at: new Date(at) })),
    households: households.map(({ senderRef, joinedAt, leftAt }) => ({
      senderRef,
      joinedAt: new Date(joinedAt),
      leftAt: leftAt === null ? null : new Date(leftAt),
    })),
  };
}
