import { atChinaHour, chinaClock, isNight, quietHours } from "./group.ts";

/** The longest quiet that was seen in a group within one hour of one day; at night nothing is counted. */
export interface QuietSample {
  /** When the hour began. */
  readonly hourAt: Date;
  readonly quietMinutes: number;
}

/** What makes a silence worth an alarm. */
export const silenceRule = {
  /** What is older says little of today. */
  daysKept: 14,
  /** Before so many days are known nothing is called usual. */
  daysMin: 3,
  /** Of the days the one that so large a part of them stays below: a day on which the channel was dead does not count. */
  part: 0.8,
  /**
   * So many times what is usual at this hour is too long. People talk in bursts: in simulated chats four times as long comes about once in
   * two months of a group, five times once in five months or less (tests/domain/rhythm.test.ts).
   */
  times: 5,
  /** However lively a channel is, so long may pass. With a check-up a minute, a dead one is seen within five. */
  minutesMin: 4,
} as const;

/** The longest quiet that is usual at this hour, in minutes of daytime; null while too little is known. `samples` are of this hour, a day each. */
export function usualQuiet(samples: readonly QuietSample[]): number | null {
  if (samples.length < silenceRule.daysMin) return null;
  const sorted = samples.map(({ quietMinutes }) => quietMinutes).sort((a, b) => a - b);
  return sorted[Math.ceil(silenceRule.part * sorted.length) - 1] ?? null;
}

/**
 * What is known of a channel from its groups: where one of them spoke, the channel did. Their shortest quiet of a day is no shorter
 * than the channel's own, so nothing is called silent too early.
 */
export function samplesOfAll(groups: readonly (readonly QuietSample[])[]): QuietSample[] {
  const shortest = new Map<number, QuietSample>();
  for (const sample of groups.flat()) {
    const known = shortest.get(sample.hourAt.getTime());
    if (!known || sample.quietMinutes < known.quietMinutes) shortest.set(sample.hourAt.getTime(), sample);
  }
  return [...shortest.values()];
}

/** How many minutes of daytime lie between two instants: nights are quiet by rule and say nothing. */
export function dayMinutes(from: Date, until: Date): number {
  let ms = 0;
  for (let day = atChinaHour(from, 0, 0); day < until; day = atChinaHour(day, 0, 1)) {
    const begins = Math.max(atChinaHour(day, quietHours.until, 0).getTime(), from.getTime());
    const ends = Math.min(atChinaHour(day, quietHours.from, 0).getTime(), until.getTime());
    ms += Math.max(0, ends - begins);
  }
  return ms / 60_000;
}

/** Says whether a silence that lasts is one that somebody should look at. Never at night. */
export function isSilent(samples: readonly QuietSample[], lastHeardAt: Date, now: Date): boolean {
  const usual = usualQuiet(samples);
  if (usual === null || isNight(now)) return false;
  return dayMinutes(lastHeardAt, now) >= Math.max(silenceRule.minutesMin, silenceRule.times * usual);
}

const hourMs = 3_600_000;

/** When the hour of an instant began. China's hours begin where UTC's do. */
export function startOfHour(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs);
}

/** The hour of daytime before one: before seven in the morning comes nine in the evening. */
export function dayHourBefore(hourAt: Date): Date {
  const before = new Date(hourAt.getTime() - hourMs);
  return isNight(before)
    ? atChinaHour(before, quietHours.from - 1, chinaClock(before).hour < quietHours.until ? -1 : 0)
    : before;
}

/** The hours of daytime that are over and lie after one, oldest first, of the last day; the last hour alone when none was counted before. */
export function hoursToCount(lastCountedAt: Date | null, now: Date): Date[] {
  const last = startOfHour(now).getTime() - hourMs;
  const first = lastCountedAt === null ? last : Math.max(lastCountedAt.getTime() + hourMs, last - 23 * hourMs);
  const hours: Date[] = [];
  for (let at = first; at <= last; at += hourMs) hours.push(new Date(at));
  return hours.filter((at) => !isNight(at));
}
