import { v7 as uuid } from "uuid";
import { areaCovers } from "../../src/domain/area.ts";
import type { EmergencyKind } from "../../src/domain/emergency.ts";
import { codesIn } from "../../src/domain/plain-answer.ts";
import type { NewPost } from "../../src/domain/post.ts";
import type { Category } from "../../src/domain/taxonomy.ts";
import type { Turn } from "../../src/domain/turn.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { IntakeStore, OpenAlarm, TurnWindow } from "../../src/ports/intake-store.ts";
import { createAcceptBatch } from "./accept-batch.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import type { ChatGroup } from "./generated/client.ts";
import { moveGroup } from "./group-moves.ts";
import { createInboxCare } from "./inbox-care.ts";
import { savePosts } from "./post-rows.ts";
import { rowSet } from "./row-sets.ts";
import { saveChanges, ticketsInTalk, ticketsNear } from "./ticket-rows.ts";
import { type CanEdit, foldEvents, surroundingsOf, type WindowEvent, windowColumns } from "./window-rows.ts";

/** Most messages one turn reads; a longer backlog takes several. */
const freshMax = 200;
/** Context before the fresh messages: so many, and not older than this. */
const tailMax = 60;
const tailMs = 6 * 3_600_000;
/** A turn that dies is begun anew with its first message alone; a message that kills its worker so often is parked. */
const crashesMax = 3;

