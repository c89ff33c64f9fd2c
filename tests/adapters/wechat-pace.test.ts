import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createAccountPace, defaultPace } from "../../adapters/wechat/pace.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** A pace on a clock in the test's hand. */
function paced(random: () => number = () => 0.5, limits = defaultPace) {
  let nowMs = 0;
  const pace = createAccountPace(limits, () => nowMs, random);
  return {
    pace,
    now: () => nowMs,
    pass: (ms: number) => {
      nowMs += ms;
    },
    /** Waits as told until it may speak, and gives when that was. */
    speak() {
      for (let waitMs = pace.claim(); waitMs > 0; waitMs = pace.claim()) nowMs += waitMs;
      return nowMs;
    },
  };
}

describe("the pace of a WeChat account", () => {
  it("keeps every stretch of a minute, an hour and a day within its limit, whenever it is asked", () => {
    const limits = { gapMs: { least: 1_000, most: 4_000 }, perMinute: 4, perHour: 20, perDay: 30 };
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.nat(10_000), fc.nat(40 * minuteMs), fc.nat(10 * hourMs)), { maxLength: 120 }),
        fc.infiniteStream(fc.double({ min: 0, max: 0.999, noNaN: true })),
        (pauses, randoms) => {
          const { pace, now, pass } = paced(() => randoms.next().value, limits);
          const said: number[] = [];
          for (const ms of pauses) {
            if (pace.claim() === 0) said.push(now());
            pass(ms);
          }
          const most = (perMs: number) =>
            Math.max(0, ...said.map((from) => said.filter((at) => at >= from && at < from + perMs).length));
          expect(most(minuteMs)).toBeLessThanOrEqual(limits.perMinute);
          expect(most(hourMs)).toBeLessThanOrEqual(limits.perHour);
          expect(most(dayMs)).toBeLessThanOrEqual(limits.perDay);
          for (const [index, at] of said.entries()) {
            if (index > 0) expect(at - said[index - 1]!).toBeGreaterThanOrEqual(limits.gapMs.least);
          }
        },
      ),
    );
  });

  it("is never told to wait longer than it must", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 210 }), (times) => {
        const { pace, pass, speak } = paced();
        for (let n = 0; n < times; n += 1) speak();
        const waitMs = pace.waitMs();
        pass(waitMs - 1);
        expect(pace.claim()).toBeGreaterThan(0);
        pass(1);
        expect(pace.claim()).toBe(0);
      }),
      { numRuns: 30 },
    );
  });

  it("pauses at random between three and eight seconds by default", () => {
    for (const [random, gapMs] of [
      [0, 3_000],
      [0.5, 5_500],
      [0.999_999, 8_000],
    ] as const) {
      const { pace, speak } = paced(() => random);
      speak();
      expect(pace.claim()).toBe(gapMs);
    }
  });

  it("keeps still for ten minutes, then an hour, then until a person says otherwise", () => {
    const { pace, pass, now } = paced();
    pace.complain();
    expect(pace.claim()).toBe(10 * minuteMs);
    // A second word about the same happening.
    pace.complain();
    expect(pace.claim()).toBe(10 * minuteMs);
    pass(10 * minuteMs);
    expect(pace.pausedUntil()).toBeNull();
    pace.complain();
    expect(pace.pausedUntil()).toBe(now() + hourMs);
    pass(hourMs);
    pace.complain();
    expect(pace.pausedUntil()).toBe("resumed");
    pass(30 * dayMs);
    expect(pace.claim()).toBeGreaterThan(0);
    pace.resume();
    expect([pace.pausedUntil(), pace.claim()]).toEqual([null, 0]);
  });

  it("begins with ten minutes again after a day without a complaint", () => {
    const { pace, pass } = paced();
    pace.complain();
    pass(dayMs + 1);
    pace.complain();
    expect(pace.claim()).toBe(10 * minuteMs);
  });
});

describe("what is kept of a pace", () => {
  const wall = new Date("2026-07-03T02:00:00Z");
  const onTheWall = (ms: number) => new Date(wall.getTime() + ms);

  it("goes on where it stood, on a clock that begins anew", () => {
    const limits = { gapMs: { least: 0, most: 0 }, perMinute: 60, perHour: 3, perDay: 200 };
    const before = paced(undefined, limits);
    for (let said = 0; said < 3; said++) before.speak();
    const again = paced(undefined, limits);
    again.pace.recall(before.pace.memory(wall), onTheWall(10 * minuteMs));
    expect(again.pace.waitMs()).toBeGreaterThan(49 * minuteMs);
    again.pass(50 * minuteMs);
    expect(again.pace.claim()).toBe(0);
  });

  it("forgives no complaint: the next pause is the longer one, and a stop stays one until a person ends it", () => {
    const first = paced();
    first.pace.complain();
    const second = paced();
    second.pace.recall(first.pace.memory(wall), onTheWall(5 * minuteMs));
    expect(second.pace.pausedUntil()).toBe(5 * minuteMs);
    second.pass(6 * minuteMs);
    second.pace.complain();
    expect(second.pace.pausedUntil()).toBe(6 * minuteMs + hourMs);
    second.pass(2 * hourMs);
    second.pace.complain();

    const third = paced();
    third.pace.recall(second.pace.memory(wall), onTheWall(dayMs / 2));
    expect(third.pace.pausedUntil()).toBe("resumed");
    third.pace.resume();
    expect(third.pace.memory(onTheWall(dayMs)).pausedUntil).toBeNull();
  });

  it("is not fooled by a clock that was set back: what lies ahead counts as said now", () => {
    const before = paced(undefined, { ...defaultPace, perMinute: 1 });
    before.speak();
    const again = paced(undefined, { ...defaultPace, perMinute: 1 });
    again.pace.recall(before.pace.memory(wall), onTheWall(-dayMs));
    expect(again.pace.waitMs()).toBe(minuteMs);
  });
});
