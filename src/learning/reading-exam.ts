import type { CaseResult, Sitting } from "../domain/exam.ts";
import type { Reading } from "../domain/reading.ts";
import type { Category } from "../domain/taxonomy.ts";
import type { Reader } from "../ports/reader.ts";
import { asWindow, type ExpectedReport, saidIn, type WindowCase } from "./exam-cases.ts";

/** Whoever sits the exam: how windows are read, by which categories, and which article answers what is asked. */
export interface ReadingCandidate {
  readonly reader: Reader;
  readonly taxonomy: readonly Category[];
  /** Null where no article answers. */
  readonly lookUp: (question: string, areaPath: string) => string | null;
}

/** Windows read at once: a model answers in seconds, and a provider limits how many it takes. */
const atOnce = 4;

/** Lets a candidate read every case. Resolves in the order of the cases. */
export async function sitReading(
  cases: readonly WindowCase[],
  candidate: ReadingCandidate,
  { signal }: { readonly signal: AbortSignal },
): Promise<Sitting> {
  const readings: Reading[] = [];
  let next = 0;
  const work = async () => {
    for (let at = next++; at < cases.length && !signal.aborted; at = next++)
      readings[at] = await candidate.reader.read(asWindow(cases[at]!, candidate.taxonomy), { signal });
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  signal.throwIfAborted();
  const marked = cases.map((one, at) => markReading(one, readings[at]!, candidate));
  const sum = (count: (mark: Mark) => number) => marked.reduce((all, mark) => all + count(mark), 0);
  const gold = sum(({ pairs }) => pairs.filter(({ expected }) => expected !== null).length);
  const found = sum(({ pairs }) => pairs.filter(({ expected, got }) => expected !== null && got !== null).length);
  return {
    scores: {
      macroF1: macroF1(marked.flatMap(({ pairs }) => pairs)),
      reportRecall: gold === 0 ? 1 : found / gold,
      falsePosts: sum(({ pairs }) => pairs.filter(({ expected }) => expected === null).length),
      wrongAnswers: sum(({ wrongAnswers }) => wrongAnswers),
    },
    results: marked.map(({ result }) => result),
  };
}

/** One report as it should be and as it was read: null where there is none. */
interface Pair {
  readonly expected: string | null;
  readonly got: string | null;
}

interface Mark {
  readonly pairs: readonly Pair[];
  readonly wrongAnswers: number;
  readonly result: CaseResult;
}

/** Holds a reading against what a person read: a report is found by its reporter and a message of its evidence. */
function markReading(one: WindowCase, reading: Reading, { lookUp }: ReadingCandidate): Mark {
  const left = [...reading.reports];
  const pairs: Pair[] = one.reports.map((expected) => {
    const at = left.findIndex((report) => report.reporterRef === expected.reporterRef && overlaps(report, expected));
    const [found] = at < 0 ? [] : left.splice(at, 1);
    return { expected: expected.category, got: found?.triage.category ?? null };
  });
  pairs.push(...left.map(({ triage }) => ({ expected: null, got: triage.category })));
  const answered = reading.questions.filter(({ messageId }) => !one.questionIds.has(messageId));
  const wrongAnswers = answered.filter(({ text }) => lookUp(text, one.areaPath) !== null).length;
  return {
    pairs,
    wrongAnswers,
    result: {
      caseId: one.id,
      said: saidIn(one),
      expected: one.reports.map(({ category }) => category),
      got: reading.reports.map(({ triage }) => triage.category),
      // A report that was missed is further from right than one in the wrong category.
      faults: pairs.reduce((all, pair) => all + faultOf(pair), wrongAnswers * 2),
    },
  };
}

function faultOf({ expected, got }: Pair): number {
  if (expected === got) return 0;
  return expected === null || got === null ? 2 : 1;
}

function overlaps({ evidenceIds }: { readonly evidenceIds: readonly string[] }, expected: ExpectedReport): boolean {
  return evidenceIds.some((id) => expected.evidenceIds.includes(id));
}

/** F1 of every category that should be read or was, averaged; a report made of nothing costs the category it was given. */
function macroF1(pairs: readonly Pair[]): number {
  const categories = [...new Set(pairs.flatMap(({ expected, got }) => [expected, got]))].filter(
    (code) => code !== null,
  );
  if (categories.length === 0) return 1;
  const each = categories.map((code) => {
    const hits = pairs.filter(({ expected, got }) => expected === code && got === code).length;
    const all =
      pairs.filter(({ expected }) => expected === code).length + pairs.filter(({ got }) => got === code).length;
    return (2 * hits) / all;
  });
  return each.reduce((sum, one) => sum + one, 0) / each.length;
}
