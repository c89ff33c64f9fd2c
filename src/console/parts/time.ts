import type { ConsoleText } from "../../locales/console.ts";

const minuteMs = 60_000;

/** An instant as the office reads it, Beijing time: "11-21 18:05"; with the year when it is another one. */
export function formatInstant(instant: string, now: Date): string {
  const { year, month, day, hour, minute } = beijing(new Date(instant));
  const thisYear = year === beijing(now).year;
  return `${thisYear ? "" : `${year}-`}${month}-${day} ${hour}:${minute}`;
}

/** An instant to be kept or compared, Beijing time: "2026-11-21 18:05". */
export function formatWhole(instant: string): string {
  const { year, month, day, hour, minute } = beijing(new Date(instant));
  return `${year}-${month}-${day} ${hour}:${minute}`;
}

/** A day in Beijing: "2026-11-21". */
export function formatDay(instant: string): string {
  const { year, month, day } = beijing(new Date(instant));
  return `${year}-${month}-${day}`;
}

/** The day that somebody typed, as "2026-11-21": with dashes, points, slashes or nothing between, without the year for this year. Null for no day. */
export function readDay(typed: string, now: Date): string | null {
  const [, year = beijing(now).year, month = "", day = ""] =
    /^(?:(\d{4})[-./年]?)?(\d{1,2})[-./月]?(\d{2}|(?<=[-./月])\d)日?$/.exec(typed.trim()) ?? [];
  const iso = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  const at = new Date(`${iso}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(iso) ? iso : null;
}

/** When a day begins in Beijing. */
export function startOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** The clock time of a message, Beijing time: "18:05". */
export function formatClock(instant: string): string {
  const { hour, minute } = beijing(new Date(instant));
  return `${hour}:${minute}`;
}

/** How long ago it was, in the largest whole unit. */
export function formatAgo(instant: string, now: Date, { time }: ConsoleText): string {
  const passedMs = now.getTime() - Date.parse(instant);
  return passedMs < minuteMs ? time.justNow : time.ago(formatSpan(passedMs, time));
}

/** How a due time stands. Null when nothing is due. */
export function formatDue(
  dueAt: string | null,
  now: Date,
  { time }: ConsoleText,
): { readonly text: string; readonly overdue: boolean } | null {
  if (dueAt === null) return null;
  const leftMs = Date.parse(dueAt) - now.getTime();
  const overdue = leftMs < 0;
  const span = formatSpan(Math.abs(leftMs), time);
  return { text: overdue ? time.over(span) : time.left(span), overdue };
}

/** How long something took, in the largest whole unit. */
export function formatMinutes(minutes: number, { time }: ConsoleText): string {
  return formatSpan(minutes * minuteMs, time);
}

/** Whole minutes up to two hours, then whole hours up to two days, then days: as precise as one acts on. */
function formatSpan(ms: number, time: ConsoleText["time"]): string {
  const minutes = Math.max(1, Math.floor(ms / minuteMs));
  if (minutes < 120) return time.minutes(minutes);
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? time.hours(hours) : time.days(Math.floor(hours / 24));
}

const beijingParts = new Intl.DateTimeFormat("en-CA", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "2-digit",
  day: "2-digit",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function beijing(date: Date) {
  const parts = beijingParts.formatToParts(date);
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((one) => one.type === type)?.value ?? "";
  return { year: part("year"), month: part("month"), day: part("day"), hour: part("hour"), minute: part("minute") };
}
