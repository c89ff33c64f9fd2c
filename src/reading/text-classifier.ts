import { softMax } from "./linear-model.ts";

/**
 * Sorts texts of any length, a line or a letter, into the categories of whoever gave the examples. Linear over single signs and pairs of
 * signs, so that a handful of old tickets trains one in seconds, and a category can be traced to the words it was found by.
 */
export interface TextClassifier {
  readonly classes: readonly string[];
  /** How sure it is of each class, in the order of `classes`; they add up to one. */
  shares(text: string): Float64Array;
  /** The class it is surest of, the first of those where several are alike. */
  classify(text: string): { readonly label: string; readonly share: number };
  /** Of the pairs of signs the text has, as it has them, the one that weighs most for a class: why it was found. Null when none does. */
  heaviestPair(text: string, label: string): string | null;
}

/** A classifier as it is kept in a file. */
export interface StoredTextClassifier {
  readonly classes: readonly string[];
  /** Signs and pairs of signs, each with how telling it is: the rarer, the more. */
  readonly grams: readonly string[];
  readonly rarity: readonly number[];
  /** Base64 of int16, little-endian, gram by gram, class by class. */
  readonly weights: string;
  readonly scales: readonly number[];
  readonly bias: readonly number[];
  /** What the sums are divided by before the soft-max, fitted on examples kept aside: it makes 0.8 mean eight in ten. */
  readonly temperature: number;
}

/** Opens what `trainTextClassifier` made. */
export function openTextClassifier(stored: StoredTextClassifier): TextClassifier {
  const { classes, scales, bias, temperature } = stored;
  const bytes = Buffer.from(stored.weights, "base64");
  const width = classes.length;
  const weights = Float64Array.from(
    { length: stored.grams.length * width },
    (_, cell) => bytes.readInt16LE(cell * 2) * scales[cell % width]!,
  );
  const rows = new Map(stored.grams.map((gram, row) => [keyOfGram(gram), row]));
  const shares = (text: string) => {
    const { rows: on, values } = weigh(countGrams(text), rows, stored.rarity);
    const sums = Float64Array.from(bias);
    for (let i = 0; i < on.length; i++) {
      const from = on[i]! * width;
      for (let c = 0; c < width; c++) sums[c]! += weights[from + c]! * values[i]!;
    }
    return softMax(sums, temperature);
  };
  return {
    classes,
    shares,
    classify(text) {
      const all = shares(text);
      let best = 0;
      for (let c = 1; c < width; c++) if (all[c]! > all[best]!) best = c;
      return { label: classes[best] ?? "", share: all[best] ?? 0 };
    },
    heaviestPair(text, label) {
      const c = classes.indexOf(label);
      let best: string | null = null;
      let most = 0;
      for (let at = 0; c >= 0 && at + 2 <= text.length; at++) {
        const pair = text.slice(at, at + 2);
        const row = rows.get(keyOfGram(pair));
        const weight = row === undefined ? 0 : weights[row * width + c]! * stored.rarity[row]!;
        if (weight > most) [best, most] = [pair, weight];
      }
      return best;
    },
  };
}

/**
 * How often a text has each sign and each pair of signs, by `keyOfGram`. Numbers count by their length alone: which house or which
 * telephone it is says nothing of the matter.
 */
export function countGrams(text: string): Map<number, number> {
  const folded = text.normalize("NFKC").toLowerCase().replace(/\d/g, "0").replace(/0+/g, "0");
  const counts = new Map<number, number>();
  const count = (key: number) => counts.set(key, (counts.get(key) ?? 0) + 1);
  for (let at = 0; at < folded.length; at++) {
    if (isBlank(folded, at)) continue;
    count(folded.charCodeAt(at));
    if (at + 1 < folded.length && !isBlank(folded, at + 1)) count(keyOfGram(folded.slice(at, at + 2)));
  }
  return counts;
}

/** A sign or a pair of signs as one number. */
export function keyOfGram(gram: string): number {
  return gram.length === 1 ? gram.charCodeAt(0) : (gram.charCodeAt(0) << 16) | gram.charCodeAt(1);
}

/** The same back as text. */
export function gramOfKey(key: number): string {
  const first = key >>> 16;
  return first === 0 ? String.fromCharCode(key) : String.fromCharCode(first, key & 0xffff);
}

/** The known grams of a text as a vector of length one: what is said again counts for more, but less each time. */
export interface Weighed {
  readonly rows: Int32Array;
  readonly values: Float64Array;
}

/** Weighs a text's grams; those that are not known are left out. */
export function weigh(
  counts: ReadonlyMap<number, number>,
  rows: ReadonlyMap<number, number>,
  rarity: readonly number[],
): Weighed {
  const on = new Int32Array(counts.size);
  const values = new Float64Array(counts.size);
  let known = 0;
  let squares = 0;
  for (const [key, times] of counts) {
    const row = rows.get(key);
    if (row === undefined) continue;
    const value = (1 + Math.log(times)) * rarity[row]!;
    on[known] = row;
    values[known++] = value;
    squares += value ** 2;
  }
  const length = Math.sqrt(squares) || 1;
  return { rows: on.slice(0, known), values: values.slice(0, known).map((value) => value / length) };
}

function isBlank(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code <= 0x20 || code === 0x3000;
}
