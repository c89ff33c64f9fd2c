import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import { reportCheckUp } from "../../src/doctor/index.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const minuteMs = 60_000;
/** Seven in the morning of the first day. */
const morning = new Date("2026-06-29T07:00:00+08:00");

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse(estate, [], { now: morning });
});
afterEach(() => house.close());

const building = () => house.groupRefs.get("3号楼")!;
const told = () => house.platform.chat.posts(house.groupRefs.get("网格群")!).map(({ text }) => text);

/** Lets time pass with somebody saying something every five minutes from seven to ten, on so many mornings. */
async function mornings(days: number): Promise<void> {
  for (let day = 0; day < days; day++) {
    for (let minute = 0; minute <= 180; minute += 5) {
      house.clock.set(new Date(morning.getTime() + (day * 1_440 + minute) * minuteMs));
      house.platform.chat.say(building(), { text: "早", senderRef: "u02", nick: "老周" });
      await house.platform.chat.settled();
      if (minute % 60 === 0) await house.parts.records.countHours(house.clock.now());
    }
  }
}

describe("channels that die", () => {
  it("are told to staff once when nothing comes any more at an hour at which something always does", async () => {
    await mornings(5);
    const now = house.clock.now();
    // The fifth day goes on as the others did until ten, and then nothing comes.
    house.clock.set(new Date(now.getTime() + 20 * minuteMs));
    await house.settle();
    expect(told()).toEqual([]);

    house.clock.set(new Date(morning.getTime() + (5 * 1_440 + 60 + 59) * minuteMs));
    await house.settle();
    await house.settle();
    expect(told()).toEqual([expect.stringMatching(/没有任何消息，平常这个时候最多安静5分钟。/)]);
    house.clock.set(new Date(house.clock.now().getTime() + 30 * minuteMs));
    await house.settle();
    expect(told()).toHaveLength(1);

    const { lines, mustAct } = await reportCheckUp(house.parts.records, null, house.clock);
    expect(mustAct).toBe(true);
    expect(lines.join("\n")).toMatch(/✗ 沙盘\(sandbox\)已经.*\n.*Nothing has come from Sandbox/);
  }, 120_000);

  it("are no alarm at night", async () => {
    await mornings(4);
    house.clock.set(new Date("2026-07-02T23:30:00+08:00"));
    await house.settle();
    expect(told()).toEqual([]);
  }, 120_000);
});

describe("a pause", () => {
  it("is told to staff, and so is its end, once each", async () => {
    house.platform.chat.appoint(building(), "u02");
    for (const text of ["/暂停", "/恢复"]) {
      house.platform.chat.say(building(), { text, senderRef: "u02", nick: "老周" });
      await house.settle();
      await house.settle();
      house.clock.set(new Date(house.clock.now().getTime() + minuteMs));
    }
    expect(told()).toEqual([expect.stringContaining("暂停"), expect.stringContaining("已恢复")]);
  });

  it("is nothing that a second delivery of the same word does again", async () => {
    const { chat } = house.platform;
    chat.appoint(building(), "u02");
    chat.say(building(), { text: "/暂停", senderRef: "u02" });
    chat.say(building(), { text: "/恢复", senderRef: "u02" });
    chat.redeliver(building(), 2);
    await house.settle();
    expect(chat.posts(building())).toHaveLength(2);
    const group = await house.parts.directory.groupByRef("sandbox", "sandbox", building());
    expect(group?.status).toBe("active");
  });
});
