import { fileURLToPath } from "node:url";
import type { Page } from "playwright-core";
import { beforeAll, describe, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { openedForWalks, phone, walkMsMax } from "../support/walk.ts";

/** A picture of it can still be read at the width of a page. */
const desk = { width: 1200, height: 720 };
const pictures = fileURLToPath(new URL("../../docs/pictures/", import.meta.url));

/** Takes the pictures of the handbooks anew, from the running house: `TAKE_PICTURES=1 npx vitest run … tests/console/handbook-pictures.test.ts`. */
describe.skipIf(!chromiumPath || !process.env.TAKE_PICTURES)("the pictures of the handbooks", () => {
  const walk = openedForWalks();
  let page: Page;

  beforeAll(async () => {
    page = await walk.signIn(desk);
  }, walkMsMax);

  it(
    "are taken",
    async () => {
      await walk.house.say("qhy-g2", "qhy-u02", "3号楼楼道灯不亮了");
      await page.getByText("1 条待审").waitFor({ timeout: 60_000 });
      await walk.house.say("qhy-g1", "qhy-u03", "今天快递放门口了吗");
      await walk.house.say("qhy-g1", "qhy-u01", "2号楼1单元电梯又停了，按了没反应");
      await page.getByText("2 条待审").waitFor({ timeout: 60_000 });
      await page.goto(paths.today());
      await page.getByRole("heading", { name: /电梯/, level: 2 }).waitFor();
      await take("today");
      await page.setViewportSize(phone);
      await take("today-phone");
      await page.setViewportSize(desk);

      await page.keyboard.press("c");
      await page.getByRole("dialog").waitFor();
      await take("change");
      await page.keyboard.press("Escape");
      await page.getByRole("dialog").waitFor({ state: "detached" });
      await page.keyboard.press("a");
      await page.getByText("秒内可撤销").waitFor();
      await take("undo");
      await page.getByText("秒内可撤销").waitFor({ state: "detached", timeout: 60_000 });

      await page.goto(paths.tickets());
      await page.getByRole("link", { name: /电梯/ }).first().click();
      await page.getByRole("region", { name: "可以做的" }).waitFor();
      await take("ticket");

      await page.goto(paths.groups());
      await page.getByRole("heading", { name: "青禾苑2号楼邻里群" }).waitFor();
      await take("groups");
      await page.goto(paths.areas());
      await page.getByText("中心花园", { exact: true }).waitFor();
      await take("areas");
      await page.goto(paths.staff());
      await page.locator(".card").filter({ hasText: "小方" }).getByRole("button", { name: "设 AB 角" }).click();
      await page.getByRole("dialog").waitFor();
      await take("deputy");
      await page.goto(paths.audit());
      await page.locator(".audit-entries li").first().waitFor();
      await take("audit");
      await page.goto(paths.doctor());
      await page.locator("h1").waitFor();
      await page.locator(".ant-skeleton").first().waitFor({ state: "detached" });
      await take("doctor");
    },
    walkMsMax,
  );

  async function take(name: string): Promise<void> {
    await page.screenshot({ path: `${pictures}handbook-${name}.png` });
  }
});
