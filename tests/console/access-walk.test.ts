import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { totpCode } from "../../adapters/credentials/totp.ts";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

const password = "槐树 bicycle nine lamps";

/** The code of an authenticator now, or soon: one that was used is not taken again. */
const codeNow = (secret: string, stepsAhead = 0) => totpCode(secret, Math.floor(Date.now() / 30_000) + stepsAhead);

describe.skipIf(!chromiumPath)("signing in, in a browser on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;
  let secret = "";

  beforeAll(async () => {
    page = await walk.signIn(phone);
  }, walkMsMax);

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
