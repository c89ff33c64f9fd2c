import { atChinaHour, chinaClock } from "./group.ts";
import { isWorkingDay } from "./working-day.ts";

/** Office hours in China, as hours of a working day. */
const workday = { from: 9, until: 18 } as const;

/**
 * The instant at which so many working hours after `start` have passed.
 * An emergency does not wait for the office: its clock runs day and night.
 */
export function dueAfter(start: Date, hours: number, options: { readonly roundTheClock: boolean }): Date {
  if (options.roundTheClock) return new Date(start.getTime() + hours * 3_600_000);
  let at = startOfWork(start);
  let leftMs = hours * 3_600_000;
  for (;;) {
    const endOfDay = atChinaHour(at, workday.until, 0);
    const todayMs = endOfDay.getTime() - at.getTime();
    if (leftMs <= todayMs) return new Date(at.getTime() + leftMs);
    leftMs -= todayMs;
    at = startOfWork(endOfDay);
  }
}

/** The first instant of working time at or after `at`. */
function startOfWork(at: Date): Date {
  const { hour } = chinaClock(at);
  const worksToday = isWorkingDay(at);
  if (worksToday && hour >= workday.from && hour < workday.until) return at;
  let next = atChinaHour(at, workday.from, worksToday && hour < workday.from ? 0 : 1);
  while (!isWorkingDay(next)) next = atChinaHour(next, workday.from, 1);
  return next;
}
