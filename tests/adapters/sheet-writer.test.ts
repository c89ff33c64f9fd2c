import { inflateRawSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { sheetWriter } from "../../adapters/sheets/sheet-writer.ts";

/** What somebody might write into a report, to have it run on whoever opens the export. */
const attacks = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x","看")'];
const sheet = (cells: readonly (string | number | null)[]) => ({ title: "表", head: ["甲"], rows: [cells] });

/** The files of a workbook, as text: a ZIP says at its end where each of them begins. */
function filesOf(workbook: Uint8Array): Map<string, string> {
  const bytes = Buffer.from(workbook);
  const end = bytes.lastIndexOf(Buffer.from("PK\x05\x06", "latin1"));
  const files = new Map<string, string>();
  for (let at = bytes.readUInt32LE(end + 16); at < end; ) {
    const [method, packed, begin] = [at + 10, at + 20, at + 42].map((field) => bytes.readUInt32LE(field)) as [
      number,
      number,
      number,
    ];
    const nameLength = bytes.readUInt16LE(at + 28);
    const name = bytes.subarray(at + 46, at + 46 + nameLength).toString();
    const data = begin + 30 + bytes.readUInt16LE(begin + 26) + bytes.readUInt16LE(begin + 28);
    const content = bytes.subarray(data, data + packed);
    files.set(name, ((method & 0xffff) === 8 ? inflateRawSync(content) : content).toString());
    at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
  }
  return files;
}

describe("tables taken out", () => {
  it("hold no formula in a workbook, whatever a cell says", async () => {
    const files = filesOf(await sheetWriter.xlsx([sheet(attacks), { ...sheet([3, null, "好"]), title: "另一张" }]));
    const pages = [...files].filter(([name]) => /worksheets\/\w+\.xml$/.test(name));
    expect(pages).toHaveLength(2);
    for (const [, xml] of pages) expect(xml).not.toMatch(/<f[ >]/);
    const all = [...files.values()].join("\n");
    expect(all).toContain("SUM(A1)");
    expect(all).toContain("另一张");
  });

  it("begin no cell of a CSV with what a spreadsheet would run, and keep numbers as they are", () => {
    const text = sheetWriter.csv([sheet([...attacks, -5, 0.25, null])]);
    const cells = text.split("\r\n")[1]!;
    expect(cells).toContain("'=1+1,'+cmd|' /C calc'!A0,'-2+3,'@SUM(A1),'\t=1,");
    expect(cells).toContain(`"'=HYPERLINK(""http://x"",""看"")"`);
    expect(cells).toMatch(/,-5,0\.25,$/);
  });

  it("are told apart by their titles, where there are several in one CSV", () => {
    expect(sheetWriter.csv([sheet(["乙"]), sheet(["丙"])])).toBe("\ufeff表\r\n甲\r\n乙\r\n\r\n表\r\n甲\r\n丙\r\n");
  });
});
