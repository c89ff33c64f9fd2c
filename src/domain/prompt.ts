/** What a person writes of a prompt: its two parts, how long an answer may be, and why it was changed. */
export interface PromptWords {
  /** What stays the same from call to call. */
  readonly system: string;
  /** What changes: the part with the residents' words. */
  readonly input: string;
  readonly maxTokens: number;
  /** What this version does otherwise than the one before. */
  readonly changed: string;
}

/** The most of each that a prompt may have, in UTF-16 code units, and how long an answer may be, in tokens. */
export const promptBounds = {
  partCharsMax: 20_000,
  changedCharsMin: 10,
  changedCharsMax: 500,
  maxTokensMin: 64,
  maxTokensMax: 16_000,
} as const;

const placeholders = /\{\{([a-z_]+)\}\}/g;

/** The values that the words use, each once, in order. */
export function placeholdersOf({ system, input }: Pick<PromptWords, "system" | "input">): readonly string[] {
  return [...new Set(Array.from(`${system}\n${input}`.matchAll(placeholders), ([, name = ""]) => name))];
}

/** What is in one list and not in the other; empty when they are the same set. */
export function oddOnes(one: readonly string[], other: readonly string[]): readonly string[] {
  return [...one.filter((name) => !other.includes(name)), ...other.filter((name) => !one.includes(name))];
}

/** Puts values into both parts. One pass, and no "<" out of a value: a resident can neither name a placeholder nor close the tag around them. */
export function fillPrompt(
  { system, input }: Pick<PromptWords, "system" | "input">,
  values: Readonly<Record<string, string>>,
): { readonly system: string; readonly input: string } {
  const fill = (_: string, name: string) => (values[name] ?? "").replaceAll("<", "&lt;");
  return { system: system.replace(placeholders, fill), input: input.replace(placeholders, fill) };
}
