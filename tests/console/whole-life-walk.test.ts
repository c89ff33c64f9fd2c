import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, shoot } from "../support/looks.ts";
import { desk, linkOfAnother, openedForWalks, walkMsMax } from "../support/walk.ts";

/** A group of the demo estate, and two who speak there. */
const building2 = "qhy-g1";
const [zhou, xia] = ["qhy-u01", "qhy-u02"];

describe.skipIf(!chromiumPath)("a ticket's whole life, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;
  let code = "";

  beforeAll(async () => {
    page = await walk.signIn(desk);
  }, walkMsMax);

  it("leads a grid member to their pages alone, and shows nothing of an admin's page that is opened by its address", async () => {
    const grid = await walk.signIn(desk, await linkOfAnother(page, "grid"));
    const menu = grid.getByRole("navigation", { name: "主菜单" }).getByRole("link");
    for (const address of await menu.evaluateAll((links) => links.map((link) => link.getAttribute("href")))) {
      await grid.goto(address!);
      await grid.locator("#page :is(h1, h2, .message):visible").first().waitFor();
      await grid.locator(".ant-skeleton").first().waitFor({ state: "detached" });
      expect(await grid.getByText(/不能这样办|不归你的岗位/).count(), address!).toBe(0);
    }
    await shoot(grid, "grid-last-page");
    for (const [name, path] of [
      ["staff", paths.staff()],
      ["audit", paths.audit()],
      ["learning", paths.learning()],
      ["prompt", paths.prompt("triage")],
    ] as const) {
      await grid.goto(path);
      await grid.getByText("这一页不归你的岗位看").waitFor();
      await shoot(grid, `wrong-role-${name}`);
      expect(await grid.locator("#page").textContent()).toBe("这一页不归你的岗位看。需要时请找本辖区的管理员。");
      await expectAccessible(grid);
    }
    await grid.context().close();
  });

  it("goes from a complaint in a group to 好了, each step before the eyes of whoever looks at the figures", async () => {
    const storageState = await page.context().storageState();
    const context = await walk.browser.newContext({ viewport: desk, storageState, baseURL: walk.house.address });
    onTestFinished(() => context.close());
    const figures = await context.newPage();
    // What this page shows anew it was told of: its clock never rings.
    await figures.addInitScript("window.setInterval = () => 0;");
    await walk.house.say(building2, zhou, "2号楼1单元电梯又停了，按了没反应");
    await page.getByRole("heading", { name: /电梯/, level: 2 }).waitFor();
    code = (await page.locator(".draft-head code").textContent()) ?? "";
    await shoot(page, "life-1-draft");
    await figures.goto(paths.figures());
    const weeks = figures.getByRole("region", { name: "每周工单" });
    await weeks.getByRole("link", { name: /提出 1/ }).waitFor();

    await page.getByRole("button", { name: /^通\s*过/ }).click();
    const thoughts = page.getByRole("region", { name: "还能撤销的" });
    const preview = (await thoughts.locator("blockquote").textContent()) ?? "";
    expect(preview).toContain(code);
    await shoot(page, "life-2-approved");
    await weeks.getByRole("link", { name: /立案 1/ }).waitFor();
    await expect.poll(() => said(), { timeout: 60_000 }).toContain(preview);

    await page.goto(paths.tickets({ q: code }));
    await page.locator(".cell-summary a").first().click();
    await page.locator(".ticket-head").getByText("已派单").waitFor();
    const actions = page.getByRole("region", { name: "可以做的" });
    await actions.getByRole("button", { name: "开始处理" }).click();
    await page.locator(".ticket-head").getByText("处理中").waitFor();
    await shoot(page, "life-3-started");
    await resolve("更换门机皮带，试运行正常");
    await page.locator(".ticket-head").getByText("待居民确认").waitFor();
    await shoot(page, "life-4-resolved");
    await weeks.getByRole("link", { name: /办结 1/ }).waitFor();
    await expect.poll(async () => (await said()).at(-1), { timeout: 60_000 }).toMatch(/好了/);

    await walk.house.say(building2, zhou, `好了 ${code}`);
    await page.locator(".ticket-head").getByText("已结案").waitFor();
    await shoot(page, "life-5-closed");
    await expectAccessible(page);
    await figures.getByRole("region", { name: "居民怎么说" }).getByRole("link", { name: /1/ }).first().waitFor();
    await shoot(figures, "life-6-figures");
  });

  it("takes a word to residents back on the ticket's page, before the group hears of it", async () => {
    await page.goto(paths.today());
    await walk.house.say(building2, xia, "2号楼2单元楼道灯不亮了");
    await page.getByRole("button", { name: /^通\s*过/ }).click();
    const thoughts = page.getByRole("region", { name: "还能撤销的" });
    const card = (await thoughts.locator("blockquote").textContent()) ?? "";
    // Two decisions in ten seconds are taken back together: the first one's time has to be over.
    await expect.poll(() => said(), { timeout: 60_000 }).toContain(card);
    const before = await said();
    await page.goto(paths.tickets({ q: "楼道灯" }));
    await page.locator(".cell-summary a").first().click();
    await resolve("换了灯管，亮了");
    await thoughts
      .getByText(/好了吗|好了请回/)
      .first()
      .waitFor();
    await shoot(page, "life-7-second-thoughts");
    await page.keyboard.press("u");
    await page.locator(".ticket-head").getByText("已派单").waitFor();
    await page.getByRole("region", { name: "经过" }).getByText("撤销", { exact: true }).waitFor();
    expect(await said()).toEqual(before);
  });

  it("merges a draft in the queue and takes that back, and the draft is there again", async () => {
    await page.goto(paths.today());
    await walk.house.say(building2, xia, "2号楼1单元下水道堵了，污水往外冒");
    await page.getByRole("heading", { name: /下水道/, level: 2 }).waitFor();
    const draft = (await page.locator(".draft-head code").textContent()) ?? "";
    await page.getByRole("button", { name: /^并\s*单/ }).click();
    await page.getByRole("dialog").getByRole("searchbox").fill("loudaodeng");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /楼道灯/ })
      .click();
    await page.getByText(`${draft} 已并入`).waitFor();
    await shoot(page, "life-8-merged");
    await page.keyboard.press("u");
    await page.getByText(`${draft} 已撤销`).waitFor();
    await page.getByRole("heading", { name: /下水道/, level: 2 }).waitFor();
    await shoot(page, "life-9-unmerged");
  });

  async function resolve(note: string): Promise<void> {
    await page.getByRole("region", { name: "可以做的" }).getByRole("button", { name: "已解决" }).click();
    const dialog = page.getByRole("dialog", { name: "已解决" });
    await dialog.getByRole("textbox").fill(note);
    await dialog.getByRole("button", { name: "已解决" }).click();
  }

  /** What the bot's posts in the group say now, oldest first. */
  async function said(): Promise<string[]> {
    return (await walk.house.heard(building2)).filter(({ fromBot }) => fromBot).map(({ text }) => text);
  }
});
