import { compareSittings } from "../domain/exam.ts";
import type { PromptFile } from "../domain/prompt-life.ts";
import type { Category } from "../domain/taxonomy.ts";
import { buildIndexAside, search } from "../knowledge/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { ExamRun, ExamStore } from "../ports/exam-store.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { ShippedPrompt } from "../ports/prompt-library.ts";
import type { Reader } from "../ports/reader.ts";
import { createModelReader, isWorthAsking, type ModelCall } from "../reading/index.ts";
import { caseArea, isExamined, shippedWindows, type WindowCase, windowOfDecision } from "./exam-cases.ts";
import { onlyVersion, openPrompt, refOf } from "./published-prompts.ts";
import { type ReadingCandidate, sitReading } from "./reading-exam.ts";

/** What an exam of readers stands on. */
export interface ReadingExamDeps {
  readonly store: ExamStore;
  readonly knowledge: Pick<KnowledgeStore, "published">;
  readonly taxonomy: readonly Category[];
  readonly clock: Clock;
}

export interface HoldExamDeps extends ReadingExamDeps {
  readonly shipped: readonly ShippedPrompt[];
  readonly model: LanguageModel | null;
  readonly local: Reader;
}

/** Longer than any exam should take: a few hundred windows, twice, some seconds each, four at once. */
const leaseMs = 30 * 60_000;
/** The newest so many decisions of staff are looked through; a third of them is examined with. */
const decisionsMax = 300;

/** All cases for whoever reads: the shipped windows, and what staff have decided since. */
export async function readingCases(store: Pick<ExamStore, "decidedReports">): Promise<readonly WindowCase[]> {
  const decided = await store.decidedReports(decisionsMax);
  return [...shippedWindows(), ...decided.filter(isExamined).map(windowOfDecision)];
}

/** How many cases readers are examined with, by where they come from. */
export async function countCases(
  store: Pick<ExamStore, "decidedReports">,
): Promise<{ readonly shipped: number; readonly decided: number }> {
  const [shipped, all] = [shippedWindows().length, (await readingCases(store)).length];
  return { shipped, decided: all - shipped };
}

/** What readers of an exam have in common: the live categories, and the published articles that would answer what they take for a question. */
export async function examGround({
  knowledge,
  taxonomy,
  clock,
}: ReadingExamDeps): Promise<Omit<ReadingCandidate, "reader">> {
  const { articles } = await knowledge.published();
  const index = await buildIndexAside(articles);
  const now = clock.now();
  // The shipped windows are said in an estate of nobody: there every article holds that holds anywhere.
  const everywhere = [...new Set(articles.map(({ areaPath }) => areaPath))];
  const answers = (question: string, areaPath: string) => {
    const { decision, articles: said } = search(index, question, { areaPath, now });
    return decision === "answer" ? (said[0]?.id ?? null) : null;
  };
  const lookUp: ReadingCandidate["lookUp"] = (question, areaPath) => {
    if (areaPath !== caseArea) return answers(question, areaPath);
    return everywhere.map((area) => answers(question, area)).find((id) => id !== null) ?? null;
  };
  return { taxonomy, lookUp };
}

/**
 * Holds one exam of a prompt, if nobody else does, and writes down how it went.
 *
 * An exam in which the model was away says nothing of the prompt, and fails; one in which it declined or answered nonsense does, and
 * those windows count as not understood.
 */
export async function holdExam(runId: string, deps: HoldExamDeps, signal: AbortSignal): Promise<void> {
  const { store, clock } = deps;
  const run = await store.holdExam(runId, { now: clock.now(), leaseMs });
  if (!run) return;
  const outcome = await examinePrompt(run, deps, signal).catch((error: unknown) => {
    if (signal.aborted) return null;
    return { reason: error instanceof Error ? error.message : String(error) };
  });
  // When the house stops, the exam is held again by whoever starts next.
  if (outcome) await store.endExam(runId, outcome, clock.now());
}

async function examinePrompt(run: ExamRun, deps: HoldExamDeps, signal: AbortSignal) {
  const { store, model, shipped } = deps;
  const file = await openPrompt(run.promptId, deps);
  if (!file) return { reason: `there is no prompt ${run.promptId} any more` };
  if (model?.name !== run.model) return { reason: `the model ${run.model} is no longer configured` };
  const cases = await readingCases(store);
  const ground = await examGround(deps);
  const sit = async (number: number) => {
    const version = file.versions.find((one) => one.number === number);
    if (!version) throw new Error(`there is no version ${number} of prompt ${file.id}`);
    const examined = examinedReader(file, version, { ...deps, model, shipped });
    const sitting = await sitReading(cases, { ...ground, reader: examined.reader }, { signal });
    return { sitting, away: examined.away() };
  };
  const current = await sit(run.against);
  const candidate = await sit(run.number);
  const away = current.away + candidate.away;
  if (away > 0) return { reason: `the model did not answer ${away} of ${2 * cases.length} windows` };
  return { report: compareSittings(current.sitting, candidate.sitting, await store.margins()) };
}

/** The model reader under one version of a prompt, which counts how often the model was away. */
function examinedReader(
  { id }: PromptFile,
  { number, words }: PromptFile["versions"][number],
  { model, local, shipped }: { model: LanguageModel; local: Reader; shipped: readonly ShippedPrompt[] },
): { readonly reader: Reader; readonly away: () => number } {
  const prompts = onlyVersion(id, refOf(id, number, shipped), words);
  let away = 0;
  const reader: Reader = {
    async read(window, options) {
      const statuses: ModelCall["status"][] = [];
      const onCall = ({ status }: ModelCall) => statuses.push(status);
      const reading = await createModelReader({ model, prompts, local, onCall, gate: isWorthAsking }).read(
        window,
        options,
      );
      if (statuses.includes("away")) away += 1;
      // A prompt that a model cannot answer has understood nothing, whatever the local reader heard.
      if (statuses.every((status) => status === "answered")) return reading;
      return { ...reading, reports: [], questions: [], followUps: [], quarrels: [] };
    },
  };
  return { reader, away: () => away };
}
