import { randomUUID } from "node:crypto";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { FormCodeView } from "../../src/api/forms.ts";
import { consolePages, isShown, type Known, type Look, looks, rememberedLook } from "../support/console-pages.ts";
import {
  beyondKeyboard,
  fieldsWithoutName,
  overflowPx,
  seriousFindings,
  shoot,
  smallTargets,
} from "../support/looks.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import type { Lab } from "./lab.ts";
import { inBrowser, type LabInBrowser } from "./lab-browser.ts";
import { plantLink, plantStaff, type Browser as StaffBrowser, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

const buildings = 4;
const pageMsMax = 120_000;

/** How residents hold a page: the narrowest phone; that phone with its letters twice as large; an office's screen at 200 %. */
const holds = {
  narrow: { viewport: { width: 320, height: 640 }, lettersPx: 16 },
  largePrint: { viewport: { width: 320, height: 640 }, lettersPx: 32 },
  zoomed: { viewport: { width: 640, height: 400 }, lettersPx: 16, deviceScaleFactor: 2 },
} as const;

/** How a report may stand when its reporter looks at its page: what can be pressed there differs. */
const standings = ["draft", "dispatched", "resolved", "half_solved", "closed", "rejected"] as const;

/** What somebody would have to solve, see or hear to be let in. */
const puzzles = /captcha|验证码|滑块|拼图|请点击图中|puzzle/i;

/** Everybody's way in: staff by eye or by keyboard, residents on an old phone with large letters. */
export const access: Check = {
  name: "access",
  promise:
    "No page has a serious finding of axe-core or is wider than its screen, and all can be done by keyboard; residents' pages hold on a 320 px screen, at 200 % and in large print, with targets for a thumb and no puzzle.",
  mutants: [
    patched(
      "field-without-a-label",
      "src/resident/form-page.ts",
      `<label for="where">\${bilingual(text.where)}</label>`,
      `<p>\${bilingual(text.where)}</p>`,
    ),
    patched("words-as-pale-as-hints", "src/console/theme.ts", `colorLink: "#0d7a5f",`, `colorLink: "#9fd8c8",`),
    patched(
      "wider-than-the-screen",
      "src/console/styles/base.css",
      "body {\n  margin: 0;",
      "body {\n  margin: 0;\n  min-width: 380px;",
    ),
    patched(
      "by-mouse-only",
      "src/console/parts/QueueList.tsx",
      `<button type="button"`,
      `<button type="button" tabIndex={-1}`,
    ),
    patched(
      "targets-for-a-mouse",
      "src/resident/resident.css",
      "padding: 0.5rem 0.6rem 0.5rem 0;",
      "padding: 0.35rem 0.6rem 0.35rem 0;",
    ),
  ],

  run: ({ scale }) =>
    inBrowser(buildings, async ({ lab, browser, admin }) => {
      const complaints = new Complaints();
      const known = await fill(lab, admin);
      const found: string[] = [];
      const chosen = looks.slice(0, Math.max(1, Math.round(looks.length * Math.min(scale, 1))));
      let pages = 0;
      for (const look of chosen) pages += await lookAtConsole({ lab, browser, admin, look, known }, found);
      const followed = await fileByKeyboard(browser, known.formAddress, complaints);
      for (const name of Object.keys(holds) as (keyof typeof holds)[])
        pages += await lookAsResident({ lab, browser, name, known, followed }, found);
      for (const finding of found) complaints.all.push(finding);
      return {
        problems: complaints.all,
        numbers: {
          pages,
          consolePages: Object.keys(consolePages).length,
          looks: chosen.length,
          findings: found.length,
        },
      };
    }),
};

interface Filled extends Known {
  /** Where the form on the wall is. */
  readonly formAddress: string;
}

/** Something for every page to show: drafts, what is being done, an article, a code on a wall. */
async function fill(lab: Lab, admin: StaffBrowser): Promise<Filled> {
  for (const [at, report] of reports.entries()) {
    const { number, residentsChat } = lab.buildings[at % buildings]!;
    const from = { id: 880_000 + at, is_bot: false, first_name: `${number}-1-${at}01 乐乐妈` };
    await lab.bring(lab.message(residentsChat, from, report(number)));
    await lab.bring(lab.message(residentsChat, from, "请问老年卡在哪里办?"));
  }
  await lab.settled(120_000);
  await lab.query("update ticket set status = 'dispatched' where id in (select id from ticket order by id limit 3)");
  const dispatcher = await signIn(lab, await plantStaff(lab, "dispatcher", "桥湾社区"));
  const article = {
    ...{ question: "老年卡在哪里办?", variants: ["敬老卡怎么办"], answer: "社区一楼大厅,周一至周五。", kind: "policy" },
    ...{ source: "居委会", issuer: "桥湾社区", documentNumber: null, areaPath: estatePath },
    ...{ validFrom: null, validUntil: null },
  };
  const key = { "idempotency-key": randomUUID() };
  await dispatcher.ask("POST", "/api/articles", article, key);
  const form = await admin.ask("POST", "/api/forms", { areaPath: `${estatePath}/1号楼` });
  const [ticket] = await lab.query<{ id: string }>("select id from ticket where status = 'dispatched' limit 1");
  const [kept] = await lab.query<{ id: string }>("select id from article limit 1");
  if (!ticket || !kept) throw new Error(`nothing to show: ${lab.logTail()}`);
  const { address } = JSON.parse(form.text) as FormCodeView;
  return { ticketId: ticket.id, articleId: kept.id, formAddress: lab.address + new URL(address).pathname };
}

interface ConsoleVisit extends LabInBrowser {
  readonly look: Look;
  readonly known: Known;
}

/** Every page of the console in one look; by keyboard where there is one. Gives how many were looked at. */
async function lookAtConsole({ lab, browser, admin, look, known }: ConsoleVisit, found: string[]): Promise<number> {
  const { width, theme, language } = look;
  const options = { viewport: { width, height: 800 }, baseURL: lab.address, locale: "zh-CN" };
  const [page, stranger] = [await open(browser, options, look), await open(browser, options, look)];
  await page.goto(`/sign-in#${await plantLink(lab, admin.staffId)}`);
  await page.waitForURL(`${lab.address}/`);
  for (const [name, addressOf] of Object.entries(consolePages)) {
    const at = name === "signIn" ? stranger : page;
    await at.goto(addressOf(known));
    await isShown(at);
    await shoot(at, `access-${name}-${width}-${theme}-${language}`);
    const problems = await problemsOf(at);
    if (width >= 1280) problems.push(...(await beyondKeyboard(at)));
    found.push(...problems.map((problem) => `${name}, ${width} px, ${theme}, ${language}: ${problem}`));
  }
  await Promise.all([page.context().close(), stranger.context().close()]);
  return Object.keys(consolePages).length;
}

interface ResidentVisit {
  readonly lab: Lab;
  readonly browser: Browser;
  readonly name: keyof typeof holds;
  readonly known: Filled;
  /** Where the page of a report is. */
  readonly followed: string;
}

/** The pages residents see, held in one way. Gives how many were looked at. */
async function lookAsResident(
  { lab, browser, name, known, followed }: ResidentVisit,
  found: string[],
): Promise<number> {
  const { lettersPx, ...options } = holds[name];
  const page = await open(browser, options);
  const devtools = await page.context().newCDPSession(page);
  let pages = 0;
  const look = async (what: string, address: string) => {
    await page.goto(address);
    // As a phone's own setting does. A picture of the whole page would undo it, so that is taken last.
    await devtools.send("Page.setFontSizes", { fontSizes: { standard: lettersPx, fixed: lettersPx } });
    const letters = await page.evaluate(() => Number.parseFloat(getComputedStyle(document.body).fontSize));
    const problems = [...(await problemsOf(page)), ...(await smallTargets(page)), ...(await beyondKeyboard(page))];
    if (letters < lettersPx) problems.push(`letters of ${letters} px for somebody who wants ${lettersPx}`);
    if (puzzles.test(await page.content())) problems.push("asks for a puzzle to be solved");
    found.push(...problems.map((problem) => `${what}, ${name}: ${problem}`));
    await shoot(page, `access-${what}-${name}`);
    pages += 1;
  };
  await look("form", known.formAddress);
  await look("refusal", `${known.formAddress}2`);
  for (const standing of standings) {
    await lab.query(
      "update ticket set status = $1 where group_id in (select id from chat_group where platform = 'webform')",
      [standing],
    );
    await look(`follow-${standing}`, followed);
  }
  await page.context().close();
  return pages;
}

/** What is wrong with a page whoever looks at it. */
async function problemsOf(page: Page): Promise<string[]> {
  const problems = [...(await seriousFindings(page)), ...(await fieldsWithoutName(page))];
  const tooWide = await overflowPx(page);
  if (tooWide > 0) problems.push(`${tooWide} px wider than the screen`);
  return problems;
}

/** Files a report as somebody without a mouse does; gives the address of its page once its ticket stands there. */
async function fileByKeyboard(browser: Browser, address: string, complaints: Complaints): Promise<string> {
  const page = await open(browser, { viewport: holds.narrow.viewport });
  await page.goto(address);
  const pressUntil = async (id: string) => {
    for (let presses = 0; presses < 30; presses++) {
      await page.keyboard.press("Tab");
      if ((await page.evaluate(() => document.activeElement?.id)) === id) return true;
    }
    complaints.none("fields of the form that Tab does not lead to", [id]);
    return false;
  };
  await pressUntil("what");
  await page.keyboard.type("1单元楼道灯不亮了，晚上一片漆黑");
  await pressUntil("submit");
  await page.keyboard.press("Enter");
  await page.getByText("已经收到").waitFor();
  const link = page.url();
  while ((await page.getByText(/编号 [0-9A-Z]{4}/).count()) === 0) {
    await page.waitForTimeout(500);
    await page.goto(link);
  }
  await page.context().close();
  return link;
}

async function open(browser: Browser, options: BrowserContextOptions, look?: Look): Promise<Page> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(pageMsMax);
  if (look) await context.addInitScript(rememberedLook(look));
  return context.newPage();
}
