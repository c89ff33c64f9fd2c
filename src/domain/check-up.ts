import type { PlatformName } from "./chat.ts";
import type { GroupLevel, GroupStatus } from "./group.ts";
import { isSilent, type QuietSample, samplesOfAll, usualQuiet } from "./rhythm.ts";

/** How an account of a platform does, by its own process's word. */
export interface ChannelFacts {
  readonly platform: PlatformName;
  readonly account: string;
  /** `waiting`: it fails, and is tried again. */
  readonly state: "running" | "waiting" | "stopped";
  /** Since when it is so. */
  readonly since: Date;
  readonly lastEventAt: Date | null;
  /** Why it waits, or what its operator should know, such as privacy mode. */
  readonly notice: string | null;
  /** When its process last said so. */
  readonly seenAt: Date;
}

/** How a group does. */
export interface GroupFacts {
  readonly id: string;
  readonly name: string;
  readonly platform: PlatformName;
  readonly account: string;
  readonly kind: "residents" | "staff";
  readonly areaPath: string | null;
  readonly level: GroupLevel;
  readonly status: GroupStatus;
  readonly pausedBy: "owner" | "staff" | null;
  readonly canPost: boolean | null;
  readonly lastEventAt: Date | null;
  /** The longest quiet of this hour on the days before. */
  readonly quiet: readonly QuietSample[];
  /** The staff group that is told of it; null where there is none. */
  readonly staffGroupId: string | null;
  readonly posts: {
    readonly uncertain: number;
    readonly withheld: number;
    readonly failed: number;
    /** Since when the oldest that may be said now could have been said. */
    readonly dueSince: Date | null;
  };
  /** Since when the oldest words that are to be read could have been read. */
  readonly unreadSince: Date | null;
  readonly parked: number;
}

/** All that a check-up looks at. */
export interface CheckUpFacts {
  readonly channels: readonly ChannelFacts[];
  readonly groups: readonly GroupFacts[];
}

/** `act`: somebody must do something. `watch`: somebody should know. `fine`: nothing to do. */
export type Severity = "act" | "watch" | "fine";

/** What each finding calls for. */
export const severityOf = {
  no_channels: "act",
  channel_unseen: "act",
  channel_away: "act",
  channel_silent: "act",
  channel_notice: "act",
  channel_fine: "fine",
  group_unbound: "act",
  group_quarantined: "act",
  group_muted: "act",
  group_silent: "act",
  no_staff_group: "act",
  unread_late: "act",
  posts_late: "act",
  posts_uncertain: "act",
  posts_withheld: "act",
  posts_failed: "act",
  parked: "act",
  group_paused: "watch",
  group_gone: "watch",
  group_fine: "fine",
} as const satisfies Readonly<Record<string, Severity>>;
export type FindingCode = keyof typeof severityOf;

/** One thing a check-up found. What it says and what to do is in src/locales/doctor.ts. */
export interface Finding {
  readonly code: FindingCode;
  /** What it is about; null where it is about the house. */
  readonly channel: Pick<ChannelFacts, "platform" | "account"> | null;
  readonly group: Pick<GroupFacts, "id" | "name"> | null;
  /** Since when; null where that means nothing. */
  readonly since: Date | null;
  /** The longest quiet that is usual at this hour, in minutes; null when unknown. */
  readonly usualMinutes: number | null;
  /** How many, where it counts something. */
  readonly count: number | null;
  /** The platform's own words, or who paused a group. */
  readonly note: string | null;
}

/** A process that has not been heard of for so long is not running. */
const unseenMs = 60_000;
/** Reading and sending take seconds; whatever waits for longer than this is stuck. */
const lateMs = 10 * 60_000;

/** Looks at everything and says what it finds, the worst first. Of what is silent altogether its parts are not named again. */
export function decideFindings(facts: CheckUpFacts, now: Date): Finding[] {
  const channels = facts.channels.map((channel) => {
    const groups = facts.groups.filter((group) => isOf(group, channel));
    return { channel, groups, findings: channelFindings(channel, groups, now) };
  });
  const deaf = channels.filter(({ findings }) => findings.some(({ code }) => deafCodes.includes(code)));
  const isDeaf = (group: GroupFacts) => deaf.some(({ channel }) => isOf(group, channel));
  const found = [
    ...(facts.channels.length === 0 ? [finding("no_channels", {})] : []),
    ...channels.flatMap(({ findings }) => findings),
    ...facts.groups.flatMap((group) => groupFindings(group, channelOf(group, facts), isDeaf(group), now)),
  ];
  return found.toSorted((a, b) => order[severityOf[a.code]] - order[severityOf[b.code]]);
}

const order: Readonly<Record<Severity, number>> = { act: 0, watch: 1, fine: 2 };
/** What means that nothing comes from a channel. */
export const deafCodes: readonly FindingCode[] = ["channel_unseen", "channel_away", "channel_silent"];

function channelFindings(channel: ChannelFacts, groups: readonly GroupFacts[], now: Date): Finding[] {
  const about = { channel };
  if (now.getTime() - channel.seenAt.getTime() > unseenMs)
    return [finding("channel_unseen", { ...about, since: channel.seenAt })];
  if (channel.state !== "running")
    return [finding("channel_away", { ...about, since: channel.since, note: channel.notice })];
  const listened = groups.filter(isListenedTo);
  const samples = samplesOfAll(listened.map(({ quiet }) => quiet));
  const heardAt = latest(channel.since, channel.lastEventAt, ...listened.map(({ lastEventAt }) => lastEventAt));
  const silent = isSilent(samples, heardAt, now)
    ? [finding("channel_silent", { ...about, since: heardAt, usualMinutes: usualQuiet(samples) })]
    : [];
  const notice = channel.notice === null ? [] : [finding("channel_notice", { ...about, note: channel.notice })];
  const found = [...silent, ...notice];
  return found.length > 0 ? found : [finding("channel_fine", { ...about, since: channel.lastEventAt })];
}

