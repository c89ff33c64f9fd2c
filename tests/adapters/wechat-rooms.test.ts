import fc from "fast-check";
import { describe, expect, it, onTestFinished } from "vitest";
import { createAccountCare } from "../../adapters/postgres/account-care.ts";
import { openDatabase } from "../../adapters/postgres/database.ts";
import { createDirectory } from "../../adapters/postgres/directory.ts";
import { createIntakeStore } from "../../adapters/postgres/intake-store.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { sharedMembersLeast, suggestRooms } from "../../src/domain/room-likeness.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { PlatformEvent } from "../../src/ports/chat-platform.ts";
import type { RoomSight } from "../../src/ports/personal-channel.ts";
import { defaultTaxonomy as taxonomy } from "../../src/reading/index.ts";
import { openTestDatabase } from "../support/database.ts";

const t0 = new Date("2026-07-03T02:00:00Z");
const later = (ms: number) => new Date(t0.getTime() + ms);
const people = ["老王", "小李", "陈阿姨", "Zoe", "老赵"];
const area = "幸福里小区/3号楼";
const topic = "幸福里3号楼业主群";

/** What the account sees in its n-th login: one group, unless told otherwise. */
function sightOf(
  n: number,
  rooms?: readonly { topic: string; members: readonly string[] }[],
  accountKey = "id:helper",
): RoomSight {
  const all = rooms ?? [{ topic, members: people }];
  return {
    accountKey,
    refPrefix: `@self${n}/`,
    rooms: all.map((room, index) => ({ ...room, ref: `@self${n}/@@room${n}-${index}` })),
  };
}

async function openCare() {
  const { url, drop } = await openTestDatabase();
  const database = openDatabase(url, { connectionsMax: 3 });
  onTestFinished(async () => {
    await database.$disconnect();
    await drop();
  });
  let now = t0;
  const clock = { now: () => now };
  const intake = createIntakeStore({ database, taxonomy, canEdit: () => false, clock });
  const directory = createDirectory(database, { clock });
  const care = createAccountCare(database);
  const staff = await database.staff.create({ data: { name: "周主任", role: "admin", areaPath: "幸福里小区" } });
  const admin: Actor = { staffId: staff.id, name: staff.name, role: "admin", areaPath: staff.areaPath, partyId: null };
  await database.area.createMany({ data: ["幸福里小区", area].map((path) => ({ path })) });
  let said = 0;
  const say = async (ref: string, text: string) => {
    said += 1;
    const event: PlatformEvent = {
      ...{ type: "message", platform: "wechat", account: "wechat", eventKey: `k${said}`, messageRef: `m${said}` },
      ...{ groupRef: ref, groupName: topic, at: now, raw: {}, senderRef: "c", nick: "老王", fromSelf: false },
      ...{ kind: "text", text, quotedRef: null, albumRef: null },
    };
    return (await intake.accept(event, { now, listenQuietMs: 0, listenMaxMs: 0, alarm: null }))!;
  };
  const group = (ref: string) =>
    database.chatGroup.findUnique({ where: { platform_account_ref: { platform: "wechat", account: "wechat", ref } } });
  return {
    ...{ database, care, intake, directory, admin, say, group },
    setNow: (at: Date) => {
      now = at;
    },
    note: (sight: RoomSight, at = now) => care.noteSight("wechat", "wechat", sight, at),
    suggestions: (sight: RoomSight, actor = admin) => care.suggestions(actor, "wechat", "wechat", sight),
    confirm: (sight: RoomSight, chosen: { groupId: string; ref: string }, actor = admin) =>
      care.confirmRoom(actor, "wechat", "wechat", sight, chosen),
    code: () => directory.issueCode({ purpose: "bind_group", areaPath: area, ttlMs: 60_000 }, now),
    bind: (code: string, groupRef: string) => {
      const where = { platform: "wechat", account: "wechat", groupRef, groupName: topic, senderRef: "c" } as const;
      return directory.bind(code, where, now);
    },
    /** The group bound in the first login, as that login saw it. */
    async bound(sight = sightOf(1)) {
      const { ref } = sight.rooms[0]!;
      await database.chatGroup.create({
        data: { platform: "wechat", account: "wechat", ref, name: topic, areaPath: area },
      });
      await care.noteSight("wechat", "wechat", sight, now);
      return (await group(ref))!;
    },
  };
}

