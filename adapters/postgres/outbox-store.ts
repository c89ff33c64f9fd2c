import { areaCovers } from "../../src/domain/area.ts";
import { chinaClock, digestHour, quietHours, startOfChinaDay } from "../../src/domain/group.ts";
import type { PostFields, PostState } from "../../src/domain/post.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { OutboxStore, PostNotice } from "../../src/ports/outbox-store.ts";
import { insideArea, insideSql } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { claimPost } from "./claim-post.ts";
import { type Database, guarded, isUuid, rowId } from "./database.ts";
import type { Post, Prisma } from "./generated/client.ts";
import { settlePost } from "./settle-post.ts";
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
    claimNext: (groupId, options) => guarded(() => claimPost({ database, canEdit }, groupId, options)),

    async settle(post, outcome, now) {
      const isOneStatement = outcome.status !== "moved";
      await guarded(() =>
        isOneStatement
          ? settlePost(database, post, outcome, now)
          : database.$transaction((tx) => settlePost(tx, post, outcome, now)),
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
          SELECT g.id AS group_id FROM chat_group g JOIN (
            SELECT DISTINCT group_id FROM post WHERE state = 'pending' AND (not_before IS NULL OR not_before <= ${now})
          ) owed ON owed.group_id = g.id
          WHERE g.status = 'active' AND NOT EXISTS (SELECT FROM post first WHERE first.group_id = g.id
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
          FROM post WHERE group_id = ${groupId}::uuid AND state = 'pending'
            AND EXISTS (SELECT FROM chat_group WHERE id = ${groupId}::uuid AND status = 'active')`,
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
      // Every report of a form is a group of its own: a list of them has no room in a query.
      const newest = await guarded(
        () => database.$queryRaw<{ id: bigint }[]>`
          SELECT p.id FROM post p JOIN chat_group g ON g.id = p.group_id WHERE p.state = ANY(${[...states]})
            AND ${insideSql("g.area_path", actor.areaPath)} ORDER BY p.id DESC LIMIT 200`,
      );
      const where = { id: { in: newest.map(({ id }) => id) } };
      return notices(await guarded(() => database.post.findMany({ where, orderBy: { id: "desc" } })));
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
