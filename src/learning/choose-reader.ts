import type { ExamStore } from "../ports/exam-store.ts";
import type { LanguageModel } from "../ports/language-model.ts";
import type { ShippedPrompt } from "../ports/prompt-library.ts";
import type { Reader } from "../ports/reader.ts";
import type { ReaderModels } from "../ports/reader-models.ts";
import { createModelReader, isWorthAsking, type ModelCall, type StoredReaderModel } from "../reading/index.ts";
import { createPublishedReader } from "./learn-from-staff.ts";
import { createPublishedPrompts } from "./published-prompts.ts";

/** What the house reads by, and what of it exams need. */
export interface ChosenReader {
  readonly reader: Reader;
  /** For the status page: "local", or the language model's own name. */
  readonly name: string;
  /** Whether the language model did not answer when it was asked last. */
  readonly offline: () => boolean;
  readonly local: Reader;
  readonly model: LanguageModel | null;
}

/** The local reader under what has been published, or a language model with it as its safety net. `onCall` is told of each call. */
export function chooseReader(
  parts: {
    readonly store: ExamStore;
    readonly models: ReaderModels;
    readonly base: StoredReaderModel;
    readonly shipped: readonly ShippedPrompt[];
    readonly model: LanguageModel | null;
  },
  onCall: (call: ModelCall) => void,
): ChosenReader {
  const { model } = parts;
  const local = createPublishedReader(parts);
  if (!model) return { reader: local, name: "local", offline: () => false, local, model };
  let isAway = false;
  const reader = createModelReader({
    ...{ model, prompts: createPublishedPrompts(parts), local, gate: isWorthAsking },
    onCall: (call) => {
      isAway = call.status !== "answered";
      onCall(call);
    },
  });
  return { reader, name: model.name, offline: () => isAway, local, model };
}
