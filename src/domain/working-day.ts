import { chinaClock, chinaDay } from "./group.ts";

/**
 * Days off and working weekends that the State Council has announced, by year, from its notice of 4 November 2025 (国办发明电〔2025〕7号).
 * A year that is not here has its weekends and nothing else: a due time may then be early by its holidays, or late by a weekend that is
 * worked for them. Add each year's notice, which comes in November of the year before.
 */
const announced: Record<number, { readonly off: readonly Days[]; readonly working: readonly string[] }> = {
  2026: {
    off: [
      ["01-01", "01-03"],
      ["02-15", "02-23"],
      ["04-04", "04-06"],
      ["05-01", "05-05"],
      ["06-19", "06-21"],
      ["09-25", "09-27"],
      ["10-01", "10-07"],
    ],
    working: ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"],
  },
};

/** From the first to the last of them, as "month-day". */
type Days = readonly [first: string, last: string];

/** Whether offices in China work on the day of `at`. */
export function isWorkingDay(at: Date): boolean {
  const { year, weekday } = chinaClock(at);
  const day = chinaDay(at).slice("2026-".length);
  const { off = [], working = [] } = announced[year] ?? {};
  if (working.includes(day)) return true;
  return weekday !== 0 && weekday !== 6 && !off.some(([first, last]) => first <= day && day <= last);
}
