import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPastedChat } from "../../adapters/relay/pasted-chat.ts";
import { readStatedTime } from "../../adapters/relay/stated-time.ts";

/** Sunday. */
const now = new Date("2026-11-22T10:00:00+08:00");
const read = (text: string) =>
  readPastedChat(text, now).map(({ speaker, at, text: words }) => [speaker, at?.toISOString() ?? null, words]);
const beijing = (time: string) => new Date(`${time}+08:00`).toISOString();

describe("a chat as WeChat copies it", () => {
  it("is read with its speakers and times", () => {
    expect(read("张三 2026-11-22 09:01\n又停水了\n李四(3-2-501) 2026-11-22 09:02:30\n我家也是\n真烦")).toEqual([
      ["张三", beijing("2026-11-22T09:01:00"), "又停水了"],
      ["李四(3-2-501)", beijing("2026-11-22T09:02:30"), "我家也是\n真烦"],
    ]);
  });

  it("is read without times, with or without empty lines between", () => {
    const expected = [
      ["张三", null, "又停水了"],
      ["3-2-501 李四", null, "我家也是"],
    ];
    expect(read("张三:\n又停水了\n\n3-2-501 李四:\n我家也是\n")).toEqual(expected);
    expect(read("\r\n张三：\r\n又停水了\r\n3-2-501 李四：\r\n我家也是")).toEqual(expected);
  });

  it.each([
    ["张三:\n明天停水\n施工单位:\n自来水公司\n\n李四:\n收到", ["明天停水\n施工单位:\n自来水公司", "收到"]],
    ["张三:\n明天停水\n时间:\n9点到12点", ["明天停水\n时间:\n9点到12点"]],
    ["张三 2026-11-22 09:01\n明天停水\n施工单位:\n自来水公司", ["明天停水\n施工单位:\n自来水公司"]],
    ["通知\n施工单位:\n自来水公司", ["通知\n施工单位:\n自来水公司"]],
    ["张三:\n早上说的\n停水 9:00\n来水 12:00", ["早上说的\n停水 9:00\n来水 12:00"]],
  ])("takes no line of a notice for a speaker: %j", (pasted, texts) => {
    expect(readPastedChat(pasted, now).map(({ text }) => text)).toEqual(texts);
  });

  it("keeps empty lines inside a message", () => {
    expect(read("张三 2026-11-22 09:01\n一\n\n二\n\n")).toEqual([["张三", beijing("2026-11-22T09:01:00"), "一\n\n二"]]);
  });

  it("tells a picture from words, and a quote from what is said to it", () => {
    const quote = "「李四：又停水了」\n- - - - - - - - - - - - - - -\n我家也是";
    expect(
      readPastedChat(`张三:\n[图片]\n\n张三:\n[图片]看这里\n\n张三:\n[捂脸]\n\n张三:\n${quote}`, now),
    ).toMatchObject([
      { kind: "image", text: "" },
      { kind: "image", text: "看这里" },
      { kind: "text", text: "[捂脸]" },
      { kind: "text", text: "我家也是", quotes: "又停水了" },
    ]);
  });

  it("is nothing when nothing was pasted", () => {
    for (const nothing of ["", " \n\t\n", "\0"]) expect(readPastedChat(nothing, now)).toEqual([]);
  });

  it("loses no line of what was said, whatever is pasted", () => {
    const known = fc.constantFrom("张三:", "李四 2026-11-22 09:01", "", "时间:", "停水了");
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), known), { maxLength: 12 }), (lines) => {
        const kept = readPastedChat(lines.join("\n"), now).flatMap(({ text }) => text.split("\n"));
        const said = (all: readonly string[]) => all.filter((line) => line === "停水了").length;
        expect(said(kept)).toBe(said(lines));
      }),
      { numRuns: 500 },
    );
  });

  it("is read in no time, however hostile", () => {
    const before = process.cpuUsage();
    for (const hostile of [
      "「".repeat(50_000),
      "- ".repeat(50_000),
      `${" ".repeat(50_000)}9:00`,
      "张三:\n".repeat(20_000),
    ])
      readPastedChat(hostile, now);
    expect(process.cpuUsage(before).user / 1_000).toBeLessThan(2_000);
  });
});

describe("a time as chats write it", () => {
  it.each([
    ["2026-11-22 09:01", "2026-11-22T09:01:00"],
    ["2026/11/2 9:01:05", "2026-11-02T09:01:05"],
    ["2026年11月22日 上午9:01", "2026-11-22T09:01:00"],
    ["11-22 09:01", "2026-11-22T09:01:00"],
    ["12月31日 晚上11:30", "2025-12-31T23:30:00"],
    ["昨天 21:05", "2026-11-21T21:05:00"],
    ["昨天下午3:20", "2026-11-21T15:20:00"],
    ["星期五 20:05", "2026-11-20T20:05:00"],
    ["周日 09:05", "2026-11-22T09:05:00"],
    ["星期日 23:05", "2026-11-15T23:05:00"],
    ["09:01", "2026-11-22T09:01:00"],
    ["23:01", "2026-11-21T23:01:00"],
    ["9:01 PM", "2026-11-21T21:01:00"],
    ["凌晨12:10", "2026-11-22T00:10:00"],
    ["中午12:10", "2026-11-21T12:10:00"],
  ])("%s", (written, expected) => {
    expect(readStatedTime(written, now)?.toISOString()).toBe(beijing(expected));
  });

  it.each(["25:70", "2026-13-01 09:00", "13:00点", "停水", ""])("%j is none", (written) => {
    expect(readStatedTime(written, now)).toBeNull();
  });

  it("is never in the future", () => {
    expect(readStatedTime("2026-11-22 10:30", now)).toEqual(now);
    expect(readStatedTime("2030-01-01 00:00", now)).toEqual(now);
  });
});
