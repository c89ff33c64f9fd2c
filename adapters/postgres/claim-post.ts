import { randomUUID } from "node:crypto";
import type { PlatformName } from "../../src/domain/chat.ts";
import { isNight, nextMorning, speechByLevel } from "../../src/domain/group.ts";
import type { PostFields } from "../../src/domain/post.ts";
import type { PostChoice } from "../../src/ports/chat-platform.ts";
import type { ClaimedPost } from "../../src/ports/outbox-store.ts";
import type { Database } from "./database.ts";
import type { ChatGroup, Post } from "./generated/client.ts";
import type { CanEdit } from "./window-rows.ts";

/** Claims the post that a group is told next, for one sender; null when there is none. */
export async function claimPost(
  stores: { readonly database: Database; readonly canEdit: CanEdit },
  groupId: string,
  options: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimedPost | null> {
  const { database } = stores;
  const leaseId = randomUUID();
  if (isNight(options.now)) await putOffToMorning(database, groupId, options.now);
  const row = await claimRow(database, groupId, leaseId, options);
  if (!row) return null;
  const editRef = await editRefOf(stores, row);
  if (editRef === "gone") {
    const data = {
      leaseId: null,
      leaseUntil: null,
      state: "dropped",
      reason: "the post it changes never arrived",
      choices: [],
    };
    await database.post.updateMany({ where: { id: row.id, leaseId }, data });
    return claimPost(stores, groupId, options);
  }
  return claimed(row, leaseId, editRef);
}

/**
 * Leases the post to be sent next, in one statement: a half-said post is finished first, then comes what is urgent, then what is new, then
 * what an earlier post is to say now, of each the oldest; none while one is being sent or waits to be tried again. A platform's pace counts
 * edits too, and of an edit that waits only the last is sent. The group's row is the queue's head. Of two workers at it the second finds the
 * post taken: what it saw before it waited is looked at anew by the update.
 *
 * What was owed before the group was given a level that does not allow it is dropped. It must not come out in a heap on the day the
 * house may speak again.
 */
async function claimRow(
  database: Database,
  groupId: string,
  leaseId: string,
  { now, leaseMs }: { readonly now: Date; readonly leaseMs: number },
): Promise<ClaimRow | null> {
  const leaseUntil = new Date(now.getTime() + leaseMs);
  const [row] = await database.$queryRaw<ClaimRow[]>`
    WITH head AS MATERIALIZED (
      SELECT id, ref, kind, platform, account, level
      FROM chat_group WHERE id = ${groupId}::uuid AND status = 'active' FOR NO KEY UPDATE
    ), silenced AS (
      UPDATE post SET state = 'dropped', reason = 'the group''s level is ' || head.level, choices = '[]'
      FROM head WHERE head.kind = 'residents' AND post.group_id = head.id AND post.state = 'pending'
        AND head.level || ':' || CASE WHEN post.template = 'card' AND post.edits_post_id IS NOT NULL THEN 'update' ELSE post.template END <> ALL(${sayable})
      RETURNING post.id
    ), ahead AS MATERIALIZED (
      SELECT FROM post p, head WHERE p.group_id = head.id
        AND (p.state = 'sending' OR p.state = 'pending' AND p.attempts > 0 AND p.not_before > ${now}) LIMIT 1
    ), first AS (
      SELECT p.id FROM post p, head
      WHERE p.group_id = head.id AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= ${now})
        AND p.id NOT IN (SELECT id FROM silenced) AND NOT EXISTS (SELECT FROM ahead)
      ORDER BY p.parts_done DESC, p.urgent DESC, p.edits_post_id IS NOT NULL, p.id LIMIT 1
    )
    UPDATE post p SET state = 'sending', lease_id = ${leaseId}::uuid, lease_until = ${leaseUntil}, attempts = p.attempts + 1
    FROM first, head
    WHERE p.id = first.id AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= ${now})
    RETURNING p.id, p.idempotency_key AS "idempotencyKey", p.template, p.fields, p.text, p.choices, p.edits_post_id AS "editsPostId",
      p.reply_to_ref AS "replyToRef", p.parts_done AS "partsDone", p.attempts,
      head.id AS "groupId", head.ref, head.kind, head.platform, head.account`;
  return row ?? null;
}

/** What was owed by day and was held up, by a pace or by a platform that was away, is not said at night either. It holds up nothing urgent meanwhile. */
async function putOffToMorning(database: Database, groupId: string, now: Date): Promise<void> {
  const morning = nextMorning(now);
  await database.$executeRaw`
    UPDATE post p SET not_before = ${morning}, attempts = 0 FROM chat_group g
    WHERE g.id = ${groupId}::uuid AND g.kind = 'residents' AND g.quiet_at_night AND p.group_id = g.id AND p.state = 'pending'
      AND NOT p.urgent AND p.edits_post_id IS NULL AND p.parts_done = 0 AND (p.not_before IS NULL OR p.not_before < ${morning})`;
}

/** The ref of the post that this one changes; null when it is said anew, "gone" when that post never arrived. */
async function editRefOf(
  { database, canEdit }: { readonly database: Database; readonly canEdit: CanEdit },
  { editsPostId, platform }: ClaimRow,
): Promise<string | "gone" | null> {
  if (editsPostId === null || !canEdit(platform as PlatformName)) return null;
  const edited = await database.post.findUnique({ where: { id: editsPostId } });
  return edited?.state === "sent" ? (edited.messageRefs.at(-1) ?? "gone") : "gone";
}

/** The table of levels as the claim compares it: "reply:answer". */
const sayable = Object.entries(speechByLevel).flatMap(([level, speeches]) =>
  speeches.map((speech) => `${level}:${speech}`),
);

type ClaimedColumn =
  | "id"
  | "idempotencyKey"
  | "template"
  | "fields"
  | "text"
  | "choices"
  | "editsPostId"
  | "replyToRef";
/** A post with what a claim knows of its group. */
type ClaimRow = Pick<Post, ClaimedColumn | "partsDone" | "attempts" | "groupId"> &
  Pick<ChatGroup, "ref" | "kind" | "platform" | "account">;

function claimed(row: ClaimRow, leaseId: string, editRef: string | null): ClaimedPost {
  const { id, groupId, ref, account, idempotencyKey, template, text, replyToRef, partsDone, attempts } = row;
  return {
    id: String(id),
    leaseId,
    idempotencyKey,
    group: {
      id: groupId,
      ref,
      kind: row.kind as "residents" | "staff",
      platform: row.platform as PlatformName,
      account,
    },
    template,
    fields: row.fields as PostFields,
    text,
    choices: row.choices as unknown as PostChoice[],
    editRef,
    replyToRef,
    partsDone,
    attempts,
  };
}
