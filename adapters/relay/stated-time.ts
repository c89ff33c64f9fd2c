import { chinaClock } from "../../src/domain/group.ts";

const clock =
  "(?:(?:凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)\\s*)?\\d{1,2}[:：]\\d{2}(?:[:：]\\d{2})?(?:\\s*[AaPp][Mm])?";
const day =
  "(?:\\d{4}[-/.年]\\d{1,2}[-/.月]\\d{1,2}日?|\\d{1,2}[-/.月]\\d{1,2}日?|今天|昨天|前天|(?:星期|周)[一二三四五六日天])";

/** A time as chats write it, with or without its day, as the source of a pattern: "2026-11-22 09:01", "昨天 21:05", "下午3:20". */
export const statedTime = `(?:${day}[\\s\\u2005]*)?${clock}`;

const parts =
  /^(?:(?:(?<year>\d{4})[-/.年])?(?<month>\d{1,2})[-/.月](?<date>\d{1,2})日?|(?<word>今天|昨天|前天)|(?:星期|周)(?<weekday>[一二三四五六日天]))?[\s\u2005]*(?<half>凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)?\s*(?<hour>\d{1,2})[:：](?<minute>\d{2})(?:[:：](?<second>\d{2}))?(?:\s*(?<noon>[AaPp][Mm]))?$/u;

const dayMs = 86_400_000;
const chinaOffsetMs = 8 * 3_600_000;

/**
 * The instant that a time written in China means to somebody who reads it now: the last one that fits and is not in the future. Null for
 * what is no time, such as 25:70. Pure.
 */
export function readStatedTime(written: string, now: Date): Date | null {
  const found = parts.exec(written.trim())?.groups;
  if (!found) return null;
  const { year, month, date, word, weekday, half, noon } = found;
  const [minute, second] = [Number(found["minute"]), Number(found["second"] ?? 0)];
  const hour = hourOf(Number(found["hour"]), half ?? noon?.toLowerCase());
  if (hour > 23 || minute > 59 || second > 59) return null;

  const today = chinaClock(now);
  const at = (y: number, m: number, d: number) => Date.UTC(y, m - 1, d, hour, minute, second) - chinaOffsetMs;
  const daysAgo = (days: number) => at(today.year, today.month, today.day) - days * dayMs;
  // A clock that goes a minute before ours must not send a message back by a year.
  const isPast = (ms: number) => ms <= now.getTime() + 3_600_000;
  const latest = (...candidates: readonly number[]) =>
    new Date(Math.min(candidates.find(isPast) ?? candidates.at(-1)!, now.getTime()));

  if (month !== undefined && date !== undefined) {
    if (Number(month) < 1 || Number(month) > 12 || Number(date) < 1 || Number(date) > 31) return null;
    const inYear = (y: number) => at(y, Number(month), Number(date));
    return year === undefined ? latest(inYear(today.year), inYear(today.year - 1)) : latest(inYear(Number(year)));
  }
  if (word !== undefined) return latest(daysAgo(["今天", "昨天", "前天"].indexOf(word)));
  if (weekday !== undefined) {
    const days = (today.weekday - "日一二三四五六".indexOf(weekday === "天" ? "日" : weekday) + 7) % 7;
    return latest(daysAgo(days), daysAgo(days + 7));
  }
  return latest(daysAgo(0), daysAgo(1));
}

function hourOf(hour: number, half: string | undefined): number {
  if (half === undefined || half === "中午") return half === "中午" && hour < 3 ? hour + 12 : hour;
  const isLate = half === "下午" || half === "傍晚" || half === "晚上" || half === "pm";
  if (isLate) return hour < 12 ? hour + 12 : hour;
  return half === "am" || half === "凌晨" ? hour % 12 : hour;
}
