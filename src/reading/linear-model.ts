/**
 * A linear classifier over named, sparse inputs: a soft-max of weighted sums. Small, explainable (each weight belongs to a
 * readable input), and the same on every machine.
 */
export interface LinearModel {
  readonly classes: readonly string[];
  /** How sure it is of each class, in the order of `classes`; they add up to one. */
  predict(inputs: Inputs): Float64Array;
  /** The weight of one input for one class: why a word counted. Zero when the model does not know the input. */
  weight(input: string, classIndex: number): number;
}

/** What is true of a text, and how much: n-grams, cues, figures. */
export type Inputs = ReadonlyMap<string, number>;

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

/** Opens a stored model. Costs one pass over its inputs. */
export function openLinearModel(stored: StoredModel): LinearModel {
  const { classes, bias, scales, rarity, gramsLength, temperature } = stored;
  const weights = new Int8Array(Buffer.from(stored.weights, "base64"));
  const rows = new Map(stored.inputs.map((input, row) => [input, row]));
  const width = classes.length;
  return {
    classes,
    predict(inputs) {
      const sums = Float64Array.from(bias);
      const on: number[] = [];
      let squares = 0;
      for (const input of inputs.keys()) {
        const row = rows.get(input);
        if (row === undefined) continue;
        on.push(row, inputs.get(input)!);
        squares += rarity[row]! ** 2;
      }
      const gramScale = gramsLength / Math.sqrt(Math.max(squares, 1e-9));
      for (let i = 0; i < on.length; i += 2) {
        const row = on[i]!;
        const value = rarity[row]! > 0 ? rarity[row]! * gramScale : on[i + 1]!;
        for (let at = 0; at < width; at++) sums[at]! += value * weights[row * width + at]! * scales[at]!;
      }
      return softMax(sums, temperature);
    },
    weight(input, classIndex) {
      const row = rows.get(input);
      return row === undefined ? 0 : weights[row * width + classIndex]! * (scales[classIndex] ?? 0);
    },
  };
}

/** Turns sums into shares that add up to one. */
export function softMax(sums: ArrayLike<number>, temperature = 1): Float64Array {
  let top = Number.NEGATIVE_INFINITY;
  for (let at = 0; at < sums.length; at++) top = Math.max(top, sums[at]!);
  const shares = Float64Array.from(sums, (sum) => Math.exp((sum - top) / temperature));
  const total = shares.reduce((all, share) => all + share, 0);
  return shares.map((share) => share / total);
}
