import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alarmsOf, type ChannelFacts, decideFindings, type GroupFacts, severityOf } from "../../src/domain/check-up.ts";
import { findingWords } from "../../src/locales/doctor.ts";

const now = new Date("2026-07-02T15:00:00+08:00");
const minutesAgo = (minutes: number) => new Date(now.getTime() - minutes * 60_000);
const days = (...quiet: number[]) =>
  quiet.map((quietMinutes, day) => ({ hourAt: minutesAgo((day + 1) * 1_440), quietMinutes }));
const usuallyTenMinutes = days(...Array(14).fill(10));

const channel: ChannelFacts = {
  ...{ platform: "telegram", account: "4242", state: "running", since: minutesAgo(9_000), lastEventAt: minutesAgo(2) },
  ...{ notice: null, seenAt: minutesAgo(0.1) },
};
const group: GroupFacts = {
  ...{ id: "g1", name: "3号楼", platform: "telegram", account: "4242", kind: "residents", areaPath: "社区/小区" },
  ...{
    level: "proactive",
    status: "active",
    pausedBy: null,
    canPost: true,
    lastEventAt: minutesAgo(2),
    quiet: usuallyTenMinutes,
  },
  ...{ staffGroupId: "s1", posts: { uncertain: 0, withheld: 0, failed: 0, dueSince: null } },
  ...{ unreadSince: null, parked: 0 },
};
const posts = (some: Partial<GroupFacts["posts"]>): Partial<GroupFacts> => ({ posts: { ...group.posts, ...some } });
const codes = (channels: readonly ChannelFacts[], groups: readonly GroupFacts[], at = now) =>
  decideFindings({ channels, groups }, at).map(({ code }) => code);

