import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { promptBounds as bounds, fillPrompt, oddOnes, placeholdersOf } from "../../src/domain/prompt.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { PromptLibrary, RenderedPrompt, ShippedPrompt } from "../../src/ports/prompt-library.ts";

/** The front matter of a prompt file. */
const Head = z.strictObject({
  /** The folder's name. */
  id: z.string().regex(/^[a-z][a-z-]*$/),
  /** The file's name: v3.md is version 3. */
  version: z.int().positive(),
  maxTokens: z.int().min(bounds.maxTokensMin).max(bounds.maxTokensMax),
  /** Every placeholder of the body, each once. */
  values: z.array(z.string().regex(/^[a-z_]+$/)),
  /** What this version does otherwise than the one before, for whoever asks why it was made. */
  changed: z.string().min(bounds.changedCharsMin),
});

/** The prompts of a folder: a library of those in use as they ship, and each of them as it lies there. */
export interface PromptFiles extends PromptLibrary {
  render(id: string, values: Readonly<Record<string, string>>): RenderedPrompt;
  readonly shipped: readonly ShippedPrompt[];
}

/**
 * Reads every prompt in the folder, once. Of an id the highest version is in use: to go back, add one more.
 *
 * A file has three parts, each after a line `---`: the front matter, what stays the same from call to call (`system`, which
 * providers cache), and what changes (`input`).
 *
 * @throws AppError PROMPT_INVALID naming the file, for what would otherwise fail at the first message.
 */
export function openPromptFiles(folder: string): PromptFiles {
  const current = new Map<string, ShippedPrompt>();
  for (const name of readdirSync(folder, { recursive: true, encoding: "utf8" })) {
    if (!name.endsWith(".md")) continue;
    const prompt = readPromptFile(folder, name);
    if (prompt.version > (current.get(prompt.id)?.version ?? 0)) current.set(prompt.id, prompt);
  }
  return {
    shipped: [...current.values()],
    render(id, values) {
      const { version, words, ...prompt } = current.get(id) ?? refuse(join(folder, id), "does not exist");
      const ref = `${id}@${version}`;
      const odd = oddOnes(prompt.values, Object.keys(values));
      if (odd.length > 0) refuse(ref, `and its caller disagree on ${odd.join(", ")}`);
      return { ref, maxTokens: words.maxTokens, ...fillPrompt(words, values) };
    },
  };
}

function readPromptFile(folder: string, name: string): ShippedPrompt {
  const file = join(folder, name);
  const text = readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  const [, head, body] =
    /^---\n(.*?)\n---\n(.*)$/s.exec(text) ?? refuse(file, "does not begin with a front matter between two lines ---");
  const { data, error } = Head.safeParse(parseYaml(file, head ?? ""));
  if (!data) return refuse(file, `has a front matter that does not fit: ${z.prettifyError(error)}`);

  const expected = join(data.id, `v${data.version}.md`);
  if (name !== expected) refuse(file, `says it is ${expected}`);
  const [system, input, ...more] = (body ?? "").split("\n---\n").map((part) => part.trim());
  if (!system || !input || more.length > 0) {
    return refuse(
      file,
      "needs one line --- between what stays the same and what changes, and words on both sides of it",
    );
  }
  const odd = oddOnes(data.values, placeholdersOf({ system, input }));
  if (odd.length > 0) refuse(file, `lists other values than it uses: ${odd.join(", ")}`);
  const { id, version, values, maxTokens, changed } = data;
  return { id, version, values, words: { system, input, maxTokens, changed } };
}

function parseYaml(file: string, head: string): unknown {
  try {
    return parse(head);
  } catch (error) {
    if (error instanceof YAMLParseError) return refuse(file, `has a front matter that is not YAML: ${error.message}`);
    throw error;
  }
}

function refuse(prompt: string, reason: string): never {
  throw new AppError("PROMPT_INVALID", { prompt, reason });
}
