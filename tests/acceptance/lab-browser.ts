import type { Browser } from "playwright-core";
import { openBrowser } from "../support/browser.ts";
import { type Lab, openLab } from "./lab.ts";
import { plantStaff, type Browser as StaffBrowser, signIn } from "./staff-door.ts";

/** A running house with its pages, a Chromium to open them in, and an admin of its community. */
export interface LabInBrowser {
  readonly lab: Lab;
  readonly browser: Browser;
  readonly admin: StaffBrowser;
}

/** Does something in a browser with a house of its own, and closes both. */
export async function inBrowser<Done>(buildings: number, act: (opened: LabInBrowser) => Promise<Done>): Promise<Done> {
  const lab = await openLab({ buildings, pages: true });
  try {
    const browser = await openBrowser();
    try {
      await lab.start().ready;
      return await act({ lab, browser, admin: await signIn(lab, await plantStaff(lab, "admin", "桥湾社区")) });
    } finally {
      await browser.close();
    }
  } finally {
    await lab.close();
  }
}
