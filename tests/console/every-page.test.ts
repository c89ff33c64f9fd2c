import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { paths } from "../../src/console/paths.ts";
import { chromiumPath, openBrowser } from "../support/browser.ts";
import { openRunningHouse, type RunningHouse } from "../support/running-house.ts";

const setUpMsMax = 300_000;
/** Every page in one look, on a machine that is busy with other tests. */
const lookMsMax = 600_000;
/** One page, on the same machine. */
const pageMsMax = 120_000;
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
/** Where pictures of the pages go; none are taken without. */
const shots = process.env.WALK_SHOTS;

/** Each width with each theme, each language with each of both. */
const looks = [
  { width: 1280, theme: "light", language: "zh" },
  { width: 1280, theme: "dark", language: "en" },
  { width: 360, theme: "light", language: "en" },
  { width: 360, theme: "dark", language: "zh" },
] as const;

/** One address of every page. A page without a row does not compile. */
const addresses: Readonly<Record<keyof typeof paths, (known: Known) => string>> = {
  today: () => paths.today(),
  tickets: () => paths.tickets(),
  ticket: ({ ticketId }) => paths.ticket(ticketId),
  figures: () => paths.figures(),
  groups: () => paths.groups(),
  pending: () => paths.pending(),
  relay: () => paths.relay(),
  forms: () => paths.forms(),
  knowledge: () => paths.knowledge(),
  newArticle: () => paths.newArticle(),
  tryQuestion: () => paths.tryQuestion(),
  importArticles: () => paths.importArticles(),
  unanswered: () => paths.unanswered(),
  learning: () => paths.learning(),
  prompt: () => paths.prompt("triage"),
  article: ({ articleId }) => paths.article(articleId),
  staff: () => paths.staff(),
  areas: () => paths.areas(),
  parties: () => paths.parties(),
  audit: () => paths.audit(),
  account: () => paths.account(),
  status: () => paths.status(),
  doctor: () => paths.doctor(),
  signIn: () => paths.signIn(),
};

/** What the house has that a page can show. */
interface Known {
  readonly ticketId: string;
  readonly articleId: string;
}

describe.skipIf(!chromiumPath)("every page of the console", () => {
  let house: RunningHouse;
  let browser: Browser;
  let known: Known;
  let signedIn: Exclude<BrowserContextOptions["storageState"], string | undefined>;

  beforeAll(async () => {
    [house, browser] = await Promise.all([openRunningHouse(), openBrowser()]);
    const page = await browser.newPage({ baseURL: house.address });
    await page.goto(house.signInLink);
    await page.locator("#page").waitFor();
    await house.say("qhy-g1", "qhy-u01", "2号楼1单元电梯又停了，按了没反应");
    await house.say("qhy-g2", "qhy-u02", "3号楼楼道灯不亮了");
    await house.say("qhy-g1", "qhy-u03", "老年卡在哪里办？");
    await page.getByText("2 条待审").waitFor({ timeout: 60_000 });
    const { tickets } = await read(page, "/api/tickets");
    const [article] = await read(page, "/api/articles");
    known = { ticketId: tickets[0].id, articleId: article.id };
    signedIn = await page.context().storageState();
  }, setUpMsMax);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });

  it.each(looks)(
    "is accessible, fits and breaks no policy: $width px, $theme, $language",
    async ({ width, theme, language }) => {
      const open = async (storageState: typeof signedIn | undefined) => {
        const options = { viewport: { width, height: 800 }, baseURL: house.address };
        const context = await browser.newContext({ ...options, ...(storageState ? { storageState } : {}) });
        await context.addInitScript(
          `localStorage["linli.theme"] = "${theme}"; localStorage["linli.language"] = "${language}";`,
        );
        const page = await context.newPage();
        page.setDefaultTimeout(pageMsMax);
        page.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
        page.on("pageerror", (error) => refusals.push(String(error)));
        return page;
      };
      let refusals: string[] = [];
      const found: Record<string, readonly string[]> = {};
      const [page, stranger] = [await open(signedIn), await open(undefined)];
      for (const [name, addressOf] of Object.entries(addresses)) {
        const at = name === "signIn" ? stranger : page;
        refusals = [];
        await at.goto(addressOf(known));
        await isShown(at);
        if (shots) await at.screenshot({ path: `${shots}/${name}-${width}-${theme}-${language}.png`, fullPage: true });
        const problems = [...(await serious(at)), ...(await overflow(at)), ...refusals.filter(isOurs)];
        if (problems.length > 0) found[name] = problems;
      }
      await Promise.all([page.context().close(), stranger.context().close()]);
      expect(found).toEqual({});
    },
    lookMsMax,
  );
});

/** Nobody is signed in at the sign-in, and a browser tells of the refusal in a line that is not ours. */
function isOurs(message: string): boolean {
  return !/401/.test(message);
}

async function read(page: Page, path: string) {
  return (await page.request.get(path)).json();
}

/** Resolves when a page has what it shows, and not only its frame. */
async function isShown(page: Page): Promise<void> {
  await page.locator(":is(h1, h2, .message):visible").first().waitFor();
  await page.locator(".ant-skeleton").first().waitFor({ state: "detached" });
}

async function overflow(page: Page): Promise<string[]> {
  const [content, window_] = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  return content! > window_! ? [`${content} px wide in ${window_} px`] : [];
}

/** What axe-core finds serious or worse. */
async function serious(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes[0]?.html.slice(0, 200)}`);
  });
}

interface AxeResults {
  readonly violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
}
