/** Spreadsheets take a cell that begins so for a formula; a quote before it makes it plain text again. */
const formulaBegins = /^[=+\-@\t\r]/;

/** The rows of a CSV text after RFC 4180, with or without a byte order mark; rows of nothing are left out. Each says at which line it begins. */
export function readCsv(text: string): { readonly line: number; readonly cells: readonly string[] }[] {
  const rows: { line: number; cells: string[] }[] = [];
  let [line, at] = [1, text.startsWith("\ufeff") ? 1 : 0];
  let row = { line, cells: [] as string[] };
  const endRow = () => {
    if (row.cells.some((cell) => cell.trim() !== "")) rows.push(row);
  };
  while (at < text.length) {
    const [whole, quoted, plain = "", end = ""] = cellAt(text, at);
    row.cells.push(fromInert(quoted === undefined ? plain : quoted.replaceAll('""', '"')));
    at += whole.length;
    line += whole.split("\n").length - 1;
    if (end === ",") {
      if (at === text.length) row.cells.push("");
      continue;
    }
    endRow();
    row = { line, cells: [] };
  }
  endRow();
  return rows;
}

/** One cell with what ends it. A quote that is never closed takes the rest. */
function cellAt(text: string, at: number): RegExpExecArray {
  const cell = /(?:"((?:[^"]|"")*)(?:"|$)[^,\r\n]*|([^,\r\n]*))(,|\r\n|\n|\r|$)/y;
  cell.lastIndex = at;
  return cell.exec(text)!;
}

/** Rows as a CSV text that a spreadsheet opens as Chinese, and in which nothing is a formula. */
export function writeCsv(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map((cell) => quote(toInert(cell))).join(","));
  return `\ufeff${lines.join("\r\n")}\r\n`;
}

/** The cell as plain text: what a spreadsheet would run begins with a quote. */
export function toInert(cell: string): string {
  return formulaBegins.test(cell) ? `'${cell}` : cell;
}

/** The cell without the quote that `toInert` wrote. */
export function fromInert(cell: string): string {
  return cell.startsWith("'") && formulaBegins.test(cell.slice(1)) ? cell.slice(1) : cell;
}

function quote(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
