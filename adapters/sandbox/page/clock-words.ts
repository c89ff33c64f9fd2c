import type { SandboxText } from "../../../src/locales/sandbox.ts";

/** The groups are in China, wherever the reader sits: times read as the residents' clocks do. */
const chinaOffsetMs = 8 * 3_600_000;
const dayMs = 86_400_000;

/** A time as a chat writes it: the hour today, with the day before that, with the date when it is long ago. */
export function timeWords(instant: string, now: Date, text: SandboxText): string {
  const local = new Date(Date.parse(instant) + chinaOffsetMs);
  const hour = hourWords(instant);
  const days = dayOf(now.getTime() + chinaOffsetMs) - dayOf(local.getTime());
  const [year, month, day] = [local.getUTCFullYear(), local.getUTCMonth() + 1, local.getUTCDate()];
  if (days === 0) return hour;
  if (days === 1) return `${text.yesterday} ${hour}`;
  if (days > 1 && days < 7) return `${text.weekdays[local.getUTCDay()]} ${hour}`;
  if (year === now.getUTCFullYear()) return `${text.date(month, day)} ${hour}`;
  return `${text.dateWithYear(year, month, day)} ${hour}`;
}

/** The hour and minute in China. */
export function hourWords(instant: string): string {
  return new Date(Date.parse(instant) + chinaOffsetMs).toISOString().slice(11, 16);
}

function dayOf(ms: number): number {
  return Math.floor(ms / dayMs);
}
