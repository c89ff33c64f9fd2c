import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import { bindingAnswers } from "../../src/locales/desk.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const noon = new Date("2026-07-02T12:00:00+08:00");
const minuteMs = 60_000;

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse(estate, [], { now: noon });
});
afterEach(() => house.close());

const textsIn = (groupRef: string) => house.platform.chat.posts(groupRef).map(({ text }) => text);
const building = () => house.groupRefs.get("3号楼")!;

describe("the door of the house", () => {
  it("answers a cry for help before the group has been quiet, and once however often it is delivered", async () => {
    const { chat } = house.platform;
    chat.say(building(), { text: "我被关在2单元电梯里了,按铃没人应", senderRef: "u04", nick: "Kevin" });
    chat.redeliver(building());
    chat.redeliver(building());
    await house.settle();
    expect(textsIn(building())).toEqual([expect.stringContaining("119")]);
    expect(textsIn(house.groupRefs.get("网格群")!).filter((text) => text.startsWith("【紧急】"))).toHaveLength(1);
    expect(await house.tickets()).toHaveLength(1);
  });

  it("finds the alarm's draft again when the turn reads the message, and drafts nothing twice", async () => {
    house.platform.chat.say(building(), { text: "我被关在2单元电梯里了,按铃没人应", senderRef: "u04", nick: "Kevin" });
    await house.settle();
    house.clock.set(new Date(noon.getTime() + minuteMs));
    await house.settle();
    expect(await house.tickets()).toHaveLength(1);
    expect(textsIn(building())).toHaveLength(1);
  });

  it("binds a new group by a code that is typed there, once, and says so", async () => {
    const code = await house.parts.directory.issueCode(
      { purpose: "bind_group", areaPath: (await house.actor(estate.staff[0]!.id)).areaPath, ttlMs: minuteMs },
      noon,
    );
    house.platform.chat.say("new-group", { text: `绑定 ${code}`, senderRef: "u01" });
    await house.settle();
    house.platform.chat.say("other-group", { text: `/bind ${code.toLowerCase()}`, senderRef: "u02" });
    await house.settle();
    expect(textsIn("new-group")).toEqual([bindingAnswers.group]);
    expect(textsIn("other-group")).toEqual([bindingAnswers.refused]);
    const bound = await house.parts.directory.groupByRef("sandbox", "sandbox", "new-group");
    expect(bound?.areaPath).not.toBeNull();
  });

  it("reads nothing in a group that nobody has bound", async () => {
    house.platform.chat.say("nobody-knows", { text: "我被关在电梯里了,快来人", senderRef: "u01" });
    await house.settle();
    house.clock.set(new Date(noon.getTime() + minuteMs));
    await house.settle();
    expect(textsIn("nobody-knows")).toEqual([]);
    expect(await house.tickets()).toEqual([]);
  });

  it("takes garbage as it comes, and goes on", async () => {
    const { chat } = house.platform;
    const odd = [
      "",
      "\u0000\u0000",
      "\ud83d",
      "\u202e反过来",
      "@".repeat(10_000),
      "啊".repeat(20_000),
      "{}[]<>'\";--",
      "👨‍👩‍👧‍👦".repeat(500),
    ];
    for (const text of odd) chat.say(building(), { text, senderRef: "u01", nick: "\u202e网格员小刘" });
    chat.sayStrange(building());
    chat.recall(building(), "no-such-message");
    chat.edit(building(), "no-such-message", "改了");
    await house.settle();
    house.clock.set(new Date(noon.getTime() + 2 * minuteMs));
    await house.settle();
    chat.say(building(), { text: "2单元5楼楼道灯坏了", senderRef: "u01", nick: "3-2-501 王姐" });
    await house.settle();
    house.clock.set(new Date(noon.getTime() + 4 * minuteMs));
    await house.settle();
    expect((await house.tickets()).map(({ category }) => category)).toContain("power");
  });

  it("gives no right to a name: a resident who is called like staff can press nothing", async () => {
    house.platform.chat.say(building(), { text: "2单元5楼楼道灯坏了", senderRef: "u01", nick: "网格员小刘" });
    await house.settle();
    house.clock.set(new Date(noon.getTime() + minuteMs));
    await house.settle();
    const staffGroup = house.groupRefs.get("网格群")!;
    const [card] = house.platform.chat.posts(staffGroup);
    const answer = await house.platform.chat.press(staffGroup, card!.ref, card!.choices[0]!.token, "u01");
    expect(answer).toContain("绑定");
    expect((await house.tickets())[0]?.status).toBe("draft");
  });
});
