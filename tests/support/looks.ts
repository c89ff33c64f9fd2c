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

/** Longest row of controls that a page may have: whoever goes on pressing Tab longer is going in circles. */
const tabsMax = 600;
const controls =
  "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button], [role=link], [role=checkbox], [role=switch], [role=combobox], [role=tab], [role=slider]";

/** The controls that cannot be reached with the Tab key, a line each; of a set that arrow keys move within, one must be. */
export async function beyondKeyboard(page: Page): Promise<string[]> {
  await page.evaluate(() => {
    (window as unknown as Tabbed).linliTabbed = new Set();
    (document.activeElement as HTMLElement | null)?.blur();
  });
  // Where a page has put the focus itself, the first round begins in its middle.
  for (let presses = 0, isNew = true, rounds = 0; presses < tabsMax && (isNew || rounds < 3); presses++) {
    await page.keyboard.press("Tab");
    isNew = await page.evaluate(() => {
      const { linliTabbed: tabbed } = window as unknown as Tabbed;
      const at = document.activeElement ?? document.body;
      if (at === document.body || tabbed.has(at)) return false;
      tabbed.add(at);
      return true;
    });
    if (!isNew) rounds++;
  }
  return page.evaluate((selector) => {
    const { linliTabbed: tabbed } = window as unknown as Tabbed;
    return [...document.querySelectorAll<HTMLInputElement>(selector)]
      .filter((one) => one.checkVisibility() && !one.matches(":disabled, [aria-disabled=true]") && !tabbed.has(one))
      .filter((one) => !one.closest("[aria-hidden=true], [inert]") && one.getBoundingClientRect().width > 0)
      .filter((one) => {
        const set = one.closest("[role=radiogroup], [role=tablist], fieldset, form");
        const isOneOfSet = one.type === "radio" || one.getAttribute("role") === "tab";
        return !(isOneOfSet && [...tabbed].some((other) => set?.contains(other)));
      })
      .map((one) => `not reached with Tab: ${one.outerHTML.slice(0, 160)}`);
  }, controls);
}

/** The fields that nothing but a hint inside of them names, a line each: it is gone with the first letter. */
export function fieldsWithoutName(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLInputElement>("input:not([type=hidden]), select, textarea")]
      .filter((one) => one.checkVisibility() && !one.closest("[aria-hidden=true]"))
      .filter((one) => !one.matches("[aria-label], [aria-labelledby], [title], [type=submit], [type=button]"))
      .filter((one) => ![...(one.labels ?? [])].some((label) => label.textContent?.trim()))
      .map((one) => `nameless: ${one.outerHTML.slice(0, 160)}`),
  );
}

/** The controls that a thumb may miss, a line each. The label of a box, a dot or a file counts as much as itself. */
export function smallTargets(page: Page): Promise<string[]> {
  return page.evaluate(
    ([selector, least]) =>
      [...document.querySelectorAll<HTMLInputElement>(selector)]
        .filter((one) => one.checkVisibility())
        .map((one) => {
          const boxes = [one, ...(one.matches("[type=checkbox], [type=radio], [type=file]") ? (one.labels ?? []) : [])];
          const sizes = boxes.map((box) => box.getBoundingClientRect());
          const [width, height] = [sizes.map((box) => box.width), sizes.map((box) => box.height)];
          return { one, width: Math.max(...width), height: Math.max(...height) };
        })
        .filter(({ width, height }) => width > 0 && Math.min(width, height) < least)
        .map(
          ({ one, width, height }) => `${Math.round(width)}×${Math.round(height)} px: ${one.outerHTML.slice(0, 160)}`,
        ),
    [controls, thumbPx] as const,
  );
}

interface Tabbed {
  linliTabbed: Set<Element>;
}

interface AxeResults {
  readonly violations: readonly { id: string; impact: string | null; nodes: readonly { html: string }[] }[];
}

/** Leaves a picture of the page in the folder that `WALK_SHOTS` names, for whoever wants to look; none is taken without. */
export async function shoot(page: Page, name: string): Promise<void> {
  const folder = process.env.WALK_SHOTS;
  if (folder) await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
}
