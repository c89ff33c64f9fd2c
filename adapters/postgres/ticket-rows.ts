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

/** Writes one change: the ticket at its next version, what is new of its evidence and households, and its timeline. @throws AppError TICKET_STALE */
export async function saveChange(tx: Transaction, change: TicketChange, now: Date): Promise<void> {
  const { before, after } = change;
  const { evidence, households, version: _, ...facts } = after;
  const columns = { ...facts, because: facts.because as unknown as Prisma.InputJsonValue, updatedAt: now };
  if (before === null) {
    await tx.ticket.create({ data: { ...columns, version: 1 } });
  } else {
    const { id, ...changed } = columns;
    const { count } = await tx.ticket.updateMany({
      where: { id, version: before.version },
      data: { ...changed, version: before.version + 1 },
    });
    if (count === 0) {
      const actual = await tx.ticket.findUnique({ where: { id }, select: { version: true } });
      throw new AppError("TICKET_STALE", { ticketId: id, expected: before.version, actual: actual?.version ?? 0 });
    }
  }
  await saveEvidence(tx, change);
  await saveHouseholds(tx, change);
  if (change.entries.length > 0)
    await tx.ticketEvent.createMany({ data: change.entries.map((entry) => entryRow(after.id, entry)) });
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
