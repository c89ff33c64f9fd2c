import { areaCovers } from "../../src/domain/area.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { type RoomLikeness, suggestRooms } from "../../src/domain/room-likeness.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { AccountCare } from "../../src/ports/account-care.ts";
import { type Clock, systemClock } from "../../src/ports/clock.ts";
import type { RoomSight } from "../../src/ports/personal-channel.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import { moveGroup } from "./group-moves.ts";
import { hashOf } from "./post-rows.ts";
import { asHouse } from "./staff-scope.ts";

/** A room that nobody has confirmed is listened to for so long. */
const unconfirmedMs = 24 * 3_600_000;

/** What is remembered of personal accounts, on PostgreSQL. */
export function createAccountCare(database: Database, options: { readonly clock?: Clock } = {}): AccountCare {
  const { clock = systemClock } = options;
  return {
    consent: (platform) => asHouse(() => guarded(() => consentOf(database, platform))),

    async acceptRisk(actor, platform, now) {
      const row = { platform, staffId: actor.staffId, acceptedAt: now };
      await guarded(() =>
        database.$transaction(async (tx) => {
          const { count } = await tx.channelConsent.createMany({ data: [row], skipDuplicates: true });
          if (count > 0) await writeAudit(tx, { ...about(actor, platform), action: "accept_channel_risk" }, now);
        }),
      );
      return (await asHouse(() => guarded(() => consentOf(database, platform))))!;
    },

    async withdrawConsent(actor, platform, now) {
      await guarded(() =>
        database.$transaction(async (tx) => {
          const { count } = await tx.channelConsent.deleteMany({ where: { platform } });
          if (count > 0) await writeAudit(tx, { ...about(actor, platform), action: "withdraw_channel_risk" }, now);
        }),
      );
    },

    async pace(platform, account) {
      const where = { platform_account: { platform, account } };
      const row = await asHouse(() => guarded(() => database.accountPace.findUnique({ where })));
      if (!row) return null;
      const { saidAt, complaints, complainedAt, pausedUntil, isStopped } = row;
      return { saidAt, complaints, complainedAt, pausedUntil: isStopped ? "resumed" : pausedUntil };
    },

    async keepPace(platform, account, { saidAt, complaints, complainedAt, pausedUntil }) {
      const isStopped = pausedUntil === "resumed";
      const now = {
        saidAt: [...saidAt],
        complaints,
        complainedAt,
        pausedUntil: isStopped ? null : pausedUntil,
        isStopped,
      };
      const where = { platform_account: { platform, account } };
      await asHouse(() =>
        guarded(() => database.accountPace.upsert({ where, create: { platform, account, ...now }, update: now })),
      );
    },

    async noteSight(platform, account, sight, now) {
      await guarded(() => database.$transaction((tx) => noteSight(tx, { platform, account }, sight, now)));
    },

    async suggestions(actor, platform, account, sight) {
      // A room that another area has is not on offer, and nothing else of it is told.
      const likely = await asHouse(() => guarded(() => likelyRooms(database, { platform, account }, sight)));
      const ids = likely.map(({ groupId }) => groupId);
      const groups = await guarded(() => database.chatGroup.findMany({ where: { id: { in: ids } } }));
      return likely.flatMap(({ groupId, ref, sharedMembers }) => {
        const { name, areaPath = null } = groups.find(({ id }) => id === groupId) ?? {};
        if (name === undefined || areaPath === null || !areaCovers(actor.areaPath, areaPath)) return [];
        const { topic = "" } = sight.rooms.find((room) => room.ref === ref) ?? {};
        return [{ groupId, groupName: name, areaPath, ref, topic, sharedMembers }];
      });
    },

    async confirmRoom(actor, platform, account, sight, { groupId, ref }) {
      const where = { platform, account };
      const isDone = await guarded(() =>
        database.$transaction(async (tx) => {
          const likely = await likelyRooms(tx, where, sight);
          const group = likely.some((one) => one.groupId === groupId && one.ref === ref)
            ? await tx.chatGroup.findUnique({ where: { id: groupId } })
            : null;
          if (!group?.areaPath || !areaCovers(actor.areaPath, group.areaPath)) return false;
          if (!(await goOnIn(tx, group, ref))) return false;
          const entry = { staffId: actor.staffId, object: `group ${groupId}`, areaPath: group.areaPath };
          await writeAudit(tx, { ...entry, action: "confirm_room" }, clock.now());
          return true;
        }),
      );
      if (!isDone) throw new AppError("GROUP_NOT_FOUND", { groupId });
    },
  };
}

/** A channel is the whole house's; who decides on it has an area. */
function about({ staffId, areaPath }: Actor, platform: PlatformName) {
  return { staffId, areaPath, object: `channel ${platform}` };
}

interface Where {
  readonly platform: PlatformName;
  readonly account: string;
}

async function consentOf(database: Database, platform: PlatformName) {
  const row = await database.channelConsent.findUnique({ where: { platform } });
  if (!row) return null;
  const staff = await database.staff.findUnique({ where: { id: row.staffId } });
  return { staffName: staff?.name ?? "", acceptedAt: row.acceptedAt };
}

/** Nobody can be read off a mark, and the same name has the same one in every login. */
/** What stands for the members of a room: the same name gives the same mark, and no mark a name. */
export function marksOf(names: readonly string[]): string[] {
  return [...new Set(names)].map((name) => hashOf(`room member ${name}`).slice(0, 16));
}

