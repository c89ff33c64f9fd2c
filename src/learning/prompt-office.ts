import type { Actor } from "../domain/authority.ts";
import type { ChatWindow } from "../domain/chat.ts";
import { refuseWorse } from "../domain/exam.ts";
import type { PromptWords } from "../domain/prompt.ts";
import {
  liveVersion,
  movePrompt,
  type PromptEvent,
  type PromptFile,
  type PromptMove,
  type PromptRefusal,
  type PromptVersion,
  promptRefusal,
} from "../domain/prompt-life.ts";
import type { Reading } from "../domain/reading.ts";
import { AppError } from "../errors/app-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { ExamRun, ExamStore } from "../ports/exam-store.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { ShippedPrompt } from "../ports/prompt-library.ts";
import type { Reader } from "../ports/reader.ts";
import { createModelReader, layOutForModel } from "../reading/index.ts";
import { onlyVersion, openPrompt, refOf } from "./published-prompts.ts";

export interface PromptOfficeDeps {
  readonly shipped: readonly ShippedPrompt[];
  readonly store: ExamStore;
  /** Null where no language model is configured: then a prompt can be written, and neither tried nor published. */
  readonly model: LanguageModel | null;
  readonly local: Reader;
  readonly queue: JobQueue;
  readonly clock: Clock;
}

/** A prompt as staff see it. */
export interface OpenPrompt {
  readonly file: PromptFile;
  readonly exams: readonly ExamRun[];
  /** For each version and event what stands in the way of the actor; the exam is told of apart. */
  readonly refusal: (event: PromptEvent, number: number) => PromptRefusal | null;
}

/** What two versions make of the same talk. */
export interface PromptTrial {
  /** The lines as a model sees them: without names, numbers and rooms. */
  readonly lines: readonly {
    readonly n: number;
    readonly messageId: string;
    readonly who: string;
    readonly text: string;
  }[];
  readonly current: TriedReading;
  readonly candidate: TriedReading;
}

/** What one version made of it; null when the model did not answer, with the reason. */
export interface TriedReading {
  readonly ref: string;
  readonly reading: Reading | null;
  readonly reason: string | null;
}

/** What staff do to prompts. */
export interface PromptOffice {
  /** The name of the model that would read; null without one. */
  readonly modelName: string | null;
  ids(): readonly string[];
  /** @throws AppError NOT_FOUND when no such prompt ships. */
  open(actor: Actor, id: string): Promise<OpenPrompt>;
  /** @throws AppError what `movePrompt` throws; for `publish` also EXAM_NEEDS_MODEL, EXAM_NEEDED and EXAM_NOT_PASSED. */
  move(actor: Actor, id: string, move: PromptMove): Promise<void>;
  /** Begins an exam of a version against the one in use. @throws AppError EXAM_NEEDS_MODEL, PROMPT_EVENT_REFUSED. */
  examine(actor: Actor, id: string, number: number): Promise<ExamRun>;
  /** Reads what was said last in a group by the version in use and by another. @throws AppError EXAM_NEEDS_MODEL, GROUP_NOT_FOUND. */
  tryOut(
    actor: Actor,
    id: string,
    number: number,
    on: { readonly groupId: string; readonly signal: AbortSignal },
  ): Promise<PromptTrial>;
}

/** An exam says something of the model and the cases of its time: after a week it is held anew. */
const examGoodMs = 7 * 24 * 3_600_000;

