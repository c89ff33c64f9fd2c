import { readSheet } from "read-excel-file/node";
import type { SheetReader } from "../../src/ports/sheet-reader.ts";

/** A workbook of some hundred articles unpacks to less than a tenth of this. */
const unpackedBytesMax = 20_000_000;
/** How an entry of a zip file's list begins, how long it is at least, and where in it the unpacked size stands. */
const entry = { mark: Buffer.from("PK\x01\x02"), bytes: 46, sizeAt: 24 } as const;

/** Workbooks, by read-excel-file. */
export const sheetReader: SheetReader = {
  async rows(bytes) {
    const file = Buffer.from(bytes);
    const size = unpackedSize(file);
    if (size === 0 || size > unpackedBytesMax) return null;
    try {
      const rows = await readSheet(file);
      return rows.map((row) => row.map(textOf));
    } catch {
      // It throws a dozen kinds of errors for a file that is damaged or of another kind; to whoever brought it they are one.
      return null;
    }
  },
};

/** What the file itself says that it unpacks to; 0 when it is no zip file. */
function unpackedSize(file: Buffer): number {
  let size = 0;
  for (
    let at = file.indexOf(entry.mark);
    at >= 0 && at + entry.bytes <= file.length;
    at = file.indexOf(entry.mark, at + 4)
  )
    size += file.readUInt32LE(at + entry.sizeAt);
  return size;
}

function textOf(cell: unknown): string {
  if (cell === null || cell === undefined) return "";
  return cell instanceof Date ? cell.toISOString().slice(0, 10) : String(cell);
}
