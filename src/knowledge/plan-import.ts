import {
  type ArticleKind,
  type ArticleWords,
  articleBounds,
  articleKinds,
  beginOfDay,
  endOfDay,
} from "../domain/article.ts";
import { type ArticleFile, changedFields, moveArticle, newArticle, newestVersion } from "../domain/article-life.ts";
import { type Actor, mayDo } from "../domain/authority.ts";
import type { ArticleChange } from "../ports/knowledge-store.ts";
import type { SheetColumn, SheetRow } from "./article-sheet.ts";

/** What can stand against a row. */
export const rowProblems = [
  "missing",
  "too_long",
  "too_many",
  "not_a_day",
  "ends_before_it_begins",
  "unknown_kind",
  "no_such_area",
  "not_your_area",
  "twice_in_the_file",
] as const;
export type RowProblem = (typeof rowProblems)[number];

/** What an import makes of one row: a draft, newer words of an article, nothing new, or a refusal with its reasons. */
export interface PlannedRow {
  readonly line: number;
  readonly slug: string;
  readonly question: string;
  readonly verdict: "new" | "changed" | "same" | "refused";
  /** The fields that an article's words would change in. */
  readonly changed: readonly (keyof ArticleWords)[];
  readonly problems: readonly { readonly column: SheetColumn; readonly problem: RowProblem }[];
}

/** What an import stands on. */
export interface ImportGround {
  /** The articles that the rows may be about, by slug and by area and question. */
  readonly known: readonly ArticleFile[];
  /** The areas of the actor. */
  readonly areas: readonly string[];
  readonly actor: Actor;
  readonly now: Date;
  readonly newId: () => string;
}

/** Decides what an import does, row by row. Pure but for the ids it asks for. Nothing it writes answers anybody: all are drafts until a second person has published them. */
export function planImport(
  rows: readonly SheetRow[],
  ground: ImportGround,
): { readonly rows: readonly PlannedRow[]; readonly changes: readonly ArticleChange[] } {
  const changes: ArticleChange[] = [];
  const seen = new Set<string>();
  const planned = rows.map((row): PlannedRow => {
    const before = knownFile(row, ground);
    const words = wordsOf(row, before);
    const slug = before?.article.slug ?? row.cells.slug ?? "";
    const problems = problemsOf(words, row, before, ground);
    const name = slug || `${words.areaPath}\n${words.question}`;
    if (seen.has(name)) problems.push({ column: slug ? "slug" : "question", problem: "twice_in_the_file" });
    seen.add(name);
    const about = { line: row.line, slug, question: words.question, changed: [], problems };
    if (problems.length > 0) return { ...about, verdict: "refused" };
    const after = before
      ? moveArticle(before, { event: "save", words }, ground.actor, ground.now)
      : begun(slug, words, ground);
    if (after === before) return { ...about, verdict: "same" };
    changes.push({ before, after });
    if (!before) return { ...about, slug: after.article.slug, verdict: "new" };
    return { ...about, verdict: "changed", changed: changedFields(newestVersion(before).words, words) };
  });
  return { rows: planned, changes };
}

/** The article a row is about: that of its slug or, without one, that of its area which asks the same. */
function knownFile({ cells }: SheetRow, { known }: ImportGround): ArticleFile | null {
  const isMeant = (file: ArticleFile) => {
    if (cells.slug) return file.article.slug === cells.slug;
    const { question, areaPath } = newestVersion(file).words;
    return question === cells.question && areaPath === cells.areaPath;
  };
  return known.find(isMeant) ?? null;
}

function begun(slug: string, words: ArticleWords, { actor, now, newId }: ImportGround): ArticleFile {
  const id = newId();
  return newArticle({ id, slug: slug || `a-${id}`, words }, actor, now);
}

/** The row as words. A column that the file has not stays as the article has it; what cannot be read is left to `problemsOf`. */
function wordsOf({ cells }: SheetRow, before: ArticleFile | null): ArticleWords {
  const was = before && newestVersion(before).words;
  const text = (column: "question" | "answer" | "source" | "issuer" | "areaPath") =>
    cells[column] ?? was?.[column] ?? "";
  const day = (column: "validFrom" | "validUntil", instantOf: (day: string) => Date) => {
    const cell = cells[column];
    if (cell === undefined) return was?.[column] ?? null;
    return isDay(cell) ? instantOf(cell) : null;
  };
  const variants = cells.variants?.split("\n").map((line) => line.trim());
  return {
    ...{ question: text("question"), answer: text("answer"), source: text("source"), issuer: text("issuer") },
    variants: variants ? [...new Set(variants.filter((line) => line !== ""))] : (was?.variants ?? []),
    kind: (cells.kind || was?.kind || "policy") as ArticleKind,
    documentNumber: cells.documentNumber === undefined ? (was?.documentNumber ?? null) : cells.documentNumber || null,
    areaPath: text("areaPath"),
    validFrom: day("validFrom", beginOfDay),
    validUntil: day("validUntil", endOfDay),
  };
}

function problemsOf(
  words: ArticleWords,
  { cells }: SheetRow,
  before: ArticleFile | null,
  { areas, actor }: ImportGround,
): { column: SheetColumn; problem: RowProblem }[] {
  const problems: { column: SheetColumn; problem: RowProblem }[] = [];
  const say = (is: boolean, column: SheetColumn, problem: RowProblem) => is && problems.push({ column, problem });
  const { questionCharsMax, variantsMax, answerCharsMax, sourceCharsMax, issuerCharsMax } = articleBounds;
  for (const column of ["question", "answer", "source", "issuer", "areaPath"] as const)
    say(words[column] === "", column, "missing");
  say(words.question.length > questionCharsMax, "question", "too_long");
  say(words.variants.length > variantsMax, "variants", "too_many");
  say(
    words.variants.some((variant) => variant.length > questionCharsMax),
    "variants",
    "too_long",
  );
  say(words.answer.length > answerCharsMax, "answer", "too_long");
  say(words.source.length > sourceCharsMax, "source", "too_long");
  say(words.issuer.length > issuerCharsMax, "issuer", "too_long");
  say((words.documentNumber ?? "").length > articleBounds.documentNumberCharsMax, "documentNumber", "too_long");
  say((cells.slug ?? "").length > slugCharsMax, "slug", "too_long");
  say(!articleKinds.includes(words.kind), "kind", "unknown_kind");
  for (const column of ["validFrom", "validUntil"] as const)
    say(!!cells[column] && !isDay(cells[column]), column, "not_a_day");
  const { validFrom, validUntil } = words;
  say(validFrom !== null && validUntil !== null && validFrom > validUntil, "validUntil", "ends_before_it_begins");
  const isMine = [words, ...(before ? [before.article, newestVersion(before).words] : [])].every(
    ({ areaPath }) => areaPath === "" || mayDo(actor, "write_articles", areaPath),
  );
  say(!isMine, "areaPath", "not_your_area");
  say(isMine && words.areaPath !== "" && !areas.includes(words.areaPath), "areaPath", "no_such_area");
  return problems;
}

const slugCharsMax = 60;

/** True for a day of the calendar, "2026-07-03". */
function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
