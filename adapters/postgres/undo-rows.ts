import type { TicketChange } from "../../src/domain/change.ts";
import type { NewPost } from "../../src/domain/post.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { type TicketUndo, undoOf } from "../../src/domain/undo.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Database, Transaction } from "./database.ts";
import type { Prisma, Undoable } from "./generated/client.ts";
import { hashOf } from "./post-rows.ts";
import { ticketFromRow, wholeTicket } from "./ticket-rows.ts";

/** A ticket's way back as it is stored: instants as text, households as hashes. */
interface StoredUndo extends Omit<TicketUndo, "was"> {
  readonly was: Readonly<Record<string, unknown>>;
}

/**
 * Notes in a decision's transaction how to take it back. A decision that follows the same person's last one on the ticket at once, as
 * approving follows correcting, is taken back together with it.
 */
export async function keepUndo(
  tx: Transaction,
  changes: readonly TicketChange[],
  posts: readonly NewPost[],
  { staffId, now, until }: { readonly staffId: string; readonly now: Date; readonly until: Date },
): Promise<void> {
  await tx.undoable.deleteMany({ where: { until: { lt: now } } });
  const [first] = changes;
  if (!first?.before) return;
  const ticketId = first.before.id;
  const last = await tx.undoable.findUnique({ where: { ticketId } });
  const lastTickets = (last?.tickets ?? []) as unknown as StoredUndo[];
  const goesOn =
    last?.staffId === staffId && lastTickets.length === 1 && lastTickets[0]?.version === first.before.version;
  const noted: StoredUndo[] = undoOf(changes).map(stored);
  const both = { ...noted[0]!, was: { ...noted[0]!.was, ...lastTickets[0]?.was } };
  const tickets = goesOn ? [both, ...noted.slice(1)] : noted;
  const data = {
    staffId,
    until,
    tickets: tickets as unknown as Prisma.InputJsonValue,
    decidedAt: goesOn ? last.decidedAt : now,
    postKeys: [...(goesOn ? last.postKeys : []), ...posts.map(({ idempotencyKey }) => idempotencyKey)],
  };
  await tx.undoable.upsert({ where: { ticketId }, create: { ticketId, ...data }, update: data });
}

/** The decision on a ticket that can still be taken back; null when there is none. */
export async function undoableOf(database: Database, ticketId: string, now: Date): Promise<Undoable | null> {
  return database.undoable.findUnique({ where: { ticketId, until: { gt: now } } });
}

/** How the tickets of a decision are put back, with the households named again. */
export async function undosOf(database: Database, { tickets }: Undoable): Promise<readonly TicketUndo[]> {
  const undos = tickets as unknown as StoredUndo[];
  const rows = await database.ticket.findMany({
    where: { id: { in: undos.map(({ ticketId }) => ticketId) } },
    include: wholeTicket,
  });
  const households = new Map(rows.map((row) => [row.id, ticketFromRow(row).households]));
  return undos.map(({ joined, was, ...undo }) => {
    const refs = households.get(undo.ticketId) ?? [];
    return {
      ...undo,
      was: factsOf(was),
      joined: refs.map(({ senderRef }) => senderRef).filter((senderRef) => joined.includes(hashOf(senderRef))),
    };
  });
}

/**
 * Ends a decision's time in the transaction that takes it back, and lets go of what waited for it. A post in anybody's hands is too late.
 * The keys are given free: whoever decides the same again owes the same again.
 *
 * @throws AppError UNDO_TOO_LATE
 */
export async function spendUndo(tx: Transaction, staffId: string, ticketId: string, now: Date): Promise<void> {
  const [undoable] = await tx.$queryRaw<{ decided_at: Date; post_keys: string[] }[]>`
    DELETE FROM undoable WHERE ticket_id = ${ticketId}::uuid AND staff_id = ${staffId}::uuid AND until > ${now}
    RETURNING decided_at, post_keys`;
  if (!undoable) throw new AppError("UNDO_TOO_LATE", { ticketId });
  const keys = undoable.post_keys;
  await tx.$executeRaw`
    UPDATE post SET state = 'dropped', reason = 'taken back before it was said', choices = '[]',
      idempotency_key = idempotency_key || ':undone:' || id
    WHERE idempotency_key = ANY(${keys}) AND (state = 'pending' AND attempts = 0 OR state = 'held')`;
  const said = await tx.post.count({ where: { idempotencyKey: { in: keys }, state: { not: "dropped" } } });
  if (said > 0) throw new AppError("UNDO_TOO_LATE", { ticketId });
  await tx.correction.deleteMany({ where: { ticketId, byId: staffId, at: { gte: undoable.decided_at } } });
}

function stored({ was, joined, ...undo }: TicketUndo): StoredUndo {
  return { ...undo, was: { ...was }, joined: joined.map(hashOf) };
}

/** JSON has no dates; instants are known by their names. */
function factsOf(was: StoredUndo["was"]): Partial<Ticket> {
  const facts = Object.entries(was).map(([fact, value]) => [
    fact,
    fact.endsWith("At") && typeof value === "string" ? new Date(value) : value,
  ]);
  return Object.fromEntries(facts);
}
