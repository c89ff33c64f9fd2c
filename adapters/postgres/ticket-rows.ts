import type { Author, TicketChange, TimelineEntry } from "../../src/domain/change.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import type { Place, ReportKind, Triage, Urgency } from "../../src/domain/reading.ts";
import type { Ticket, TicketStatus } from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Transaction } from "./database.ts";
import type { Prisma } from "./generated/client.ts";

/** What is read with a ticket, always: a ticket is whole or not there. */
export const wholeTicket = {
  evidence: { orderBy: { at: "asc" } },
  households: { orderBy: { joinedAt: "asc" } },
} as const satisfies Prisma.TicketInclude;

type TicketRow = Prisma.TicketGetPayload<{ include: typeof wholeTicket }>;

/** A stored ticket as the domain knows it. */
export function ticketFromRow(row: TicketRow): Ticket {
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

/**
 * Writes what a decision changes: the tickets it makes, all at once, then each that is there at its next version, with what is new of
 * their evidence and households, and their timelines. @throws AppError TICKET_STALE
 */
export async function saveChanges(tx: Transaction, changes: readonly TicketChange[], now: Date): Promise<void> {
  await createTickets(
    tx,
    changes.flatMap(({ before, after }) => (before === null ? [after] : [])),
    now,
  );
  for (const change of changes) if (change.before !== null) await updateTicket(tx, change, change.before, now);
  const entries = changes.flatMap((change) => change.entries.map((entry) => entryRow(change.after.id, entry)));
  if (entries.length > 0) await tx.ticketEvent.createMany({ data: entries });
}

async function createTickets(tx: Transaction, tickets: readonly Ticket[], now: Date): Promise<void> {
  if (tickets.length === 0) return;
  await tx.ticket.createMany({ data: tickets.map((ticket) => ({ ...columnsOf(ticket, now), version: 1 })) });
  const evidence = tickets.flatMap(({ id: ticketId, groupId, evidence }) =>
    evidence.map((one) => ({ ...one, ticketId, groupId })),
  );
  await tx.ticketEvidence.createMany({ data: evidence });
  const households = tickets.flatMap(({ id: ticketId, households }) => households.map((one) => ({ ...one, ticketId })));
  await tx.ticketHousehold.createMany({ data: households, skipDuplicates: true });
}

async function updateTicket(tx: Transaction, change: TicketChange, { version }: Ticket, now: Date): Promise<void> {
  const { id, ...changed } = columnsOf(change.after, now);
  const data = { ...changed, version: version + 1 };
  const { count } = await tx.ticket.updateMany({ where: { id, version }, data });
  if (count === 0) {
    const actual = await tx.ticket.findUnique({ where: { id }, select: { version: true } });
    throw new AppError("TICKET_STALE", { ticketId: id, expected: version, actual: actual?.version ?? 0 });
  }
  await saveEvidence(tx, change);
  await saveHouseholds(tx, change);
}

/** A ticket without its version and what has tables of its own. */
function columnsOf({ evidence: _, households: __, version: ___, ...facts }: Ticket, now: Date) {
  return { ...facts, because: facts.because as unknown as Prisma.InputJsonValue, updatedAt: now };
}

async function saveEvidence(tx: Transaction, { before, after }: TicketChange): Promise<void> {
  const known = new Set(before?.evidence.map(({ messageRef }) => messageRef));
  const kept = new Set(after.evidence.map(({ messageRef }) => messageRef));
  const gone = [...known].filter((messageRef) => !kept.has(messageRef));
  const added = after.evidence.filter(({ messageRef }) => !known.has(messageRef));
  if (gone.length > 0) await tx.ticketEvidence.deleteMany({ where: { ticketId: after.id, messageRef: { in: gone } } });
  if (added.length > 0) {
    await tx.ticketEvidence.createMany({
      data: added.map((evidence) => ({ ...evidence, ticketId: after.id, groupId: after.groupId })),
    });
  }
}

async function saveHouseholds(tx: Transaction, { before, after }: TicketChange): Promise<void> {
  const known = new Map(before?.households.map((household) => [household.senderRef, household]));
  for (const household of after.households) {
    const old = known.get(household.senderRef);
    if (old && old.leftAt === household.leftAt) continue;
    await tx.ticketHousehold.upsert({
      where: { ticketId_senderRef: { ticketId: after.id, senderRef: household.senderRef } },
      create: { ...household, ticketId: after.id },
      update: { leftAt: household.leftAt },
    });
  }
}

function entryRow(ticketId: string, entry: TimelineEntry): Prisma.TicketEventCreateManyInput {
  const { event, by, status, note, at } = entry;
  return { ticketId, event, byKind: by.kind, byStaffId: by.kind === "staff" ? by.staffId : null, status, note, at };
}
