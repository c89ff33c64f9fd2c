/** How much the house may say in a group: only listen, react, answer when spoken to, speak sparingly. */
export const groupLevels = ["listen", "react", "reply", "proactive"] as const;
export type GroupLevel = (typeof groupLevels)[number];

/** `quarantined`: its ref changed, so nothing is posted until an admin confirms it. */
export const groupStatuses = ["active", "quarantined", "paused", "gone"] as const;
export type GroupStatus = (typeof groupStatuses)[number];

/** What decides whether and when something may be said in a group. */
export interface GroupPolicy {
  readonly kind: "residents" | "staff";
  readonly level: GroupLevel;
  readonly status: GroupStatus;
  readonly postsPerDay: number;
  readonly quietAtNight: boolean;
  /** Proactive posts said or owed today. */
  readonly postsToday: number;
  /** The platform can change an earlier post. */
  readonly canEdit: boolean;
}

/** Ordinary talk is kept for so long, as context; then only counters stay. */
export const chatterTtlMs = 24 * 3_600_000;

/** What can be said in a residents' group. All but `update`, which changes an earlier card, are names of templates. */
export const speeches = ["mark", "answer", "alarm", "card", "update", "ask", "digest"] as const;
export type Speech = (typeof speeches)[number];

/**
 * What each level lets the house say in a residents' group: the whole of it, for deciding as for sending.
 *
 * A mark is a sign on the message that a ticket was drafted from, without words; it stands in where no card may be posted. What was
 * said at a higher level is still kept true (`update`), for a card that says yesterday's state is worse than none. Fixed advice in
 * danger (`alarm`) is an answer to the one who cried. Beside this table stands one thing: whoever types a command to the bot in an
 * active group is answered in one post, at every level.
 */
// biome-ignore format: reads in columns
export const speechByLevel: Readonly<Record<GroupLevel, readonly Speech[]>> = {
  listen:    [],
  react:     ["mark"],
  reply:     ["mark", "answer", "alarm", "update"],
  proactive: [        "answer", "alarm", "update", "card", "ask", "digest"],
};

/** What a post is by the table of levels; null for a template that residents are never shown. */
export function speechOf({ template, isEdit }: { readonly template: string; readonly isEdit: boolean }): Speech | null {
  const speech = speeches.find((one) => one === template) ?? null;
  return isEdit && speech === "card" ? "update" : speech;
}

/** Says whether this may ever be said in the group as it now stands, whatever the hour. Staff groups hear everything. */
export function maySay(
  speech: Speech | null,
  { kind, level, status }: Pick<GroupPolicy, "kind" | "level" | "status">,
): boolean {
  if (status !== "active") return false;
  return kind === "staff" || (speech !== null && speechByLevel[level].includes(speech));
}

/** What becomes of a post that a decision owes: said, at a time; kept for the digest; or never said. */
export type PostTiming =
  | { readonly when: "now" }
  | { readonly when: "later"; readonly notBefore: Date }
  | { readonly when: "digest" }
  | { readonly when: "never"; readonly reason: string };

/** Night in China: nothing but emergencies is said from 22:00 to 07:00. */
export const quietHours = { from: 22, until: 7 } as const;
/** When the day's overflow is told in one post. */
export const digestHour = 18;

/**
 * Says whether and when a post may go out. Staff groups hear everything at once, but a staff group that is gone hears nothing.
 * An edit of an earlier post makes no sound, so it waits for nothing but a level that allows it.
 */
export function decideTiming(
  post: { readonly template: string; readonly urgent: boolean; readonly proactive: boolean; readonly isEdit: boolean },
  policy: GroupPolicy,
  now: Date,
): PostTiming {
  if (policy.status !== "active") return { when: "never", reason: `the group is ${policy.status}` };
  if (policy.kind === "staff") return { when: "now" };
  if (!maySay(speechOf(post), policy)) return { when: "never", reason: `the group's level is ${policy.level}` };
  if (post.urgent || post.isEdit) return { when: "now" };
  if (post.proactive && policy.postsToday >= policy.postsPerDay) return { when: "digest" };
  if (policy.quietAtNight && isNight(now)) return { when: "later", notBefore: nextMorning(now) };
  return { when: "now" };
}

/** True from 22:00 to 07:00 in China. */
export function isNight(now: Date): boolean {
  const hour = chinaClock(now).hour;
  return hour >= quietHours.from || hour < quietHours.until;
}

/** The next 07:00 in China. */
export function nextMorning(now: Date): Date {
  return atChinaHour(now, quietHours.until, chinaClock(now).hour < quietHours.until ? 0 : 1);
}

/** Midnight in China of the day that `now` lies in: a budget's day begins there. */
export function startOfChinaDay(now: Date): Date {
  return atChinaHour(now, 0, 0);
}

/** China keeps one zone and no summer time, so its clock is UTC + 8 by arithmetic. */
const chinaOffsetMs = 8 * 3_600_000;

/** The wall clock in China. `weekday` is 0 on Sunday. */
export function chinaClock(at: Date): {
  year: number;
  month: number;
  day: number;
  hour: number;
  minute: number;
  weekday: number;
} {
  const local = new Date(at.getTime() + chinaOffsetMs);
  return {
    year: local.getUTCFullYear(),
    month: local.getUTCMonth() + 1,
    day: local.getUTCDate(),
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    weekday: local.getUTCDay(),
  };
}

/** The day it is in China, "2026-07-03". */
export function chinaDay(at: Date): string {
  const { year, month, day } = chinaClock(at);
  return `${year}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/** The instant of an hour on the China day of `at`, or so many days after it. */
export function atChinaHour(at: Date, hour: number, daysAfter: number): Date {
  const { year, month, day } = chinaClock(at);
  return new Date(Date.UTC(year, month - 1, day + daysAfter, hour) - chinaOffsetMs);
}
