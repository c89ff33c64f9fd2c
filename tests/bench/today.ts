import { percentile } from "../acceptance/check.ts";
import { inBrowser } from "../acceptance/lab-browser.ts";
import { plantLink } from "../acceptance/staff-door.ts";
import { reports } from "../acceptance/words.ts";

/** How often 今日 is opened for the first time. */
export interface TodaySize {
  readonly visits: number;
}

export const fullToday: TodaySize = { visits: 40 };
export const quickToday: TodaySize = { visits: 3 };

const buildings = 8;
const settleMsMax = 120_000;

/**
 * How long somebody waits for 今日 whose browser holds nothing of it yet: from the address until the first draft can be approved, and what
 * comes over the wire for it. Chromium and the house share the machine.
 */
export async function runTodayBench({ visits }: TodaySize) {
  return inBrowser(buildings, async ({ lab, browser, admin }) => {
    for (const [at, report] of reports.entries()) {
      const { number, residentsChat } = lab.buildings[at % buildings]!;
      const from = { id: 880_000 + at, is_bot: false, first_name: `${number}-1-${at}01 乐乐妈` };
      await lab.bring(lab.message(residentsChat, from, report(number)));
    }
    await lab.settled(settleMsMax);

    const signingIn = await browser.newPage({ baseURL: lab.address, locale: "zh-CN" });
    await signingIn.goto(`/sign-in#${await plantLink(lab, admin.staffId)}`);
    await signingIn.waitForURL(`${lab.address}/`);
    const storageState = await signingIn.context().storageState();
    await signingIn.context().close();

    const tookMs: number[] = [];
    let bytes = 0;
    for (let visit = 0; visit < visits; visit++) {
      const context = await browser.newContext({ baseURL: lab.address, locale: "zh-CN", storageState });
      const page = await context.newPage();
      await page.goto("/", { waitUntil: "commit" });
      await page.locator(".draft-actions button:enabled").first().waitFor();
      const told = await page.evaluate(
        `({ at: performance.now(), bytes: performance.getEntries().reduce((sum, entry) => sum + (entry.transferSize ?? 0), 0) })`,
      );
      const seen = told as { readonly at: number; readonly bytes: number };
      tookMs.push(seen.at);
      bytes = Math.max(bytes, seen.bytes);
      await context.close();
    }
    return { visits, p50Ms: percentile(tookMs, 0.5), p95Ms: percentile(tookMs, 0.95), bytes, node: process.version };
  });
}
