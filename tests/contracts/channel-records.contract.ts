import { describe, expect, it, onTestFinished } from "vitest";
import { hearing, owed, said, silentTurn, t0, windowOf } from "../support/talk.ts";
import type { StoresBench } from "./stores-bench.ts";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Ten in the morning in China. */
const ten = t0;
const at = (minutes: number) => new Date(ten.getTime() + minutes * 60_000);

/** The promises of `ChannelRecords`, as tests. Call it once in each implementation's test file. */
export function channelRecordsContract(name: string, openBench: () => Promise<StoresBench>): void {
  async function opened() {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    const groupId = await bench.plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
    let events = 0;
    const hear = async (minutes: number, more: Parameters<typeof said>[2] = {}) => {
      await bench.intake.accept(said("g1", `m${++events}`, more), hearing({ now: at(minutes) }));
    };
    const house = { areaPath: null, withUnbound: true };
    const groupAt = async (now: Date) =>
      (await bench.records.facts(house, now)).groups.find(({ id }) => id === groupId)!;
    /** How long it was quiet in the hour that began so many hours after ten, as seen a day later. */
    const quietIn = async (hours: number) =>
      (await groupAt(new Date(at(hours * 60).getTime() + dayMs))).quiet.map(({ quietMinutes }) => quietMinutes);
    return { ...bench, groupId, hear, house, groupAt, quietIn };
  }

  describe(`channel records contract: ${name}`, () => {
    it("shows to everybody what one process notes of its channels, as it stands last", async () => {
      const { records, another, house } = await opened();
      const telegram = {
        platform: "telegram",
        account: "4242",
        since: at(0),
        lastEventAt: null,
        notice: null,
      } as const;
      await records.note([{ ...telegram, state: "running" }], at(0));
      await records.note([{ ...telegram, state: "waiting", notice: "the token was refused" }], at(1));
      const { channels } = await another().records.facts(house, at(2));
      expect(channels).toEqual([{ ...telegram, state: "waiting", notice: "the token was refused", seenAt: at(1) }]);
    });

    it("forgets a channel that nobody has run for a day, once another is noted", async () => {
      const { records, house } = await opened();
      const channel = { account: "1", state: "running", since: at(0), lastEventAt: null, notice: null } as const;
      await records.note([{ ...channel, platform: "telegram" }], at(0));
      const names = async (now: Date) => (await records.facts(house, now)).channels.map(({ platform }) => platform);
      await records.note([{ ...channel, platform: "sandbox" }], at(1_440));
      expect(await names(at(1_440))).toEqual(["sandbox", "telegram"]);
      await records.note([{ ...channel, platform: "sandbox" }], at(1_441));
      expect(await names(at(1_441))).toEqual(["sandbox"]);
    });

    it("counts the longest quiet of each hour, carried over from the hour before", async () => {
      const { records, hear, quietIn } = await opened();
      for (const minute of [5, 15, 40]) await hear(minute);
      await records.countHours(at(61));
      await hear(150);
      await records.countHours(at(180));
      expect([await quietIn(0), await quietIn(1), await quietIn(2)]).toEqual([[25], [80], [110]]);
    });

    it("takes the bot's own words for no sign of life, and counts no minute of the night", async () => {
      const { records, hear, quietIn } = await opened();
      // From ten to nine in the evening, with the bot speaking in between; then the next morning at half past seven.
      await records.countHours(at(60));
      await hear(5 * 60, { fromSelf: true });
      await hear(11 * 60 + 50);
      await hear(21 * 60 + 30);
      await records.countHours(at(22 * 60));
      expect(await quietIn(5)).toEqual([6 * 60]);
      expect(await quietIn(12)).toEqual([]);
      expect(await quietIn(21)).toEqual([10 + 30]);
    });

    it("counts an hour once, however often and by whomever it is counted", async () => {
      const { records, another, hear, quietIn } = await opened();
      await hear(30);
      await Promise.all([records.countHours(at(60)), another().records.countHours(at(60)), records.countHours(at(60))]);
      await hear(45);
      await records.countHours(at(119));
      expect(await quietIn(0)).toEqual([30]);
    });

    it("shows of two weeks the hours like this one, and forgets what is older", async () => {
      const { records, hear, groupAt } = await opened();
      for (let day = 0; day < 20; day++) {
        await hear(day * 1_440 + 30);
        await records.countHours(at(day * 1_440 + 61));
      }
      const { quiet } = await groupAt(at(20 * 1_440));
      expect(quiet).toHaveLength(14);
      expect(quiet.every(({ hourAt }) => (hourAt.getTime() - ten.getTime()) % dayMs === 0)).toBe(true);
      expect((await groupAt(at(15 * 1_440))).quiet.length).toBeLessThan(14);
    });

    it("tells what waits for people and what waits too long", async () => {
      const { intake, outbox, hear, groupId, groupAt } = await opened();
      await hear(0);
      const window = await windowOf(intake, groupId);
      await intake.commitTurn(window, silentTurn(), [owed(groupId, "p1"), owed(groupId, "p2"), owed(groupId, "p3")], 1);
      const lost = (await outbox.claimNext(groupId, { now: at(1), leaseMs: 1 }))!;
      await outbox.settle(lost, { status: "unknown", reason: "cut", partsDone: 0 }, at(1));
      const refused = (await outbox.claimNext(groupId, { now: at(1), leaseMs: 1 }))!;
      await outbox.settle(refused, { status: "failed", reason: "kicked" }, at(1));
      await hear(5);
      const { posts, unreadSince, lastEventAt, parked } = await groupAt(at(9));
      expect(posts).toEqual({ uncertain: 1, withheld: 0, failed: 1, dueSince: expect.any(Date) });
      expect(unreadSince).toEqual(new Date(at(5).getTime() + 1_000));
      expect([lastEventAt, parked]).toEqual([at(5), 0]);
    });

    it("finds the nearest staff group above, and none beside", async () => {
      const { plantGroup, groupAt } = await opened();
      expect((await groupAt(ten)).staffGroupId).toBeNull();
      await plantGroup({ ref: "s0", areaPath: "桥湾东", kind: "staff" });
      await plantGroup({ ref: "s1", areaPath: "桥湾", kind: "staff" });
      const nearest = await plantGroup({ ref: "s2", areaPath: "桥湾/青禾苑", kind: "staff" });
      await plantGroup({ ref: "s3", areaPath: "桥湾/青禾苑/1号楼", kind: "staff" });
      expect((await groupAt(ten)).staffGroupId).toBe(nearest);
    });

    it("shows no group outside the area, and one that nobody has bound only to whoever may bind it", async () => {
      const { records, plantGroup } = await opened();
      await plantGroup({ ref: "g2", areaPath: "桥湾东" });
      await plantGroup({ ref: "g3", areaPath: null });
      const names = async (withUnbound: boolean) =>
        (await records.facts({ areaPath: "桥湾", withUnbound }, ten)).groups.map(({ name: group }) => group).sort();
      expect(await names(false)).toEqual(["群g1"]);
      expect(await names(true)).toEqual(["群g1", "群g3"]);
    });
  });
}
