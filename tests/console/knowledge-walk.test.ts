import { readFile } from "node:fs/promises";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath, openBrowser } from "../support/browser.ts";
import { openRunningHouse, type RunningHouse } from "../support/running-house.ts";

const walkMsMax = 120_000;
const building2 = "qhy-g1";
const [zhou, mumu] = ["qhy-u01", "qhy-u03"];
/** The narrowest phone that staff carry, and a desk. */
const sizes = { phone: { width: 360, height: 740 }, desk: { width: 1366, height: 800 } };

/** For whoever wants to look: where to leave a picture of each page. */
const shots = process.env.WALK_SHOTS;

describe.skipIf(!chromiumPath)("knowledge in a browser, on the running house", { timeout: walkMsMax }, () => {
  let house: RunningHouse;
  let browser: Browser;
  let writer: Page;
  let second: Page;
  beforeAll(async () => {
    [house, browser] = await Promise.all([openRunningHouse(), openBrowser()]);
    writer = await signedIn(house.signInLink, sizes.desk);
    second = await signedIn(await linkOfAnotherAdmin(writer), sizes.phone);
  }, walkMsMax);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it("goes from an empty form by a second person on a phone to an answer, and back by one press", async () => {
    await writer.goto(house.address + paths.knowledge());
    await writer.getByRole("link", { name: "写一条" }).click();
    await writer.getByLabel("问题", { exact: true }).fill("社区打印店几点开门");
    await writer.getByLabel("居民的其他问法").fill("打印店开门时间\n哪里能打印");
    await writer.getByLabel("答案").fill("打印店每天 9:00 至 17:00 开门。");
    await writer.getByLabel("适用区域").click();
    await writer.getByTitle("青禾苑", { exact: false }).first().click();
    await writer.getByLabel("出处").fill("便民服务卡");
    await writer.getByLabel("发布单位").fill("社区居委会");
    await shoot(writer, "new");
    await writer.getByRole("button", { name: "存为草稿" }).click();
    await writer.getByRole("heading", { name: "历次版本" }).waitFor();
    const publish = { name: "看过了，发布" };
    expect(await writer.getByRole("button", publish).isDisabled()).toBe(true);
    await writer.getByText("最新一版是你写的", { exact: false }).waitFor();

    await second.goto(house.address + new URL(writer.url()).pathname);
    await second.getByRole("button", publish).click();
    await shoot(second, "publish");
    await second.getByRole("dialog").getByRole("button", publish).click();
    await second.getByText("已发布", { exact: true }).waitFor();
    await fits(second);

    await writer.getByText("已发布", { exact: true }).waitFor();
    await writer.getByLabel("答案").fill("打印店每天 10:00 至 17:00 开门。");
    await writer.getByRole("button", { name: "存为新版本" }).click();
    await writer.getByText("已发布，有改动待发布").waitFor();
    const newest = writer.getByRole("region", { name: "历次版本" }).getByRole("listitem").first();
    await newest.getByText("看改动").click();
    expect(await newest.locator("ins").allTextContents()).toEqual(["10"]);
    expect(await newest.locator("del").allTextContents()).toEqual(["9"]);
    await shoot(writer, "revised");

    await second.getByRole("button", publish).click();
    await second.getByRole("dialog").getByRole("button", publish).click();
    await second.getByRole("button", { name: "回到第 1 版" }).click();
    await second.getByRole("heading", { name: "第 3 版" }).waitFor();
    expect(await second.getByLabel("答案").inputValue()).toContain("9:00");
    await shoot(second, "rolled-back");
    await fits(second);

    await second.goto(house.address + paths.knowledge());
    await second.getByRole("link", { name: "社区打印店几点开门" }).waitFor();
    await shoot(second, "list");
    await fits(second);
  });

  it("tries a question out: what would be said and why, and for what nobody can answer the way to an article", async () => {
    await second.goto(house.address + paths.tryQuestion());
    await second.getByLabel("居民怎么问").fill("居住证明在哪里开，要带什么");
    await second.getByLabel("在哪个区域问").click();
    await second.getByTitle("青禾苑", { exact: false }).first().click();
    await second.getByRole("button", { name: "试试" }).click();
    await second.getByRole("heading", { name: "会这样回答" }).waitFor();
    expect(await second.locator("mark").first().textContent()).toContain("居住证明");
    await shoot(second, "try");
    await fits(second);
    await second.getByLabel("居民怎么问").fill("游泳池的水温多少");
    await second.getByRole("button", { name: "试试" }).click();
    await second.getByRole("heading", { name: "不说话" }).waitFor();
    await second.getByRole("link", { name: "为它写一条" }).click();
    expect(await second.getByLabel("问题", { exact: true }).inputValue()).toBe("游泳池的水温多少");
  });

  it("takes articles out as a file and in again: a look first, then drafts", async () => {
    await second.goto(house.address + paths.importArticles());
    const download = second.waitForEvent("download");
    await second.getByRole("link", { name: "导出 CSV" }).click();
    const sheet = await readFile(await (await download).path(), "utf8");
    const area = /演示街道\/桥湾社区\/青禾苑(?=,)/.exec(sheet)![0];
    const edited = `${sheet.replace(",社区打印店几点开门,", ",社区打印店几点关门,")},失物招领在哪里,,在门岗。,,告示,物业,,${area},,\r\n,缺答案,,,,告示,物业,,${area},,\r\n`;
    const file = { name: "条目.csv", mimeType: "text/csv", buffer: Buffer.from(edited) };
    await second.getByLabel("选文件").setInputFiles(file);
    await second.getByRole("heading", { name: /新增 1 条，改动 1 条，没有变化 \d+ 条，不能导入 1 条/ }).waitFor();
    await second.getByText("答案：没有填").waitFor();
    await shoot(second, "import");
    await fits(second);
    await second.getByRole("button", { name: "带入 2 条草稿" }).click();
    await second.getByText("已带入 2 条草稿", { exact: false }).waitFor();
    await second.goto(house.address + paths.knowledge());
    await second.getByText(/2 条等第二人看过后发布/).waitFor();
    await second.getByRole("button", { name: "只看这些" }).click();
    await second.getByRole("link", { name: "失物招领在哪里" }).waitFor();
    await shoot(second, "waiting");
  });

  it("shows what nobody could answer by households, and begins the article with it", async () => {
    await house.say(building2, zhou, "请问小区的羽毛球场几点开放？");
    await house.say(building2, mumu, "小区羽毛球场几点开放呀？");
    await second.goto(house.address + paths.unanswered());
    await second.getByText("2 户问过，共 2 次").waitFor();
    await shoot(second, "unanswered");
    await fits(second);
    await second.getByRole("link", { name: "写成条目" }).click();
    expect(await second.getByLabel("问题", { exact: true }).inputValue()).toContain("羽毛球场几点开放");
    expect(await second.getByLabel("居民的其他问法").inputValue()).toContain("羽毛球场几点开放");
  });

  /** Nothing on the page is wider than the screen. */
  async function fits(page: Page): Promise<void> {
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  }

  async function shoot(page: Page, name: string): Promise<void> {
    if (shots) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  }

  async function signedIn(link: string, viewport: { width: number; height: number }): Promise<Page> {
    const context = await browser.newContext({ viewport, locale: "zh-CN" });
    const page = await context.newPage();
    await page.goto(link);
    await page.getByText("草稿都审完了").waitFor();
    return page;
  }

  /** A link for another admin, as the first one would hand it out. */
  async function linkOfAnotherAdmin(page: Page): Promise<string> {
    const path = await page.evaluate(async () => {
      const ask = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
      const me = await ask("/api/me");
      const staff: { id: string; name: string; role: string }[] = await ask("/api/staff");
      const other = staff.find(({ name, role }) => role === "admin" && name !== me.name)!;
      return (await ask(`/api/staff/${other.id}/sign-in-link`, { method: "POST" })).url as string;
    });
    return new URL(path, house.address).href;
  }
});
