import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { expectFits, shoot } from "../support/looks.ts";
import { desk, linkOfAnother, openedForWalks, phone, walkMsMax } from "../support/walk.ts";

describe.skipIf(!chromiumPath)("the exam in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  let writer: Page;
  let second: Page;
  beforeAll(async () => {
    writer = await walk.signIn(desk);
    second = await walk.signIn(phone, await linkOfAnother(writer, "admin"));
  }, walkMsMax);

  it("refuses an article that takes another one's question, shows which, and lets it in when it is mended", async () => {
    await writer.goto(paths.newArticle());
    await writer.getByLabel("问题", { exact: true }).fill("打孔有什么规矩");
    await writer.getByLabel("居民的其他问法").fill("周末能不能打孔");
    await writer.getByLabel("答案").fill("打孔前先到物业登记。");
    await writer.getByLabel("适用区域").click();
    await writer.getByTitle("青禾苑", { exact: false }).first().click();
    await writer.getByLabel("出处").fill("装修登记须知");
    await writer.getByLabel("发布单位").fill("澄禾物业");
    await writer.getByRole("button", { name: "存为草稿" }).click();
    await writer.getByRole("heading", { name: "历次版本" }).waitFor();

    const publish = { name: "看过了，发布" };
    await second.goto(new URL(writer.url()).pathname);
    await second.getByRole("button", publish).click();
    const dialog = second.getByRole("dialog");
    await dialog.getByText("没有通过：比现在用的差").waitFor();
    const lost = dialog.locator(".lost-cases li").filter({ hasText: "周末能不能打孔" });
    expect(await lost.locator("dd").allTextContents()).toEqual([
      "小区里几点到几点可以装修施工?",
      "小区里几点到几点可以装修施工?",
      "打孔有什么规矩",
    ]);
    expect(await dialog.getByRole("button", publish).isDisabled()).toBe(true);
    await shoot(second, "refused");
    await expectFits(second);
    const refusal = await publishAnyway(second, new URL(writer.url()).pathname.split("/").at(-1)!);
    expect(refusal).toMatchObject({ status: 409, code: "EXAM_NOT_PASSED" });
    expect(refusal.message).toContain("周末能不能打孔");

    await writer.getByLabel("居民的其他问法").fill("打孔要登记吗");
    await writer.getByRole("button", { name: "存为新版本" }).click();
    await writer.getByRole("heading", { name: "第 2 版" }).waitFor();
    await second.goto(new URL(writer.url()).pathname);
    await second.getByRole("button", publish).click();
    await second.getByRole("dialog").getByText("通过：不比现在用的差").waitFor();
    await shoot(second, "passed");
    await second.getByRole("dialog").getByRole("button", publish).click();
    await second.getByText("已发布", { exact: true }).waitFor();

    await writer.goto(writer.url());
    await writer.getByLabel("答案").fill("打孔前先到物业登记，中午不打。");
    await writer.getByRole("button", { name: "存为新版本" }).click();
    await writer.getByText("已发布，有改动待发布").waitFor();
    await second.goto(new URL(writer.url()).pathname);
    await second.getByRole("button", publish).click();
    await second.getByRole("dialog").getByRole("button", publish).click();
    await second.getByRole("button", { name: "回到第 2 版" }).click();
    await second.getByRole("heading", { name: "第 4 版" }).waitFor();
    expect(await second.getByLabel("答案").inputValue()).toBe("打孔前先到物业登记。");
  });

  it("puts a question into the exam from where it was tried, and takes it out again", async () => {
    await writer.goto(paths.tryQuestion());
    await writer.getByLabel("居民怎么问").fill("游泳池的水温多少");
    await writer.getByRole("button", { name: "试试" }).click();
    await writer.getByRole("button", { name: "记为考题：应当不回答" }).click();
    await writer.goto(paths.learning());
    const question = writer.getByRole("listitem").filter({ hasText: "游泳池的水温多少" });
    await question.getByText("谁也不该答").waitFor();
    await shoot(writer, "exam");
    await question.getByRole("button", { name: "去掉" }).click();
    await question.waitFor({ state: "detached" });
  });

  it("says that a prompt cannot be examined without a model, and keeps it unpublished", async () => {
    await writer.goto(paths.prompt("triage"));
    await writer.getByText("没有配置语言模型，现在由本地判读。").first().waitFor();
    const system = writer.getByLabel("固定部分");
    await system.fill(`${await system.inputValue()}\nBe brief.`);
    await writer.getByLabel("改了什么、为什么").fill("请它说得短一些，摘要太长。");
    await writer.getByRole("button", { name: "存为新版本" }).click();
    await writer.getByRole("heading", { name: "第 1 版" }).waitFor();
    await second.goto(paths.prompt("triage"));
    const version = second.getByRole("region", { name: "历次版本" }).getByRole("listitem").first();
    await version.getByText("看改动").click();
    expect(await version.locator("ins").allTextContents()).toEqual(["\nBe brief."]);
    expect(await version.getByRole("button", { name: "开始考试" }).isDisabled()).toBe(true);
    expect(await version.getByRole("button", { name: "看过了，发布" }).isDisabled()).toBe(true);
    await shoot(second, "prompt");
    await expectFits(second);
  });

  /** Asks the server to publish past the greyed button. */
  function publishAnyway(page: Page, articleId: string): Promise<{ status: number; code: string; message: string }> {
    return page.evaluate(async (id) => {
      const answer = await fetch(`/api/articles/${id}/events`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ event: "publish", revision: 1 }),
      });
      return { status: answer.status, ...(await answer.json()) };
    }, articleId);
  }
});
