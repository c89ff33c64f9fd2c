import { createInputIndex, gramSignsMax, type InputIndex } from "./input-index.ts";

/**
 * A linear classifier over named, sparse inputs: a soft-max of weighted sums. Small, explainable (each weight belongs to a
 * readable input), and the same on every machine.
 */
export interface LinearModel {
  readonly classes: readonly string[];
  /** How sure it is of each class, in the order of `classes`; they add up to one. */
  predict(inputs: Inputs): Float64Array;
  /** The same in steps, for what is judged by the thousand: sums of nothing yet, or of what others have, to which figures are added one by one. */
  begin(from?: Float64Array): Float64Array;
  add(sums: Float64Array, name: string, value: number): void;
  /** Turns the sums into how sure it is of each class, in place. */
  sharesOf(sums: Float64Array): Float64Array;
  /** Of a text's n-grams of two signs and more the one that weighs most for a class: why a word counted. Null when none does. */
  heaviestGram(
    grams: string,
    classIndex: number,
    counts: (gram: string) => boolean,
  ): { readonly gram: string; readonly weight: number } | null;
  /** How telling an n-gram is by its rarity, where the model counts by it; undefined for one it has not learnt. */
  rarityOf(gram: string): number | undefined;
}

/** What is true of a text, and how much. */
export interface Inputs {
  /** A text of which every run of one to three signs is an input, once. Empty when only figures count. */
  readonly grams: string;
  /** Cues and figures, no name twice. */
  readonly named: readonly Figure[];
}

/** One thing that is true, and how much. Its name does not begin with "g": an n-gram's does. */
export type Figure = readonly [name: string, value: number];

/** Says whether something of this name is true. */
export function holds({ named }: Inputs, name: string): boolean {
  return named.some(([one]) => one === name);
}

/** Every input by the name a stored model has for it, in the order in which sums are made. */
export function inputsByName({ grams, named }: Inputs): Map<string, number> {
  const all = new Map<string, number>();
  for (let size = 1; size <= gramSignsMax; size++) {
    for (let at = 0; at + size <= grams.length; at++) all.set(`g${grams.slice(at, at + size)}`, 1);
  }
  for (const [name, value] of named) all.set(name, value);
  return all;
}

/** A model as it is kept in a file: one byte a weight, scaled by class. */
export interface StoredModel {
  readonly classes: readonly string[];
  readonly inputs: readonly string[];
  /** Base64 of int8, input by input, class by class. */
  readonly weights: string;
  readonly scales: readonly number[];
  readonly bias: readonly number[];
  /** How telling each input is when it is an n-gram: the rarer, the more. Zero for what is no n-gram. */
  readonly rarity: readonly number[];
  /** Length of the vector that a text's n-grams make together, so that a long text does not shout down its cues. */
  readonly gramsLength: number;
  /** What the sums are divided by before the soft-max, fitted on texts kept aside: it makes 0.8 mean eight in ten. */
  readonly temperature: number;
}

/**
 * Opens a stored model. Costs one pass over its inputs, and keeps none of its strings but the names of figures. A model with the inputs of
 * one that is open may share its index.
 */
export function openLinearModel(stored: StoredModel, index: InputIndex = createInputIndex(stored.inputs)): LinearModel {
  const { classes, gramsLength, temperature } = stored;
  const weights = new Int8Array(Buffer.from(stored.weights, "base64"));
  const scales = Float64Array.from(stored.scales);
  const bias = Float64Array.from(stored.bias);
  const rarity = Float64Array.from(stored.rarity);
  const width = classes.length;
  const addRow = (sums: Float64Array, row: number, value: number) => {
    const from = row * width;
    for (let at = 0; at < width; at++) sums[at]! += value * weights[from + at]! * scales[at]!;
  };
  const begin = (from = bias) => {
    const sums = new Float64Array(width);
    for (let at = 0; at < width; at++) sums[at] = from[at]!;
    return sums;
  };
  const add = (sums: Float64Array, name: string, value: number) => {
    const row = index.rowOf(name);
    if (row !== undefined) addRow(sums, row, value);
  };
  const sharesOf = (sums: Float64Array) => softMax(sums, temperature);
  return {
    classes,
    begin,
    add,
    sharesOf,
    predict({ grams, named }) {
      const on = index.rowsIn(grams);
      let length = 0;
      for (let i = 0; i < on.length; i++) length += rarity[on[i]!]! * rarity[on[i]!]!;
      const gramScale = gramsLength / Math.sqrt(Math.max(length, 1e-9));
      const sums = begin();
      // One input after the other, n-grams first: the last digits of a sum of floating-point numbers depend on the order.
      for (let i = 0; i < on.length; i++) addRow(sums, on[i]!, rarity[on[i]!]! * gramScale);
      for (let i = 0; i < named.length; i++) add(sums, named[i]![0], named[i]![1]);
      return sharesOf(sums);
    },
    heaviestGram(grams, classIndex, counts) {
      let best: { gram: string; weight: number } | null = null;
      if (classIndex < 0) return best;
      for (let size = 2; size <= gramSignsMax; size++) {
        for (let at = 0; at + size <= grams.length; at++) {
          const row = index.rowAt(grams, at, size);
          const weight = row < 0 ? 0 : weights[row * width + classIndex]! * scales[classIndex]!;
          if (weight <= (best?.weight ?? 0)) continue;
          const gram = grams.slice(at, at + size);
          if (counts(gram)) best = { gram, weight };
        }
      }
      return best;
    },
    rarityOf(gram) {
      const row = index.rowAt(gram, 0, gram.length);
      return row < 0 ? undefined : rarity[row];
    },
  };
}

/** Turns sums into shares that add up to one, in place. */
export function softMax(sums: Float64Array, temperature = 1): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < sums.length; at++) top = Math.max(top, sums[at]!);
  let total = 0;
  for (let at = 0; at < sums.length; at++) {
    sums[at] = Math.exp((sums[at]! - top) / temperature);
    total += sums[at]!;
  }
  for (let at = 0; at < sums.length; at++) sums[at]! /= total;
  return sums;
}
