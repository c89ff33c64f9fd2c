import { describe, expect, it } from "vitest";
import { sheetReader } from "../../adapters/sheets/sheet-reader.ts";
import { sheetWriter } from "../../adapters/sheets/sheet-writer.ts";
import { readSheet } from "../../src/knowledge/article-sheet.ts";

const head = ["问题", "其他问法", "答案", "最后有效日"];
const book = (rows: readonly (readonly (string | number | null)[])[]) =>
  sheetWriter.xlsx([{ title: "条目", head, rows }]);

describe("a workbook that somebody brings", () => {
  it("is read as the text of its cells, lines within them included", async () => {
    const bytes = await book([["几点开门", "开门时间\n几点上班", "9:00 开门。", "2026-07-03"]]);
    expect(await sheetReader.rows(bytes)).toEqual([
      head,
      ["几点开门", "开门时间\n几点上班", "9:00 开门。", "2026-07-03"],
    ]);
  });

  it("becomes articles as a CSV of the same would, with the row each stands in", async () => {
    const rows = await sheetReader.rows(
      await book([
        ["几点开门", null, "9:00。", null],
        [null, null, null, null],
        ["几号", "", 5, ""],
      ]),
    );
    expect(readSheet({ format: "xlsx", rows })).toMatchObject([
      { line: 2, cells: { question: "几点开门", answer: "9:00。", validUntil: "" } },
      { line: 4, cells: { question: "几号", answer: "5" } },
    ]);
  });

  it("is none when it is something else, damaged, or would unpack to more than a person types", async () => {
    const whole = Buffer.from(await book([["问", "", "答", ""]]));
    const bomb = Buffer.from(whole);
    bomb.writeUInt32LE(30_000_000, bomb.indexOf("PK\x01\x02") + 24);
    for (const bytes of [Buffer.from("问题,答案"), Buffer.alloc(0), whole.subarray(0, whole.length / 2), bomb])
      expect(await sheetReader.rows(bytes)).toBeNull();
    expect(readSheet({ format: "xlsx", rows: null })).toBe("not_a_workbook");
  });
});
