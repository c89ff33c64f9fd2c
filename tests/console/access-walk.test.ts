import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totpCode } from "../../adapters/credentials/totp.ts";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath, openBrowser } from "../support/browser.ts";
import { openRunningHouse, type RunningHouse } from "../support/running-house.ts";

const walkMsMax = 120_000;
/** The narrowest phone that staff carry. */
const phone = { width: 360, height: 740 };
const password = "槐树 bicycle nine lamps";
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The code of an authenticator now, or soon: one that was used is not taken again. */
const codeNow = (secret: string, stepsAhead = 0) => totpCode(secret, Math.floor(Date.now() / 30_000) + stepsAhead);

describe.skipIf(!chromiumPath)("signing in, in a browser on the running house", { timeout: walkMsMax }, () => {
  let house: RunningHouse;
  let browser: Browser;
  let page: Page;
  let secret = "";

  beforeAll(async () => {
    [house, browser] = await Promise.all([openRunningHouse(), openBrowser()]);
    page = await browser.newPage({ viewport: phone, locale: "zh-CN", baseURL: house.address });
    await page.goto(house.signInLink);
    await page.getByText("草稿都审完了").waitFor();
  }, walkMsMax);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it("lets whoever came by a link choose an account and a password, and says why one is refused", async () => {
    await page.goto(paths.account());
    await page.getByLabel("账号").fill("guanli");
    await page.getByLabel("新密码").fill("123456789012");
    await page.getByRole("button", { name: /^保\s*存$/ }).click();
    await page.getByText("这个密码不能用").waitFor();
    await page.getByLabel("新密码").fill(password);
    await page.getByRole("button", { name: /^保\s*存$/ }).click();
    await page.getByText("密码已保存").waitFor();
    await expectFits(page);
    await expectAccessible(page);
  });

  it("sets up a second factor, and shows the recovery codes once", async () => {
    await page.getByRole("button", { name: /^启\s*用$/ }).click();
    secret = (await page.locator(".one-time-code").textContent()) ?? "";
    await page.getByLabel("验证码").fill(codeNow(secret, -1));
    await page.getByRole("button", { name: /^完\s*成$/ }).click();
    await page.locator(".recovery-codes li").first().waitFor();
    expect(await page.locator(".recovery-codes li").count()).toBe(10);
    await page.getByRole("button", { name: "关闭" }).click();
    await page.getByText("还有 10 个恢复码").waitFor();
  });

  it("signs out, and in again by password and code", async () => {
    await page.getByRole("button", { name: "退出", exact: true }).click();
    await page.getByRole("heading", { name: /登录$/ }).waitFor();
    await page.getByLabel("账号").fill("guanli");
    await page.getByLabel("密码", { exact: true }).fill(password);
    await expectAccessible(page);
    await page.getByRole("button", { name: /^登\s*录$/ }).click();
    await page.getByText("还需要验证码").waitFor();
    await page.getByLabel("验证码").fill(codeNow(secret));
    await page.getByRole("button", { name: /^登\s*录$/ }).click();
    await page.getByText("草稿都审完了").waitFor();
  });

  it("shows what was done, newest first, and that the log is whole", async () => {
    await page.goto(paths.audit());
    await page.getByText("完好").waitFor();
    const done = await page.locator(".audit-entries li").allInnerTexts();
    expect(done[0]).toContain("登录");
    expect(done.join("\n")).toMatch(/启用第二步验证[\s\S]*设置密码[\s\S]*发出登录链接/);
    await expectFits(page);
    await expectAccessible(page);
  });

  it("shuts somebody out after asking, and lets them in again", async () => {
    await page.goto(paths.staff());
    const card = page
      .locator(".card")
      .filter({ has: page.getByRole("button", { name: /^停\s*用$/, disabled: false }) });
    const name = await card.first().getByRole("heading").textContent();
    await card
      .first()
      .getByRole("button", { name: /^停\s*用$/ })
      .click();
    await page.getByText(`${name} 会立刻退出`).waitFor();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /^停\s*用$/ })
      .click();
    const shutOut = page.locator(".card").filter({ hasText: "已停用" });
    await shutOut.getByRole("button", { name: /^恢\s*复$/ }).click();
    await shutOut.waitFor({ state: "detached" });
    await expectFits(page);
  });
});

async function expectFits(page: Page): Promise<void> {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(content).toBeLessThanOrEqual(window_!);
}

/** No serious finding of axe-core. */
async function expectAccessible(page: Page): Promise<void> {
  await page.evaluate(axe);
  const serious = await page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
  expect(serious).toEqual([]);
}

interface AxeResults {
  readonly violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
}
