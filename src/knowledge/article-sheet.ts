import { parse, stringify } from "yaml";
import type { Article, ArticleWords } from "../domain/article.ts";
import { chinaDay } from "../domain/group.ts";
import { readCsv, writeCsv } from "./csv.ts";

/** The forms in which articles come and go as a text. */
export const sheetFormats = ["csv", "markdown"] as const;
export type SheetFormat = (typeof sheetFormats)[number];

/** The columns of a sheet, by the name they are written under; the field's own name is read too. */
export const sheetColumns = {
  slug: "编号",
  question: "问题",
  variants: "其他问法",
  answer: "答案",
  kind: "类型",
  source: "出处",
  issuer: "发布单位",
  documentNumber: "文号",
  areaPath: "适用区域",
  validFrom: "生效日",
  validUntil: "最后有效日",
} as const satisfies Record<keyof ArticleWords | "slug", string>;
export type SheetColumn = keyof typeof sheetColumns;
const columns = Object.keys(sheetColumns) as SheetColumn[];

/** One article as a file has it: text by column, and where it stands. A column that the file has not is left out. */
export interface SheetRow {
  readonly line: number;
  readonly cells: Partial<Readonly<Record<SheetColumn, string>>>;
}

/** The articles of a file, or why it is none. */
export type ReadSheet = readonly SheetRow[] | "not_a_workbook" | "no_header" | "no_rows";

/** A file of articles as it comes in: its text, or the rows of a workbook, which are null when it is none. */
export type SheetSource =
  | { readonly format: SheetFormat; readonly text: string }
  | { readonly format: "xlsx"; readonly rows: readonly (readonly string[])[] | null };

/** Reads a file of articles. What each says is not judged here, see `planImport`. */
export function readSheet(source: SheetSource): ReadSheet {
  if ("text" in source) return source.format === "csv" ? readRows(readCsv(source.text)) : readMarkdown(source.text);
  if (source.rows === null) return "not_a_workbook";
  const rows = source.rows.map((cells, at) => ({ line: at + 1, cells }));
  return readRows(rows.filter(({ cells }) => cells.some((cell) => cell.trim() !== "")));
}

/** Writes articles as a file that `readSheet` gives back as they are. */
export function writeSheet(format: SheetFormat, articles: readonly Article[]): string {
  const rows = articles.map(cellsOf);
  if (format === "markdown") return rows.map(markdownOf).join("\n");
  return writeCsv([
    columns.map((column) => sheetColumns[column]),
    ...rows.map((row) => columns.map((one) => row[one])),
  ]);
}

function readRows(rows: ReturnType<typeof readCsv>): ReadSheet {
  const [head, ...body] = rows;
  const known = head?.cells.map(columnOf) ?? [];
  if (!known.includes("question") || !known.includes("answer")) return "no_header";
  if (body.length === 0) return "no_rows";
  return body.map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(known.flatMap((column, at) => (column ? [[column, (cells[at] ?? "").trim()]] : []))),
  }));
}

/** Articles one after another, each a front matter and below it the answer. */
function readMarkdown(text: string): ReadSheet {
  const normal = text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n");
  // An article begins at a line of dashes with a known name below it, so that a rule in an answer begins none.
  const names = columns.flatMap((column) => [column, sheetColumns[column]]).join("|");
  const begins = [...normal.matchAll(new RegExp(`^---\\n(?=(?:${names})[ \\t]*:)`, "gm"))].map(({ index }) => index);
  if (begins.length === 0) return "no_header";
  return begins.map((from, index) => {
    const part = normal.slice(from, begins[index + 1]);
    const [, head = "", answer = ""] = /^---\n(.*?)\n---(?:\n(.*))?$/s.exec(part) ?? [];
    const line = normal.slice(0, from).split("\n").length;
    return { line, cells: { ...frontMatter(head), answer: answer.trim() } };
  });
}

/** The fields of a front matter, all as text; none when it is no mapping. */
function frontMatter(head: string): SheetRow["cells"] {
  let read: unknown;
  try {
    read = parse(head, { schema: "failsafe" });
  } catch {
    // What cannot be read has no fields, and is refused for each that is missing.
    return {};
  }
  if (typeof read !== "object" || read === null) return {};
  const fields = Object.entries(read).flatMap(([name, value]) => {
    const column = columnOf(name);
    if (!column) return [];
    return [[column, (Array.isArray(value) ? value.map(String).join("\n") : String(value)).trim()]];
  });
  return Object.fromEntries(fields);
}

function columnOf(name: string): SheetColumn | undefined {
  return columns.find((column) => [column.toLowerCase(), sheetColumns[column]].includes(name.trim().toLowerCase()));
}

function cellsOf(article: Article): Record<SheetColumn, string> {
  const { slug, question, variants, answer, kind, source, issuer, documentNumber, areaPath } = article;
  return {
    ...{ slug, question, variants: variants.join("\n"), answer, kind, source, issuer, areaPath },
    documentNumber: documentNumber ?? "",
    validFrom: article.validFrom === null ? "" : chinaDay(article.validFrom),
    validUntil: article.validUntil === null ? "" : chinaDay(article.validUntil),
  };
}

function markdownOf({ answer, variants, ...cells }: Record<SheetColumn, string>): string {
  const head = Object.entries(cells).flatMap(([column, text]) =>
    text === "" ? [] : [[sheetColumns[column as SheetColumn], text]],
  );
  const asked = variants === "" ? {} : { [sheetColumns.variants]: variants.split("\n") };
  return `---\n${stringify({ ...Object.fromEntries(head), ...asked }, { lineWidth: 0 })}---\n\n${answer}\n`;
}
