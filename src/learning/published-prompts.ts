import { fillPrompt, oddOnes, type PromptWords, placeholdersOf } from "../domain/prompt.ts";
import { liveVersion, type PromptFile, promptRef, shippedNumber } from "../domain/prompt-life.ts";
import { AppError } from "../errors/app-error.ts";
import type { ExamStore } from "../ports/exam-store.ts";
import type { PromptLibrary, RenderedPrompt, ShippedPrompt } from "../ports/prompt-library.ts";

/** For so long the version in use is taken to be so without asking the store. */
const trustMs = 5_000;

/** A prompt with its whole history: what admins have written over what ships. Null when none of this name ships. */
export async function openPrompt(
  id: string,
  { shipped, store }: { readonly shipped: readonly ShippedPrompt[]; readonly store: Pick<ExamStore, "promptVersions"> },
): Promise<PromptFile | null> {
  const first = shipped.find((one) => one.id === id);
  if (!first) return null;
  const nobody = { savedBy: null, savedAt: null, publishedBy: null, publishedAt: null, restores: null };
  const versions = [...(await store.promptVersions(id)), { number: shippedNumber, words: first.words, ...nobody }];
  return { id, values: first.values, versions };
}

/** The prompts in use: the version that admins published last, else the shipped one. */
export function createPublishedPrompts(deps: {
  readonly shipped: readonly ShippedPrompt[];
  readonly store: Pick<ExamStore, "promptVersions">;
}): PromptLibrary {
  const held = new Map<string, { readonly file: PromptFile; readonly askedAt: number }>();
  async function fileOf(id: string): Promise<PromptFile> {
    const known = held.get(id);
    if (known && performance.now() - known.askedAt < trustMs) return known.file;
    const askedAt = performance.now();
    const file = await openPrompt(id, deps);
    if (!file) throw new AppError("PROMPT_INVALID", { prompt: id, reason: "does not exist" });
    held.set(id, { file, askedAt });
    return file;
  }
  return {
    async render(id, values) {
      const { number, words } = liveVersion(await fileOf(id));
      return renderWords(refOf(id, number, deps.shipped), words, values);
    },
  };
}

/** A library of one prompt in one version: what a candidate is examined and tried with. */
export function onlyVersion(id: string, ref: string, words: PromptWords): PromptLibrary {
  return {
    async render(asked, values) {
      if (asked !== id)
        throw new AppError("PROMPT_INVALID", { prompt: asked, reason: `is not ${ref}, which is tried` });
      return renderWords(ref, words, values);
    },
  };
}

/** How a version is named: "triage@1", "triage@own-2". */
export function refOf(id: string, number: number, shipped: readonly ShippedPrompt[]): string {
  return promptRef(id, number, shipped.find((one) => one.id === id)?.version ?? 0);
}

function renderWords(ref: string, words: PromptWords, values: Readonly<Record<string, string>>): RenderedPrompt {
  const odd = oddOnes(placeholdersOf(words), Object.keys(values));
  if (odd.length > 0)
    throw new AppError("PROMPT_INVALID", { prompt: ref, reason: `and its caller disagree on ${odd.join(", ")}` });
  return { ref, maxTokens: words.maxTokens, ...fillPrompt(words, values) };
}
