import type { ChatWindow } from "../domain/chat.ts";
import type { Reading } from "../domain/reading.ts";
import type { LanguageModel, ModelAnswer } from "../ports/language-model.ts";
import type { PromptLibrary, RenderedPrompt } from "../ports/prompt-library.ts";
import type { Reader } from "../ports/reader.ts";
import { readingFromForm } from "./check-form.ts";
import { ModelForm } from "./model-form.ts";
import { layOutForModel, type ModelSheet } from "./model-sheet.ts";

export interface ModelReaderOptions {
  readonly model: LanguageModel;
  readonly prompts: PromptLibrary;
  /** Reads every window first; its reading stands where the model is not asked or cannot answer. */
  readonly local: Reader;
  /** Whether the window is worth a call, given what the local reader heard. Without one: when it heard anything at all. */
  readonly gate?: (window: ChatWindow, heard: Reading) => boolean;
  /** Told how each call went, for the log and the bill. Never told a word that was said. */
  readonly onCall?: (call: ModelCall) => void;
}

/** How one call went. */
export interface ModelCall {
  readonly promptRef: string;
  readonly model: string;
  readonly status: ModelAnswer<never>["status"];
  /** Null when it answered. */
  readonly reason: string | null;
  readonly usage: ModelAnswer<never>["usage"];
}

/**
 * A reader that asks a language model, with the local reader as its safety net.
 *
 * Talk that holds nothing for the desk is never sent. What is sent has no names, no personal data and no invisible characters; what comes
 * back is checked line by line. It never rejects: where the model declines, fails or writes nonsense, the local reading stands, marked
 * `offline`.
 */
export function createModelReader({ model, prompts, local, gate = heardAnything, onCall }: ModelReaderOptions): Reader {
  return {
    async read(window, { signal }) {
      const heard = await local.read(window, { signal });
      if (!gate(window, heard)) return heard;

      const sheet = layOutForModel(window);
      const prompt = await renderTriage(prompts, window, sheet);
      const answer = await ask(prompt, signal);
      onCall?.({
        promptRef: prompt.ref,
        model: model.name,
        status: answer.status,
        reason: answer.status === "answered" ? null : answer.reason,
        usage: answer.usage,
      });
      if (answer.status !== "answered") return { ...heard, offline: true };
      return readingFromForm(answer.value, { window, sheet, heard, promptRef: prompt.ref });
    },
  };

  async function ask(
    { ref, system, input, maxTokens }: RenderedPrompt,
    signal: AbortSignal,
  ): Promise<ModelAnswer<ModelForm>> {
    try {
      return await model.ask({ promptRef: ref, system, input, schema: ModelForm, maxTokens }, { signal });
    } catch (error) {
      // The port promises an answer; one that breaks it must not cost the group its turn.
      const usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
      return { status: "away", reason: error instanceof Error ? error.name : "it threw", usage };
    }
  }
}

/** The first gate: something in the window is for the desk, as far as the local reader can tell. */
export function heardAnything(_window: ChatWindow, heard: Reading): boolean {
  return heard.reports.length + heard.questions.length + heard.followUps.length + heard.quarrels.length > 0;
}

function renderTriage(
  prompts: PromptLibrary,
  window: ChatWindow,
  sheet: ModelSheet,
): RenderedPrompt | Promise<RenderedPrompt> {
  const categories = window.taxonomy.map(
    ({ code, label, words }) => `${code} ${label}: ${words.slice(0, 12).join("、")}`,
  );
  return prompts.render("triage", {
    categories: categories.join("\n"),
    areas: window.areas.join("\n"),
    group_area: window.group.areaPath ?? "an area that is not known",
    tickets: sheet.tickets || "(none)",
    lines: sheet.lines,
  });
}
