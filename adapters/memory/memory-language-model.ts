import { z } from "zod";
import type { LanguageModel, ModelRequest } from "../../src/ports/language-model.ts";

/** A language model in memory: it says what `say` returns, and as the port promises only what fits the schema gets out. */
export interface MemoryLanguageModel extends LanguageModel {
  /** What it was asked, oldest first. */
  readonly asked: readonly ModelRequest<unknown>[];
}

/** One that answers each request with what `say` makes of it, at once and for nothing. */
export function createMemoryLanguageModel(say: (request: ModelRequest<unknown>) => unknown): MemoryLanguageModel {
  const asked: ModelRequest<unknown>[] = [];
  const usage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };
  return {
    name: "memory",
    asked,
    async ask(request, { signal }) {
      if (signal.aborted) return { status: "away", reason: "the caller stopped waiting", usage };
      asked.push(request);
      const { success, data, error } = request.schema.safeParse(say(request));
      return success
        ? { status: "answered", value: data, usage }
        : { status: "malformed", reason: z.prettifyError(error), usage };
    },
  };
}