function groupFindings(group: GroupFacts, channel: ChannelFacts | null, isDeaf: boolean, now: Date): Finding[] {
  // One that nobody ever took on, and that put the bot out again, concerns nobody.
  if (group.status === "gone" && group.areaPath === null) return [];
  const found = [...standing(group), ...stuck(group, now), ...(isDeaf ? [] : silence(group, channel, now))];
  if (found.length > 0) return found;
  return [finding("group_fine", { group, since: group.lastEventAt, usualMinutes: usualQuiet(group.quiet) })];
}

/** What its binding, its status and its rights call for. */
function standing(group: GroupFacts): Finding[] {
  const { status, kind, areaPath, canPost, staffGroupId, pausedBy } = group;
  if (status === "gone") return [finding("group_gone", { group })];
  if (status === "quarantined") return [finding("group_quarantined", { group })];
  if (areaPath === null) return [finding("group_unbound", { group })];
  return [
    ...(status === "paused" ? [finding("group_paused", { group, note: pausedBy })] : []),
    ...(canPost === false ? [finding("group_muted", { group })] : []),
    ...(kind === "residents" && staffGroupId === null ? [finding("no_staff_group", { group })] : []),
  ];
}

/** What waits for a person, or for longer than it should. */
function stuck(group: GroupFacts, now: Date): Finding[] {
  const { posts, unreadSince, parked, status } = group;
  const isLate = (since: Date | null) => since !== null && now.getTime() - since.getTime() > lateMs;
  const counted = (code: FindingCode, count: number) => (count > 0 ? [finding(code, { group, count })] : []);
  return [
    ...(isLate(unreadSince) ? [finding("unread_late", { group, since: unreadSince })] : []),
    ...(status === "active" && isLate(posts.dueSince) ? [finding("posts_late", { group, since: posts.dueSince })] : []),
    ...counted("posts_uncertain", posts.uncertain),
    ...counted("posts_withheld", posts.withheld),
    ...counted("posts_failed", posts.failed),
    ...counted("parked", parked),
  ];
}

function silence(group: GroupFacts, channel: ChannelFacts | null, now: Date): Finding[] {
  if (!isListenedTo(group) || group.lastEventAt === null || channel === null) return [];
  // What was said while nobody listened is not counted against the group.
  const heardAt = latest(group.lastEventAt, channel.since);
  if (!isSilent(group.quiet, heardAt, now)) return [];
  return [finding("group_silent", { group, channel, since: heardAt, usualMinutes: usualQuiet(group.quiet) })];
}

/** Staff groups are quiet by nature, and a pause is a silence that was asked for. */
function isListenedTo({ kind, areaPath, status }: GroupFacts): boolean {
  return kind === "residents" && areaPath !== null && (status === "active" || status === "quarantined");
}

function isOf(group: GroupFacts, { platform, account }: ChannelFacts): boolean {
  return group.platform === platform && group.account === account;
}

function channelOf(group: GroupFacts, { channels }: CheckUpFacts): ChannelFacts | null {
  return channels.find((channel) => isOf(group, channel)) ?? null;
}

function latest(first: Date, ...others: readonly (Date | null)[]): Date {
  return others.reduce<Date>((last, at) => (at !== null && at > last ? at : last), first);
}

function finding(code: FindingCode, { channel, group, ...facts }: Partial<Omit<Finding, "code">>): Finding {
  return {
    ...{ code, since: null, usualMinutes: null, count: null, note: null, ...facts },
    channel: channel ? { platform: channel.platform, account: channel.account } : null,
    group: group ? { id: group.id, name: group.name } : null,
  };
}

/** A word that staff are owed about a channel that is dead or silent: once for each time, in each staff group that looks after it. */
export interface ChannelAlarm {
  readonly key: string;
  readonly finding: Finding;
  /** A group that those staff look after, by which they are found. */
  readonly groupId: string;
}

/** A platform that fails is tried again at once; staff are told when that has not helped for so long. */
const awayMs = 2 * 60_000;

/** What of the findings must reach staff who look at no page. */
export function alarmsOf(findings: readonly Finding[], { groups }: CheckUpFacts, now: Date): ChannelAlarm[] {
  return findings.flatMap((finding) => {
    const { code, since, group, channel } = finding;
    const isLasting = code === "channel_away" && since !== null && now.getTime() - since.getTime() > awayMs;
    if (!isLasting && code !== "channel_silent" && code !== "group_silent") return [];
    const concerned = groups.filter((one) =>
      group
        ? one.id === group.id
        : channel !== null && one.platform === channel.platform && one.account === channel.account,
    );
    const byStaff = new Map(concerned.filter(isListenedTo).map((one) => [one.staffGroupId, one.id]));
    const about = group?.id ?? `${channel?.platform}:${channel?.account}`;
    return [...byStaff].flatMap(([staffGroupId, groupId]) =>
      staffGroupId === null ? [] : [{ key: `${code}:${about}:${since?.getTime()}:${staffGroupId}`, finding, groupId }],
    );
  });
}
