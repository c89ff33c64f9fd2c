import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

const places = [process.env.CHROMIUM_PATH, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Where a Chromium is installed; null when there is none. Says so once, so that a skipped walk is not taken for a passed one. */
export const chromiumPath = places.find((place) => place && existsSync(place)) ?? null;
if (!chromiumPath) console.warn("No Chromium found: walks in a browser are skipped. Install it, or set CHROMIUM_PATH.");

/** Opens a headless Chromium. */
export function openBrowser(): Promise<Browser> {
  if (!chromiumPath) throw new Error("There is no Chromium: skip the walk by `chromiumPath`.");
  return chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox", "--disable-dev-shm-usage"] });
}
