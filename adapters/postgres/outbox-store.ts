import { randomUUID } from "node:crypto";
import { areaCovers } from "../../src/domain/area.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { chinaClock, digestHour, quietHours, speechByLevel, startOfChinaDay } from "../../src/domain/group.ts";
import type { PostFields, PostState } from "../../src/domain/post.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { PostChoice, SendOutcome } from "../../src/ports/chat-platform.ts";
import type { ClaimedPost, OutboxStore, PostNotice, Withheld } from "../../src/ports/outbox-store.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, rowId, type Transaction } from "./database.ts";
import type { ChatGroup, Post, Prisma } from "./generated/client.ts";
import { moveGroup } from "./group-moves.ts";
import { createTeller } from "./tell-changes.ts";
import type { CanEdit } from "./window-rows.ts";

/** The outbox on PostgreSQL. */
export function createOutboxStore({
  database,
  canEdit,
}: {
  readonly database: Database;
  readonly canEdit: CanEdit;
}): OutboxStore {
  const tellSent = createTeller(database, "posts");
  return {
    claimNext: (groupId, options) => guarded(() => claimNext(groupId, options)),

    async settle(post, outcome, now) {
      const isOneStatement = outcome.status !== "moved";
      await guarded(() =>
        isOneStatement
          ? settle(database, post, outcome, now)
          : database.$transaction((tx) => settle(tx, post, outcome, now)),
      );
      tellSent();
    },

    async expireLeases(now) {
      const rows = await guarded(() =>
        database.post.updateManyAndReturn({
          where: { state: "sending", leaseUntil: { lt: now } },
          data: { state: "uncertain", reason: "the sender died before it knew", leaseId: null, leaseUntil: null },
        }),
      );
      return notices(rows);
    },

    async groupsOwed(now) {
      const rows = await guarded(
        () => database.$queryRaw<{ group_id: string }[]>`
          SELECT DISTINCT p.group_id FROM post p JOIN chat_group g ON g.id = p.group_id
          WHERE g.status = 'active' AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= ${now})
            AND NOT EXISTS (SELECT FROM post first WHERE first.group_id = p.group_id
              AND (first.state = 'sending' OR first.state = 'pending' AND first.attempts > 0 AND first.not_before > ${now}))
          LIMIT 500`,
      );
      return rows.map(({ group_id }) => group_id);
    },

    async nextDueInMs(groupId, now) {
      // A post that is to be tried again holds up the others, however soon they are due.
      const [next] = await guarded(
        () => database.$queryRaw<{ at: Date | null }[]>`
          SELECT coalesce(min(not_before) FILTER (WHERE attempts > 0 AND not_before > ${now}), min(not_before)) AS at
          FROM post WHERE group_id = ${groupId}::uuid AND state = 'pending'`,
      );
      return next?.at ? Math.max(0, next.at.getTime() - now.getTime()) : null;
    },

    async heldForDigest(now) {
      const { hour } = chinaClock(now);
      if (hour < digestHour || hour >= quietHours.from) return [];
      const today = { template: "digest", createdAt: { gte: startOfChinaDay(now) } };
      const [rows, told] = await guarded(() =>
        Promise.all([
          database.post.findMany({ where: { state: "held" }, orderBy: { id: "asc" } }),
          database.post.findMany({ where: today, distinct: ["groupId"], select: { groupId: true } }),
        ]),
      );
      // What is held after the day's digest waits for the next one: a group is told so once a day.
      const toldToday = new Set(told.map(({ groupId }) => groupId));
      const waiting = rows.filter(({ groupId }) => !toldToday.has(groupId));
      return [...new Set(waiting.map(({ groupId }) => groupId))].map((groupId) => {
        const held = rows.filter((row) => row.groupId === groupId);
        const contents = held.map(({ template, fields }) => ({ template, fields: fields as PostFields }));
        return { groupId, postIds: held.map(({ id }) => String(id)), contents };
      });
    },

    async saveDigest(held, digest, now) {
      await guarded(() =>
        database.$transaction(async (tx) => {
          const ids = held.postIds.map(BigInt);
          const { count } = await tx.post.updateMany({
            where: { id: { in: ids }, state: "held" },
            data: { state: "dropped", reason: "told in the digest" },
          });
          if (count === 0) return;
          const { idempotencyKey, groupId, template, text } = digest;
          const fields = digest.fields as Prisma.InputJsonValue;
          await tx.post.createMany({
            data: { idempotencyKey, groupId, template, fields, text, createdAt: now },
            skipDuplicates: true,
          });
        }),
      );
    },

    async list(actor, states) {
      const theirs = await guarded(() =>
        database.chatGroup.findMany({ where: { OR: insideArea("areaPath", actor.areaPath) }, select: { id: true } }),
      );
      const where = { state: { in: [...states] }, groupId: { in: theirs.map(({ id }) => id) } };
      return notices(await guarded(() => database.post.findMany({ where, orderBy: { id: "desc" }, take: 200 })));
    },

    async recent(actor, groupId, limit) {
      const isTheirs =
        isUuid(groupId) &&
        (await guarded(() =>
          database.chatGroup.count({ where: { id: groupId, OR: insideArea("areaPath", actor.areaPath) } }),
        )) > 0;
      if (!isTheirs) throw new AppError("GROUP_NOT_FOUND", { groupId });
      const where = { groupId, template: { not: "mark" } };
      return notices(await guarded(() => database.post.findMany({ where, orderBy: { id: "desc" }, take: limit })));
    },

    async settleByStaff(actor, postId, as, now) {
      return guarded(() =>
        database.$transaction(async (tx) => {
          const id = rowId(postId);
          const post = id === null ? null : await tx.post.findUnique({ where: { id } });
          const group = post && (await tx.chatGroup.findUnique({ where: { id: post.groupId } }));
          if (!post || !group?.areaPath || !areaCovers(actor.areaPath, group.areaPath))
            throw new AppError("POST_NOT_FOUND", { postId });
          const { count } = await tx.post.updateMany({
            where: { id: post.id, state: { in: settleable[as] } },
            data: { ...settledAs[as], settledById: actor.staffId, ...(as === "was_posted" ? { sentAt: now } : {}) },
          });
          if (count === 0) throw new AppError("POST_NOT_FOUND", { postId });
          const entry = { staffId: actor.staffId, object: `post ${postId}`, areaPath: group.areaPath };
          await writeAudit(tx, { ...entry, action: "settle_post", detail: { as } }, now);
          return post.groupId;
        }),
      );
    },

    async countByState() {
      const rows = await guarded(() => database.post.groupBy({ by: ["state"], _count: true }));
      return Object.fromEntries(rows.map(({ state, _count }) => [state, _count]));
    },
  };

  async function claimNext(
    groupId: string,
    options: { readonly now: Date; readonly leaseMs: number },
  ): Promise<ClaimedPost | null> {
    const leaseId = randomUUID();
    const row = await claimRow(groupId, leaseId, options);
    if (!row) return null;
    const editRef = await editRefOf(row);
    if (editRef === "gone") {
      const data = { ...letGo, state: "dropped", reason: "the post it changes never arrived", choices: [] };
      await database.post.updateMany({ where: { id: row.id, leaseId }, data });
      return claimNext(groupId, options);
    }
    return claimed(row, leaseId, editRef);
  }

  /**
   * Leases the post to be sent next, in one statement: a half-said post is finished first, then comes what is urgent, then the oldest; none
   * while one is being sent or waits to be tried again. The group's row is the queue's head. Of two workers at it the second finds the
   * post taken: what it saw before it waited is looked at anew by the update.
   *
   * What was owed before the group was given a level that does not allow it is dropped. It must not come out in a heap on the day the
   * house may speak again.
   */
  async function claimRow(
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
        ORDER BY p.parts_done DESC, p.urgent DESC, p.id LIMIT 1
      )
      UPDATE post p SET state = 'sending', lease_id = ${leaseId}::uuid, lease_until = ${leaseUntil}, attempts = p.attempts + 1
      FROM first, head
      WHERE p.id = first.id AND p.state = 'pending' AND (p.not_before IS NULL OR p.not_before <= ${now})
      RETURNING p.id, p.idempotency_key AS "idempotencyKey", p.template, p.fields, p.text, p.choices, p.edits_post_id AS "editsPostId",
        p.reply_to_ref AS "replyToRef", p.parts_done AS "partsDone", p.attempts,
        head.id AS "groupId", head.ref, head.kind, head.platform, head.account`;
    return row ?? null;
  }

  /** The ref of the post that this one changes; null when it is said anew, "gone" when that post never arrived. */
  async function editRefOf({ editsPostId, platform }: ClaimRow): Promise<string | "gone" | null> {
    if (editsPostId === null || !canEdit(platform as PlatformName)) return null;
    const edited = await database.post.findUnique({ where: { id: editsPostId } });
    return edited?.state === "sent" ? (edited.messageRefs.at(-1) ?? "gone") : "gone";
  }

  async function notices(rows: readonly Post[]): Promise<PostNotice[]> {
    const groups = await database.chatGroup.findMany({ where: { id: { in: rows.map(({ groupId }) => groupId) } } });
    const tickets = await database.ticket.findMany({
      where: { id: { in: rows.flatMap(({ ticketId }) => ticketId ?? []) } },
      select: { id: true, code: true },
    });
    const groupById = new Map(groups.map((group) => [group.id, group]));
    const codeById = new Map(tickets.map(({ id, code }) => [id, code]));
    return rows.flatMap((row) => {
      const group = groupById.get(row.groupId);
      if (!group) return [];
      const { groupId, ticketId, text, reason, createdAt, attempts, sentAt } = row;
      const state = row.state as PostState;
      const ticketCode = ticketId ? (codeById.get(ticketId) ?? null) : null;
      return [
        {
          id: String(row.id),
          groupId,
          groupName: group.name,
          ticketId,
          ticketCode,
          state,
          text,
          reason,
          createdAt,
          attempts,
          sentAt,
        },
      ];
    });
  }
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

/** A post that nobody sends now. */
const letGo = { leaseId: null, leaseUntil: null };

/** Writes how a send ended, if the post is still the sender's. */
async function settle(tx: Transaction, post: ClaimedPost, outcome: SendOutcome | Withheld, now: Date): Promise<void> {
  const end = await endOf(tx, post, outcome);
  const nothing = { afterMs: null, partsDone: null, messageRefs: null, parts: null };
  const { afterMs, partsDone, messageRefs, parts } = { ...nothing, ...outcome };
  const notBefore = afterMs === null ? null : new Date(now.getTime() + afterMs);
  const isSent = end.state === "sent";
  await tx.$executeRaw`
    UPDATE post SET lease_id = NULL, lease_until = NULL, state = ${end.state}, reason = ${end.reason},
      not_before = coalesce(${notBefore}, not_before), parts_done = coalesce(${partsDone}::int, parts_done),
      sent_at = CASE WHEN ${isSent} THEN ${now} ELSE sent_at END, choices = CASE WHEN ${isSent} THEN '[]' ELSE choices END,
      message_refs = coalesce(${messageRefs}::text[], message_refs), handed_parts = coalesce(${parts}::text[], handed_parts)
    WHERE id = ${BigInt(post.id)} AND state = 'sending' AND lease_id = ${post.leaseId}::uuid`;
}

async function endOf(
  tx: Transaction,
  { group }: ClaimedPost,
  outcome: SendOutcome | Withheld,
): Promise<{ readonly state: PostState; readonly reason: string | null }> {
  switch (outcome.status) {
    case "sent":
    case "handed":
      return { state: outcome.status, reason: null };
    case "retry":
      return { state: "pending", reason: outcome.reason };
    case "moved":
      return (await moveGroup(tx, group, outcome.groupRef))
        ? { state: "pending", reason: null }
        : { state: "failed", reason: "the group goes on as another one, which is bound by itself" };
    case "unknown":
      return { state: "uncertain", reason: outcome.reason };
    case "failed":
    case "withheld":
    case "dropped":
      return { state: outcome.status, reason: outcome.reason };
  }
}

/** What staff may say of a post, and in which states it makes sense. What was withheld or may have arrived is never sent by anybody but them. */
const settleable = {
  was_posted: ["uncertain"],
  was_not_posted: ["uncertain", "failed"],
  drop: ["uncertain", "withheld", "failed", "pending", "held"],
};
const settledAs = {
  was_posted: { state: "sent" },
  was_not_posted: { state: "pending", notBefore: null },
  drop: { state: "dropped" },
} as const;
