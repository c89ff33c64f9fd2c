import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectAccessible, expectFits, shoot } from "../support/looks.ts";
import { desk, openedForWalks, phone, walkMsMax } from "../support/walk.ts";

/** Two groups of the demo estate, and who speaks in each. */
const [building2, building3] = ["qhy-g1", "qhy-g2"];
const [zhou, xia] = ["qhy-u01", "qhy-u02"];

/** Each width with each theme, each language with each of both. */
const looks = [
  { viewport: desk, theme: "light", language: "zh" },
  { viewport: desk, theme: "dark", language: "en" },
  { viewport: phone, theme: "light", language: "en" },
  { viewport: phone, theme: "dark", language: "zh" },
] as const;

describe.skipIf(!chromiumPath)("one cause in two groups, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let page: Page;
  let first = "";
  let second = "";

  beforeAll(async () => {
    page = await walk.signIn(desk);
    await walk.house.say(building2, zhou, "2号楼停水了，一滴水都没有");
    await page.getByText("1 条待审").waitFor();
    await page.getByRole("button", { name: /^通\s*过/ }).click();
    await page.getByText(/已通过/).waitFor();
    await walk.house.say(building3, xia, "3号楼也停水了，什么时候来水");
    await page.getByText("1 条待审").waitFor();
    first = await idOf("2号楼停水");
    second = await idOf("3号楼也停水");
  }, walkMsMax);

  it("proposes the other group's ticket, and shows before it is said what this group will read", async () => {
    await page.goto(paths.ticket(second));
    const similar = page.getByRole("region", { name: "相近的未结工单" });
    await similar.getByText("可能是同一件事").waitFor();
    await shoot(page, "incident-proposed");
    await similar.getByRole("button", { name: "算作同一件事" }).click();
    const thoughts = page.getByRole("region", { name: "还能撤销的" });
    await thoughts.locator("blockquote").waitFor();
    await shoot(page, "incident-joined");
    await page.getByRole("region", { name: "同一件事" }).getByRole("link").waitFor();
  });

  it("is seen from each of its tickets, in every look", async () => {
    const storageState = await page.context().storageState();
    for (const { viewport, theme, language } of looks) {
      const context = await walk.browser.newContext({ viewport, storageState, baseURL: walk.house.address });
      onTestFinished(() => context.close());
      await context.addInitScript(
        `localStorage["linli.theme"] = "${theme}"; localStorage["linli.language"] = "${language}";`,
      );
      const at = await context.newPage();
      await at.goto(paths.ticket(first));
      await at.getByRole("region", { name: language === "zh" ? "同一件事" : "The same incident" }).waitFor();
      await shoot(at, `incident-${viewport.width}-${theme}-${language}`);
      await expectFits(at);
      await expectAccessible(at);
    }
  });

  it("lets a ticket go that is of another cause, for a reason that stays inside", async () => {
    await page.goto(paths.ticket(second));
    const incident = page.getByRole("region", { name: "同一件事" });
    await incident.getByRole("button", { name: "不是同一件事" }).click();
    const dialog = page.getByRole("dialog", { name: "不是同一件事" });
    expect(await dialog.getByRole("button", { name: "分开办" }).isDisabled()).toBe(true);
    await dialog.getByRole("button", { name: "原因不同，要分开处理。" }).click();
    await shoot(page, "incident-part");
    await expectAccessible(page);
    await dialog.getByRole("button", { name: "分开办" }).click();
    await incident.waitFor({ state: "detached" });
    const timeline = page.getByRole("region", { name: "经过" });
    await timeline.getByText("与另一群的工单不再算作同一件事").waitFor();
    await timeline.getByText("原因不同，要分开处理。").waitFor();
    await shoot(page, "incident-parted");
    await page.goto(paths.ticket(first));
    await page.getByRole("region", { name: "经过" }).getByText("与另一群的工单不再算作同一件事").waitFor();
    expect(await incident.count()).toBe(0);
  });

  async function idOf(words: string): Promise<string> {
    const answer = await page.request.get(`/api/tickets?q=${encodeURIComponent(words)}`);
    const { tickets } = await answer.json();
    expect(tickets).toHaveLength(1);
    return tickets[0].id;
  }
});
