import { type Inputs, inputsByName, type StoredModel, softMax } from "./linear-model.ts";

/** One thing to learn from: what was seen, what it was, and how much it counts. */
export interface Example {
  readonly inputs: Inputs;
  readonly label: string;
  readonly weight?: number;
}

export interface TrainOptions {
  readonly rounds: number;
  readonly learningRate: number;
  /** Pull towards zero: what keeps rare inputs from being learnt by heart. */
  readonly decay: number;
  /** An input seen in fewer examples is left out, unless its name begins with one of `keep`. */
  readonly seenMin: number;
  readonly keep?: string;
  /** Length of the vector that a text's n-grams make together. */
  readonly gramsLength: number;
  /** Whether a rare n-gram counts for more: it tells what a text is about; for how it is said all count alike. */
  readonly byRarity: boolean;
  /** Weigh classes so that a rare one counts as much as a common one: 0 not at all, 1 fully. */
  readonly balance: number;
}

/**
 * Fits a linear model by soft-max regression with AdaGrad. Deterministic: the same examples in the same order give the same
 * file to the byte, on every machine.
 */
export function trainLinearModel(examples: readonly Example[], options: TrainOptions): StoredModel {
  const classes = [...new Set(examples.map(({ label }) => label))].sort();
  const inputs = inputsWorthKeeping(examples, options);
  const rows = new Map(inputs.map((input, row) => [input, row]));
  const rarity = rarityOf(inputs, examples, options.byRarity);
  const seen = examples.map((example) => compile(example, rows, classes, rarity, options.gramsLength));
  const classWeights = balanced(seen, classes.length, options.balance);

  const width = classes.length;
  const weights = new Float64Array(inputs.length * width);
  const history = new Float64Array(weights.length).fill(1e-8);
  const bias = new Float64Array(width);
  const biasHistory = new Float64Array(width).fill(1e-8);
  const random = seeded(20_260_703);

  for (let round = 0; round < options.rounds; round++) {
    const order = shuffled(seen.length, random);
    for (const at of order) {
      const { rows: on, values, label, weight } = seen[at]!;
      const sums = Float64Array.from(bias);
      for (let i = 0; i < on.length; i++) {
        const base = on[i]! * width;
        for (let c = 0; c < width; c++) sums[c]! += weights[base + c]! * values[i]!;
      }
      const shares = softMax(sums);
      for (let c = 0; c < width; c++) {
        const error = (shares[c]! - (c === label ? 1 : 0)) * weight * classWeights[label]!;
        biasHistory[c]! += error * error;
        bias[c]! -= (options.learningRate * error) / Math.sqrt(biasHistory[c]!);
        for (let i = 0; i < on.length; i++) {
          const cell = on[i]! * width + c;
          const slope = error * values[i]! + options.decay * weights[cell]!;
          history[cell]! += slope * slope;
          weights[cell]! -= (options.learningRate * slope) / Math.sqrt(history[cell]!);
        }
      }
    }
  }
  return { ...store(classes, inputs, weights, bias), rarity, gramsLength: options.gramsLength };
}

interface Compiled {
  readonly rows: readonly number[];
  readonly values: readonly number[];
  readonly label: number;
  readonly weight: number;
}

function compile(
  { inputs, label, weight = 1 }: Example,
  rows: Map<string, number>,
  classes: readonly string[],
  rarity: readonly number[],
  gramsLength: number,
): Compiled {
  const on = [...inputsByName(inputs)].flatMap(([input, value]) => {
    const row = rows.get(input);
    return row === undefined || value === 0 ? [] : [[row, value] as const];
  });
  const squares = on.reduce((sum, [row]) => sum + rarity[row]! ** 2, 0);
  const gramScale = gramsLength / Math.sqrt(Math.max(squares, 1e-9));
  const values = on.map(([row, value]) => (rarity[row]! > 0 ? rarity[row]! * gramScale : value));
  return { rows: on.map(([row]) => row), values, label: classes.indexOf(label), weight };
}

/** How rare each n-gram is among the examples, as the logarithm of one in how many has it. */
function rarityOf(inputs: readonly string[], examples: readonly Example[], byRarity: boolean): number[] {
  if (!byRarity) return inputs.map((input) => (input.startsWith("g") ? 1 : 0));
  const counts = new Map<string, number>();
  for (const example of examples)
    for (const input of inputsByName(example.inputs).keys()) counts.set(input, (counts.get(input) ?? 0) + 1);
  return inputs.map((input) =>
    input.startsWith("g") ? Number(Math.max(Math.log(examples.length / (counts.get(input) ?? 1)), 0.01).toFixed(2)) : 0,
  );
}

/** The names of the inputs that enough examples have, in a fixed order. */
export function inputsWorthKeeping(
  examples: readonly Example[],
  { seenMin, keep }: Pick<TrainOptions, "seenMin" | "keep">,
): string[] {
  const counts = new Map<string, number>();
  for (const { inputs } of examples)
    for (const input of inputsByName(inputs).keys()) counts.set(input, (counts.get(input) ?? 0) + 1);
  return [...counts]
    .filter(([input, count]) => count >= seenMin || keep?.includes(input[0]!))
    .map(([input]) => input)
    .sort();
}

function balanced(seen: readonly Compiled[], width: number, balance: number): number[] {
  const totals = new Array<number>(width).fill(0);
  for (const { label, weight } of seen) totals[label]! += weight;
  const even = totals.reduce((all, total) => all + total, 0) / width;
  return totals.map((total) => (even / Math.max(total, 1e-9)) ** balance);
}

function store(
  classes: readonly string[],
  inputs: readonly string[],
  weights: Float64Array,
  bias: Float64Array,
): Omit<StoredModel, "rarity" | "gramsLength"> {
  const width = classes.length;
  const scales = classes.map((_, c) => {
    let top = 1e-9;
    for (let cell = c; cell < weights.length; cell += width) top = Math.max(top, Math.abs(weights[cell]!));
    return top / 127;
  });
  const bytes = Int8Array.from(weights, (weight, cell) => Math.round(weight / scales[cell % width]!));
  return {
    classes,
    inputs,
    weights: Buffer.from(bytes.buffer).toString("base64"),
    scales: scales.map((scale) => Number(scale.toPrecision(6))),
    bias: Array.from(bias, (value) => Number(value.toFixed(4))),
    temperature: 1,
  };
}

/** A stream of numbers in [0, 1) that is the same on every machine (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The numbers from nought, shuffled. */
export function shuffled(length: number, random: () => number): number[] {
  const order = Array.from({ length }, (_, at) => at);
  for (let at = length - 1; at > 0; at--) {
    const other = Math.floor(random() * (at + 1));
    [order[at], order[other]] = [order[other]!, order[at]!];
  }
  return order;
}
