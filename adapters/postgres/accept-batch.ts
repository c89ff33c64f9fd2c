import { storableText } from "../../src/domain/chat.ts";
import { isAppError } from "../../src/errors/app-error.ts";
import type { PlatformEvent } from "../../src/ports/chat-platform.ts";
import { dedupeKey } from "../../src/ports/chat-platform.ts";
import type { Accepted, AcceptOptions } from "../../src/ports/intake-store.ts";
import { asHouseError, type Database } from "./database.ts";
import { storableJson } from "./row-sets.ts";

/** As many events as one transaction takes; the rest goes with the next. */
const batchMax = 500;

interface Pending {
  readonly event: PlatformEvent;
  readonly options: AcceptOptions;
  readonly resolve: (accepted: Accepted | null) => void;
  readonly reject: (error: unknown) => void;
}

/** An event that was not there before. */
interface KeptRow {
  readonly dedupe_key: string;
  readonly group_id: string;
  readonly id: bigint;
  /** Null when no turn reads it. */
  readonly due_in_ms: number | null;
}

/**
 * Keeps events, many in one transaction: while one is being written, those that arrive wait together for the next. A commit costs a
 * flush of the disk, so a burst is cheap and a single event is not delayed at all.
 */
export function createAcceptBatch(
  database: Database,
): (event: PlatformEvent, options: AcceptOptions) => Promise<Accepted | null> {
  let waiting: Pending[] = [];
  let writing = false;

  async function writeAll(): Promise<void> {
    writing = true;
    while (waiting.length > 0) {
      const batch = waiting.slice(0, batchMax);
      waiting = waiting.slice(batchMax);
      await writeBatch(database, batch);
    }
    writing = false;
  }

  return (event, options) =>
    new Promise((resolve, reject) => {
      waiting.push({ event, options, resolve, reject });
      if (!writing) void writeAll();
    });
}

async function writeBatch(database: Database, batch: readonly Pending[]): Promise<void> {
  try {
    const kept = new Map((await insertEvents(database, batch)).map((row) => [row.dedupe_key, row]));
    for (const { event, resolve } of batch) {
      const key = keyOf(event);
      const row = kept.get(key);
      // The first of two equal events in one batch is the new one; the second is its repetition.
      kept.delete(key);
      resolve(row ? { groupId: row.group_id, eventId: String(row.id), dueInMs: row.due_in_ms } : null);
    }
  } catch (cause) {
    const error = asHouseError(cause);
    // One event that cannot be kept must not keep the others out; but a database that is away is away for each of them.
    if (batch.length > 1 && !isAppError(error, "DATABASE_UNAVAILABLE")) {
      for (const one of batch) await writeBatch(database, [one]);
    } else {
      for (const { reject } of batch) reject(error);
    }
  }
}

/** By which an event is known again, as it is stored. */
function keyOf(event: PlatformEvent): string {
  return storableText(dedupeKey(event));
}

/** What a row of the inbox is made of. Types of events that no turn reads are kept as "other". */
function inboxRow({ event, options }: Pending, order: number) {
  const isMessage = event.type === "message";
  const isWord = isMessage || event.type === "edit" || event.type === "recall";
  return {
    ord: order,
    dedupe_key: keyOf(event),
    platform: event.platform,
    account: event.account,
    ref: event.groupRef,
    name: event.groupName?.slice(0, 200) ?? null,
    type: isWord ? event.type : "other",
    message_ref: isWord ? event.messageRef : null,
    sender_ref: isMessage ? event.senderRef : null,
    nick: isMessage ? event.nick.slice(0, 200) : null,
    from_self: isMessage && event.fromSelf,
    kind: isMessage ? event.kind : null,
    text: isMessage || event.type === "edit" ? event.text : null,
    quoted_ref: isMessage ? event.quotedRef : null,
    album_ref: isMessage ? event.albumRef : null,
    at: event.at.toISOString(),
    raw: event.raw ?? null,
    alarm: options.alarm,
    now: options.now.toISOString(),
    quiet_ms: options.listenQuietMs,
    max_ms: options.listenMaxMs,
  };
}

/**
 * One statement, so one round trip: groups seen for the first time are made, and events are kept with the time at which they are due.
 * A group that is bound to no area has nobody to answer for it, and one that is paused is not listened to: of their events only the
 * counters and keys are kept, without the words and whose they are, and no turn reads them. A quarantined group is listened to, bound or
 * not: it is likely one of ours, and if it is, what was said there is read once somebody has confirmed it.
 *
 * It waits for no turn that commits meanwhile: a group's row is written once a second at most, and passed over when somebody holds it;
 * the rows are taken in a step of their own (`MATERIALIZED`), or a planner may take them anew for each group. The first message that no turn
 * has begun to read is found by one step into its index: asked for with `state = 'new'`, a planner may go through the whole table for it.
 * Groups and keys are written in an order of their own, so that two doors which hear the same things in different orders wait for each
 * other in one direction only. The ids alone follow the order of arrival.
 */
