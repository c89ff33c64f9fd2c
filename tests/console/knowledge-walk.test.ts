import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectFits, shoot } from "../support/looks.ts";
import { desk, linkOfAnother, openedForWalks, phone, walkMsMax } from "../support/walk.ts";

const building2 = "qhy-g1";
const [zhou, mumu] = ["qhy-u01", "qhy-u03"];

describe.skipIf(!chromiumPath)("knowledge in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let writer: Page;
  let second: Page;
  beforeAll(async () => {
    writer = await walk.signIn(desk);
    second = await walk.signIn(phone, await linkOfAnother(writer, "admin"));
  }, walkMsMax);

  it("goes from an empty form by a second person on a phone to an answer, and back by one press", async () => {
    await writer.goto(paths.knowledge());
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

    await second.goto(new URL(writer.url()).pathname);
    await second.getByRole("button", publish).click();
    await shoot(second, "publish");
    await second.getByRole("dialog").getByRole("button", publish).click();
    await second.getByText("已发布", { exact: true }).waitFor();
    await expectFits(second);

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
    await expectFits(second);

    await second.goto(paths.knowledge());
    await second.getByRole("link", { name: "社区打印店几点开门" }).waitFor();
    await shoot(second, "list");
    await expectFits(second);
  });

  it("tries a question out: what would be said and why, and for what nobody can answer the way to an article", async () => {
    await second.goto(paths.tryQuestion());
    await second.getByLabel("居民怎么问").fill("居住证明在哪里开，要带什么");
    await second.getByLabel("在哪个区域问").click();
    await second.getByTitle("青禾苑", { exact: false }).first().click();
    await second.getByRole("button", { name: "试试" }).click();
    await second.getByRole("heading", { name: "会这样回答" }).waitFor();
    expect(await second.locator("mark").first().textContent()).toContain("居住证明");
    await shoot(second, "try");
    await expectFits(second);
    await second.getByLabel("居民怎么问").fill("游泳池的水温多少");
    await second.getByRole("button", { name: "试试" }).click();
    await second.getByRole("heading", { name: "不说话" }).waitFor();
    await second.getByRole("link", { name: "为它写一条" }).click();
    expect(await second.getByLabel("问题", { exact: true }).inputValue()).toBe("游泳池的水温多少");
  });

  it("takes articles out as a file and in again: a look first, then drafts", async () => {
    await second.goto(paths.importArticles());
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
    await expectFits(second);
    await second.getByRole("button", { name: "带入 2 条草稿" }).click();
    await second.getByText("已带入 2 条草稿", { exact: false }).waitFor();
    await second.goto(paths.knowledge());
    await second.getByText(/2 条等第二人看过后发布/).waitFor();
    await second.getByRole("button", { name: "只看这些" }).click();
    await second.getByRole("link", { name: "失物招领在哪里" }).waitFor();
    await shoot(second, "waiting");
  });

  it("shows what nobody could answer by households, and begins the article with it", async () => {
    await walk.house.say(building2, zhou, "请问小区的羽毛球场几点开放？");
    await walk.house.say(building2, mumu, "小区羽毛球场几点开放呀？");
    await second.goto(paths.unanswered());
    await second.getByText("2 户问过，共 2 次").waitFor();
    await shoot(second, "unanswered");
    await expectFits(second);
    await second.getByRole("link", { name: "写成条目" }).click();
    expect(await second.getByLabel("问题", { exact: true }).inputValue()).toContain("羽毛球场几点开放");
    expect(await second.getByLabel("居民的其他问法").inputValue()).toContain("羽毛球场几点开放");
  });
});
