import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { PersonaView } from "../../adapters/sandbox/sandbox-api.ts";
import { postIn } from "../contracts/chat-platform-bench.ts";
import { chromiumPath, openBrowser } from "../support/browser.ts";
import { openSandboxApp, type SandboxAppOptions } from "../support/sandbox-app.ts";
import { type BuiltPage, buildSandboxPage } from "../support/sandbox-page.ts";

const personas: readonly PersonaView[] = [
  { ref: "u1", nick: "3-2-501 王姐", role: "resident", about: "热心，一件事分四条发", groupIds: ["id-g1"] },
  { ref: "u2", nick: "老夏(钓鱼去了)", role: "resident", about: "只发语音", groupIds: ["id-g1"] },
  { ref: "s1", nick: "网格员小刘", role: "staff", about: "管三栋楼", groupIds: ["id-g1", "id-s1"] },
];

describe.skipIf(!chromiumPath)("the sandbox page in a browser", () => {
  let browser: Browser;
  let built: BuiltPage;
  beforeAll(async () => {
    [browser, built] = await Promise.all([openBrowser(), buildSandboxPage()]);
  });
  afterAll(async () => {
    await browser?.close();
    await built?.remove();
  });

  it("shows what one neighbour says to another, live and as whom", async () => {
    const { sandbox, visit } = await opened();
    const [wang, other] = [await visit(), await visit()];
    await become(other, "老夏");
    await say(wang, "电梯又停了");
    await say(wang, "2单元的");
    await other.locator(".row", { hasText: "2单元的" }).waitFor();
    expect(await other.locator(".row").allInnerTexts()).toEqual([
      expect.stringMatching(/3-2-501 王姐\s+电梯又停了/),
      expect.stringMatching(/3-2-501 王姐\s+2单元的/),
    ]);
    await say(other, "我家也是");
    await wang.locator(".row:not(.row-mine)", { hasText: "我家也是" }).waitFor();
    expect(sandbox.events).toMatchObject([{ senderRef: "u1" }, { senderRef: "u1" }, { senderRef: "u2" }]);
  });

  it("quotes, joins in, takes back and writes again", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit();
    await say(page, "电梯又停了");
    await choose(page, "电梯又停了", "引用");
    await say(page, "急");
    await page.locator(".quote", { hasText: "3-2-501 王姐：电梯又停了" }).waitFor();
    expect(sandbox.events[1]).toMatchObject({ quotedRef: (sandbox.events[0] as { messageRef: string }).messageRef });

    await choose(page, "急", "撤回");
    await page.locator(".line", { hasText: "你撤回了一条消息" }).waitFor();
    await page.getByRole("button", { name: "重新编辑" }).click();
    expect(await field(page).inputValue()).toBe("急");

    await sandbox.platform.farSide.say(saidBy("u2", "几点修好"));
    await sandbox.platform.farSide.say(saidBy("u3", "几点修好"));
    await page.getByRole("button", { name: "+1", exact: true }).click();
    await page.locator(".row-mine", { hasText: "几点修好" }).waitFor();
  });

  it("changes one's own words, and takes the Enter that chooses a Chinese word for what it is", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit();
    await say(page, "3号楼停水");
    await choose(page, "3号楼停水", "修改");
    await field(page).fill("2号楼停水");
    await field(page).dispatchEvent("keydown", { key: "Enter", isComposing: true, bubbles: true });
    await field(page).pressSequentially("了");
    await field(page).press("Enter");
    await page.locator(".row", { hasText: "已修改" }).waitFor();
    expect(await page.locator(".bubble").allInnerTexts()).toEqual(["2号楼停水了"]);
    expect(sandbox.events.map(({ type }) => type)).toEqual(["message", "edit"]);
  });

  it("is walked by keyboard: who to be, and what to do with a message", async () => {
    const { visit } = await opened();
    const page = await visit();
    await page.getByRole("button", { name: /^我是/ }).press("Enter");
    await page.getByRole("radio", { name: "3-2-501 王姐" }).press("ArrowDown");
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: "我是 老夏" }).waitFor();
    await say(page, "在吗");
    await page.getByRole("button", { name: "消息操作" }).press("Enter");
    await page.getByRole("menuitem", { name: "引用" }).press("Enter");
    await page.locator(".attachment", { hasText: "引用 老夏" }).waitFor();
    await page.getByRole("button", { name: "消息操作" }).press("Enter");
    await page.keyboard.press("Escape");
    await page.getByRole("menu").waitFor({ state: "detached" });
  });

  it("sends a picture, a voice message, a sticker and a red packet", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit();
    for (const [drawer, item] of [["图片", "电梯门口一滩水"], ["表情", "捂脸"], ["红包"]] as const) {
      await page.getByRole("button", { name: "图片、表情、红包" }).click();
      await page.locator(".panel").getByRole("button", { name: drawer }).click();
      if (item) await page.locator(".drawer").getByRole("button", { name: item }).click();
      await page.locator(".panel, .drawer").waitFor({ state: "detached" });
    }
    await page.getByRole("button", { name: "改发语音" }).click();
    await page.getByPlaceholder("打出语音里说的话…").fill("楼梯上面的灯不亮了");
    await page.keyboard.press("Enter");
    await inChat(page, "楼梯上面的灯不亮了").waitFor();
    expect(
      await page
        .getByRole("img", { name: "电梯门口一滩水" })
        .evaluate((image) => (image as HTMLImageElement).naturalWidth),
    ).toBeGreaterThan(0);
    expect(sandbox.events).toMatchObject([
      { kind: "image", text: "[图片] 电梯门口一滩水" },
      { kind: "sticker", text: "捂脸" },
      { kind: "red_packet" },
      { kind: "voice", text: "楼梯上面的灯不亮了" },
    ]);
  });

  it("changes the bot's card in place, and brings a press to the house", async () => {
    const { sandbox, visit } = await opened({ onPress: async () => ({ text: "已通过，派给物业" }) });
    const page = await visit({ viewport: { width: 1280, height: 800 } });
    const card = await sandbox.platform.send(postIn("g1", { text: "2单元电梯停运 编号 A7K3\n已派单：物业" }));
    const choices = [
      { label: "通过", token: "t1" },
      { label: "改类", token: "t2" },
    ];
    await sandbox.platform.send(postIn("s1", { text: "待审：电梯\n位置：2单元", choices }));
    await inChat(page, "已派单：物业").waitFor();
    const editRef = card.status === "sent" ? card.messageRefs[0]! : "";
    await sandbox.platform.send(postIn("g1", { text: "2单元电梯停运 编号 A7K3\n正在检修", editRef }));
    await page.locator(".bot", { hasText: "正在检修" }).getByText("已更新").waitFor();
    expect(await inChat(page, "已派单：物业").count()).toBe(0);

    await page.getByRole("button", { name: "通过" }).click();
    await page.getByText("仅你可见：已通过，派给物业").waitFor();
    expect(sandbox.presses).toMatchObject([{ groupRef: "s1", token: "t1", senderRef: "s1" }]);
  });

  it("holds a message back while the house does not answer, and sends it once it does", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit();
    await sandbox.stop();
    await say(page, "停水了");
    await page.locator(".delivery").waitFor();
    sandbox.run();
    await page.locator(".delivery").waitFor({ state: "detached" });
    expect(await page.locator(".row", { hasText: "停水了" }).count()).toBe(1);
    expect(sandbox.events).toHaveLength(1);
  });

  it("catches up after its connection broke", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit();
    await page.context().setOffline(true);
    sandbox.app.server.closeAllConnections();
    await page.getByText("正在重连").waitFor();
    await sandbox.platform.farSide.say(saidBy("u2", "刚才停电了"));
    await page.context().setOffline(false);
    await inChat(page, "刚才停电了").waitFor();
    await page.getByText("正在重连").waitFor({ state: "detached" });
  });

  it("counts what is unread in a group that is not open", async () => {
    const { sandbox, visit } = await opened();
    const page = await visit({ viewport: { width: 900, height: 700 } });
    await sandbox.platform.send(postIn("s1", { text: "一" }));
    await page.locator(".badge", { hasText: "1" }).waitFor();
    await page.getByRole("button", { name: "幸福里网格工作群" }).click();
    await page.locator(".badge").waitFor({ state: "detached" });
  });

  it("opens a building beside its staff, another building in its place, and a third beside both", async () => {
    const { sandbox, visit } = await opened();
    const more = { areaPath: "幸福里小区", kind: "residents" } as const;
    for (const name of ["甲群", "乙群"]) sandbox.groups.push({ id: `id-${name}`, ref: name, name, ...more });
    const page = await visit({ viewport: { width: 1600, height: 800 } });
    const titles = () => page.locator(".chat h2 bdi").allInnerTexts();
    expect(await titles()).toEqual(["幸福里3号楼业主群", "幸福里网格工作群"]);
    await page.getByRole("button", { name: "甲群" }).click();
    expect(await titles()).toEqual(["甲群", "幸福里网格工作群"]);
    await page.locator(".group", { hasText: "乙群" }).getByRole("button", { name: "并排打开" }).click();
    expect(await titles()).toEqual(["甲群", "幸福里网格工作群", "乙群"]);
    await page.getByRole("button", { name: "关闭这一列" }).first().click();
    expect(await titles()).toEqual(["幸福里网格工作群", "乙群"]);
  });

  it("reads older messages when it is scrolled up", async () => {
    const { sandbox, visit } = await opened();
    for (let index = 1; index <= 100; index++) await sandbox.platform.farSide.say(saidBy("u2", `第${index}条`));
    const page = await visit();
    await inChat(page, "第100条").waitFor();
    expect(await inChat(page, "第1条").count()).toBe(0);
    const box = page.locator(".messages");
    for (let rows = 0; rows < 100; rows = await page.locator(".bubble").count()) {
      const before = await page.locator(".bubble").count();
      await box.evaluate((element) => element.scrollTo(0, 0));
      await page.locator(".bubble").nth(before).waitFor({ state: "attached" });
    }
    await inChat(page, "第1条").waitFor();
    await page.getByRole("button", { name: "回到最新" }).click();
    await inChat(page, "第100条").waitFor();
  });

  it("fits a small phone: the list, then a chat, then back", async () => {
    const { sandbox, visit } = await opened();
    await sandbox.platform.farSide.say(saidBy("u2", `${"长".repeat(60)}https://${"a".repeat(200)}`));
    const page = await visit({ viewport: { width: 360, height: 640 }, isMobile: true, hasTouch: true });
    const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(await page.locator(".composer").count()).toBe(0);
    expect(await overflow()).toBe(0);
    await page.getByRole("button", { name: "幸福里3号楼业主群" }).tap();
    await page.locator(".composer").waitFor();
    expect(await page.locator(".messages").evaluate((box) => box.scrollWidth - box.clientWidth)).toBe(0);
    expect(await overflow()).toBe(0);
    await page.goBack();
    await page.locator(".composer").waitFor({ state: "detached" });
  });

  it("runs nothing that residents write, and keeps their direction marks to themselves", async () => {
    const { sandbox, visit } = await opened();
    const hostile = [
      "<img src=x onerror=alert(1)>",
      "<script>alert(1)</script>",
      "javascript:alert(1)",
      "\u202eتسرب 3号楼",
    ];
    for (const text of hostile) await sandbox.platform.farSide.say({ ...saidBy("u2", text), nick: text });
    const page = await visit();
    await page
      .locator(".bubble")
      .nth(hostile.length - 1)
      .waitFor();
    expect(await page.locator(".bubble").allInnerTexts()).toEqual(hostile);
  });

  it("speaks English when asked, and remembers", async () => {
    const { visit } = await opened();
    const page = await visit();
    await page.getByRole("button", { name: "EN" }).click();
    await page.getByPlaceholder("Say something…").waitFor();
    await page.reload();
    await page.getByPlaceholder("Say something…").waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
  });

  it("says what to do when there is nothing to open", async () => {
    const { sandbox, visit } = await opened();
    sandbox.groups.length = 0;
    const page = await visit({}, ".notice");
    await page.getByText("npm run replay").waitFor();
  });

  it("loads in less than 100 kB", async () => {
    const files = await readdir(join(built.folder, "assets"));
    const first = files.filter((file) => /\.(js|css)$/.test(file)).map((file) => join(built.folder, "assets", file));
    const sizes = await Promise.all(first.map(async (file) => gzipSync(await readFile(file)).length));
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(100 * 1_024);
  });

  async function opened(options: SandboxAppOptions = {}) {
    const sandbox = await openSandboxApp({ personas, prepare: built.mount, ...options });
    const url = await sandbox.listen();
    const complaints: string[] = [];
    onTestFinished(async () => {
      await sandbox.close();
      // A refused style or script, or an exception: the strict policy of the test server makes the browser say it.
      expect(complaints).toEqual([]);
    });
    return {
      sandbox,
      visit: (options?: BrowserContextOptions, until = ".group") => visit(url, complaints, options, until),
    };
  }

  async function visit(url: string, complaints: string[], options: BrowserContextOptions = {}, until: string) {
    const context = await browser.newContext({ viewport: { width: 900, height: 700 }, ...options });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("dialog", (dialog) => complaints.push(`dialog: ${dialog.message()}`));
    page.on("console", (message) => {
      const expected = /ERR_INTERNET_DISCONNECTED|ERR_CONNECTION|ERR_INCOMPLETE|ERR_EMPTY|503|NETWORK_CHANGED/.test(
        message.text(),
      );
      if (message.type() === "error" && !expected) complaints.push(message.text());
    });
    await page.goto(`${url}/sandbox`);
    await page.locator(until).first().waitFor();
    return page;
  }
});

const inChat = (page: Page, text: string) => page.locator(".messages").getByText(text, { exact: true });
const field = (page: Page) => page.getByRole("textbox").first();

async function say(page: Page, text: string): Promise<void> {
  await field(page).fill(text);
  await field(page).press("Enter");
  await page.locator(".row-mine", { hasText: text }).last().waitFor();
}

async function become(page: Page, nick: string): Promise<void> {
  await page.getByRole("button", { name: /^我是/ }).click();
  await page.getByRole("radio", { name: nick }).click();
}

async function choose(page: Page, text: string, action: string): Promise<void> {
  const row = page.locator(".row", { has: page.locator(".bubble", { hasText: text }) }).last();
  await row.locator(".bubble").click({ button: "right" });
  await row.getByRole("menuitem", { name: action }).click();
}

let said = 0;
function saidBy(senderRef: string, text: string) {
  const words = { kind: "text", text, quotedRef: null, picture: null, at: new Date() } as const;
  return { groupRef: "g1", groupName: null, ref: `f${++said}`, senderRef, nick: `邻居${senderRef}`, ...words };
}
