import { describe, expect, it } from "vitest";
import { dueAfter } from "../../src/domain/sla.ts";

const at = (china: string) => new Date(`${china}:00+08:00`);
const office = { roundTheClock: false };

describe("a due time", () => {
  it.each([
    ["within the day", "2026-07-02T10:00", 4, "2026-07-02T14:00"],
    ["over the night", "2026-07-02T16:00", 4, "2026-07-03T11:00"],
    ["over the weekend", "2026-07-03T17:00", 2, "2026-07-06T10:00"],
    ["from before the office opens", "2026-07-02T06:30", 1, "2026-07-02T10:00"],
    ["from a Saturday", "2026-07-04T11:00", 1, "2026-07-06T10:00"],
    ["to the very end of a day", "2026-07-02T09:00", 9, "2026-07-02T18:00"],
    ["over the Spring Festival", "2026-02-14T17:00", 2, "2026-02-24T10:00"],
    ["on a weekend that is worked for a holiday", "2026-10-09T17:00", 2, "2026-10-10T10:00"],
    ["from a holiday in the week", "2026-06-19T11:00", 1, "2026-06-22T10:00"],
    [
      "over the weekends alone in a year whose holidays nobody has written down",
      "2031-10-01T09:00",
      1,
      "2031-10-01T10:00",
    ],
    ["over many days", "2026-07-01T09:00", 27, "2026-07-03T18:00"],
  ])("counts working hours %s", (_, start, hours, due) => {
    expect(dueAfter(at(start), hours, office)).toEqual(at(due));
  });

  it("runs day and night in danger", () => {
    expect(dueAfter(at("2026-07-03T23:00"), 1, { roundTheClock: true })).toEqual(at("2026-07-04T00:00"));
  });
});
