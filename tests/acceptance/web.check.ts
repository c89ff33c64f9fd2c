import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Page } from "playwright-core";
import { paths } from "../../src/console/paths.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import type { Lab } from "./lab.ts";
import { inBrowser } from "./lab-browser.ts";
import { formulaPayloads, scriptPayloads } from "./script-payloads.ts";
import { type Browser, plantLink, plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

const buildings = 8;
/** Tickets whose pages are opened, at scale 1. */
const ticketPages = 24;

/** What a page may load scripts and be put into by. */
const strict: Readonly<Record<string, string>> = {
  "script-src": "'self'",
  "object-src": "'none'",
  "base-uri": "'none'",
  "frame-ancestors": "'none'",
};

/** Scripts where residents write texts, on every page where staff read them. */
export const web: Check = {
  name: "web",
  promise:
    "What residents and staff write is text on every page and inert in every export: nothing of it runs, is fetched, or is stopped by the policy alone.",
  mutants: [
    patched(
      "words-as-markup",
      "src/console/pages/GroupsPage.tsx",
      "<h2>{group.name}</h2>",
      "<h2 dangerouslySetInnerHTML={{ __html: group.name }} />",
    ),
    patched(
      "scripts-from-anywhere",
      "src/http/app.ts",
      `scriptSrc: ["'self'"],`,
      `scriptSrc: ["'self'", "'unsafe-inline'"],`,
    ),
    patched(
      "formulas-alive",
      "src/knowledge/csv.ts",
      "return formulaBegins.test(cell) ? `'",
      "return cell.length < 0 ? `'",
    ),
  ],

  run: ({ scale }) =>
    inBrowser(buildings, async ({ lab, browser, admin }) => {
      const complaints = new Complaints();
      await sayAll(lab);
      const context = await browser.newContext({ baseURL: lab.address, locale: "zh-CN" });
      const page = await context.newPage();
      const seen = await watch(page, lab.address);
      await policies(lab, complaints);
      await page.goto("/sign-in");
      await page.evaluate("hit(); document.body.insertAdjacentHTML('beforeend', '<img src=/hit.js onerror=hit()>')");
      complaints.equal("a script that ran, and was seen", seen.ran.splice(0).length, 1);
      await until(() => seen.stopped.length > 0, "the policy stopped no script in an attribute");
      seen.stopped.splice(0);
      seen.elsewhere.splice(0);
      const token = await plantLink(lab, admin.staffId);
      await page.goto(`/sign-in#${token}`);
      await page.waitForURL(`${lab.address}/`);
      const shown = new Set<string>();
      const opened = await openAll(lab, page, shown, Math.round(ticketPages * scale));
      complaints.none("scripts that ran", seen.ran);
      complaints.none("what the policy had to stop", seen.stopped);
      complaints.none("requests to elsewhere", seen.elsewhere);
      complaints.none("pages that broke", seen.broken);
      // Where no payload is shown none can run: the pages must have been full of them.
      complaints.atLeast("payloads that stood on a page", shown.size, Math.round(100 * Math.min(1, scale)));
      const exports = await exportsAreInert(lab, admin, complaints);
      return {
        problems: complaints.all,
        numbers: {
          payloads: scriptPayloads.length,
          pages: opened,
          shown: shown.size,
          executions: seen.ran.length,
          ...exports,
        },
      };
    }),
};

/** Hands every payload to the house as its platform does: in a message, a name, a caption, a chat's title or a question. */
async function sayAll(lab: Lab): Promise<void> {
  for (const [at, payload] of [...formulaPayloads, ...scriptPayloads].entries()) {
    const { number, residentsChat } = lab.buildings[at % buildings]!;
    const from = { id: 880_000 + at, is_bot: false, first_name: `${number}-1-${at}` };
    // A payload is known again on a page by what it carries.
    const carried = `${payload} pz${at}q`;
    const report = reports[Math.floor(at / buildings) % reports.length]!(number);
    const update = lab.message(residentsChat, from, `${carried} ${report}`);
    const message = update.message as Record<string, unknown>;
    if (at % 6 === 1) Object.assign(message, { text: report, from: { ...from, first_name: carried.slice(0, 120) } });
    if (at % 6 === 2) Object.assign(message, { text: undefined, caption: `${carried} ${report}`, photo: [photo(at)] });
    if (at % 6 === 3) Object.assign(message, { text: `请问快递柜${carried}几点关门?` });
    if (at % 6 === 4)
      Object.assign(message, { chat: { id: -2_000_000 - at, type: "supergroup", title: carried.slice(0, 250) } });
    await lab.bring(JSON.parse(JSON.stringify(update)) as Record<string, unknown>);
  }
  // What is owed to the chats may wait for their pace: the pages show it before it is said.
  const unread = () => lab.number("select count(*) from inbox_event where state = 'new'");
  for (const deadline = Date.now() + 240_000; (await unread()) > 0; await sleep(200))
    if (Date.now() > deadline) throw new Error("the house did not read it all");
}

const photo = (at: number) => ({ file_id: `f${at}`, file_unique_id: `u${at}`, width: 90, height: 90, file_size: 900 });

/** Runs in every page before anything of it does. As text: a compiler would add helpers of its own that no page has. */
const watcher = `
  window.hit = window.alert = window.confirm = window.prompt = () => linliRan(location.pathname + " " + new Error().stack);
  document.addEventListener("securitypolicyviolation", (stopped) =>
    linliStopped([location.pathname, stopped.violatedDirective, stopped.blockedURI, stopped.sample].join(" ")));
`;

/** Everything that a script, or the attempt at one, does in the browser. */
async function watch(page: Page, address: string) {
  const seen = { ran: [] as string[], stopped: [] as string[], elsewhere: [] as string[], broken: [] as string[] };
  await page.exposeFunction("linliRan", (how: string) => seen.ran.push(how));
  await page.exposeFunction("linliStopped", (what: string) => seen.stopped.push(what));
  await page.addInitScript({ content: watcher });
  page.on("dialog", (dialog) => {
    seen.ran.push(`dialog ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on("request", (request) => {
    const isOurs = request.url().startsWith(address) || request.url().startsWith("data:");
    if (!isOurs || request.url().includes("hit.js")) seen.elsewhere.push(request.url());
  });
  page.on("pageerror", (error) => seen.broken.push(String(error).slice(0, 200)));
  return seen;
}

/** Every page of the console, and the pages of so many tickets. */
async function openAll(lab: Lab, page: Page, shown: Set<string>, tickets: number): Promise<number> {
  const ids = await lab.query<{ id: string }>("select id from ticket order by id");
  const [article] = await lab.query<{ id: string }>("select id from article limit 1");
  const addresses = Object.entries(paths).flatMap(([name, path]) => {
    if (name === "signIn") return [];
    if (name === "ticket") return ids.slice(0, tickets).map(({ id }) => paths.ticket(id));
    return [
      (path as (id?: string) => string)(
        name === "article" ? (article?.id ?? "1") : path.length > 0 ? "triage" : undefined,
      ),
    ];
  });
  for (const address of addresses) {
    await page.goto(address);
    const text = await atRest(page);
    for (const [mark] of text.matchAll(/pz\d+q/g)) shown.add(mark);
  }
  return addresses.length;
}

async function until(isSo: () => boolean, otherwise: string): Promise<void> {
  for (const deadline = Date.now() + 60_000; !isSo(); await sleep(50))
    if (Date.now() > deadline) throw new Error(otherwise);
}

/** What stands on the page once it has stopped changing. */
async function atRest(page: Page): Promise<string> {
  await page.waitForFunction(
    () => {
      const kept = window as unknown as { linliText?: string; linliSame?: number };
      const text = document.body.textContent ?? "";
      kept.linliSame = text === kept.linliText && text.length > 80 ? (kept.linliSame ?? 0) + 1 : 0;
      kept.linliText = text;
      return kept.linliSame > 3;
    },
    null,
    { polling: 80, timeout: 60_000 },
  );
  return page.evaluate(() => document.body.textContent ?? "");
}

/** The policy of each kind of page. */
async function policies(lab: Lab, complaints: Complaints): Promise<void> {
  for (const path of ["/", "/tickets", "/sign-in", "/f/AAAA", "/r/AAAA", "/api/me", "/nothing"]) {
    const { headers } = await fetch(lab.address + path);
    const policy = new Map(
      (headers.get("content-security-policy") ?? "").split(";").map((part) => {
        const [name = "", ...values] = part.trim().split(/\s+/);
        return [name, values.join(" ")] as const;
      }),
    );
    for (const [directive, value] of Object.entries(strict))
      if (policy.get(directive) !== value)
        complaints.none(`${directive} at ${path}`, [policy.get(directive) ?? "none"]);
    complaints.equal(`nosniff at ${path}`, Number(headers.get("x-content-type-options") === "nosniff"), 1);
  }
}

/** No cell of a sheet begins as a formula does, once its quotes are taken off. */
async function exportsAreInert(lab: Lab, admin: Browser, complaints: Complaints) {
  const dispatcher = await signIn(lab, await plantStaff(lab, "dispatcher", "桥湾社区"));
  for (const payload of formulaPayloads) {
    const words = { question: `${payload} `, answer: payload, source: payload, issuer: payload };
    await dispatcher.ask(
      "POST",
      "/api/articles",
      {
        ...words,
        variants: [payload],
        kind: "policy",
        documentNumber: null,
        areaPath: estatePath,
        validFrom: null,
        validUntil: null,
      },
      { "idempotency-key": randomUUID() },
    );
  }
  let cells = 0;
  let planted = 0;
  for (const path of ["/api/articles/export?format=csv", "/api/tickets/export?format=csv"]) {
    for (const browser of [admin, dispatcher]) {
      const { status, text } = await browser.ask("GET", path);
      if (status === 403) continue;
      complaints.equal(`answer of ${path}`, status, 200);
      const all = cellsOf(text.replace(/^\ufeff/, ""));
      cells += all.length;
      planted += all.filter((cell) => /HYPERLINK|cmd\|/.test(cell)).length;
      complaints.none(
        `formulas in ${path}`,
        all.filter((cell) => /^[=+\-@\t\r]/.test(cell)),
      );
    }
  }
  complaints.atLeast("planted formulas that were exported", planted, 2);
  return { cells, planted };
}

/** Cells of a sheet as RFC 4180 writes them. */
function cellsOf(text: string): string[] {
  return [...text.matchAll(/(?:^|,|\r?\n)(?:"((?:[^"]|"")*)"|([^,"\r\n]*))/g)].map(
    ([, quoted, plain]) => quoted?.replaceAll('""', '"') ?? plain ?? "",
  );
}
