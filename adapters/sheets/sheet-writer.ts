import writeExcelFile from "write-excel-file/node";
import type { Sheet, SheetWriter } from "../../src/ports/sheet-writer.ts";

/** Spreadsheets take a cell that begins so for a formula; a quote before it makes it plain text again. */
const formulaBegins = /^[=+\-@\t\r]/;
/** What a page of a workbook may not be called, and how long its name may be. */
const notInTitles = /[\\/?*[\]:]/g;
const titleCharsMax = 31;

/** Tables as files, by write-excel-file: it writes every text as a text and knows formulas only where they are asked for. */
export const sheetWriter: SheetWriter = {
  async xlsx(sheets) {
    const pages = sheets.map(({ title, head, rows }) => ({
      sheet: title.replaceAll(notInTitles, " ").slice(0, titleCharsMax),
      data: [head.map((value) => ({ value, type: String, fontWeight: "bold" as const })), ...rows.map(cellsOf)],
      columns: head.map((_, at) => ({ width: widthOf(at, rows) })),
    }));
    return writeExcelFile(pages).toBuffer();
  },

  csv(sheets) {
    const lines = sheets.flatMap(({ title, head, rows }, at) => [
      ...(at === 0 ? [] : [[]]),
      ...(sheets.length === 1 ? [] : [[title]]),
      head,
      ...rows,
    ]);
    const text = lines.map((line) => line.map(csvCell).join(",")).join("\r\n");
    return `\ufeff${text}\r\n`;
  },
};

function cellsOf(row: Sheet["rows"][number]) {
  return row.map((value) =>
    value === null ? null : typeof value === "number" ? { value, type: Number } : { value, type: String },
  );
}

/** Wide enough for most of what stands in a column, in characters; Chinese ones are two wide. */
function widthOf(column: number, rows: Sheet["rows"]): number {
  const longest = rows.slice(0, 200).reduce((most, row) => Math.max(most, wideAs(String(row[column] ?? ""))), 0);
  return Math.min(50, Math.max(10, longest + 2));
}

function wideAs(text: string): number {
  return [...text].reduce((wide, letter) => wide + (letter > "\u00ff" ? 2 : 1), 0);
}

function csvCell(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const inert = formulaBegins.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
