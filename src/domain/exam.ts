import { AppError } from "../errors/app-error.ts";

/**
 * What an exam measures, and how two sittings of it are compared. Whatever is to answer or to read (articles, a prompt, a local model, the
 * categories) sits the same exam as what does so now, and goes in its place only where it is not worse.
 */

/** One figure of a sitting: which way is better, and by how much a candidate may be worse by default. */
interface Measure {
  readonly better: "more" | "less";
  readonly margin: number;
}

/** The figures of an exam. Shares lie between 0 and 1, the rest are counted in cases. */
// biome-ignore format: reads in columns
export const examMeasures = {
  /** F1 of each category that occurs, averaged over categories: misses and false reports count in it. */
  macroF1:      { better: "more", margin: 0.01 },
  /** Share of the reports that were found. */
  reportRecall: { better: "more", margin: 0.01 },
  /** Reports made of what is none: each puts a sign or a draft where nobody reported anything. */
  falsePosts:   { better: "less", margin: 0 },
  /** Questions that an article answers which it should not. */
  wrongAnswers: { better: "less", margin: 0 },
  /** Questions answered by the article that should. */
  rightAnswers: { better: "more", margin: 0 },
} as const satisfies Record<string, Measure>;
export type ExamMeasure = keyof typeof examMeasures;

/** What may be worse by how much: a deployment's own figures over those of the table. */
export type ExamMargins = Partial<Readonly<Record<ExamMeasure, number>>>;

/** What one case came to. */
export interface CaseResult {
  readonly caseId: string;
  /** What was said or asked, without personal data: for whoever is told that it went wrong. */
  readonly said: string;
  /** Titles of articles or codes of categories; none where nothing should be said. */
  readonly expected: readonly string[];
  readonly got: readonly string[];
  /** How far it is from right: 0 when it is. */
  readonly faults: number;
}

/** What one candidate made of all cases. A figure it was not asked for is left out. */
export interface Sitting {
  readonly scores: Partial<Readonly<Record<ExamMeasure, number>>>;
  readonly results: readonly CaseResult[];
}

/** One figure of both. */
export interface MeasureReport {
  readonly measure: ExamMeasure;
  readonly was: number;
  readonly is: number;
  readonly margin: number;
  readonly worse: boolean;
}

/** A case that the candidate does worse on than what is in use. */
export interface LostCase {
  readonly caseId: string;
  readonly said: string;
  readonly expected: readonly string[];
  readonly was: readonly string[];
  readonly is: readonly string[];
}

/** What an exam showed. Only a candidate that has passed may be published. */
export interface ExamReport {
  readonly passed: boolean;
  readonly cases: number;
  readonly measures: readonly MeasureReport[];
  /** Every case that went worse, also of a candidate that has passed. */
  readonly lost: readonly LostCase[];
  /** How many went better. */
  readonly won: number;
}

/** Compares what is in use with what wants to be. Both have sat the same cases in the same order. */
export function compareSittings(current: Sitting, candidate: Sitting, margins: ExamMargins = {}): ExamReport {
  const names = Object.keys(examMeasures) as ExamMeasure[];
  const measures = names.flatMap((measure): MeasureReport[] => {
    const [was, is] = [current.scores[measure], candidate.scores[measure]];
    if (was === undefined || is === undefined) return [];
    const margin = margins[measure] ?? examMeasures[measure].margin;
    const loss = examMeasures[measure].better === "more" ? was - is : is - was;
    // Shares are sums of fractions: what differs by less than this does not differ.
    return [{ measure, was, is, margin, worse: loss > margin + 1e-9 }];
  });
  const pairs = current.results.map((was, at) => ({ was, is: candidate.results[at]! }));
  return {
    passed: measures.every(({ worse }) => !worse),
    cases: pairs.length,
    measures,
    lost: pairs.flatMap(({ was, is }) => {
      if (is.faults <= was.faults) return [];
      const { caseId, said, expected } = is;
      return [{ caseId, said, expected, was: was.got, is: is.got }];
    }),
    won: pairs.filter(({ was, is }) => is.faults < was.faults).length,
  };
}

/** So many cases are named in a refusal; all of them stand in the report. */
const lostNamedMax = 5;
const rounded = (figure: number) => Math.round(figure * 1_000) / 1_000;

/** Refuses what does worse than what is in use. @throws AppError EXAM_NOT_PASSED naming the figures and the first cases. */
export function refuseWorse(subject: string, { passed, measures, lost }: ExamReport): void {
  if (passed) return;
  const titles = (list: readonly string[]) => list.join(", ") || "nothing";
  throw new AppError("EXAM_NOT_PASSED", {
    subject,
    worse: measures.flatMap(({ worse, measure, was, is }) =>
      worse ? `${measure} ${rounded(was)} → ${rounded(is)}` : [],
    ),
    lost: lost
      .slice(0, lostNamedMax)
      .map(({ said, expected, is }) => `"${said}": ${titles(expected)}, not ${titles(is)}`),
  });
}
