import type { PromptWords } from "../domain/prompt.ts";

/** The prompts in use. Shipped ones are files under prompts/; what admins publish comes through the same port. */
export interface PromptLibrary {
  /**
   * Fills the current version of a prompt. No value can name another placeholder or close the tag around it.
   *
   * @throws AppError PROMPT_INVALID when there is no such prompt, or its values are not these.
   */
  render(id: string, values: Readonly<Record<string, string>>): RenderedPrompt | Promise<RenderedPrompt>;
}

export interface RenderedPrompt {
  /** "triage@3", or "triage@own-2" for one that an admin wrote. */
  readonly ref: string;
  readonly maxTokens: number;
  /** The stable part, before the line that says where the residents' words begin. */
  readonly system: string;
  /** The part with the residents' words. */
  readonly input: string;
}

/** A prompt as it ships with the house. */
export interface ShippedPrompt {
  readonly id: string;
  readonly version: number;
  /** What its caller puts in. */
  readonly values: readonly string[];
  readonly words: PromptWords;
}
