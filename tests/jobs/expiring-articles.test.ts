import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const article = (id: string, question: string, validUntil: string | null) => ({
  ...{
    id,
    question,
    variants: [],
    answer: "带身份证来。",
    source: "通知",
    issuer: "居委会",
    area: estate.name,
    validUntil,
  },
});
const articles = [
  article("f1", "暑期托管怎么报名", "2026-08-31"),
  article("f2", "暑期托管几点接", "2026-08-31"),
  article("f3", "灭蚊什么时候", "2026-09-15"),
  article("f4", "居住证明怎么开", null),
];

let house: TestHouse;
beforeEach(async () => {
  house = await openTestHouse(estate, articles, { now: new Date("2026-07-20T09:00:00+08:00") });
});
afterEach(() => house.close());

describe("articles that end soon", () => {
  it("are told to staff once, thirty days before, those of one day together", async () => {
    const told = () => house.platform.chat.posts(house.groupRefs.get("网格群")!).map(({ text }) => text);
    const on = async (day: string) => {
      house.clock.set(new Date(`${day}T09:00:00+08:00`));
      await house.settle();
    };
    await on("2026-07-31");
    expect(told()).toEqual([]);
    await on("2026-08-02");
    await on("2026-08-03");
    expect(told()).toEqual([expect.stringMatching(/「暑期托管(怎么报名|几点接)」等 2 条将在 30 天内到期/)]);
    await on("2026-08-20");
    expect(told()).toHaveLength(2);
    expect(told()[1]).toContain("「灭蚊什么时候」将在 30 天内到期");
    await on("2026-09-20");
    expect(told()).toHaveLength(2);
  }, 60_000);
});