describe("a group of a personal account", () => {
  it("is put in quarantine when the ids change, and only suggested to whoever answers for its area", async () => {
    const house = await openCare();
    const old = await house.bound();
    const sight = sightOf(2);
    await house.note(sight);
    await house.note(sight);

    expect((await house.group(old.ref))?.status).toBe("quarantined");
    const [suggested, ...others] = await house.suggestions(sight);
    expect(others).toEqual([]);
    expect(suggested).toEqual({
      ...{ groupId: old.id, groupName: topic, areaPath: area, ref: sight.rooms[0]!.ref, topic, sharedMembers: 1 },
    });
    const elsewhere = { ...house.admin, areaPath: "别的小区" };
    expect(await house.suggestions(sight, elsewhere)).toEqual([]);
    await expect(house.confirm(sight, suggested!, elsewhere)).rejects.toThrow(AppError);
    expect((await house.group(old.ref))?.status).toBe("quarantined");
  });

  it("goes on as the same group once confirmed, and what was said meanwhile is read then and not before", async () => {
    const house = await openCare();
    const old = await house.bound();
    const sight = sightOf(2);
    await house.note(sight);
    const { ref } = sight.rooms[0]!;
    const { groupId: arrivedId } = await house.say(ref, "3号楼电梯又停了");
    expect(await house.intake.openWindow(arrivedId, later(1_000))).toBeNull();

    await house.confirm(sight, { groupId: old.id, ref });
    expect(await house.group(ref)).toMatchObject({ id: old.id, status: "active", areaPath: area });
    const window = await house.intake.openWindow(old.id, later(2_000));
    expect(window).toMatchObject({ messages: [{ text: "3号楼电梯又停了" }] });
    expect(await house.suggestions(sight)).toEqual([]);
  });

  it("goes on as the same group when its code is typed there", async () => {
    const house = await openCare();
    const old = await house.bound();
    const sight = sightOf(2);
    await house.note(sight);
    const { ref } = sight.rooms[0]!;
    expect(await house.bind(await house.code(), ref)).toBe("group");
    expect(await house.group(ref)).toMatchObject({ id: old.id, status: "active" });
  });

  it("carries nothing over to a different account, neither by likeness nor by a code", async () => {
    const house = await openCare();
    const old = await house.bound();
    const sight = sightOf(2, undefined, "id:somebody-else");
    await house.note(sight);
    const { ref } = sight.rooms[0]!;
    expect(await house.suggestions(sight)).toEqual([]);
    await expect(house.confirm(sight, { groupId: old.id, ref })).rejects.toThrow(AppError);
    const { groupId } = await house.say(ref, "私房话");
    expect(await house.database.inboxEvent.findMany({ where: { groupId } })).toMatchObject([{ text: null, raw: null }]);
    await house.bind(await house.code(), ref);
    expect((await house.group(ref))?.id).not.toBe(old.id);
    expect((await house.group(old.ref))?.status).toBe("quarantined");
  });

  it("comes back by itself when the account of before comes back under the same ids", async () => {
    const house = await openCare();
    const old = await house.bound();
    await house.note(sightOf(2, undefined, "id:somebody-else"));
    expect((await house.group(old.ref))?.status).toBe("quarantined");
    await house.note(sightOf(1));
    expect((await house.group(old.ref))?.status).toBe("active");
  });

  it("is not guessed at where two rooms have one name", async () => {
    const house = await openCare();
    await house.bound();
    const sight = sightOf(2, [
      { topic, members: people },
      { topic, members: people },
    ]);
    await house.note(sight);
    expect(await house.suggestions(sight)).toEqual([]);
    expect(await house.group(sight.rooms[0]!.ref)).toBeNull();
  });

  it("stays paused when it was paused", async () => {
    const house = await openCare();
    const old = await house.bound();
    await house.database.chatGroup.update({ where: { id: old.id }, data: { status: "paused" } });
    const sight = sightOf(2);
    await house.note(sight);
    await house.confirm(sight, { groupId: old.id, ref: sight.rooms[0]!.ref });
    expect(await house.group(sight.rooms[0]!.ref)).toMatchObject({ id: old.id, status: "paused" });
  });

  it("is listened to unconfirmed for a day, and then what was said is forgotten", async () => {
    const house = await openCare();
    await house.bound();
    const sight = sightOf(2);
    await house.note(sight);
    const { ref } = sight.rooms[0]!;
    const { groupId } = await house.say(ref, "水管爆了");
    expect(await house.database.inboxEvent.findMany({ where: { groupId } })).toMatchObject([{ text: "水管爆了" }]);
    await house.note(sight, later(25 * 3_600_000));
    expect(await house.database.inboxEvent.findMany({ where: { groupId } })).toMatchObject([
      { text: null, senderRef: null, state: "done" },
    ]);
    expect((await house.group(ref))?.status).toBe("active");
    expect(await house.suggestions(sight)).toHaveLength(1);
  });

  it("leaves no member's name in the database", async () => {
    const house = await openCare();
    await house.bound();
    const kept = JSON.stringify(await house.database.roomSnapshot.findMany());
    for (const name of people) expect(kept).not.toContain(name);
  });
});

