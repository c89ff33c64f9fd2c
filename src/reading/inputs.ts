import { type CueName, cuesIn } from "./cues.ts";
import type { Inputs } from "./linear-model.ts";

/** A folded text and the cues it shows: found once, used by every model. */
export interface Heard {
  readonly text: string;
  readonly cues: ReadonlySet<CueName>;
  readonly inputs: Inputs;
}

/** Longest text whose n-grams are looked at: the matter is said at the beginning. */
const gramsCharsMax = 160;

/** Turns a folded text into the inputs of the models: character 1- to 3-grams, and cues. Names begin with "g" and "c". */
export function hear(text: string): Heard {
  const cues = cuesIn(text);
  const inputs = new Map<string, number>();
  const shape = `^${text
    .slice(0, gramsCharsMax)
    .replace(/\d+/g, "0")
    .replace(/[a-z]{2,}/g, "a")}$`;
  for (let size = 1; size <= 3; size++) {
    for (let at = 0; at + size <= shape.length; at++) inputs.set(`g${shape.slice(at, at + size)}`, 1);
  }
  for (const cue of cues) inputs.set(`c${cue}`, 0.5);
  inputs.set(
    `cchars ${text.length < 5 ? 5 : text.length < 12 ? 12 : text.length < 24 ? 24 : text.length < 48 ? 48 : 99}`,
    0.5,
  );
  return { text, cues, inputs };
}

/** The inputs with more of them added; the names given first win. */
export function withInputs(inputs: Inputs, more: Readonly<Record<string, number>>): Inputs {
  const all = new Map(inputs);
  for (const [name, value] of Object.entries(more)) if (value !== 0) all.set(name, value);
  return all;
}
