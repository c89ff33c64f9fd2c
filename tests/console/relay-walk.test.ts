import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectFits, thumbPx } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

describe.skipIf(!chromiumPath)("转发 in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;

  beforeAll(async () => {
    page = await walk.signIn(phone);
    // As over plain HTTP in the office network, and in a chat app's own browser.
    await page.addInitScript("Object.defineProperty(navigator, 'clipboard', { value: undefined })");
    await page.goto(paths.relay());
  }, walkMsMax);

  it("names a group, reads what is pasted in, and shows the exact words to paste", async () => {
    await page.getByText("还没有转发群").waitFor();
    await page.getByText("登记一个转发群").click();
    await page.getByLabel("群名").fill("2号楼微信群");
    await page.getByRole("combobox", { name: "区域" }).click();
    await page.locator(".ant-select-item-option").first().click();
    await page.getByRole("button", { name: /登\s*记/ }).click();
    await page.getByRole("heading", { name: "2号楼微信群" }).waitFor();

    await page.getByLabel("把群里的话贴进来").fill("王姐:\n救命，电梯困人了\n\n李四:\n我听见了");
    await page.getByRole("button", { name: "交给小助读" }).click();
    await page.getByText("读到 2 条").waitFor();
    await page.locator(".relay blockquote").waitFor();
    expect(await page.getByText("紧急").isVisible()).toBe(true);
  });

  it("fits a phone: nothing overflows, and every button is under the thumb", async () => {
    await expectFits(page);
    for (const name of [/^复\s*制$/, /^已\s*发$/, "不发了", "交给小助读"]) {
      const box = await page.getByRole("button", { name }).boundingBox();
      expect(box?.height, String(name)).toBeGreaterThanOrEqual(thumbPx);
    }
  });

  it("lets nobody press 已发 before 复制, and selects the words where the browser does not copy", async () => {
    const sent = page.getByRole("button", { name: /^已\s*发$/ });
    expect(await sent.isDisabled()).toBe(true);
    await page.evaluate(() => {
      document.execCommand = () => false;
    });
    await page.getByRole("button", { name: /^复\s*制$/ }).click();
    await page.getByText("文字已选中").waitFor();
    const [selected, shown] = await page.evaluate(() => [
      window.getSelection()?.toString(),
      document.querySelector(".relay blockquote")?.textContent,
    ]);
    expect(selected).toBe(shown);
  });

  it("copies to the letter without the browser's own clipboard, and notes 已发 once", async () => {
    await page.reload();
    const words = await page.locator(".relay blockquote").textContent();
    await page.getByRole("button", { name: /^复\s*制$/ }).click();
    await page.getByText("已复制").waitFor();
    await page.getByLabel("把群里的话贴进来").focus();
    await page.keyboard.press("Control+V");
    expect(await page.getByLabel("把群里的话贴进来").inputValue()).toBe(words);

    await page.getByRole("button", { name: /^已\s*发$/ }).click();
    await page.getByText("已记下：发出了").waitFor();
    await page.getByText("这个群没有要转发的").waitFor();
    await page.reload();
    await page.getByText("这个群没有要转发的").waitFor();
  });
});