const questionRows = rowSet({
  id: "uuid",
  groupId: "uuid",
  messageRef: "text",
  areaPath: "text",
  text: "text",
  askerRef: "text",
  articleId: "uuid",
  score: "float8",
  status: "text",
  at: "timestamptz",
});

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
    async ticketsNear({ group, areas, ticketRecords, speaking }, { reports }) {
      const categories = [...new Set(reports.map(({ triage }) => triage.category))];
      const incidentIds = [...new Set(ticketRecords.flatMap(({ incidentId }) => incidentId ?? []))];
      const { staffGroup } = speaking;
      // Most turns report nothing: they ask for nothing.
      if (!staffGroup || categories.length + incidentIds.length === 0) return [];
      const near = { groupId: group.id, areas, categories, incidentIds, now: clock.now() };
      const tickets = await guarded(() => ticketsNear(database, near));
      return tickets.filter(({ areaPath }) => areaCovers(staffGroup.areaPath, areaPath));
    },
    commitTurn: (window, turn, posts, tookMs) => guarded(() => commitTurn(window, turn, posts, tookMs)),
    strike: (window) => guarded(() => strike(window)),
    releaseWindow: (window) => guarded(() => release(window)),
    openAlarm: (eventId) => guarded(() => openAlarm(eventId)),
    commitAlarm: (alarm, turn, posts) => guarded(() => commitAlarm(alarm, turn, posts)),

    // What waits for somebody to bind its group is left out, or it would stand before all others for ever.
    async dueWork(now) {
      const groups = await guarded(
        () => database.$queryRaw<{ id: string }[]>`
          SELECT group_id AS id FROM inbox_event e JOIN chat_group g ON g.id = e.group_id
          WHERE e.state = 'new' AND g.area_path IS NOT NULL GROUP BY group_id
          HAVING least(max(due_at), min(due_limit_at)) <= ${now} ORDER BY least(max(due_at), min(due_limit_at)) LIMIT 500`,
      );
      const alarms = await guarded(
        () =>
          database.$queryRaw<{ id: bigint }[]>`
          WITH unheard AS MATERIALIZED (
            SELECT id, group_id FROM inbox_event WHERE alarm IS NOT NULL AND alarmed_at IS NULL AND state <> 'parked'
          )
          SELECT u.id FROM unheard u JOIN chat_group g ON g.id = u.group_id
          WHERE NOT (g.status = 'quarantined' AND g.area_path IS NULL) ORDER BY u.id DESC LIMIT 100`,
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
    const [due] = await database.$queryRaw<{ at: Date | null }[]>`
      SELECT least(max(due_at), min(due_limit_at)) AS at FROM inbox_event WHERE group_id = ${groupId}::uuid AND state = 'new'`;
    if (!due?.at) return null;
    const waitMs = due.at.getTime() - now.getTime();
    if (waitMs > 0) return { waitMs };

    const group = await database.chatGroup.findUnique({ where: { id: groupId } });
    if (!group?.areaPath) return null;
    const { fresh, isSuspect } = await beginTurn(group);
    return fresh.length === 0 ? null : { ...(await readWindow(group, fresh, now)), isSuspect };
  }

  /** Takes the group's row. */
  async function takeGroup(tx: Transaction, groupId: string): Promise<void> {
    await tx.$queryRaw`SELECT id FROM chat_group WHERE id = ${groupId}::uuid FOR UPDATE`;
  }

  /**
   * Takes what is fresh, and notes on the group how far it goes. Where that note stands already, the turn that left it has died, or was
   * overtaken: what it had taken is suspect and read alone, so that one bad message is found and parked.
   */
  async function beginTurn({
    id: groupId,
    readTo,
    isReading,
  }: ChatGroup): Promise<{ fresh: WindowEvent[]; isSuspect: boolean }> {
    if (isReading)
      await database.inboxEvent.updateMany({
        where: { groupId, state: "new", crashes: 0, id: { lte: readTo } },
        data: { crashes: 1 },
      });
    const fresh = await database.$queryRaw<(WindowEvent & { isSuspect: boolean })[]>`
      WITH killers AS (
        UPDATE inbox_event SET state = 'parked' WHERE group_id = ${groupId}::uuid AND state = 'new' AND crashes >= ${crashesMax}
      ), unread AS (
        SELECT id, crashes, row_number() OVER (ORDER BY id) AS place FROM (
          SELECT id, crashes FROM inbox_event WHERE group_id = ${groupId}::uuid AND state = 'new' AND crashes < ${crashesMax}
          ORDER BY id LIMIT ${freshMax}) oldest
      ), suspect AS (
        SELECT min(place) AS place FROM unread WHERE crashes > 0
      ), fresh AS (
        SELECT id FROM unread, suspect WHERE unread.place = 1 OR suspect.place IS NULL OR unread.place < suspect.place
      ), begun AS (
        UPDATE chat_group SET is_reading = true, read_to = (SELECT max(id) FROM fresh)
        WHERE id = ${groupId}::uuid AND EXISTS (SELECT FROM fresh)
      )
      SELECT ${windowColumns}, coalesce((SELECT place = 1 FROM suspect), false) AS "isSuspect"
      FROM inbox_event e WHERE id IN (SELECT id FROM fresh) ORDER BY id`;
    return { fresh, isSuspect: fresh[0]?.isSuspect ?? false };
  }

  async function readWindow(group: ChatGroup, fresh: readonly WindowEvent[], now: Date): Promise<TurnWindow> {
    const [{ staffRefs, areas, speaking }, before] = await Promise.all([
      surroundingsOf(database, group, canEdit, now),
      eventsBefore(group.id, fresh),
    ]);
    const messages = foldEvents([...before, ...fresh], staffRefs);
    const freshIds = new Set(fresh.map(({ id }) => String(id)));
    const touched = touchedBy(fresh);
    for (const message of messages) if (touched.has(message.ref)) freshIds.add(message.id);

    const refs = messages.map(({ ref }) => ref);
    const codes = messages.flatMap(({ id, text }) => (freshIds.has(id) ? codesIn(text) : []));
    const inTalk = await ticketsInTalk(database, group.id, { refs, codes }, now);
    const idByRef = new Map(messages.map(({ ref, id }) => [ref, id]));
    return {
      group: { id: group.id, name: group.name, areaPath: group.areaPath, isOneReport: group.oneReport },
      messages,
      freshIds,
      areas,
      tickets: inTalk
        .filter(({ ticket: { status } }) => status !== "rejected" && status !== "merged" && status !== "withdrawn")
        .map(({ ticket, postRefs }) => ({
          ...ticket,
          householdRefs: ticket.households.filter(({ leftAt }) => leftAt === null).map(({ senderRef }) => senderRef),
          evidenceIds: ticket.evidence.flatMap(({ messageRef }) => idByRef.get(messageRef) ?? []),
          postRefs,
          openedAt: ticket.createdAt,
        })),
      taxonomy,
      seq: group.turnSeq,
      eventIds: fresh.map(({ id }) => String(id)),
      ticketRecords: inTalk.map(({ ticket }) => ticket),
      speaking,
    };
  }

  /** The talk before what is fresh, and from before that whatever the fresh events recall or edit. In the order of arrival. */
  async function eventsBefore(groupId: string, fresh: readonly WindowEvent[]): Promise<WindowEvent[]> {
    const [first] = fresh;
    const since = new Date(first!.at.getTime() - tailMs);
    // Of what was read before, and not of what was parked: what killed its readers must not kill those of the messages after it.
    const tail = await database.$queryRaw<WindowEvent[]>`
      SELECT ${windowColumns} FROM inbox_event e
      WHERE e.group_id = ${groupId}::uuid AND e.state = 'done' AND e.id < ${first!.id} AND e.type <> 'other' AND e.at >= ${since}
      ORDER BY e.id DESC LIMIT ${tailMax}`;
    tail.reverse();
    const touched = [...touchedBy(fresh)];
    if (touched.length === 0) return tail;
    const older = await database.$queryRaw<WindowEvent[]>`
      SELECT ${windowColumns} FROM inbox_event e
      WHERE e.group_id = ${groupId}::uuid AND e.message_ref = ANY(${touched}) AND e.id < ${tail[0]?.id ?? first!.id} ORDER BY e.id`;
    return [...older, ...tail];
  }

  async function commitTurn(window: TurnWindow, turn: Turn, posts: readonly NewPost[], tookMs: number): Promise<void> {
    const isSilent = turn.changes.length + turn.questions.length + posts.length === 0;
    // Most turns hear nothing: they are one statement, and so one round trip.
    if (isSilent) return endTurn(database, window, turn, tookMs);
    await database.$transaction(async (tx) => {
      await endTurn(tx, window, turn, tookMs);
      await saveTurn(tx, window, turn, posts, clock.now());
    });
  }

  /** Marks a turn's messages as read. Only one of two turns with the same number does. @throws AppError TURN_STALE */
  async function endTurn(
    tx: Transaction,
    { group, seq, eventIds }: TurnWindow,
    turn: Turn,
    tookMs: number,
  ): Promise<void> {
    const { reader, offline, reports, questions, followUps } = turn.reading;
    const counts = [eventIds.length, reports.length, questions.length, followUps.length, tookMs];
    const count = await tx.$executeRaw`
      WITH ended AS (
        UPDATE chat_group SET turn_seq = turn_seq + 1, is_reading = false WHERE id = ${group.id}::uuid AND turn_seq = ${seq} RETURNING id
      ), read AS (
        UPDATE inbox_event SET state = 'done', crashes = 0 WHERE id = ANY(${eventIds.map(BigInt)}) AND EXISTS (SELECT FROM ended)
      )
      INSERT INTO turn (id, group_id, seq, reader, offline, messages, reports, questions, follow_ups, took_ms)
      SELECT ${uuid()}::uuid, id, ${seq}, ${reader}, ${offline}, n[1], n[2], n[3], n[4], n[5] FROM ended, (SELECT ${counts}::int[] AS n) counted`;
    if (count === 0) throw new AppError("TURN_STALE", { groupId: group.id });
  }

  async function saveTurn(
    tx: Transaction,
    window: TurnWindow,
    turn: Turn,
    posts: readonly NewPost[],
    now: Date,
  ): Promise<void> {
    await saveChanges(tx, turn.changes, now);
    const versions = new Map(turn.changes.map(({ before, after }) => [after.id, (before?.version ?? 0) + 1]));
    if (turn.questions.length > 0) await saveQuestions(tx, window, turn, now);
    await savePosts(tx, posts, window.speaking, (ticketId) => versions.get(ticketId) ?? 0, now);
  }

  async function saveQuestions(tx: Transaction, window: TurnWindow, turn: Turn, now: Date): Promise<void> {
    const { group, messages } = window;
    const askers = new Map(messages.map(({ ref, senderRef }) => [ref, senderRef]));
    const questions = turn.questions.map(({ messageRef, text, answer }) => ({
      id: uuid(),
      groupId: group.id,
      messageRef,
      areaPath: group.areaPath ?? "",
      text,
      askerRef: answer ? null : (askers.get(messageRef) ?? null),
      articleId: answer?.articleId ?? null,
      score: answer?.score ?? null,
      status: answer ? "answered" : "open",
      at: now,
    }));
    await tx.$executeRaw`
      INSERT INTO question (${questionRows.columns}) SELECT ${questionRows.values} FROM ${questionRows.of(questions)}
      ON CONFLICT (group_id, message_ref) DO NOTHING`;
  }

  async function strike(window: TurnWindow): Promise<void> {
    const ids = window.eventIds.map(BigInt);
    await database.inboxEvent.updateMany({
      where: { id: { in: ids }, state: "new" },
      data: { crashes: { increment: 1 } },
    });
  }

  async function release({ group, eventIds }: TurnWindow): Promise<void> {
    const ids = eventIds.map(BigInt);
    await database.inboxEvent.updateMany({
      where: { id: { in: ids }, state: "new", crashes: { gt: 0 } },
      data: { crashes: { decrement: 1 } },
    });
    // Unless another turn has begun meanwhile and taken more.
    await database.chatGroup.updateMany({ where: { id: group.id, readTo: ids.at(-1)! }, data: { isReading: false } });
  }

  async function openAlarm(eventId: string): Promise<OpenAlarm | null> {
    const event = await database.inboxEvent.findUnique({ where: { id: BigInt(eventId) } });
    if (!event?.alarm || event.alarmedAt !== null) return null;
    const group = await database.chatGroup.findUnique({ where: { id: event.groupId } });
    // Likely one of ours that has come back under another ref: what waits there is heard when somebody has said so.
    if (group?.status === "quarantined" && group.areaPath === null) return null;
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

/** Messages that are fresh again, because they are recalled or edited now: what was drafted from them must be looked at. */
function touchedBy(fresh: readonly WindowEvent[]): Set<string> {
  return new Set(
    fresh.flatMap(({ type, messageRef }) => (type !== "message" && messageRef !== null ? [messageRef] : [])),
  );
}
