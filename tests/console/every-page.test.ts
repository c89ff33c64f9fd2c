import type { Page } from "playwright-core";
import { beforeAll, describe, expect, it } from "vitest";
import { chromiumPath } from "../support/browser.ts";
import { consolePages, isShown, type Known, looks, rememberedLook } from "../support/console-pages.ts";
import { overflowPx, seriousFindings, shoot } from "../support/looks.ts";
import { desk, openedForWalks, type SignedIn } from "../support/walk.ts";

const setUpMsMax = 300_000;
/** Every page in one look, on a machine that is busy with other tests. */
const lookMsMax = 600_000;
/** One page, on the same machine. */
const pageMsMax = 120_000;

describe.skipIf(!chromiumPath)("every page of the console", () => {
  const walk = openedForWalks();
  let known: Known;
  let signedIn: SignedIn;

  beforeAll(async () => {
    const page = await walk.signIn(desk);
    await walk.house.say("qhy-g1", "qhy-u01", "2号楼1单元电梯又停了，按了没反应");
    await walk.house.say("qhy-g2", "qhy-u02", "3号楼楼道灯不亮了");
    await walk.house.say("qhy-g1", "qhy-u03", "老年卡在哪里办？");
    await page.getByText("2 条待审").waitFor({ timeout: 60_000 });
    const { tickets } = await read(page, "/api/tickets");
    const [article] = await read(page, "/api/articles");
    known = { ticketId: tickets[0].id, articleId: article.id };
    signedIn = await page.context().storageState();
  }, setUpMsMax);

  it.each(looks)(
    "is accessible, fits and breaks no policy: $width px, $theme, $language",
    async (look) => {
      const { width, theme, language } = look;
      const open = async (storageState: SignedIn | undefined) => {
        const options = { viewport: { width, height: 800 }, baseURL: walk.house.address };
        const context = await walk.browser.newContext({ ...options, ...(storageState ? { storageState } : {}) });
        await context.addInitScript(rememberedLook(look));
        const page = await context.newPage();
        page.setDefaultTimeout(pageMsMax);
        page.on("console", (message) => message.type() === "error" && refusals.push(message.text()));
        page.on("pageerror", (error) => refusals.push(String(error)));
        return page;
      };
      let refusals: string[] = [];
      const found: string[] = [];
      const [page, stranger] = [await open(signedIn), await open(undefined)];
      for (const [name, addressOf] of Object.entries(consolePages)) {
        const at = name === "signIn" ? stranger : page;
        refusals = [];
        await at.goto(addressOf(known));
        await isShown(at);
        await shoot(at, `${name}-${width}-${theme}-${language}`);
        const tooWide = await overflowPx(at);
        const problems = [...(await seriousFindings(at)), ...refusals.filter(isOurs)];
        if (tooWide > 0) problems.push(`${tooWide} px wider than the screen`);
        found.push(...problems.map((problem) => `${name}: ${problem}`));
      }
      await Promise.all([page.context().close(), stranger.context().close()]);
      // As one text, as a list in a record is shown by its length alone.
      expect(found.join("\n")).toBe("");
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
