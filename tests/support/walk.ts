import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import type { Role } from "../../src/domain/authority.ts";
import { openBrowser } from "./browser.ts";
import { openRunningHouse, type RunningHouse } from "./running-house.ts";

/** Longest time a walk may take, and the opening of what it walks through: it shares two cores with other tests. */
export const walkMsMax = 300_000;
/** Longest wait for one thing to show, on the same machine. */
const pageMsMax = 60_000;

/** The narrowest phone that staff carry. */
export const phone = { width: 360, height: 740 };
/** A screen in an office. */
export const desk = { width: 1366, height: 800 };

/** Cookies of somebody who is signed in. */
export type SignedIn = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** The running house and a browser before it. */
export interface Walk {
  readonly house: RunningHouse;
  readonly browser: Browser;
  /** Opens the console by a sign-in link, the first admin's where none is given, and waits for 今日. */
  signIn(viewport: { width: number; height: number }, link?: string): Promise<Page>;
}

/**
 * Opens both before the first walk of a `describe`, and closes them after the last. They are there once the walks have begun, and in a
 * `beforeAll` that is written below. `env` is asked when the house opens.
 */
export function openedForWalks(env: () => Readonly<Record<string, string>> = () => ({})): Walk {
  let house: RunningHouse | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [house, browser] = await Promise.all([openRunningHouse(env()), openBrowser()]);
  }, walkMsMax);
  afterAll(async () => {
    await browser?.close();
    await house?.close();
  });
  return {
    get house() {
      return house!;
    },
    get browser() {
      return browser!;
    },
    async signIn(viewport, link = house!.signInLink) {
      const page = await browser!.newPage({ viewport, locale: "zh-CN", baseURL: house!.address });
      page.setDefaultTimeout(pageMsMax);
      await page.goto(link);
      await page.getByText("草稿都审完了").waitFor();
      return page;
    },
  };
}

/** A sign-in link for a member of staff with this role who is not the one before this page, as an admin before it would hand it out. */
export async function linkOfAnother(page: Page, role: Role): Promise<string> {
  const path = await page.evaluate(async (wanted) => {
    const ask = async (url: string, init?: RequestInit) => (await fetch(url, init)).json();
    const me = await ask("/api/me");
    const staff: { id: string; name: string; role: string }[] = await ask("/api/staff");
    const other = staff.find(({ name, role }) => role === wanted && name !== me.name)!;
    return (await ask(`/api/staff/${other.id}/sign-in-link`, { method: "POST" })).url as string;
  }, role);
  return new URL(path, page.url()).href;
}
