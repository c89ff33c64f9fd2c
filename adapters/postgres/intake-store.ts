import { areaCovers } from "../../src/domain/area.ts";
import type { EmergencyKind } from "../../src/domain/emergency.ts";
import type { NewPost } from "../../src/domain/post.ts";
import type { Category } from "../../src/domain/taxonomy.ts";
import type { Turn } from "../../src/domain/turn.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { IntakeStore, OpenAlarm, TurnWindow } from "../../src/ports/intake-store.ts";
import { createAcceptBatch } from "./accept-batch.ts";
import { insideArea } from "./area-scope.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import type { ChatGroup, InboxEvent } from "./generated/client.ts";
import { moveGroup } from "./group-moves.ts";
import { createInboxCare } from "./inbox-care.ts";
import { savePosts } from "./post-rows.ts";
import { saveChange } from "./ticket-rows.ts";
import {
  type CanEdit,
  foldEvents,
  postRefsByTicket,
  speakingContext,
  staffRefsOf,
  ticketsInTalk,
} from "./window-rows.ts";

/** Most messages one turn reads; a longer backlog takes several. */
const freshMax = 200;
/** Context before the fresh messages: so many, and not older than this. */
const tailMax = 60;
const tailMs = 6 * 3_600_000;
/** A turn that dies is begun anew with its first message alone; a message that kills its worker so often is parked. */
const crashesMax = 3;

export interface PostgresIntakeOptions {
  readonly database: Database;
  readonly taxonomy: readonly Category[];
  readonly canEdit: CanEdit;
  readonly clock: Clock;
}

