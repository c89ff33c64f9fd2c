import { type CueName, cueNames, cuesIn } from "./cues.ts";
import type { Inputs } from "./linear-model.ts";

/** A folded text and the cues it shows: found once, used by every model. */
export interface Heard {
  readonly text: string;
  readonly cues: ReadonlySet<CueName>;
  readonly inputs: Inputs;
}

/** Longest text whose n-grams are looked at: the matter is said at the beginning. */
const gramsCharsMax = 160;

const cueInputs = Object.fromEntries(cueNames.map((cue) => [cue, `c${cue}`])) as Readonly<Record<CueName, string>>;

/** Turns a folded text into the inputs of the models: its n-grams, its cues and its length. Names of the latter begin with "c". */
export function hear(text: string): Heard {
  const cues = cuesIn(text);
  const named = new Map<string, number>();
  for (const cue of cues) named.set(cueInputs[cue], 0.5);
  named.set(
    `cchars ${text.length < 5 ? 5 : text.length < 12 ? 12 : text.length < 24 ? 24 : text.length < 48 ? 48 : 99}`,
    0.5,
  );
  const shape = text
    .slice(0, gramsCharsMax)
    .replace(/\d+/g, "0")
    .replace(/[a-z]{2,}/g, "a");
  return { text, cues, inputs: { grams: `^${shape}$`, named } };
}

/** The inputs with more named ones added; those that are zero are left out. */
export function withInputs({ grams, named }: Inputs, more: Readonly<Record<string, number>>): Inputs {
  const all = new Map(named);
  for (const [name, value] of Object.entries(more)) if (value !== 0) all.set(name, value);
  return { grams, named: all };
}