async function noteSight(tx: Transaction, where: Where, sight: RoomSight, now: Date): Promise<void> {
  const { accountKey, refPrefix } = sight;
  const login = { accountKey, refPrefix, seenAt: now };
  await tx.accountLogin.upsert({
    where: { platform_account: where },
    create: { ...where, ...login },
    update: login,
  });
  const groups = await tx.chatGroup.findMany({ where: { ...where, areaPath: { not: null } } });
  for (const { id, ref, status } of groups) {
    if (!ref.startsWith(refPrefix)) {
      if (status === "active") await tx.chatGroup.update({ where: { id }, data: { status: "quarantined" } });
      continue;
    }
    const room = sight.rooms.find((one) => one.ref === ref);
    if (!room) continue;
    const seen = { accountKey, topic: room.topic, members: marksOf(room.members), takenAt: now };
    await tx.roomSnapshot.upsert({ where: { groupId: id }, create: { groupId: id, ...seen }, update: seen });
    // The very ref it had before: the account of before has come back, under ids that stay.
    if (status === "quarantined") await tx.chatGroup.update({ where: { id }, data: { status: "active" } });
  }
  await listenToLikely(tx, where, sight, now);
}

/** Listens where a lost group may have come back, and forgets what was heard where it has not. */
async function listenToLikely(tx: Transaction, where: Where, sight: RoomSight, now: Date): Promise<void> {
  const refs = (await likelyRooms(tx, where, sight)).map(({ ref }) => ref);
  for (const ref of refs) {
    const name = sight.rooms.find((room) => room.ref === ref)?.topic ?? ref;
    await tx.chatGroup.upsert({
      where: { platform_account_ref: { ...where, ref } },
      create: { ...where, ref, name, status: "quarantined", createdAt: now },
      update: {},
    });
    await tx.chatGroup.updateMany({
      where: { ...where, ref, areaPath: null, createdAt: { gt: new Date(now.getTime() - unconfirmedMs) } },
      data: { status: "quarantined" },
    });
  }
  const over = await tx.chatGroup.findMany({
    where: {
      ...where,
      areaPath: null,
      status: "quarantined",
      OR: [{ ref: { notIn: refs } }, { createdAt: { lte: new Date(now.getTime() - unconfirmedMs) } }],
    },
  });
  const ids = over.map(({ id }) => id);
  await tx.chatGroup.updateMany({ where: { id: { in: ids } }, data: { status: "active" } });
  await tx.inboxEvent.updateMany({
    where: { groupId: { in: ids }, state: "new" },
    data: { state: "done", text: null, nick: null, senderRef: null, wipedAt: now },
  });
}

/** The groups that were lost at a login of the same account, and the rooms that are like them. */
async function likelyRooms(tx: Transaction | Database, where: Where, sight: RoomSight): Promise<RoomLikeness[]> {
  const bound = await tx.chatGroup.findMany({ where: { ...where, areaPath: { not: null } } });
  const lost = bound.filter(
    ({ ref, status }) => !ref.startsWith(sight.refPrefix) && (status === "quarantined" || status === "paused"),
  );
  const snapshots = await tx.roomSnapshot.findMany({
    where: { groupId: { in: lost.map(({ id }) => id) }, accountKey: sight.accountKey },
  });
  const taken = new Set(bound.map(({ ref }) => ref));
  // A room that is bound already is somebody's, but it bears its topic all the same.
  const seen = sight.rooms.map(({ ref, topic, members }) => ({ ref, topic, members: marksOf(members) }));
  return suggestRooms(snapshots, seen).filter(({ ref }) => !taken.has(ref));
}

/** Re-points a group's own row, so that all that hangs on it stays. False when somebody has bound the room meanwhile. */
async function goOnIn(
  tx: Transaction,
  group: { readonly id: string; readonly platform: string; readonly account: string; readonly ref: string },
  ref: string,
): Promise<boolean> {
  const { id, account } = group;
  const platform = group.platform as PlatformName;
  if (!(await moveGroup(tx, { platform, account, ref: group.ref }, ref))) return false;
  await tx.chatGroup.updateMany({ where: { id, status: "quarantined" }, data: { status: "active" } });
  return true;
}

/**
 * The quarantined group that a code typed in a room means: the only one of that area and name that the same account was in before. Null when
 * there is none or more than one; then the room is a group of its own.
 */
export async function lostGroupFor(
  tx: Transaction,
  { platform, account }: Where,
  { areaPath, groupName, ref }: { readonly areaPath: string; readonly groupName: string | null; readonly ref: string },
): Promise<{ readonly id: string; readonly ref: string } | null> {
  const login = await tx.accountLogin.findUnique({ where: { platform_account: { platform, account } } });
  if (!login || groupName === null || !ref.startsWith(login.refPrefix)) return null;
  const groups = await tx.chatGroup.findMany({ where: { platform, account, areaPath, status: "quarantined" } });
  const snapshots = await tx.roomSnapshot.findMany({
    where: { groupId: { in: groups.map(({ id }) => id) }, accountKey: login.accountKey, topic: groupName },
  });
  if (snapshots.length !== 1) return null;
  return groups.find(({ id }) => id === snapshots[0]!.groupId) ?? null;
}
