import { compareSittings, type ExamReport } from "../domain/exam.ts";
import type { Reader } from "../ports/reader.ts";
import type { ReaderModels } from "../ports/reader-models.ts";
import {
  createLocalReader,
  type StoredReaderModel,
  type StoredTextClassifier,
  trainTextClassifier,
} from "../reading/index.ts";
import { isExamined } from "./exam-cases.ts";
import { examGround, type ReadingExamDeps, readingCases } from "./hold-exam.ts";
import { sitReading } from "./reading-exam.ts";

export interface LearningDeps extends ReadingExamDeps {
  readonly models: ReaderModels;
  /** What the house reads by before it has learnt anything here. */
  readonly base: StoredReaderModel;
}

/** What came of an attempt to learn. */
export type Lesson =
  | { readonly outcome: "too_few" | "nothing_new"; readonly examples: number }
  | {
      readonly outcome: "published" | "refused";
      readonly examples: number;
      readonly number: number;
      readonly report: ExamReport;
    };

/** Fewer decisions teach a classifier of some twenty categories nothing. */
export const examplesMin = 40;
/** More would hold up the process: these take about a second. */
const decisionsMax = 3_000;

/**
 * Trains the classifier of categories anew on what staff have approved and corrected, and lets it sit the exam against the one in use.
 * It is published only if it is not worse; one that was refused is kept with its report, and its number never used again.
 */
export async function learnFromStaff(deps: LearningDeps, signal: AbortSignal): Promise<Lesson> {
  const { store, models, base, clock } = deps;
  const decided = await store.decidedReports(decisionsMax);
  const examples = decided.flatMap((one) => {
    if (isExamined(one) || one.category === null) return [];
    return [{ text: one.evidence.map(({ text }) => text).join("\n"), label: one.category, group: one.ticketId }];
  });
  if (examples.length < examplesMin || new Set(examples.map(({ label }) => label)).size < 2)
    return { outcome: "too_few", examples: examples.length };
  const last = (await models.list()).find(({ restores }) => restores === null);
  if (last?.examples === examples.length) return { outcome: "nothing_new", examples: examples.length };

  const classifier = trainTextClassifier(examples);
  const report = await examineReaderModel({ ...base, ownCategory: classifier }, deps, signal);
  const number = await models.add({ classifier, examples: examples.length, report }, clock.now());
  return { outcome: report.passed ? "published" : "refused", examples: examples.length, number, report };
}

/** Lets a local model sit the exam against the one in use. */
export async function examineReaderModel(
  candidate: StoredReaderModel,
  deps: LearningDeps,
  signal: AbortSignal,
): Promise<ExamReport> {
  const cases = await readingCases(deps.store);
  const ground = await examGround(deps);
  const sit = (model: StoredReaderModel) =>
    sitReading(cases, { ...ground, reader: createLocalReader({ model }) }, { signal });
  const current = await sit(withLearnt(deps.base, await deps.models.inUse()));
  return compareSittings(current, await sit(candidate), await deps.store.margins());
}

/** For so long the model in use is taken to be so without asking. */
const trustMs = 60_000;

/** The local reader under whatever model is in use: what was published from here or by another process is read by within a minute. */
export function createPublishedReader({ models, base }: Pick<LearningDeps, "models" | "base">): Reader {
  let held: { readonly number: number; readonly reader: Reader } = {
    number: 0,
    reader: createLocalReader({ model: base }),
  };
  let askedAt = Number.NEGATIVE_INFINITY;
  return {
    async read(window, options) {
      if (performance.now() - askedAt >= trustMs) {
        askedAt = performance.now();
        // Where the store is away, what was read by last is read by: this is what others fall back on.
        const inUse = await models.inUse().catch(() => undefined);
        const number = inUse === undefined ? held.number : (inUse?.number ?? 0);
        if (inUse !== undefined && number !== held.number)
          held = { number, reader: createLocalReader({ model: withLearnt(base, inUse) }) };
      }
      return held.reader.read(window, options);
    },
  };
}

/** The base with what was learnt in the place of its own old tickets, and a version that says so. */
function withLearnt(base: StoredReaderModel, learnt: Awaited<ReturnType<ReaderModels["inUse"]>>): StoredReaderModel {
  if (!learnt) return base;
  const ownCategory = learnt.classifier as StoredTextClassifier;
  return { ...base, version: `${base.version}+${learnt.number}`, ownCategory };
}
