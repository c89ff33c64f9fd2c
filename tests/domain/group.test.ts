import { describe, expect, it } from "vitest";
import { decideTiming, type GroupPolicy, isNight, nextMorning, startOfChinaDay } from "../../src/domain/group.ts";

const policy: GroupPolicy = {
  ...{
    kind: "residents",
    level: "proactive",
    status: "active",
    postsPerDay: 3,
    quietAtNight: true,
    postsToday: 0,
    canEdit: true,
  },
} as GroupPolicy;
const noon = new Date("2026-07-02T12:00:00+08:00");
const night = new Date("2026-07-02T23:10:00+08:00");
const card = { urgent: false, proactive: true, isEdit: false };

describe("what may be said in a group, and when", () => {
  it("says a card at noon, and keeps the one beyond the budget for the digest", () => {
    expect(decideTiming(card, policy, noon)).toEqual({ when: "now" });
    expect(decideTiming(card, { ...policy, postsToday: 3 }, noon)).toEqual({ when: "digest" });
  });

  it("waits for seven in the morning at night, but not in danger, and not to change what stands there already", () => {
    const morning = new Date("2026-07-03T07:00:00+08:00");
    expect(decideTiming(card, policy, night)).toEqual({ when: "later", notBefore: morning });
    expect(decideTiming({ ...card, urgent: true }, policy, night)).toEqual({ when: "now" });
    expect(decideTiming({ ...card, isEdit: true }, policy, night)).toEqual({ when: "now" });
  });

  it.each(["listen", "react"] as const)("says nothing at all at level %s, whatever it is", (level) => {
    for (const urgent of [true, false]) {
      for (const isEdit of [true, false]) {
        expect(decideTiming({ urgent, isEdit, proactive: false }, { ...policy, level }, noon).when).toBe("never");
      }
    }
  });

  it("answers who asked at level reply, and tells nothing unasked", () => {
    expect(decideTiming({ ...card, proactive: false }, { ...policy, level: "reply" }, noon).when).toBe("now");
    expect(decideTiming(card, { ...policy, level: "reply" }, noon).when).toBe("never");
  });

  it.each(["quarantined", "paused", "gone"] as const)(
    "posts nothing into a group that is %s, staff or not",
    (status) => {
      for (const kind of ["residents", "staff"] as const) {
        expect(decideTiming({ ...card, urgent: true }, { ...policy, kind, status }, noon).when).toBe("never");
      }
    },
  );

  it("knows night and morning by China's clock, wherever it runs", () => {
    expect(isNight(new Date("2026-07-02T06:59:59+08:00"))).toBe(true);
    expect(isNight(new Date("2026-07-02T07:00:00+08:00"))).toBe(false);
    expect(isNight(new Date("2026-07-02T21:59:59+08:00"))).toBe(false);
    expect(nextMorning(new Date("2026-07-02T03:00:00+08:00"))).toEqual(new Date("2026-07-02T07:00:00+08:00"));
    expect(startOfChinaDay(new Date("2026-07-01T17:00:00Z"))).toEqual(new Date("2026-07-02T00:00:00+08:00"));
  });
});