describe("the consent to a personal account's risk", () => {
  it("is kept with who gave it and when, once, until it is taken back", async () => {
    const { care, admin } = await openCare();
    expect(await care.consent("wechat")).toBeNull();
    await care.acceptRisk(admin, "wechat", t0);
    await care.acceptRisk(admin, "wechat", later(1_000));
    expect(await care.consent("wechat")).toEqual({ staffName: "周主任", acceptedAt: t0 });
    await care.withdrawConsent(admin, "wechat", t0);
    expect(await care.consent("wechat")).toBeNull();
  });
});

describe("the pace of a personal account", () => {
  it("is kept in the place of what was kept before, with a stop that only a person ends", async () => {
    const { care } = await openCare();
    expect(await care.pace("wechat", "wechat")).toBeNull();
    const paused = { saidAt: [t0, later(5_000)], complaints: 2, complainedAt: t0, pausedUntil: later(60_000) };
    await care.keepPace("wechat", "wechat", paused);
    expect(await care.pace("wechat", "wechat")).toEqual(paused);
    const stopped = { ...paused, complaints: 3, pausedUntil: "resumed" } as const;
    await care.keepPace("wechat", "wechat", stopped);
    expect(await care.pace("wechat", "wechat")).toEqual(stopped);
  });
});

describe("the likeness of rooms", () => {
  const room = fc.record({
    topic: fc.constantFrom("", "甲群", "乙群"),
    members: fc.uniqueArray(fc.constantFrom(..."abcdefgh"), { maxLength: 8 }),
  });

  it("suggests only a unique room of the same topic with most of the members, whatever there is", () => {
    fc.assert(
      fc.property(fc.array(room, { maxLength: 5 }), fc.array(room, { maxLength: 5 }), (before, after) => {
        const known = before.map((one, index) => ({ ...one, groupId: `g${index}` }));
        const seen = after.map((one, index) => ({ ...one, ref: `r${index}` }));
        const likely = suggestRooms(known, seen);
        expect(new Set(likely.map(({ ref }) => ref)).size).toBe(likely.length);
        for (const { groupId, ref, sharedMembers } of likely) {
          const old = known.find((one) => one.groupId === groupId)!;
          expect(old.topic).not.toBe("");
          expect(seen.filter((one) => one.topic === old.topic)).toEqual([seen.find((one) => one.ref === ref)]);
          expect(known.filter((one) => one.topic === old.topic)).toHaveLength(1);
          expect(sharedMembers).toBeGreaterThanOrEqual(sharedMembersLeast);
        }
      }),
    );
  });

  it("suggests a room that three of five still belong to, and none that two of five do", () => {
    const known = [{ groupId: "g", topic: "甲群", members: ["a", "b", "c", "d", "e"] }];
    const seen = (members: string[]) => [{ ref: "r", topic: "甲群", members }];
    expect(suggestRooms(known, seen(["a", "b", "c", "x", "y"]))).toHaveLength(1);
    expect(suggestRooms(known, seen(["a", "b", "x", "y", "z"]))).toEqual([]);
    expect(suggestRooms(known, seen([]))).toEqual([]);
  });
});
