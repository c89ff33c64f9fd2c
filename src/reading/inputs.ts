import { type CueName, cueNames, cuesIn } from "./cues.ts";
import type { Figure, Inputs } from "./linear-model.ts";

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
  const chars = text.length < 5 ? 5 : text.length < 12 ? 12 : text.length < 24 ? 24 : text.length < 48 ? 48 : 99;
  const named = Array.from(cues, (cue): Figure => [cueInputs[cue], 0.5]);
  const shape = text
    .slice(0, gramsCharsMax)
    .replace(/\d+/g, "0")
    .replace(/[a-z]{2,}/g, "a");
  return { text, cues, inputs: { grams: `^${shape}$`, named: [...named, [`cchars ${chars}`, 0.5]] } };
}

/** The inputs with more named ones. */
export function withInputs({ grams, named }: Inputs, more: readonly Figure[]): Inputs {
  return { grams, named: [...named, ...more] };
}
