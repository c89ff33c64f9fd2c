import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits, shoot } from "../support/looks.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

describe.skipIf(!chromiumPath)("beginning with the certificate guide, in a browser", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;
  beforeAll(async () => {
    page = await walk.signIn(phone);
  }, walkMsMax);

  it("shows who issues what, brings it in by one press, and says the second time that nothing changed", async () => {
    await page.goto(paths.importArticles());
    const card = page.locator("section", { has: page.getByRole("heading", { name: "证明指南起步包 33 条" }) });
    await card.getByText("看看有哪些").click();
    const kinship = card.getByRole("listitem").filter({ hasText: "亲属关系证明" }).first();
    await kinship.getByText("用证件或承诺代替").waitFor();
    await shoot(page, "starter");
    await expectFits(page);
    await expectAccessible(page);
    await card.getByRole("button", { name: "带入起步包" }).click();
    await page.getByText("已带入 33 条草稿", { exact: false }).waitFor();
    await card.getByRole("button", { name: "带入起步包" }).click();
    await page.getByText("33 条都已带入过", { exact: false }).waitFor();
    await page.goto(paths.knowledge());
    await page.getByText("33 条等第二人看过后发布", { exact: false }).waitFor();
  });

  it("takes an article's days as they are written here, and says at once of what is no day", async () => {
    await page.goto(paths.newArticle());
    const until = page.getByLabel("最后有效日");
    await until.fill("20261");
    await until.blur();
    await page.getByText("请写成 2026-11-22 这样", { exact: false }).waitFor();
    await until.fill("2027年12月31日");
    await until.press("Enter");
    expect(await until.inputValue()).toBe("2027-12-31");
    await shoot(page, "article-days");
    await expectFits(page);
    await expectAccessible(page);
  });
});
