import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, vi } from "vitest";
import { chromiumPath } from "../support/browser.ts";
import { shoot } from "../support/looks.ts";
import { desk, openedForWalks } from "../support/walk.ts";

/** The reports come in and are read in some ten seconds; on a machine that does other things too, it may wait for its turn. */
const setUpMsMax = 600_000;
/** What a morning may take. */
const morningMsMax = 300_000;
const draftsMin = 50;
/** Nobody looks at a draft for less. What is pressed sooner than a third of a second after a decision is taken for its double tap. */
const lookMs = 500;

const groups = ["qhy-g1", "qhy-g2", "qhy-g3"] as const;

/** One matter of each kind for each place: no two are the same, though some are taken for one that is known. */
const matters = [
  "电梯停了，按了没反应",
  "楼道灯不亮了",
  "垃圾堆了三天没人清，臭死了",
  "下水道堵了，污水往外冒",
  "单元门门禁坏了打不开",
  "楼顶漏水，墙都湿了",
  "楼上半夜装修电钻太吵了",
  "消防通道被电动车堵死了",
  "路灯灭了一片",
  "自来水发黄有味道",
  "门口井盖破了个大坑，小孩差点绊倒",
  "门前大树枯枝快断了，请来修剪",
  "家里停电了，整个单元都没电",
  "外墙皮掉下来，差点砸到人",
];
const places = [
  "2号楼1单元",
  "2号楼2单元",
  "3号楼1单元",
  "3号楼2单元",
  "1号楼1单元",
  "1号楼2单元",
  "4号楼1单元",
  "4号楼2单元",
];

/** Takes minutes, so it is run on demand: `MORNING=1 npx vitest run … tests/console/morning-walk.test.ts` prints how long the morning took. */
describe.skipIf(!chromiumPath || !process.env.MORNING)("a morning's drafts", () => {
  const walk = openedForWalks();
  let page: Page;

  beforeAll(async () => {
    page = await walk.signIn(desk);
    // Each by a neighbour of its own, so that one turn can read many: they lie there when somebody sits down to them.
    const said = groups.map(async (group, groupAt) => {
      for (const [n, matter] of matters.entries()) {
        for (const place of places.filter((_, at) => (at + n) % groups.length === groupAt)) {
          const nick = `${place}住户${n}`;
          await walk.house.say(group, { senderRef: nick, nick }, `${place}${matter}`);
        }
      }
    });
    await Promise.all(said);
    const enough = async () => expect(await count("draft")).toBeGreaterThanOrEqual(draftsMin);
    await vi.waitFor(enough, { timeout: setUpMsMax, interval: 1_000 });
  }, setUpMsMax);

  it(
    "is cleared by keyboard: fifty drafts looked at and decided, one taken back, within five minutes",
    async () => {
      const begunAt = Date.now();
      let decided = 0;
      let tookBack = false;
      while (decided < draftsMin) {
        const code = await current();
        await page.waitForTimeout(lookMs);
        // What needs a look is mostly right; now and then it is none of ours.
        const isNoReport = decided % 10 === 7;
        await page.keyboard.press(isNoReport ? "x" : "a");
        if (isNoReport) {
          await page.getByRole("dialog").waitFor();
          await page.keyboard.press("1");
        }
        await page.waitForFunction((last) => document.querySelector(".draft-head code")?.textContent !== last, code);
        decided++;
        if (decided === 5 && !tookBack) {
          tookBack = true;
          await page.getByText(`${code} 已通过`).waitFor();
          await shoot(page, "second-thoughts");
          await page.keyboard.press("u");
          await page.getByText(`${code} 已撤销`).waitFor();
          await expect.poll(current, { timeout: 10_000 }).toBe(code);
          decided--;
        }
      }
      const tookMs = Date.now() - begunAt;
      console.log(`${draftsMin} drafts by keyboard: ${(tookMs / 1_000).toFixed(1)} s`);
      expect(tookMs).toBeLessThan(morningMsMax);

      // The page goes on before the house has taken the last ones.
      const done = () => count("dispatched,approved,rejected");
      await expect.poll(done, { timeout: 60_000 }).toBeGreaterThanOrEqual(draftsMin);
    },
    2 * morningMsMax,
  );

  /** How many tickets stand so. */
  async function count(status: string): Promise<number> {
    const { tickets } = await (await page.request.get(`/api/tickets?status=${status}&limit=200`)).json();
    return tickets.length;
  }

  /** The code of the draft that is looked at, once it can be decided on. */
  async function current(): Promise<string> {
    await page.locator(".draft-buttons .ant-btn-primary:not([disabled])").waitFor();
    return (await page.locator(".draft-head code").textContent()) ?? "";
  }
});
