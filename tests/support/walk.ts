import type { Browser, BrowserContextOptions } from "playwright-core";
import { afterAll, beforeAll } from "vitest";
import { openBrowser } from "./browser.ts";
import { openRunningHouse, type RunningHouse } from "./running-house.ts";

/** Longest time a walk may take, and the opening of what it walks through. */
export const walkMsMax = 240_000;

/** Cookies of somebody who is signed in. */
export type SignedIn = Exclude<BrowserContextOptions["storageState"], string | undefined>;

/** The running house and a browser before it. */
export interface Walk {
  readonly house: RunningHouse;
  readonly browser: Browser;
}

/** Opens both before the first walk of a `describe`, and closes them after the last. They are there once the walks have begun. */
export function openedForWalks(): Walk {
  let house: RunningHouse | undefined;
  let browser: Browser | undefined;
  beforeAll(async () => {
    [house, browser] = await Promise.all([openRunningHouse(), openBrowser()]);
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
  };
}
