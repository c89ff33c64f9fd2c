import type { Actor } from "../../src/domain/authority.ts";
import type { TimelineEntry } from "../../src/domain/change.ts";
import type { ButtonAction, NewPost, PostState } from "../../src/domain/post.ts";
import type { Ticket, TicketStatus } from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { DeskStore, HeldButton, OpenTicket, SaveOptions } from "../../src/ports/desk-store.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import type { Prisma } from "./generated/client.ts";
import { nearTickets } from "./near-tickets.ts";
import { hashOf, savePosts } from "./post-rows.ts";
import { type PageRow, pageOfTickets } from "./ticket-list.ts";
import { authorFromRow, listedFromRow, partyIdOf, saveChanges, ticketFromRow, wholeTicket } from "./ticket-rows.ts";
import type { SearchedRows } from "./ticket-words.ts";
import { keepUndo, spendUndo, undoableOf, undosOf } from "./undo-rows.ts";
import { type CanEdit, foldEvents, surroundingsOf } from "./window-rows.ts";

/** Messages shown before and after the evidence of a ticket. */
const contextAround = 12;

/** The desk's tickets on PostgreSQL. Scope is `inScope`, once: every read of a member of staff passes through it. */
export function createDeskStore({
  database,
  canEdit,
  clock,
}: {
  readonly database: Database;
  readonly canEdit: CanEdit;
  readonly clock: Clock;
}): DeskStore {
  return {
    async list(actor, query) {
      const page = (among: SearchedRows) =>
        guarded(() => database.$queryRaw<PageRow[]>(pageOfTickets(actor, query, clock.now(), among)));
      const newest = query.text?.trim() ? await page("newest") : [];
      const rows = newest.length > query.limit ? newest : await page("all");
      const tickets = rows.slice(0, query.limit).map((row) => ({
        ...listedFromRow(row),
        groupName: row.groupName ?? "",
        partyName: row.partyName,
      }));
      return { tickets, next: rows.length > query.limit ? tickets.at(-1)!.id : null };
    },

    count: (actor, statuses) =>
      guarded(() => database.ticket.count({ where: { AND: [inScope(actor), { status: { in: [...statuses] } }] } })),

    open: (actor, ticketId) => guarded(() => open(ticketId, inScope(actor))),
    openForHouse: (ticketId) => guarded(() => open(ticketId, {})),

    near: (actor, ticket) => guarded(() => nearTickets(database, actor === "house" ? {} : inScope(actor), ticket)),

    async save(changes, posts, options) {
      if (changes.length === 0) return;
      await guarded(() => database.$transaction((tx) => saveAll(tx, changes, posts, options)));
    },

    async undoable(actor, ticketId, now) {
      const undoable = isUuid(ticketId) ? await guarded(() => undoableOf(database, ticketId, now)) : null;
      if (undoable?.staffId === actor.staffId) return guarded(() => undosOf(database, undoable));
      // Whoever may not see the ticket is not told that there was nothing to take back.
      await guarded(() => open(ticketId, inScope(actor)));
      throw new AppError("UNDO_TOO_LATE", { ticketId });
    },

    async undo(actor, ticketId, changes, posts, now) {
      await guarded(() =>
        database.$transaction(async (tx) => {
          await spendUndo(tx, actor.staffId, ticketId, now);
          await saveAll(tx, changes, posts, { now, staffId: actor.staffId });
        }),
      );
    },

    async button(token, groupId, now) {
      const row = await guarded(() => database.buttonToken.findUnique({ where: { hash: hashOf(token) } }));
      if (!row) return { refused: "unknown" };
      if (row.groupId !== groupId) return { refused: "elsewhere" };
      if (row.usedAt !== null) return { refused: "used" };
      if (row.expiresAt <= now) return { refused: "expired" };
      const { hash, ticketId, version } = row;
      return { hash, ticketId, version, groupId, action: row.action as unknown as ButtonAction };
    },

    async spend(button, posts, now) {
      return guarded(() =>
        database.$transaction(async (tx) => {
          if (!(await spendButton(tx, button, null, now))) return false;
          const ticket = await tx.ticket.findUniqueOrThrow({ where: { id: button.ticketId } });
          const group = await tx.chatGroup.findUniqueOrThrow({ where: { id: ticket.groupId } });
          const { speaking } = await surroundingsOf(tx, group, canEdit, now);
          await savePosts(tx, posts, speaking, () => ticket.version, now);
          return true;
        }),
      );
    },

    async lapsed(now) {
      const rows = await guarded(() =>
        database.ticket.findMany({
          where: { status: { in: ["resolved", "half_solved"] }, lapseAt: { lte: now } },
          select: { id: true },
          take: 100,
        }),
      );
      return rows.map(({ id }) => id);
    },
  };

  async function open(ticketId: string, scope: Prisma.TicketWhereInput): Promise<OpenTicket> {
    const row = isUuid(ticketId)
      ? await database.ticket.findFirst({ where: { AND: [{ id: ticketId }, scope] }, include: wholeTicket })
      : null;
    if (!row) throw new AppError("TICKET_NOT_FOUND", { ticketId });
    const ticket = ticketFromRow(row);
    const group = await database.chatGroup.findUniqueOrThrow({ where: { id: ticket.groupId } });
    const { speaking, staffRefs } = await surroundingsOf(database, group, canEdit, clock.now());
    const [events, posts, context, undoable] = await Promise.all([
      database.ticketEvent.findMany({ where: { ticketId }, orderBy: { id: "asc" } }),
      database.post.findMany({ where: { ticketId }, orderBy: { id: "asc" } }),
      contextOf(ticket, staffRefs),
      undoableOf(database, ticketId, clock.now()),
    ]);
    // A merge is told by the other ticket's card.
    const owed = undoable
      ? await database.post.findMany({ where: { idempotencyKey: { in: undoable.postKeys } }, orderBy: { id: "asc" } })
      : [];
    const staff = await namesOf(
      "staff",
      events.flatMap(({ byStaffId }) => byStaffId ?? []),
    );
    const groups = await namesOf(
      "group",
      [...posts, ...owed].map(({ groupId }) => groupId),
    );
    const workParties = await namesOf(
      "party",
      events.flatMap((event) => partyIdOf(event) ?? []),
    );
    const mergedInto = ticket.mergedIntoId
      ? await database.ticket.findUnique({ where: { id: ticket.mergedIntoId }, select: { id: true, code: true } })
      : null;
    return {
      ticket,
      speaking,
      mergedInto,
      partyName: speaking.parties.find(({ id }) => id === ticket.partyId)?.name ?? null,
      timeline: events.map((event) => ({
        event: event.event as TimelineEntry["event"],
        by: authorFromRow(event),
        status: event.status as TicketStatus,
        note: event.note,
        at: event.at,
        staffName: event.byStaffId ? (staff.get(event.byStaffId) ?? null) : null,
        partyName: workParties.get(partyIdOf(event) ?? "") ?? null,
      })),
      context,
      posts: posts.map(({ id, template, text, state, groupId, reason, createdAt }) => ({
        groupId,
        reason,
        id: String(id),
        template,
        text,
        state: state as PostState,
        groupName: groups.get(groupId) ?? "",
        at: createdAt,
      })),
      undo: undoable && {
        staffId: undoable.staffId,
        until: undoable.until,
        posts: owed.map(({ groupId, template, text, state, notBefore, editsPostId }) => ({
          ...{ groupId, template, text, notBefore, edits: editsPostId !== null },
          state: state as PostState,
          groupName: groups.get(groupId) ?? "",
        })),
      },
    };
  }

  async function contextOf(ticket: Ticket, staffRefs: ReadonlySet<string>) {
    const refs = ticket.evidence.map(({ messageRef }) => messageRef);
    const own = await database.inboxEvent.findMany({
      where: { groupId: ticket.groupId, messageRef: { in: refs }, type: "message" },
      orderBy: { id: "asc" },
    });
    const [first, last] = [own[0], own.at(-1)];
    if (!first || !last) return [];
    const about = { groupId: ticket.groupId, type: { not: "other" } } as const;
    const [before, within, after] = await Promise.all([
      database.inboxEvent.findMany({
        where: { ...about, id: { lt: first.id } },
        orderBy: { id: "desc" },
        take: contextAround,
      }),
      database.inboxEvent.findMany({
        where: { ...about, id: { gte: first.id, lte: last.id } },
        orderBy: { id: "asc" },
        take: 200,
      }),
      database.inboxEvent.findMany({
        where: { ...about, id: { gt: last.id } },
        orderBy: { id: "asc" },
        take: contextAround,
      }),
    ]);
    return foldEvents([...before.reverse(), ...within, ...after], staffRefs);
  }

  async function saveAll(
    tx: Transaction,
    changes: Parameters<DeskStore["save"]>[0],
    posts: readonly NewPost[],
    { now, button, staffId, undoUntil, corrections = [] }: SaveOptions,
  ): Promise<void> {
    if (button && !(await spendButton(tx, button, staffId ?? null, now)))
      throw new AppError("BUTTON_INVALID", { reason: "used" });
    await saveChanges(tx, changes, now);
    if (corrections.length > 0 && staffId) {
      await tx.correction.createMany({
        data: corrections.map((correction) => ({ ...correction, byId: staffId, at: now })),
      });
    }
    const versions = new Map(changes.map(({ before, after }) => [after.id, (before?.version ?? 0) + 1]));
    const homeOf = new Map(changes.map(({ after }) => [after.id, after.groupId]));
    // Each group of an incident is told under its own rules: its level, its budget, its night.
    for (const groupId of new Set(homeOf.values())) {
      const owed = posts.filter((post) => (post.ticketId ? homeOf.get(post.ticketId) : post.groupId) === groupId);
      if (owed.length === 0) continue;
      const group = await tx.chatGroup.findUniqueOrThrow({ where: { id: groupId } });
      const { speaking } = await surroundingsOf(tx, group, canEdit, now);
      await savePosts(tx, owed, speaking, (ticketId) => versions.get(ticketId) ?? 0, now, undoUntil);
    }
    if (!staffId) return;
    if (undoUntil) await keepUndo(tx, changes, posts, { staffId, now, until: undoUntil });
    for (const { after, entries } of changes) {
      const where = { object: `ticket ${after.id}`, areaPath: after.areaPath };
      const detail = { code: after.code, events: entries.map(({ event }) => event), status: after.status };
      await writeAudit(tx, { ...where, staffId, action: "move_ticket", detail }, now);
    }
  }

  async function spendButton(
    tx: Transaction,
    { hash }: HeldButton,
    staffId: string | null,
    now: Date,
  ): Promise<boolean> {
    const { count } = await tx.buttonToken.updateMany({
      where: { hash, usedAt: null },
      data: { usedAt: now, usedById: staffId },
    });
    return count === 1;
  }

  async function namesOf(of: "group" | "party" | "staff", ids: readonly string[]): Promise<Map<string, string>> {
    const query = { where: { id: { in: [...new Set(ids)] } }, select: { id: true, name: true } };
    if (ids.length === 0) return new Map();
    const rows =
      of === "group"
        ? await database.chatGroup.findMany(query)
        : of === "party"
          ? await database.party.findMany(query)
          : await database.staff.findMany(query);
    return new Map(rows.map(({ id, name }) => [id, name]));
  }
}

/** Which tickets a member of staff may know of at all: those of their area, and for a party's handler those of that party. */
function inScope(actor: Actor): Prisma.TicketWhereInput {
  const area = { OR: insideArea("areaPath", actor.areaPath) };
  if (actor.role !== "party") return area;
  // A handler of no party has no work orders; a filter by null would give them every ticket that nobody has.
  return actor.partyId === null ? { id: { in: [] } } : { AND: [area, { partyId: actor.partyId }] };
}
