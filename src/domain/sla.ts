import { atChinaHour, chinaClock } from "./group.ts";

/** Office hours in China, as hours of the day. Weekends do not count; public holidays are not known yet, which makes a due time early, never late. */
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
  const { hour, weekday } = chinaClock(at);
  const isWeekend = weekday === 0 || weekday === 6;
  if (!isWeekend && hour >= workday.from && hour < workday.until) return at;
  const sameDay = !isWeekend && hour < workday.from;
  let next = atChinaHour(at, workday.from, sameDay ? 0 : 1);
  while ([0, 6].includes(chinaClock(next).weekday)) next = atChinaHour(next, workday.from, 1);
  return next;
}