/** The office over a store. */
export function createPromptOffice(deps: PromptOfficeDeps): PromptOffice {
  const { shipped, store, model, local, queue, clock } = deps;

  async function fileOf(id: string): Promise<PromptFile> {
    const file = await openPrompt(id, deps);
    if (!file) throw new AppError("NOT_FOUND", { path: `/api/prompts/${id}` });
    return file;
  }

  /** Refuses to publish what has not passed an exam against what is in use now, as the configured model reads. */
  async function mustHavePassed(file: PromptFile, number: number): Promise<void> {
    const subject = refOf(file.id, number, shipped);
    if (!model) throw new AppError("EXAM_NEEDS_MODEL", { subject });
    const against = liveVersion(file).number;
    const since = clock.now().getTime() - examGoodMs;
    const exam = (await store.exams(file.id)).find(
      (one) => one.number === number && one.against === against && one.model === model.name && one.report !== null,
    );
    if (!exam?.report || exam.startedAt.getTime() < since) throw new AppError("EXAM_NEEDED", { subject });
    refuseWorse(subject, exam.report);
  }

  return {
    modelName: model?.name ?? null,
    ids: () => shipped.map(({ id }) => id),
    async open(actor, id) {
      const [file, exams, areas] = await Promise.all([fileOf(id), store.exams(id), store.areasRead()]);
      return { file, exams, refusal: (event, number) => promptRefusal(file, event, number, { actor, areas }) };
    },
    async move(actor, id, move) {
      const [before, areas] = await Promise.all([fileOf(id), store.areasRead()]);
      const now = clock.now();
      const after = movePrompt(before, move, { actor, areas }, now);
      if (move.event === "publish") await mustHavePassed(before, move.number);
      await store.savePrompt(before, after, actor, now);
    },
    async examine(actor, id, number) {
      const file = await fileOf(id);
      const against = liveVersion(file).number;
      if (!model) throw new AppError("EXAM_NEEDS_MODEL", { subject: refOf(id, number, shipped) });
      if (number === against || !file.versions.some((one) => one.number === number))
        throw new AppError("PROMPT_EVENT_REFUSED", { prompt: id, event: "examine", number, why: "in_use" });
      const run = await store.startExam(actor, { promptId: id, number, against, model: model.name }, clock.now());
      await queue.ring("hold-exam", run.id);
      return run;
    },
    async tryOut(actor, id, number, { groupId, signal }) {
      const file = await fileOf(id);
      if (!model) throw new AppError("EXAM_NEEDS_MODEL", { subject: refOf(id, number, shipped) });
      const version = file.versions.find((one) => one.number === number);
      if (!version) throw new AppError("NOT_FOUND", { path: `/api/prompts/${id}/versions/${number}` });
      const window = await store.recentWindow(actor, groupId);
      if (!window) throw new AppError("GROUP_NOT_FOUND", { groupId });
      if (window.messages.length === 0)
        return { lines: [], current: unread(file, liveVersion(file)), candidate: unread(file, version) };
      const read = (one: typeof version) =>
        readOnce(window, { model, local, id, ref: refOf(id, one.number, shipped), words: one.words }, signal);
      const [current, candidate] = await Promise.all([read(liveVersion(file)), read(version)]);
      return { lines: linesOf(window), current, candidate };
    },
  };

  /** What a version makes of a group in which nobody has spoken. */
  function unread({ id }: PromptFile, { number }: PromptVersion): TriedReading {
    return { ref: refOf(id, number, shipped), reading: null, reason: null };
  }
}

/** One version of a prompt, and who reads by it. */
interface Trying {
  readonly model: LanguageModel;
  readonly local: Reader;
  readonly id: string;
  readonly ref: string;
  readonly words: PromptWords;
}

async function readOnce(
  window: ChatWindow,
  { model, local, id, ref, words }: Trying,
  signal: AbortSignal,
): Promise<TriedReading> {
  let reason: string | null = null;
  const reader = createModelReader({
    ...{ model, local, prompts: onlyVersion(id, ref, words) },
    // Whoever tries a prompt wants to see what the model makes of it, also where the local reader hears nothing.
    gate: () => true,
    onCall: (call) => {
      reason = call.status === "answered" ? null : `${call.status}: ${call.reason ?? ""}`;
    },
  });
  const reading = await reader.read(window, { signal });
  return { ref, reading: reason === null ? reading : null, reason };
}

function linesOf(window: ChatWindow): PromptTrial["lines"] {
  const { lines, messageAt } = layOutForModel(window);
  return lines.split("\n").map((line) => {
    const { n, who, text } = JSON.parse(line) as { n: number; who: string; text: string };
    return { n, who, text, messageId: messageAt.get(n)!.id };
  });
}
