import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { erasedMark } from "../../src/domain/person.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits, shoot } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

/** A group of the demo estate, and who reports there. */
const [building2, reporter] = ["qhy-g1", "qhy-u01"];
const words = "2号楼1单元电梯又停了，按了没反应，花斑猫还在里面";

describe.skipIf(!chromiumPath)(
  "the rights of a resident, in a browser on the running house",
  { timeout: walkMsMax },
  () => {
    const walk = openedForWalks();
    let page: Page;
    let code = "";

    beforeAll(async () => {
      page = await walk.signIn(phone);
      await page.goto(paths.tickets());
      await walk.house.say(building2, reporter, words);
      await page.getByText("花斑猫").first().click();
      await page.getByRole("button", { name: "导出此人记录" }).waitFor();
      code = (await page.locator("h1 code").textContent()) ?? "";
    }, walkMsMax);

    const dialog = () => page.getByRole("dialog");

    it("gives out what is kept of whoever reported, for a reason", async () => {
      await page.getByRole("button", { name: "导出此人记录" }).click();
      const save = dialog().getByRole("button", { name: "完整数据（含照片）" });
      expect(await save.isDisabled()).toBe(true);
      await page.keyboard.type("本人到窗口申请");
      await expectFits(page);
      await expectAccessible(page);
      await shoot(page, "export");
      const [download] = await Promise.all([page.waitForEvent("download"), save.click()]);
      const file = JSON.parse(await readFile(await download.path(), "utf8"));
      expect(JSON.stringify(file.messages)).toContain("花斑猫");
      await page.getByText("已导出，并已记入审计").waitFor();
    });

    it("shows what erasing takes away before it asks for the ticket's code, and can be done by keys alone", async () => {
      await page.getByRole("button", { name: "删除此人记录" }).focus();
      await page.keyboard.press("Enter");
      const erase = dialog().getByRole("button", { name: "永久删除" });
      await page.keyboard.type("花斑猫");
      await page.keyboard.press("Tab");
      await page.keyboard.press("Enter");
      await dialog().getByRole("status").getByText("会删掉").waitFor();
      await dialog().getByText(`还没办完：${code}`).waitFor();
      await expectFits(page);
      await expectAccessible(page);
      await shoot(page, "erase");
      await page.keyboard.press("Tab");
      await page.keyboard.type("本人到窗口申请");
      expect(await erase.isDisabled()).toBe(true);
      await page.keyboard.press("Tab");
      await page.keyboard.type(code.toLowerCase());
      expect(await erase.isEnabled()).toBe(true);
      await page.keyboard.press("Enter");
      await page.getByText("已删除，并已记入审计").waitFor();
      await page.getByRole("heading", { name: erasedMark }).waitFor();
      expect(await page.locator("main").textContent()).not.toContain("花斑猫");
      await expectFits(page);
      await shoot(page, "erased");
    });

    it("says so where nobody is left to ask for", async () => {
      await page.getByRole("button", { name: "导出此人记录" }).click();
      await page.keyboard.type("本人到窗口申请");
      await page.keyboard.press("Enter");
      await page.getByText("这位居民的记录已经删除过了").waitFor();
      await page.getByRole("dialog").getByRole("button", { name: "关闭" }).click();
      await page.goto(paths.audit());
      await page.locator(".audit-entries li").filter({ hasText: "导出一位居民的全部记录" }).waitFor();
      const done = await page.locator(".audit-entries li").allInnerTexts();
      expect(done.join("\n")).toMatch(/删除一位居民的全部记录[\s\S]*导出一位居民的全部记录/);
    });
  },
);
