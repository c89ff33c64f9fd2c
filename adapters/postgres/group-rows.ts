import { areaCovers } from "../../src/domain/area.ts";
import { type Actor, mayDo } from "../../src/domain/authority.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { type GroupLevel, type GroupStatus, speechByLevel, startOfChinaDay } from "../../src/domain/group.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { GroupChange, GroupRecord } from "../../src/ports/directory.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, isUuid, type Transaction } from "./database.ts";
import type { Prisma } from "./generated/client.ts";

/** Groups with what was said there today and what no turn has read yet. By area, then name; those of no area last. */
export async function groupRecords(
  database: Database,
  where: Prisma.ChatGroupWhereInput,
  now: Date,
): Promise<GroupRecord[]> {
  const groups = await database.chatGroup.findMany({
    where,
    orderBy: [{ areaPath: { sort: "asc", nulls: "last" } }, { name: "asc" }],
  });
  const ofThese = { groupId: { in: groups.map(({ id }) => id) } };
  const [posts, drafts, questions, owed] = await Promise.all([
    database.post.groupBy({
      by: ["groupId"],
      where: { ...ofThese, proactive: true, createdAt: { gte: startOfChinaDay(now) }, state: { notIn: [...unsaid] } },
      _count: true,
    }),
    database.ticket.groupBy({ by: ["groupId"], where: { ...ofThese, status: "draft" }, _count: true }),
    database.question.groupBy({ by: ["groupId"], where: { ...ofThese, status: "open" }, _count: true }),
    database.post.groupBy({
      by: ["groupId"],
      where: { ...ofThese, state: { in: ["pending", "held", "handed"] } },
      _count: true,
    }),
  ]);
  const countIn = (counts: readonly { groupId: string; _count: number }[], id: string) =>
    counts.find(({ groupId }) => groupId === id)?._count ?? 0;
  return groups.map(
    ({ id, platform, account, ref, name, areaPath, postsPerDay, quietAtNight, lastEventAt, ...group }) => ({
      id,
      platform: platform as PlatformName,
      account,
      ref,
      name,
      kind: group.kind as GroupRecord["kind"],
      areaPath,
      level: group.level as GroupLevel,
      status: group.status as GroupStatus,
      pausedBy: group.pausedBy as GroupRecord["pausedBy"],
      canPost: group.canPost,
      postsPerDay,
      postsToday: countIn(posts, id),
      quietAtNight,
      lastEventAt,
      waiting: { drafts: countIn(drafts, id), questions: countIn(questions, id), posts: countIn(owed, id) },
    }),
  );
}

/** Posts in these states were not said and are not owed: they do not count towards the budget of the day. */
const unsaid = ["held", "dropped", "withheld", "failed"] as const;

/**
 * Binds a group, or changes how it is spoken to. Both where it is bound and where it shall be bound must be the actor's.
 *
 * @throws AppError GROUP_NOT_FOUND, NOT_ALLOWED, INPUT_INVALID
 */
export async function changeGroup(
  tx: Transaction,
  actor: Actor,
  groupId: string,
  change: GroupChange,
  now: Date,
): Promise<void> {
  const group = isUuid(groupId) ? await tx.chatGroup.findUnique({ where: { id: groupId } }) : null;
  const isTheirs = group && (group.areaPath === null || areaCovers(actor.areaPath, group.areaPath));
  if (!isTheirs) throw new AppError("GROUP_NOT_FOUND", { groupId });
  const areas = [group.areaPath ?? actor.areaPath, change.areaPath ?? actor.areaPath];
  if (!areas.every((areaPath) => mayDo(actor, "manage_groups", areaPath))) {
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: "manage_groups" });
  }
  if (change.areaPath && !(await tx.area.findUnique({ where: { path: change.areaPath } }))) {
    throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no area "${change.areaPath}"`] });
  }
  const pause = change.status && change.status !== group.status ? pauseOf(change.status, "staff", now) : {};
  const { kind, areaPath, status } = await tx.chatGroup.update({
    where: { id: groupId },
    data: { ...change, ...pause },
  });
  if (change.level && kind === "residents") await dropInHand(tx, groupId, change.level);
  if (status === "paused" && group.status !== "paused" && kind === "residents") await dropOwed(tx, groupId);
  // Nobody reads such a group from now on: what waits there would wait for ever, and could not be wiped.
  if (kind !== "residents" || areaPath === null || status === "paused") await stopReading(tx, groupId);
  const where = { areaPath: areaPath ?? group.areaPath ?? actor.areaPath, object: `group ${groupId}` };
  await writeAudit(tx, { ...where, staffId: actor.staffId, action: "change_group", detail: { ...change } }, now);
}

/** As `Directory.obeyOwner` says. */
export async function obeyOwner(tx: Transaction, id: string, command: "pause" | "resume", now: Date): Promise<boolean> {
  const isPause = command === "pause";
  const { count } = await tx.chatGroup.updateMany({
    where: {
      ...{ id, kind: "residents", areaPath: { not: null } },
      ...(isPause ? { status: "active" } : { status: "paused", pausedBy: "owner" }),
    },
    data: { status: isPause ? "paused" : "active", ...pauseOf(isPause ? "paused" : "active", "owner", now) },
  });
  if (count > 0 && isPause) {
    await dropOwed(tx, id);
    await stopReading(tx, id);
  }
  return count > 0;
}

function pauseOf(status: "active" | "paused", by: "owner" | "staff", now: Date) {
  return { pausedBy: status === "paused" ? by : null, pauseChangedAt: now };
}

/** What is owed when a group is paused is not said later, in a heap, when it goes on. */
async function dropOwed(tx: Transaction, groupId: string): Promise<void> {
  await tx.post.updateMany({
    where: { groupId, state: { in: ["pending", "held", "handed"] } },
    data: { state: "dropped", reason: "the group was paused", choices: [] },
  });
}

/** What people have in hand to paste is owed too, and no sender looks at it again. */
async function dropInHand(tx: Transaction, groupId: string, level: GroupLevel): Promise<void> {
  await tx.post.updateMany({
    where: { groupId, state: "handed", template: { notIn: [...speechByLevel[level]] } },
    data: { state: "dropped", reason: `the group's level is ${level}`, choices: [] },
  });
}

async function stopReading(tx: Transaction, groupId: string): Promise<void> {
  await tx.inboxEvent.updateMany({ where: { groupId, state: "new" }, data: { state: "done" } });
}

/** A group is told its level no more often than this: whoever asks again can read it a few lines above. */
const levelAgainMs = 5 * 60_000;

/** As `Directory.takeLevelTurn` says. */
export async function takeLevelTurn(database: Database, id: string, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - levelAgainMs);
  const { count } = await database.chatGroup.updateMany({
    where: { id, OR: [{ levelToldAt: null }, { levelToldAt: { lt: before } }] },
    data: { levelToldAt: now },
  });
  return count > 0;
}
