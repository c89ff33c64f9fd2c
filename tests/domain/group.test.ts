import { describe, expect, it } from "vitest";
import {
  decideTiming,
  type GroupPolicy,
  groupLevels,
  isNight,
  nextMorning,
  type Speech,
  speeches,
  startOfChinaDay,
} from "../../src/domain/group.ts";
import type { TemplateName } from "../../src/locales/posts.ts";

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
const card = { template: "card", urgent: false, proactive: true, isEdit: false };

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

  it.each([
    ["listen", []],
    ["react", ["mark"]],
    ["reply", ["mark", "answer", "alarm", "update"]],
    ["proactive", ["answer", "alarm", "card", "update", "ask", "digest"]],
  ] as const)("says at level %s only %j, however urgent it is", (level, allowed) => {
    for (const urgent of [true, false]) {
      const said = speeches.filter((speech) => {
        const post = { ...postOf(speech), urgent, proactive: false };
        return decideTiming(post, { ...policy, level }, noon).when !== "never";
      });
      expect(said).toEqual(allowed);
    }
  });

  it.each(["staff_card", "staff_note", "page", "something_new"])(
    "never shows residents a %s, at no level",
    (template) => {
      for (const level of groupLevels)
        expect(decideTiming({ ...card, template }, { ...policy, level }, noon).when).toBe("never");
    },
  );

  it("decides of every template there is whether residents may ever be shown it", () => {
    // A new template does not compile until it stands in the table of levels or here.
    const staffs: Readonly<Record<Exclude<TemplateName, Speech>, "staff">> = {
      ...{ staff_card: "staff", staff_note: "staff", page: "staff" },
    };
    const speech: readonly TemplateName[] = speeches.filter((one) => one !== "update");
    expect(speech.filter((template) => template in staffs)).toEqual([]);
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

function postOf(speech: Speech) {
  return speech === "update" ? { template: "card", isEdit: true } : { template: speech, isEdit: false };
}
