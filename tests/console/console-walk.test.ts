import type { Locator, Page } from "playwright-core";
import { describe, expect, it, onTestFinished } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath } from "../support/browser.ts";
import { overflowPx, thumbPx } from "../support/looks.ts";
import { desk, openedForWalks, phone, type SignedIn, walkMsMax } from "../support/walk.ts";

/** A group of the demo estate, and who speaks there. */
const building2 = "qhy-g1";
const [zhou, xia, mumu, xiaoman, jason, jinghao] = ["qhy-u01", "qhy-u02", "qhy-u03", "qhy-u04", "qhy-u05", "qhy-u06"];
/** What 今日 may cost on a phone's first visit: all that comes over the wire, its data too. */
const firstVisitBytesMax = 300_000;

describe.skipIf(!chromiumPath)("the console in a browser, on the running house", { timeout: walkMsMax }, () => {
  const walk = openedForWalks();
  /** Cookies of the signed-in admin. */
  let signedIn: SignedIn;

  it("signs in by the link once, and takes the link out of the address", async () => {
    const page = await visit({
      as: null,
      path: new URL(walk.house.signInLink).pathname + new URL(walk.house.signInLink).hash,
    });
    await page.getByText("草稿都审完了").waitFor();
    expect(new URL(page.url()).pathname + new URL(page.url()).hash).toBe("/");
    signedIn = await page.context().storageState();

    const second = await visit({ as: null, path: "/sign-in" });
    await second.getByText("登录要用一次性链接").waitFor();
    await second.goto(walk.house.signInLink);
    await second.getByText("这条登录链接用过了").waitFor();
    await second.goto(walk.house.address);
    await second.getByText("登录要用一次性链接").waitFor();
  });

  it("brings a complaint up as a draft without a reload, with its evidence marked, and approves it by one key", async () => {
    const page = await visit({});
    await page.getByText("草稿都审完了").waitFor();
    await walk.house.say(building2, mumu, "今天快递放门口了吗");
    await walk.house.say(building2, zhou, "2号楼1单元电梯又停了，按了没反应");

    await page.getByRole("heading", { name: /电梯/, level: 2 }).waitFor();
    const evidence = page.locator(".evidence");
    expect(await evidence.allInnerTexts()).toEqual([expect.stringMatching(/居民[A-Z][\s\S]*电梯又停了/)]);
    expect(await textOf(page.locator(".evidence mark").first())).toContain("电梯");
    expect(await textOf(page.locator("#page"))).not.toMatch(/周姐|602/);

    const code = await textOf(page.locator(".draft-head code"));
    await page.keyboard.press("a");
    await page.getByText(`${code} 已通过`).waitFor();
    await page.getByText("草稿都审完了").waitFor();
    await expect
      // What was approved is said when the time for second thoughts is over.
      .poll(
        async () => (await walk.house.heard(building2)).some(({ fromBot, text }) => fromBot && text.includes(code)),
        {
          timeout: 60_000,
        },
      )
      .toBe(true);
  });

  it("sends little on the first visit: packed files, and nothing that only other pages need", async () => {
    await draftOf(await visit({}), xia, "2号楼门口路灯不亮了", /路灯/);
    const page = await visit({});
    await page.getByRole("heading", { name: /路灯/, level: 2 }).waitFor();
    const bytes = await page.evaluate(() =>
      performance
        .getEntries()
        .reduce((sum, entry) => sum + (entry instanceof PerformanceResourceTiming ? entry.transferSize : 0), 0),
    );
    console.info(`first visit to 今日: ${bytes} bytes`);
    expect(bytes).toBeGreaterThan(0);
    expect(bytes).toBeLessThan(firstVisitBytesMax);
    await page.keyboard.press("a");
    await page.getByText(/已通过/).waitFor();
  });

  it("corrects a draft's category and approves it by one Enter", async () => {
    const page = await visit({});
    await draftOf(page, xiaoman, "2号楼2单元楼道灯不亮了", /楼道灯/);
    await page.keyboard.press("c");
    await page.getByRole("radio", { name: "治安门禁高空抛物" }).check();
    await page.keyboard.press("Enter");
    await page.getByText(/已通过/).waitFor();

    await page.goto(walk.house.address + paths.tickets({ q: "楼道灯" }));
    await page
      .getByRole("row", { name: /楼道灯/ })
      .getByText("治安门禁高空抛物", { exact: false })
      .first()
      .waitFor();
  });

  it("takes a draft for no report under the reason of a number key", async () => {
    const page = await visit({});
    await draftOf(page, mumu, "2号楼门口垃圾堆了三天没人清，臭死了", /垃圾/);
    const code = await textOf(page.locator(".draft-head code"));
    await page.keyboard.press("x");
    await page.getByRole("dialog", { name: "为什么不是诉求" }).waitFor();
    await page.keyboard.press("3");
    await page.getByText(`${code} 已标为不是诉求`).waitFor();

    await page.goto(walk.house.address + paths.tickets({ status: "rejected" }));
    await page.getByRole("row", { name: new RegExp(code) }).waitFor();
  });

  it("brings a decided draft back with the reason when somebody else was faster", async () => {
    const slow = await visit({});
    await draftOf(slow, xia, "2号楼1单元对讲门禁坏了打不开", /门禁/);
    const code = await textOf(slow.locator(".draft-head code"));
    // The slow one hears of nothing: its list and its live updates stand still.
    await slow.route(/\/api\/(events|tickets\?|tickets\/[^/]+$)/, (route) => route.abort());

    const fast = await visit({});
    await lookAt(fast, /门禁/);
    await fast.keyboard.press("a");
    await fast.getByText(`${code} 已通过`).waitFor();

    await slow.keyboard.press("a");
    await slow
      .getByRole("alert")
      .filter({ hasText: `${code} 没有办成` })
      .waitFor();
  });

  it("moves a ticket on to its end, offering what can be done and saying why the rest cannot", async () => {
    const page = await visit({ path: paths.tickets({ q: "电梯" }) });
    await page.getByRole("link", { name: /电梯/ }).first().click();
    const actions = page.getByRole("region", { name: "可以做的" });
    await actions.getByRole("button", { name: "开始处理" }).click();
    await page.getByText("开始处理：已办").waitFor();

    await actions.getByText(/现在不能做的/).click();
    const confirm = actions.getByRole("listitem").filter({ hasText: "居民确认好了" });
    expect(await confirm.getByRole("button").isDisabled()).toBe(true);
    expect(await textOf(confirm)).toContain("只凭居民在群里的话");

    await actions.getByRole("button", { name: "已解决" }).click();
    const dialog = page.getByRole("dialog", { name: "已解决" });
    expect(await dialog.getByRole("button", { name: "已解决" }).isDisabled()).toBe(true);
    await dialog.getByRole("textbox").fill("更换门机皮带，试运行正常");
    await dialog.getByRole("button", { name: "已解决" }).click();
    await page.locator(".ticket-head").getByText("待居民确认").waitFor();

    const code = await textOf(page.locator(".ticket-head code"));
    await walk.house.say(building2, zhou, `好了 ${code}`);
    await page.locator(".ticket-head").getByText("已结案").waitFor();
    await page.getByRole("region", { name: "经过" }).getByText("居民确认好了").waitFor();
  });

  it("lets an auditor in by a link of the staff page, to look and change nothing", async () => {
    const admin = await visit({ path: paths.staff() });
    const auditor = admin.getByRole("listitem").filter({ hasText: "审计" }).first();
    await auditor.getByRole("button", { name: "登录链接" }).click();
    const link = await textOf(admin.getByRole("dialog", { name: "登录链接" }).locator("output"));

    const page = await visit({ as: null, path: new URL(link).pathname + new URL(link).hash });
    await page.getByText("草稿都审完了").waitFor();
    await page.getByRole("link", { name: "群", exact: true }).click();
    await page.getByText("「审计」不能做这一项").first().waitFor();
    expect(await page.getByRole("button", { name: "绑定码" }).first().isDisabled()).toBe(true);
    await page.getByRole("link", { name: "工单" }).click();
    await page
      .getByRole("link", { name: /楼道灯/ })
      .first()
      .click();
    await page.getByRole("region", { name: "可以做的" }).getByText("现在没有要做的").waitFor();
  });

  it("fits a phone: nothing overflows, and the four decisions are under the thumb", async () => {
    const page = await visit({ viewport: phone });
    await walk.house.say(building2, jason, "2号楼1单元下水道堵了，污水往外冒");
    await page.getByRole("heading", { level: 2 }).waitFor();
    for (const name of ["通过", "改类", "并单", "不是诉求"]) {
      const box = await page.getByRole("button", { name }).boundingBox();
      expect(box?.height, name).toBeGreaterThanOrEqual(thumbPx);
      expect(box?.width, name).toBeGreaterThanOrEqual(thumbPx);
      expect((box?.y ?? 0) + (box?.height ?? 0), `${name} is in sight`).toBeLessThanOrEqual(phone.height);
    }
    for (const path of everyPage()) {
      await page.goto(walk.house.address + path);
      await page.locator("#page :is(h1, h2):visible").first().waitFor();
      expect(await overflowPx(page), path).toBeLessThanOrEqual(0);
    }
  });

  it("speaks English and turns dark when asked, and remembers both", async () => {
    const page = await visit({});
    await page.getByRole("button", { name: "English" }).click();
    await page.getByLabel("Theme").selectOption("dark");
    await page.getByRole("link", { name: /Today/ }).waitFor();
    await page.reload();
    await page.getByRole("link", { name: /Today/ }).waitFor();
    expect(await page.locator("html").getAttribute("lang")).toBe("en");
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(
      ground
        .match(/\d+/g)
        ?.slice(0, 3)
        .every((part) => Number(part) < 60),
    ).toBe(true);
  });

  it("says that the network is gone, holds the buttons, and goes on when it is back", async () => {
    const page = await visit({});
    await draftOf(page, jinghao, "2号楼楼上半夜装修电钻太吵了", /电钻/);
    await page.context().setOffline(true);
    await page.getByRole("alert").filter({ hasText: "网络断了" }).waitFor();
    expect(await page.getByRole("button", { name: "通过" }).isDisabled()).toBe(true);
    await page.context().setOffline(false);
    await page.getByRole("alert").waitFor({ state: "detached" });
    expect(await page.getByRole("button", { name: "通过" }).isEnabled()).toBe(true);
  });

  it("opens every page under the server's content security policy without a refusal", async () => {
    const refusals: string[] = [];
    const page = await visit({ path: paths.status() });
    page.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
    page.on("pageerror", (error) => refusals.push(String(error)));
    for (const path of everyPage()) {
      await page.goto(walk.house.address + path);
      await page.locator("#page :is(h1, h2):visible").first().waitFor();
    }
    await page.goto(walk.house.address);
    await page.getByRole("button", { name: "改类" }).click();
    await page.getByRole("dialog").getByRole("combobox").click();
    expect(refusals).toEqual([]);
  });

  /** Opens a page of the console, as the admin unless told otherwise. */
  async function visit(options: {
    as?: null;
    path?: string;
    viewport?: { width: number; height: number };
  }): Promise<Page> {
    const { as, path = "/", viewport = desk } = options;
    const context = await walk.browser.newContext({
      viewport,
      locale: "zh-CN",
      ...(as === null ? {} : { storageState: signedIn }),
    });
    onTestFinished(() => context.close());
    const page = await context.newPage();
    await page.goto(walk.house.address + path);
    return page;
  }

  /** Has a resident report something and waits until its draft is the one that is looked at. */
  async function draftOf(page: Page, personaRef: string, text: string, summary: RegExp): Promise<void> {
    await page.locator("#page").waitFor();
    await walk.house.say(building2, personaRef, text);
    await lookAt(page, summary);
  }

  /** Brings a waiting draft up. */
  async function lookAt(page: Page, summary: RegExp): Promise<void> {
    await page.getByRole("navigation", { name: "今日待审" }).getByRole("button", { name: summary }).click();
    await page.getByRole("heading", { name: summary, level: 2 }).waitFor();
  }
});

/** What an element says. */
async function textOf(element: Locator): Promise<string> {
  return (await element.textContent()) ?? "";
}

/** Every page that has an address of its own. */
function everyPage(): readonly string[] {
  return [
    paths.today(),
    paths.tickets(),
    paths.groups(),
    paths.pending(),
    paths.knowledge(),
    paths.staff(),
    paths.status(),
    paths.doctor(),
  ];
}
