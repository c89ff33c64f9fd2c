import { randomUUID } from "node:crypto";
import { areaCovers } from "../../src/domain/area.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { chinaClock, digestHour, quietHours } from "../../src/domain/group.ts";
import type { PostFields, PostState } from "../../src/domain/post.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { PostChoice, SendOutcome } from "../../src/ports/chat-platform.ts";
import type { ClaimedPost, OutboxStore, PostNotice, Withheld } from "../../src/ports/outbox-store.ts";
import { insideArea } from "./area-scope.ts";
import { type Database, guarded, rowId, type Transaction } from "./database.ts";
import type { ChatGroup, Post, Prisma } from "./generated/client.ts";
import { moveGroup } from "./group-moves.ts";
import type { CanEdit } from "./window-rows.ts";

/** The outbox on PostgreSQL. */
export function createOutboxStore({
  database,
  canEdit,
}: {
  readonly database: Database;
  readonly canEdit: CanEdit;
}): OutboxStore {
  return {
    claimNext: (groupId, options) => guarded(() => database.$transaction((tx) => claimNext(tx, groupId, options))),

    async settle(post, outcome, now) {
      const isOneStatement = outcome.status !== "moved";
      await guarded(() =>
        isOneStatement
          ? settle(database, post, outcome, now)
          : database.$transaction((tx) => settle(tx, post, outcome, now)),
      );
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
      const waiting = { groupId, state: "pending", notBefore: { not: null } };
      const next =
        (await guarded(() => database.post.findFirst({ where: { ...waiting, ...isTriedAgainLater(now) } }))) ??
        (await guarded(() => database.post.findFirst({ where: waiting, orderBy: { notBefore: "asc" } })));
      return next ? Math.max(0, next.notBefore!.getTime() - now.getTime()) : null;
    },

    async heldForDigest(now) {
      const { hour } = chinaClock(now);
      if (hour < digestHour || hour >= quietHours.from) return [];
      const rows = await guarded(() => database.post.findMany({ where: { state: "held" }, orderBy: { id: "asc" } }));
      return [...new Set(rows.map(({ groupId }) => groupId))].map((groupId) => {
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
    tx: Transaction,
    groupId: string,
    options: { readonly now: Date; readonly leaseMs: number },
  ): Promise<ClaimedPost | null> {
    // The group's row is the queue's head: whoever holds it claims, so that two workers never send two posts of a group at once.
    const [group] = await tx.$queryRaw<GroupRow[]>`
      SELECT id, ref, kind, platform, account, level, status FROM chat_group WHERE id = ${groupId}::uuid FOR UPDATE`;
    if (group?.status !== "active") return null;
    if (group.kind === "residents" && (group.level === "listen" || group.level === "react")) {
      // Owed before an admin told the house to be silent here. It must not come out in a heap on the day it may speak again.
      const data = { state: "dropped", reason: `the group's level is ${group.level}`, choices: [] };
      await tx.post.updateMany({ where: { groupId, state: "pending" }, data });
      return null;
    }
    const first = await firstDue(tx, groupId, options.now);
    if (!first) return null;

    const editRef = await editRefOf(tx, first, group);
    if (editRef === "gone") {
      await tx.post.update({
        where: { id: first.id },
        data: { state: "dropped", reason: "the post it changes never arrived", choices: [] },
      });
      return claimNext(tx, groupId, options);
    }
    const leaseId = randomUUID();
    const leaseUntil = new Date(options.now.getTime() + options.leaseMs);
    const post = await tx.post.update({
      where: { id: first.id },
      data: { state: "sending", leaseId, leaseUntil, attempts: { increment: 1 } },
    });
    return claimed(post, group, leaseId, editRef);
  }

  /** The post to be sent next; null when none is due, or when one before it is being sent or waits to be tried again. */
  async function firstDue(
    tx: Transaction,
    groupId: string,
    now: Date,
  ): Promise<Pick<Post, "id" | "editsPostId"> | null> {
    // A half-said post is finished first; then comes what is urgent.
    const [first] = await tx.$queryRaw<Pick<Post, "id" | "editsPostId">[]>`
      SELECT id, edits_post_id AS "editsPostId" FROM post
      WHERE group_id = ${groupId}::uuid AND state = 'pending' AND (not_before IS NULL OR not_before <= ${now})
        AND NOT EXISTS (SELECT FROM post ahead WHERE ahead.group_id = ${groupId}::uuid
          AND (ahead.state = 'sending' OR ahead.state = 'pending' AND ahead.attempts > 0 AND ahead.not_before > ${now}))
      ORDER BY parts_done DESC, urgent DESC, id LIMIT 1`;
    return first ?? null;
  }

  /** The ref of the post that this one changes; null when it is said anew, "gone" when that post never arrived. */
  async function editRefOf(
    tx: Transaction,
    post: Pick<Post, "editsPostId">,
    group: GroupRow,
  ): Promise<string | "gone" | null> {
    if (post.editsPostId === null || !canEdit(group.platform as PlatformName)) return null;
    const edited = await tx.post.findUnique({ where: { id: post.editsPostId } });
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

/** A post that was tried and must wait: until then nothing of its group may go out, or it would be overtaken, or the platform pressed. */
function isTriedAgainLater(now: Date) {
  return { attempts: { gt: 0 }, notBefore: { gt: now } } satisfies Prisma.PostWhereInput;
}

/** What a claim knows of its group. */
type GroupRow = Pick<ChatGroup, "id" | "ref" | "kind" | "platform" | "account" | "level" | "status">;

function claimed(post: Post, group: GroupRow, leaseId: string, editRef: string | null): ClaimedPost {
  const { idempotencyKey, template, text, replyToRef, partsDone, attempts } = post;
  return {
    id: String(post.id),
    leaseId,
    idempotencyKey,
    group: {
      id: group.id,
      ref: group.ref,
      kind: group.kind as "residents" | "staff",
      platform: group.platform as PlatformName,
      account: group.account,
    },
    template,
    fields: post.fields as PostFields,
    text,
    choices: post.choices as unknown as PostChoice[],
    editRef,
    replyToRef,
    partsDone,
    attempts,
  };
}

async function settle(tx: Transaction, post: ClaimedPost, outcome: SendOutcome | Withheld, now: Date): Promise<void> {
  const mine = { id: BigInt(post.id), state: "sending", leaseId: post.leaseId };
  const rest = { leaseId: null, leaseUntil: null };
  switch (outcome.status) {
    case "sent":
      await tx.post.updateMany({
        where: mine,
        data: { ...rest, state: "sent", messageRefs: [...outcome.messageRefs], sentAt: now, choices: [], reason: null },
      });
      return;
    case "retry":
      await tx.post.updateMany({
        where: mine,
        data: {
          ...rest,
          state: "pending",
          notBefore: new Date(now.getTime() + outcome.afterMs),
          partsDone: outcome.partsDone,
          reason: outcome.reason,
        },
      });
      return;
    case "moved": {
      const isMoved = await moveGroup(tx, post.group, outcome.groupRef);
      const end = isMoved
        ? { state: "pending" }
        : { state: "failed", reason: "the group goes on as another one, which is bound by itself" };
      await tx.post.updateMany({ where: mine, data: { ...rest, ...end } });
      return;
    }
    case "unknown":
      await tx.post.updateMany({
        where: mine,
        data: { ...rest, state: "uncertain", partsDone: outcome.partsDone, reason: outcome.reason },
      });
      return;
    case "failed":
    case "withheld":
      await tx.post.updateMany({ where: mine, data: { ...rest, state: outcome.status, reason: outcome.reason } });
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