function insertEvents(database: Database, batch: readonly Pending[]): Promise<KeptRow[]> {
  const rows = storableJson(batch.map(inboxRow));
  return database.$queryRaw<KeptRow[]>`
    WITH incoming AS MATERIALIZED (
      SELECT * FROM jsonb_to_recordset(${rows}::jsonb) AS x(
        ord int, dedupe_key text, platform text, account text, ref text, name text, type text, message_ref text, sender_ref text, nick text,
        from_self boolean, kind text, text text, quoted_ref text, album_ref text, at timestamptz, raw jsonb, alarm text,
        now timestamptz, quiet_ms float8, max_ms float8)
    ), named AS (
      SELECT DISTINCT ON (platform, account, ref) platform, account, ref, name FROM incoming ORDER BY platform, account, ref, name NULLS LAST
    ), made AS (
      INSERT INTO chat_group (id, platform, account, ref, name)
      SELECT gen_random_uuid(), platform, account, ref, coalesce(name, ref) FROM named n
      WHERE NOT EXISTS (SELECT FROM chat_group g WHERE (g.platform, g.account, g.ref) = (n.platform, n.account, n.ref))
      ORDER BY platform, account, ref
      ON CONFLICT (platform, account, ref) DO UPDATE SET name = chat_group.name
      RETURNING id, platform, account, ref, area_path, kind, status
    ), known AS (
      SELECT g.id, g.platform, g.account, g.ref, g.area_path, g.kind, g.status FROM chat_group g JOIN named n USING (platform, account, ref)
      UNION SELECT * FROM made
    ), numbered AS MATERIALIZED (
      SELECT nextval('inbox_event_id_seq') AS id, arrived.* FROM (
        SELECT i.*, k.id AS group_id, open.words, open.words AND k.kind = 'residents' AND NOT i.from_self AS heard
        FROM incoming i JOIN known k USING (platform, account, ref),
        LATERAL (SELECT CASE k.status WHEN 'paused' THEN false WHEN 'quarantined' THEN true ELSE k.area_path IS NOT NULL END AS words) open ORDER BY i.ord) arrived
    ), kept AS (
      INSERT INTO inbox_event (id, dedupe_key, group_id, type, message_ref, sender_ref, nick, from_self, kind, text, quoted_ref, album_ref, at, raw,
                               received_at, alarm, state, due_at, due_limit_at, wiped_at)
      SELECT id, dedupe_key, group_id, type, message_ref, CASE WHEN words THEN sender_ref END, CASE WHEN words THEN nick END, from_self, kind,
             CASE WHEN words THEN text END, quoted_ref, album_ref, at, CASE WHEN words THEN raw END, now, CASE WHEN heard THEN alarm END,
             CASE WHEN heard AND type <> 'other' THEN 'new' ELSE 'done' END,
             now + quiet_ms * interval '1 ms', now + max_ms * interval '1 ms', CASE WHEN NOT words THEN now END
      FROM numbered ORDER BY dedupe_key
      ON CONFLICT (dedupe_key) DO NOTHING
      RETURNING id, dedupe_key, group_id, state, received_at, due_at, due_limit_at
    ), idle AS MATERIALIZED (
      SELECT g.id, heard_of.last FROM chat_group g JOIN (SELECT group_id, max(received_at) AS last FROM kept GROUP BY group_id) heard_of
      ON g.id = heard_of.group_id WHERE g.last_event_at IS NULL OR g.last_event_at < heard_of.last - interval '1 s'
      FOR NO KEY UPDATE OF g SKIP LOCKED
    ), noted AS (
      UPDATE chat_group g SET last_event_at = idle.last FROM idle WHERE g.id = idle.id
    )
    SELECT dedupe_key, kept.id, kept.group_id, CASE WHEN kept.state = 'new'
        THEN greatest(0, extract(epoch FROM least(kept.due_at, coalesce(first.due_limit_at, kept.due_limit_at)) - received_at) * 1000)::float8 END AS due_in_ms
    FROM kept LEFT JOIN chat_group g ON g.id = kept.group_id LEFT JOIN LATERAL (
      SELECT state, group_id, due_limit_at FROM inbox_event
      WHERE (state, group_id, id) > ('new', kept.group_id, g.read_to) ORDER BY state, group_id, id LIMIT 1
    ) first ON (first.state, first.group_id) = ('new', kept.group_id)`;
}