/** The inbox and its turns on PostgreSQL. */
export function createIntakeStore({ database, taxonomy, canEdit, clock }: PostgresIntakeOptions): IntakeStore {
  return {
    accept: createAcceptBatch(database),
    openWindow: (groupId, now) => guarded(() => openWindow(groupId, now)),
    commitTurn: (window, turn, posts, tookMs) => guarded(() => commitTurn(window, turn, posts, tookMs)),
    releaseWindow: (window) => guarded(() => release(window)),
    openAlarm: (eventId) => guarded(() => openAlarm(eventId)),
    commitAlarm: (alarm, turn, posts) => guarded(() => commitAlarm(alarm, turn, posts)),

    async dueWork(now) {
      const groups = await guarded(() =>
        database.chatGroup.findMany({
          where: { turnDueAt: { lte: now } },
          select: { id: true },
          orderBy: { turnDueAt: "asc" },
          take: 500,
        }),
      );
      const alarms = await guarded(() =>
        database.inboxEvent.findMany({
          where: { alarm: { not: null }, alarmedAt: null, state: { not: "parked" } },
          select: { id: true },
          take: 100,
        }),
      );
      return { groupIds: groups.map(({ id }) => id), alarmEventIds: alarms.map(({ id }) => String(id)) };
    },

    ...createInboxCare(database, clock),

    async moveGroup(from, toRef) {
      await guarded(() => database.$transaction((tx) => moveGroup(tx, from, toRef)));
    },

    async setGroupStatus(where, status) {
      // A pause or a quarantine is an admin's to end, not that of whoever puts the bot out and lets it in again.
      const from = status === "active" ? "gone" : "active";
      await guarded(() => database.chatGroup.updateMany({ where: { ...where, status: from }, data: { status } }));
    },
  };

  async function openWindow(groupId: string, now: Date): Promise<TurnWindow | { readonly waitMs: number } | null> {
    const group = await database.chatGroup.findUnique({ where: { id: groupId } });
    if (!group?.areaPath || group.turnDueAt === null) return null;
    const waitMs = group.turnDueAt.getTime() - now.getTime();
    if (waitMs > 0) return { waitMs };

    const fresh = await database.$transaction((tx) => beginTurn(tx, groupId));
    if (fresh.length === 0) {
      await database.$transaction((tx) => nothingLeft(tx, groupId));
      return null;
    }
    return readWindow(group, fresh, now);
  }

  /** The group is due no more, unless something was kept this very moment. */
  async function nothingLeft(tx: Transaction, groupId: string): Promise<void> {
    await takeGroup(tx, groupId);
    await tx.$executeRaw`
      UPDATE chat_group SET turn_due_at = NULL, turn_due_limit_at = NULL
      WHERE id = ${groupId}::uuid AND NOT EXISTS (SELECT FROM inbox_event e WHERE e.group_id = ${groupId}::uuid AND e.state = 'new')`;
  }

  /**
   * Takes the group's row, in a statement of its own: one that waits for the row goes on with what it saw before it waited, and would
   * take a message for absent that was kept meanwhile.
   */
  async function takeGroup(tx: Transaction, groupId: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM chat_group WHERE id = ${groupId}::uuid FOR UPDATE`;
  }

  /** Takes what is fresh and marks it as begun. What has died before is read alone, so that one bad message is found and parked. */
  async function beginTurn(tx: Transaction, groupId: string): Promise<InboxEvent[]> {
    await tx.inboxEvent.updateMany({
      where: { groupId, state: "new", crashes: { gte: crashesMax } },
      data: { state: "parked" },
    });
    const rows = await tx.inboxEvent.findMany({
      where: { groupId, state: "new" },
      orderBy: { id: "asc" },
      take: freshMax,
    });
    const firstSuspect = rows.findIndex(({ crashes }) => crashes > 0);
    const fresh = firstSuspect === 0 ? rows.slice(0, 1) : firstSuspect > 0 ? rows.slice(0, firstSuspect) : rows;
    if (fresh.length > 0) {
      await tx.inboxEvent.updateMany({
        where: { id: { in: fresh.map(({ id }) => id) } },
        data: { crashes: { increment: 1 } },
      });
    }
    return fresh;
  }

  async function readWindow(group: ChatGroup, fresh: readonly InboxEvent[], now: Date): Promise<TurnWindow> {
    const [first] = fresh;
    const tail = await database.inboxEvent.findMany({
      where: {
        groupId: group.id,
        id: { lt: first!.id },
        type: { not: "other" },
        // What killed its readers must not kill those of the messages after it.
        state: { not: "parked" },
        at: { gte: new Date(first!.at.getTime() - tailMs) },
      },
      orderBy: { id: "desc" },
      take: tailMax,
    });
    // A recall or an edit of an older message makes that message fresh again: what was drafted from it must be looked at.
    const touched = new Set(
      fresh.flatMap(({ type, messageRef }) => (type !== "message" && messageRef !== null ? [messageRef] : [])),
    );
    const beforeTail = {
      groupId: group.id,
      messageRef: { in: [...touched] },
      id: { lt: tail.at(-1)?.id ?? first!.id },
    };
    const older =
      touched.size === 0 ? [] : await database.inboxEvent.findMany({ where: beforeTail, orderBy: { id: "asc" } });
    const staffRefs = await staffRefsOf(database, group);
    const messages = foldEvents([...older, ...tail.reverse(), ...fresh], staffRefs);
    const freshIds = new Set(fresh.map(({ id }) => String(id)));
    for (const message of messages) if (touched.has(message.ref)) freshIds.add(message.id);

    const ticketRecords = await ticketsInTalk(
      database,
      group.id,
      messages.map(({ ref }) => ref),
      now,
    );
    const postRefs = await postRefsByTicket(
      database,
      group.id,
      ticketRecords.map(({ id }) => id),
    );
    const idByRef = new Map(messages.map(({ ref, id }) => [ref, id]));
    const speaking = await speakingContext(database, group, canEdit, now);
    return {
      group: { id: group.id, name: group.name, areaPath: group.areaPath },
      messages,
      freshIds,
      areas: await areasOfEstate(group.areaPath!),
      tickets: ticketRecords
        .filter(({ status }) => status !== "rejected" && status !== "merged" && status !== "withdrawn")
        .map((ticket) => ({
          ...ticket,
          householdRefs: ticket.households.filter(({ leftAt }) => leftAt === null).map(({ senderRef }) => senderRef),
          evidenceIds: ticket.evidence.flatMap(({ messageRef }) => idByRef.get(messageRef) ?? []),
          postRefs: postRefs.get(ticket.id) ?? [],
          openedAt: ticket.createdAt,
        })),
      taxonomy,
      seq: group.turnSeq,
      eventIds: fresh.map(({ id }) => String(id)),
      ticketRecords,
      speaking,
    };
  }

  /** The areas of the estate a group belongs to: everything under the second level, or under the group's own area where the tree is flat. */
  async function areasOfEstate(areaPath: string): Promise<string[]> {
    const estate = await database.area.findMany({ where: { estateKind: { not: null } } });
    const root =
      estate
        .map(({ path }) => path)
        .filter((path) => areaCovers(path, areaPath))
        .sort((a, b) => b.length - a.length)[0] ?? areaPath;
    const rows = await database.area.findMany({ where: { OR: insideArea("path", root) }, select: { path: true } });
    return rows.map(({ path }) => path).sort();
  }

  async function commitTurn(window: TurnWindow, turn: Turn, posts: readonly NewPost[], tookMs: number): Promise<void> {
    const groupId = window.group.id;
    const now = clock.now();
    await database.$transaction(async (tx) => {
      await fence(tx, window, now);
      const { reading } = turn;
      await tx.turn.create({
        data: {
          groupId,
          seq: window.seq,
          reader: reading.reader,
          offline: reading.offline,
          messages: window.eventIds.length,
          reports: reading.reports.length,
          questions: reading.questions.length,
          followUps: reading.followUps.length,
          tookMs,
        },
      });
      await saveTurn(tx, window, turn, posts, now);
      await tx.inboxEvent.updateMany({
        where: { id: { in: window.eventIds.map(BigInt) } },
        data: { state: "done", crashes: 0 },
      });
    });
  }

  /** Only one of two turns with the same number commits. What came meanwhile is due at once if nobody has been quiet for it yet. */
  async function fence(tx: Transaction, window: TurnWindow, now: Date): Promise<void> {
    const groupId = window.group.id;
    const ids = window.eventIds.map(BigInt);
    await takeGroup(tx, groupId);
    const count = await tx.$executeRaw`
      UPDATE chat_group g SET turn_seq = turn_seq + 1,
        turn_due_at = CASE WHEN more.any THEN coalesce(g.turn_due_at, ${now}) END,
        turn_due_limit_at = CASE WHEN more.any THEN ${now}::timestamptz + interval '30 s' END
      FROM (SELECT EXISTS (SELECT FROM inbox_event e WHERE e.group_id = ${groupId}::uuid AND e.state = 'new' AND NOT e.id = ANY(${ids})) AS any) more
      WHERE g.id = ${groupId}::uuid AND g.turn_seq = ${window.seq}`;
    if (count === 0) throw new AppError("TURN_STALE", { groupId });
  }

  async function saveTurn(
    tx: Transaction,
    window: TurnWindow,
    turn: Turn,
    posts: readonly NewPost[],
    now: Date,
  ): Promise<void> {
    for (const change of turn.changes) await saveChange(tx, change, now);
    const versions = new Map(turn.changes.map(({ before, after }) => [after.id, (before?.version ?? 0) + 1]));
    if (turn.questions.length > 0) {
      await tx.question.createMany({
        data: turn.questions.map(({ messageRef, text, answer }) => ({
          groupId: window.group.id,
          messageRef,
          areaPath: window.group.areaPath ?? "",
          text,
          articleId: answer?.articleId ?? null,
          score: answer?.score ?? null,
          status: answer ? "answered" : "open",
          at: now,
        })),
        skipDuplicates: true,
      });
    }
    await savePosts(tx, posts, window.speaking, (ticketId) => versions.get(ticketId) ?? 0, now);
  }

  async function release(window: TurnWindow): Promise<void> {
    await database.inboxEvent.updateMany({
      where: { id: { in: window.eventIds.map(BigInt) }, state: "new", crashes: { gt: 0 } },
      data: { crashes: { decrement: 1 } },
    });
  }

  async function openAlarm(eventId: string): Promise<OpenAlarm | null> {
    const event = await database.inboxEvent.findUnique({ where: { id: BigInt(eventId) } });
    if (!event?.alarm || event.alarmedAt !== null) return null;
    const group = await database.chatGroup.findUnique({ where: { id: event.groupId } });
    if (!group?.areaPath) {
      // Nobody answers for the group any more; left open, the sweep would ring for it for ever.
      await database.inboxEvent.update({ where: { id: event.id }, data: { alarmedAt: clock.now() } });
      return null;
    }
    const window = await readWindow(group, [event], clock.now());
    return { eventId, kind: event.alarm as EmergencyKind, window };
  }

  async function commitAlarm({ eventId, window }: OpenAlarm, turn: Turn, posts: readonly NewPost[]): Promise<void> {
    const groupId = window.group.id;
    const now = clock.now();
    await database.$transaction(async (tx) => {
      await takeGroup(tx, groupId);
      const { count } = await tx.inboxEvent.updateMany({
        where: { id: BigInt(eventId), alarmedAt: null },
        data: { alarmedAt: now },
      });
      if (count === 0) return;
      // It counts as a turn: what was read before it, or it before a turn, would draft the same report twice.
      const taken = await tx.chatGroup.updateMany({
        where: { id: groupId, turnSeq: window.seq },
        data: { turnSeq: { increment: 1 } },
      });
      if (taken.count === 0) throw new AppError("TURN_STALE", { groupId });
      await saveTurn(tx, window, turn, posts, now);
    });
  }
}