describe("a check-up", () => {
  it("finds nothing to do where all is well", () => {
    expect(codes([channel], [group])).toEqual(["channel_fine", "group_fine"]);
  });

  it.each([
    ["no platform at all", null, "no_channels"],
    ["a process that has not been heard of for two minutes", { seenAt: minutesAgo(2) }, "channel_unseen"],
    ["a platform that is tried again and again", { state: "waiting", since: minutesAgo(1) }, "channel_away"],
    ["one that has stopped", { state: "stopped" }, "channel_away"],
    ["privacy mode", { notice: "机器人开着隐私模式" }, "channel_notice"],
  ] as const)("finds %s", (_, odd, code) => {
    expect(codes(odd === null ? [] : [{ ...channel, ...odd }], [])).toEqual([code]);
  });

  it.each([
    ["a group that nobody has bound", { areaPath: null }, "group_unbound"],
    ["a group whose identity is in doubt", { status: "quarantined" }, "group_quarantined"],
    ["a group that its owner has paused", { status: "paused", pausedBy: "owner" }, "group_paused"],
    ["a group that the bot was put out of", { status: "gone" }, "group_gone"],
    ["a group in which it may not post", { canPost: false }, "group_muted"],
    ["a group whose alarms reach nobody", { staffGroupId: null }, "no_staff_group"],
    ["words that nobody has read for a quarter of an hour", { unreadSince: minutesAgo(15) }, "unread_late"],
    ["a post that has been due for a quarter of an hour", posts({ dueSince: minutesAgo(15) }), "posts_late"],
    ["a post of unknown fate", posts({ uncertain: 1 }), "posts_uncertain"],
    ["a post that was withheld", posts({ withheld: 2 }), "posts_withheld"],
    ["a post that failed", posts({ failed: 1 }), "posts_failed"],
    ["a message that could not be read", { parked: 1 }, "parked"],
  ] as const)("finds %s", (_, odd, code) => {
    expect(codes([channel], [{ ...group, ...(odd as Partial<GroupFacts>) }])).toContain(code);
  });

  it.each([
    ["a post that waits for nine minutes", posts({ dueSince: minutesAgo(9) })],
    ["a post that waits while the group is paused", { ...posts({ dueSince: minutesAgo(99) }), status: "paused" }],
    ["a staff group in which nobody talks", { kind: "staff", lastEventAt: minutesAgo(5_000), staffGroupId: null }],
    ["a paused group that is silent", { status: "paused", lastEventAt: minutesAgo(5_000) }],
    ["a group of which too little is known", { lastEventAt: minutesAgo(5_000), quiet: days(1, 1) }],
  ] as const)("does not mind %s", (_, odd) => {
    const busy = { ...group, id: "g2", lastEventAt: minutesAgo(1) };
    const found = codes([channel], [{ ...group, ...(odd as Partial<GroupFacts>) }, busy]);
    expect(found.filter((code) => severityOf[code] === "act")).toEqual([]);
  });

  it("finds one group silent among others that talk, and a channel when all of them are", () => {
    const silent = { ...group, lastEventAt: minutesAgo(51) };
    const busy = { ...group, id: "g2", name: "5号楼" };
    expect(codes([channel], [silent, busy])).toContain("group_silent");
    expect(codes([channel], [silent, busy])).not.toContain("channel_silent");
    const deaf = { ...channel, lastEventAt: minutesAgo(51) };
    const all = codes([deaf], [silent, { ...busy, lastEventAt: minutesAgo(55) }]);
    expect(all).toContain("channel_silent");
    expect(all).not.toContain("group_silent");
  });

  it("holds no silence against a channel that was not running, and none at night", () => {
    const silent = [{ ...group, lastEventAt: minutesAgo(600) }];
    const woken = { ...channel, lastEventAt: null, since: minutesAgo(20) };
    expect(codes([woken], silent)).toEqual(["channel_fine", "group_fine"]);
    const night = new Date("2026-07-02T23:30:00+08:00");
    expect(codes([{ ...channel, lastEventAt: minutesAgo(0), seenAt: night }], silent, night)).toEqual([
      "channel_fine",
      "group_fine",
    ]);
  });

  it("says of everything it may find what to do, in both languages", () => {
    const whole = { channel, group, since: minutesAgo(130), usualMinutes: 12, count: 3, note: "owner" };
    for (const code of Object.keys(severityOf) as (keyof typeof severityOf)[]) {
      const { zh, en } = findingWords({ code, ...whole }, now);
      expect(zh.what + zh.todo, code).toMatch(/\p{Script=Han}/u);
      expect(zh.what + zh.todo + en.what + en.todo, code).not.toMatch(/undefined|null|NaN/);
      expect(en.todo, code).not.toBe("");
    }
    expect(findingWords({ code: "group_silent", ...whole }, now).zh.what).toBe(
      "“3号楼”已经2小时10分钟没有消息，平常这个时候最多安静12分钟。",
    );
  });

  const someFacts = fc.record({
    channels: fc.array(
      fc.record({
        state: fc.constantFrom("running", "waiting", "stopped"),
        since: fc.nat(9_000).map(minutesAgo),
        lastEventAt: fc.option(fc.nat(9_000).map(minutesAgo)),
        notice: fc.option(fc.string()),
        seenAt: fc.nat(3).map(minutesAgo),
        account: fc.constantFrom("a", "b"),
      }),
      { maxLength: 3 },
    ),
    groups: fc.array(
      fc.record({
        id: fc.uuid(),
        kind: fc.constantFrom("residents", "staff"),
        areaPath: fc.option(fc.constant("社区")),
        status: fc.constantFrom("active", "quarantined", "paused", "gone"),
        account: fc.constantFrom("a", "b", "c"),
        canPost: fc.option(fc.boolean()),
        lastEventAt: fc.option(fc.nat(9_000).map(minutesAgo)),
        staffGroupId: fc.option(fc.constantFrom("s1", "s2")),
        parked: fc.nat(2),
        quiet: fc.array(fc.nat(300)).map((quiet) => days(...quiet)),
      }),
      { maxLength: 6 },
    ),
  });
  const factsOf = ({ channels, groups }: { channels: object[]; groups: object[] }) => ({
    channels: channels.map((odd) => ({ ...channel, ...odd })),
    groups: groups.map((odd) => ({ ...group, ...odd })),
  });

  it("never fails, tells the worst first, and names every channel and every group that is bound", () => {
    fc.assert(
      fc.property(someFacts, (some) => {
        const facts = factsOf(some);
        const found = decideFindings(facts, now);
        const ranks = found.map(({ code }) => ["act", "watch", "fine"].indexOf(severityOf[code]));
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b));
        for (const { id, areaPath, status } of facts.groups)
          if (areaPath !== null || status !== "gone") expect(found.some((one) => one.group?.id === id)).toBe(true);
        for (const finding of found) findingWords(finding, now);
      }),
    );
  });

  it("alarms each staff group once for a silence, however many of its groups are silent", () => {
    const silent = (id: string, staffGroupId: string | null) => ({
      ...group,
      id,
      staffGroupId,
      lastEventAt: minutesAgo(90),
    });
    const facts = {
      channels: [{ ...channel, lastEventAt: minutesAgo(80) }],
      groups: [silent("g1", "s1"), silent("g2", "s1"), silent("g3", "s2"), silent("g4", null)],
    };
    const alarms = alarmsOf(decideFindings(facts, now), facts, now);
    expect(alarms.map(({ finding }) => finding.code)).toEqual(["channel_silent", "channel_silent"]);
    expect(new Set(alarms.map(({ key }) => key)).size).toBe(2);
    const later = new Date(now.getTime() + 30 * 60_000);
    const still = { ...facts, channels: [{ ...facts.channels[0]!, seenAt: later }] };
    expect(alarmsOf(decideFindings(still, later), still, later).map(({ key }) => key)).toEqual(
      alarms.map(({ key }) => key),
    );
  });

  it("alarms for a platform that cannot be reached, when trying again has not helped", () => {
    const alarms = (minutes: number) => {
      const facts = {
        channels: [{ ...channel, state: "waiting" as const, since: minutesAgo(minutes) }],
        groups: [group],
      };
      return alarmsOf(decideFindings(facts, now), facts, now).length;
    };
    expect([alarms(1), alarms(3)]).toEqual([0, 1]);
  });
});
