import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The least a thumb hits surely, in CSS pixels. */
export const thumbPx = 44;

/** By how many CSS pixels the page is wider than the screen; not above 0 when it fits. */
export function overflowPx(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
}

/** Expects that nothing on the page is wider than the screen. */
export async function expectFits(page: Page): Promise<void> {
  expect(await overflowPx(page), page.url()).toBeLessThanOrEqual(0);
}

/** What axe-core finds serious or worse, a line each. */
export async function seriousFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  return page.evaluate(async () => {
    const { violations } = await (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run();
    return violations
      .filter(({ impact }) => impact === "serious" || impact === "critical")
      .map(({ id, nodes }) => `${id} ×${nodes.length}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  });
}

/** Expects no serious finding of axe-core. */
export async function expectAccessible(page: Page): Promise<void> {
  expect(await seriousFindings(page), page.url()).toEqual([]);
}

interface AxeResults {
  readonly violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
}

/** Leaves a picture of the page in the folder that `WALK_SHOTS` names, for whoever wants to look; none is taken without. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.WALK_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
