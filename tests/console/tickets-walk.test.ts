import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits, shoot } from "../support/looks.ts";
import { desk, openedForWalks, phone, walkMsMax } from "../support/walk.ts";

/** A group of the demo estate, and what is reported there, by whom. */
const building2 = "qhy-g1";
const reports = [
  ["qhy-u01", "2号楼1单元电梯又停了，按了没反应"],
  ["qhy-u02", "2号楼2单元楼道灯不亮了"],
  ["qhy-u03", "2号楼门口垃圾堆了三天没人清，臭死了"],
  ["qhy-u04", "2号楼1单元下水道堵了，污水往外冒"],
  ["qhy-u05", "2号楼地下车库道闸坏了，车出不去"],
] as const;

describe.skipIf(!chromiumPath)("tickets and figures in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;

  beforeAll(async () => {
    page = await walk.signIn(desk);
    await page.goto(paths.tickets());
    // One after the other: what is said at once is read together, and a line about the dark may then be about the lift.
    for (const [at, [persona, words]] of reports.entries()) {
      await walk.house.say(building2, persona, words);
      await page.locator(".ticket-table tbody tr").nth(at).waitFor();
    }
  }, walkMsMax);

  it("finds by sound, by first letters and by place, from the keyboard alone", async () => {
    await page.keyboard.press("/");
    await page.keyboard.type("dianti");
    await expectOnly("电梯");
    await page.getByLabel("编号、内容、拼音").fill("xsd");
    await expectOnly("下水道");
    await page.getByLabel("编号、内容、拼音").fill("2号楼 坏了");
    await expectOnly("道闸");
    await page.getByRole("button", { name: "清除筛选" }).click();
    await expectRows(reports.length);
    await page.keyboard.press("j");
    await page.keyboard.press("j");
    await page.keyboard.press("Enter");
    await page.getByRole("region", { name: "经过" }).waitFor();
    await page.goBack();
    await shoot(page, "list");
    await expectAccessible(page);
  });

  it("narrows the list by the area tree, and keeps that as a view of one's own", async () => {
    await page.getByLabel("区域", { exact: true }).click();
    await page.keyboard.type("2号楼");
    await shoot(page, "tree");
    await page
      .locator(".ant-select-tree-title")
      .filter({ hasText: /^2号楼$/ })
      .first()
      .click();
    await expect.poll(() => new URL(page.url()).searchParams.get("area")).toMatch(/2号楼$/);
    await page.getByRole("button", { name: "存为我的视图" }).click();
    await page.getByRole("dialog").getByLabel("名称").fill("二号楼");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^保\s*存$/ })
      .click();
    const view = page.getByRole("navigation", { name: "我的视图" }).getByRole("link", { name: "二号楼" });
    await view.waitFor();
    await page.goto(paths.tickets());
    await view.click();
    await expect.poll(() => new URL(page.url()).searchParams.get("area")).toMatch(/2号楼$/);
    await shoot(page, "view");
    await page.getByRole("button", { name: "删除「二号楼」" }).click();
    await view.waitFor({ state: "detached" });
  });

  it("shows the same as a board, which a phone scrolls and the page does not", async () => {
    await page.goto(paths.tickets());
    await expectRows(reports.length);
    await page.keyboard.press("b");
    const drafts = page.getByRole("region", { name: "待审", exact: true });
    await drafts
      .getByRole("link")
      .nth(reports.length - 1)
      .waitFor();
    await shoot(page, "board");
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await expectFits(page);
    await shoot(page, "board-phone");
    await page.goto(paths.tickets());
    await expectRows(reports.length);
    await expectFits(page);
    await shoot(page, "list-phone");
    await expectAccessible(page);
    await page.setViewportSize(desk);
  });

  it("merges a ticket by a key and a search, shows where it went, and takes it back", async () => {
    await openTicket("电梯");
    const code = (await page.locator(".ticket-head code").textContent()) ?? "";
    await approve();
    await openTicket("楼道灯");
    await page.keyboard.press("m");
    await page.getByRole("dialog").getByRole("searchbox").fill("dianti");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: new RegExp(code) })
      .click();
    await page.getByRole("link", { name: `已并入 ${code}` }).waitFor();
    await shoot(page, "merged");
    await page.getByRole("region", { name: "可以做的" }).getByRole("button", { name: "撤销并单" }).click();
    await page.locator(".ticket-head").getByText("待审").waitFor();
    await page.getByRole("region", { name: "经过" }).getByText("撤销并单").waitFor();
  });

  it("keeps a note inside, and puts one line for residents on the card in the group, as shown before", async () => {
    await openTicket("电梯");
    const code = (await page.locator(".ticket-head code").textContent()) ?? "";
    const cards = async () =>
      (await walk.house.heard(building2))
        .filter(({ fromBot, text }) => fromBot && text.includes(code))
        .map(({ text }) => text);
    await expect.poll(async () => (await cards()).length, { timeout: 60_000 }).toBeGreaterThan(0);

    await page.keyboard.press("n");
    const note = page.getByRole("dialog", { name: "写备注" });
    await note.getByRole("button", { name: "现场看过，情况属实。" }).click();
    await note.getByRole("button", { name: "存为备注" }).click();
    await page.getByRole("region", { name: "经过" }).getByText("只有工作人员看得到").waitFor();

    await page.getByRole("button", { name: "告诉居民" }).click();
    const tell = page.getByRole("dialog", { name: "告诉居民" });
    await tell.getByRole("button", { name: "配件已订，到货即修。" }).click();
    await tell.getByText("的卡片上会多这一行").waitFor();
    await shoot(page, "tell");
    await tell.getByRole("button", { name: "写上卡片" }).click();
    await expect.poll(async () => (await cards()).join("\n"), { timeout: 60_000 }).toContain("配件已订，到货即修。");
    expect((await cards()).join("\n")).not.toContain("现场看过");
  });

  it("hands a work order over, sends it back, and says why what cannot be done cannot", async () => {
    await openTicket("电梯");
    const actions = page.getByRole("region", { name: "可以做的" });
    await actions.getByRole("button", { name: "转单" }).click();
    const dialog = page.getByRole("dialog", { name: "转单" });
    expect(await dialog.getByRole("button", { name: "转单" }).isDisabled()).toBe(true);
    await dialog.getByRole("combobox").click();
    await page.locator(".ant-select-item-option").first().click();
    await dialog.getByRole("button", { name: "属于另一单位职责。" }).click();
    await dialog.getByRole("button", { name: "转单" }).click();
    await page
      .getByRole("region", { name: "经过" })
      .getByText(/转单\s*→/)
      .waitFor();
    await page.getByRole("button", { name: "催办" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "请在工单里写明进展。" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "催", exact: true }).click();
    await page.getByRole("region", { name: "经过" }).getByText("催办", { exact: true }).waitFor();
    await actions.getByRole("button", { name: "退单" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "不属于本单位职责。" }).click();
    await page.getByRole("dialog").getByRole("button", { name: "退单" }).click();
    await page.locator(".ticket-head").getByText("已受理").waitFor();
    await actions.getByText(/现在不能做的/).click();
    await actions.getByRole("listitem").filter({ hasText: "转单" }).getByText("不能「转单」").waitFor();
    await shoot(page, "ticket");
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await expectFits(page);
    await shoot(page, "ticket-phone");
    await page.setViewportSize(desk);
  });

  it("leads from each figure to the tickets it counts, and takes figures out as a file that is no formula", async () => {
    await page.goto(paths.figures());
    const weeks = page.getByRole("region", { name: "每周工单" });
    await weeks.getByRole("link", { name: new RegExp(`提出 ${reports.length}`) }).waitFor();
    await shoot(page, "figures");
    await expectAccessible(page);
    await page.setViewportSize(phone);
    await expectFits(page);
    await shoot(page, "figures-phone");
    await page.setViewportSize(desk);

    const download = page.waitForEvent("download");
    await weeks.getByRole("button", { name: "导出 csv" }).click();
    const sheet = await readFile(await (await download).path(), "utf8");
    expect(sheet).toMatch(new RegExp(`^\\ufeff周（周一）,提出,立案,办结\\r\\n\\d{4}-\\d\\d-\\d\\d,${reports.length},`));

    await weeks.getByRole("link", { name: new RegExp(`提出 ${reports.length}`) }).click();
    await expectRows(reports.length);
    await page
      .getByRole("list", { name: "其他条件" })
      .getByRole("button", { name: /起提出/ })
      .waitFor();
    await shoot(page, "drilled");
  });

  it("speaks English in the dark, on each of its pages", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByLabel("Theme").selectOption("dark");
    for (const [name, path] of [
      ["list", paths.tickets()],
      ["board", paths.tickets({ view: "board" })],
      ["figures", paths.figures()],
    ] as const) {
      await page.goto(path);
      await page.locator(".ticket-table, .board-card, .figure").first().waitFor();
      await shoot(page, `dark-${name}`);
      await expectAccessible(page);
    }
    await page.goto(paths.tickets());
    await page.locator(".cell-summary a").first().click();
    await page.locator(".line-head").getByText("Resident A", { exact: true }).first().waitFor();
  });

  async function openTicket(words: string): Promise<void> {
    await page.goto(paths.tickets({ q: words }));
    await page.locator(".cell-summary a").first().click();
    await page.getByRole("region", { name: "经过" }).waitFor();
  }

  async function approve(): Promise<void> {
    await page.getByRole("region", { name: "可以做的" }).getByRole("button", { name: "通过" }).click();
    await page.locator(".ticket-head").getByText("已派单").waitFor();
  }

  async function expectOnly(words: string): Promise<void> {
    const summaries = page.locator(".ticket-table[aria-busy=false] .cell-summary");
    await expect.poll(() => summaries.allTextContents(), { timeout: 60_000 }).toEqual([expect.stringContaining(words)]);
  }

  async function expectRows(count: number): Promise<void> {
    await expect.poll(() => page.locator(".ticket-table tbody tr").count(), { timeout: 60_000 }).toBe(count);
  }
});
