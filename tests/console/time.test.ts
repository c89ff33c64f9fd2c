import { describe, expect, it } from "vitest";
import { formatAgo, formatClock, formatDue, formatInstant, readDay } from "../../src/console/parts/time.ts";
import { consoleLanguages } from "../../src/locales/console.ts";

const { zh, en } = consoleLanguages;
const now = new Date("2026-07-03T11:30:00.000Z");

describe("times in the console", () => {
  it("are Beijing time wherever the browser is", () => {
    expect(formatInstant("2026-07-03T11:02:11.000Z", now)).toBe("07-03 19:02");
    expect(formatInstant("2026-07-03T16:30:00.000Z", now)).toBe("07-04 00:30");
    expect(formatClock("2026-07-03T16:05:00.000Z")).toBe("00:05");
  });

  it("name the year only when it is another one, as Beijing counts it", () => {
    expect(formatInstant("2025-07-03T11:02:11.000Z", now)).toBe("2025-07-03 19:02");
    expect(formatInstant("2026-12-31T16:00:00.000Z", now)).toBe("2027-01-01 00:00");
  });

  it.each([
    ["2026-07-03T11:29:31.000Z", "刚刚"],
    ["2026-07-03T11:29:00.000Z", "1 分钟前"],
    ["2026-07-03T09:31:00.000Z", "119 分钟前"],
    ["2026-07-03T09:30:00.000Z", "2 小时前"],
    ["2026-07-01T12:30:00.000Z", "47 小时前"],
    ["2026-07-01T11:30:00.000Z", "2 天前"],
    ["2026-07-03T11:31:00.000Z", "刚刚"],
  ])("%s is %s", (instant, words) => {
    expect(formatAgo(instant, now, zh)).toBe(words);
  });

  it("say how much of a due time is left, and when it has passed", () => {
    expect(formatDue("2026-07-03T12:30:00.000Z", now, zh)).toEqual({ text: "还剩 60 分钟", overdue: false });
    expect(formatDue("2026-07-03T08:00:00.000Z", now, zh)).toEqual({ text: "已超 3 小时", overdue: true });
    expect(formatDue("2026-07-05T11:30:00.000Z", now, en)).toEqual({ text: "2 days left", overdue: false });
    expect(formatDue(null, now, zh)).toBeNull();
  });
});

describe("a day that somebody typed", () => {
  const now = new Date("2026-11-22T02:00:00Z");

  it("is read as people here write it, with this year where none is named", () => {
    for (const typed of ["2026-11-05", "20261105", "2026/11/5", "2026.11.05", "2026年11月5日", " 11-05 ", "11月5日"])
      expect(readDay(typed, now), typed).toBe("2026-11-05");
  });

  it("is no day when there is no such day", () => {
    for (const typed of ["2026-02-30", "2026-13-01", "昨天", "5", "2026-11", ""])
      expect(readDay(typed, now), typed).toBeNull();
  });
});
