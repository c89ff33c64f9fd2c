import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { chinaClock, isNight } from "../../src/domain/group.ts";
import {
  dayHourBefore,
  dayMinutes,
  hoursToCount,
  isSilent,
  type QuietSample,
  samplesOfAll,
  silenceRule,
  usualQuiet,
} from "../../src/domain/rhythm.ts";

const china = (time: string, day = "2026-07-02") => new Date(`${day}T${time}:00+08:00`);
const dayMs = 24 * 3_600_000;
const ten = china("10:00");
/** One sample a day of the hour from ten, the newest first. */
const samples = (...quietMinutes: number[]): QuietSample[] =>
  quietMinutes.map((minutes, day) => ({ hourAt: new Date(ten.getTime() - (day + 1) * dayMs), quietMinutes: minutes }));

describe("what is usual at an hour", () => {
  it.each([
    ["nothing while too few days are known", [5, 5], null],
    ["what most days stay below", [10, 20, 30, 40, 50], 40],
    ["the same when the channel was dead on two days of fourteen", [...Array(12).fill(20), 600, 600], 20],
    ["the longest of three days, of which none can be spared", [10, 20, 300], 300],
  ] as const)("is %s", (_, quiet, usual) => {
    expect(usualQuiet(samples(...quiet))).toBe(usual);
  });

  it("is of a channel what the liveliest of its groups has, day by day", () => {
    const all = samplesOfAll([samples(10, 90, 30), samples(60, 20), []]);
    expect(all.map(({ quietMinutes }) => quietMinutes).sort((a, b) => a - b)).toEqual([10, 20, 30]);
  });
});

describe("a silence", () => {
  const busy = samples(...Array(14).fill(10));

  it.each([
    ["fifty minutes, where ten are usual", "10:00", "10:50", true],
    ["a minute less", "10:00", "10:49", false],
    ["the whole night", "21:58", "07:40", false],
    ["the night and as long a morning", "21:58", "07:48", true],
    ["an evening until the night began, looked at in the night", "18:00", "23:00", false],
  ] as const)("of %s", (_, from, until, silent) => {
    const isNextDay = until < from;
    expect(isSilent(busy, china(from), china(until, isNextDay ? "2026-07-03" : "2026-07-02"))).toBe(silent);
  });

  it("is noticed within five minutes where somebody speaks all the time, and not within four", () => {
    const constant = samples(...Array(14).fill(0));
    expect(isSilent(constant, ten, new Date(ten.getTime() + 4 * 60_000))).toBe(true);
    expect(isSilent(constant, ten, new Date(ten.getTime() + 4 * 60_000 - 1))).toBe(false);
  });

  const instants = fc.date({
    min: china("00:00", "2026-06-01"),
    max: china("00:00", "2026-08-01"),
    noInvalidDate: true,
  });
  const days = fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 14 });

  it("that lasts longer is no less a silence, until the night", () => {
    fc.assert(
      fc.property(days, instants, fc.nat(2_000), fc.nat(600), (quiet, from, minutes, more) => {
        const now = new Date(from.getTime() + minutes * 60_000);
        const later = new Date(now.getTime() + more * 60_000);
        if (isSilent(samples(...quiet), from, now) && !isNight(later))
          expect(isSilent(samples(...quiet), from, later)).toBe(true);
      }),
    );
  });

  it("is never found at night, nor in a group that was quiet for as long on most days", () => {
    fc.assert(
      fc.property(days, instants, fc.nat(5_000), (quiet, from, minutes) => {
        const now = new Date(from.getTime() + minutes * 60_000);
        if (isNight(now)) expect(isSilent(samples(...quiet), from, now)).toBe(false);
        const passed = Math.ceil(dayMinutes(from, now));
        expect(isSilent(samples(...Array(14).fill(Math.max(passed, 4))), from, now)).toBe(false);
      }),
    );
  });

  it("counts daytime alone, and in pieces as in one", () => {
    fc.assert(
      fc.property(instants, fc.nat(6_000), fc.nat(6_000), (from, first, second) => {
        const [middle, end] = [from.getTime() + first * 60_000, from.getTime() + (first + second) * 60_000].map(
          (ms) => new Date(ms),
        );
        expect(dayMinutes(from, end!)).toBeCloseTo(dayMinutes(from, middle!) + dayMinutes(middle!, end!), 6);
        expect(dayMinutes(from, new Date(from.getTime() + dayMs))).toBe(15 * 60);
      }),
    );
  });

  /** A chat of people: conversations begin at random, and each is a burst of messages minutes apart. */
  it.each([1, 3, 8, 20])(
    "is rarely found where people talk in bursts, %i conversations a day",
    (conversationsPerDay) => {
      let seed = 7;
      const random = () => {
        seed = (seed * 48_271) % 2_147_483_647;
        return seed / 2_147_483_647;
      };
      const heard = simulate(360, conversationsPerDay, random);
      expect(countAlarms(heard, 360)).toBeLessThanOrEqual(3);
    },
  );
});

describe("the hours to count", () => {
  it("are those of daytime that are over and not yet counted", () => {
    const hours = (last: Date | null, now: Date) => hoursToCount(last, now).map((at) => chinaClock(at).hour);
    expect(hours(china("09:00"), china("12:20"))).toEqual([10, 11]);
    expect(hours(china("11:00"), china("12:00"))).toEqual([]);
    expect(hours(china("20:00"), china("08:10", "2026-07-03"))).toEqual([21, 7]);
    expect(hours(china("09:00", "2026-06-01"), china("12:00"))).toEqual([
      12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 7, 8, 9, 10, 11,
    ]);
    expect(hours(null, china("12:00"))).toEqual([11]);
  });

  it("follow one another across the night", () => {
    expect(dayHourBefore(china("10:00"))).toEqual(china("09:00"));
    expect(dayHourBefore(china("07:00", "2026-07-03"))).toEqual(china("21:00"));
  });
});

/** Minutes of daytime, from the first day's seven o'clock, in which something was said; fifteen hours make a day. */
function simulate(dayCount: number, conversationsPerDay: number, random: () => number): number[] {
  const minutes = dayCount * 900;
  const heard: number[] = [];
  for (let at = 0; at < minutes; ) {
    at += -Math.log(random()) * (900 / conversationsPerDay);
    for (let said = at; said < minutes && random() > 0.12; said += -Math.log(random()) * 2) heard.push(said);
  }
  return heard.filter((at) => at < minutes).sort((a, b) => a - b);
}

/** How many silences of a simulated chat raise an alarm, by the rule and what it would have counted. */
function countAlarms(heard: readonly number[], dayCount: number): number {
  const longest = Array.from({ length: dayCount * 15 }, () => 0);
  const alarmed = new Set<number>();
  let last = 0;
  let next = 0;
  for (let minute = 0; minute < dayCount * 900; minute += 5) {
    while (next < heard.length && heard[next]! <= minute) last = heard[next++]!;
    const hour = Math.floor(minute / 60);
    longest[hour] = Math.max(longest[hour]!, minute - last);
    const before = Array.from({ length: silenceRule.daysKept }, (_, day) => hour - 15 * (day + 1)).filter(
      (h) => h >= 0,
    );
    const usual = usualQuiet(before.map((h) => ({ hourAt: ten, quietMinutes: longest[h]! })));
    if (usual !== null && minute - last >= Math.max(silenceRule.minutesMin, silenceRule.times * usual))
      alarmed.add(last);
  }
  return alarmed.size;
}
