import { inputsByName } from "./linear-model.ts";
import type { StoredNet } from "./net.ts";
import { type Example, inputsWorthKeeping, seeded, shuffled } from "./train.ts";

export interface NetOptions {
  readonly units: number;
  readonly rounds: number;
  readonly learningRate: number;
  /** Pull towards zero: what keeps rare inputs from being learnt by heart. */
  readonly decay: number;
  /** An input seen in fewer examples is left out. */
  readonly seenMin: number;
}

/** So many examples make one step. */
const batchSize = 64;

/** Adam as its authors set it (Kingma and Ba, ICLR 2015): how long the mean of slopes and that of their squares remember. */
const meanKept = 0.9;
const squareKept = 0.999;
const tiny = 1e-8;

interface Compiled {
  readonly rows: readonly number[];
  readonly values: readonly number[];
  readonly wanted: number;
}

/** Fits a net to examples of "yes" and of anything else, by Adam on the log loss. Deterministic: the same examples give the same net. */
export function trainNet(examples: readonly Example[], options: NetOptions): StoredNet {
  const { units, rounds, decay } = options;
  const inputs = inputsWorthKeeping(examples, { seenMin: options.seenMin });
  const rows = new Map(inputs.map((input, row) => [input, row]));
  const seen = examples.map((example) => compile(example, rows));
  const random = seeded(20_260_705);

  // All that is learnt, in one line: weights input by input, then what units start from, what they count, and the last bias.
  const [biasAt, outAt] = [inputs.length * units, (inputs.length + 1) * units];
  const last = outAt + units;
  const learnt = new Float64Array(last + 1);
  const spread = (from: number, to: number, most: number) => {
    for (let at = from; at < to; at++) learnt[at] = (2 * random() - 1) * most;
  };
  spread(0, biasAt, Math.sqrt(6 / (inputs.length + units)));
  spread(outAt, last, Math.sqrt(6 / (units + 1)));

  const step = adam(learnt, options.learningRate);
  const slopes = new Float64Array(learnt.length);
  const sums = new Float64Array(units);
  for (let round = 0; round < rounds; round++) {
    const order = shuffled(seen.length, random);
    for (let from = 0; from < order.length; from += batchSize) {
      const batch = order.slice(from, from + batchSize);
      for (let at = 0; at < last; at++) slopes[at] = at >= biasAt && at < outAt ? 0 : decay * learnt[at]!;
      slopes[last] = 0;
      for (const place of batch) {
        const { rows: on, values, wanted } = seen[place]!;
        for (let unit = 0; unit < units; unit++) sums[unit] = learnt[biasAt + unit]!;
        for (let i = 0; i < on.length; i++) {
          const base = on[i]! * units;
          for (let unit = 0; unit < units; unit++) sums[unit]! += values[i]! * learnt[base + unit]!;
        }
        let sum = learnt[last]!;
        for (let unit = 0; unit < units; unit++) sum += learnt[outAt + unit]! * Math.max(sums[unit]!, 0);
        const error = (1 / (1 + Math.exp(-sum)) - wanted) / batch.length;
        slopes[last]! += error;
        for (let unit = 0; unit < units; unit++) {
          if (sums[unit]! <= 0) continue;
          slopes[outAt + unit]! += error * sums[unit]!;
          const back = error * learnt[outAt + unit]!;
          slopes[biasAt + unit]! += back;
          for (let i = 0; i < on.length; i++) slopes[on[i]! * units + unit]! += back * values[i]!;
        }
      }
      step(slopes);
    }
  }
  const rounded = (from: number, to: number) => Array.from(learnt.subarray(from, to), (one) => Number(one.toFixed(4)));
  return {
    inputs,
    weights: rounded(0, biasAt),
    bias: rounded(biasAt, outAt),
    out: rounded(outAt, last),
    outBias: rounded(last, last + 1)[0]!,
  };
}

function compile({ inputs, label }: Example, rows: ReadonlyMap<string, number>): Compiled {
  const on = [...inputsByName(inputs)].flatMap(([input, value]) => {
    const row = rows.get(input);
    return row === undefined || value === 0 ? [] : [[row, value] as const];
  });
  return { rows: on.map(([row]) => row), values: on.map(([, value]) => value), wanted: label === "yes" ? 1 : 0 };
}

/** A step down the slopes, the longer the steadier they are. */
function adam(learnt: Float64Array, learningRate: number): (slopes: Float64Array) => void {
  const means = new Float64Array(learnt.length);
  const squares = new Float64Array(learnt.length);
  let steps = 0;
  return (slopes) => {
    steps += 1;
    const rate = (learningRate * Math.sqrt(1 - squareKept ** steps)) / (1 - meanKept ** steps);
    for (let at = 0; at < learnt.length; at++) {
      const slope = slopes[at]!;
      means[at] = meanKept * means[at]! + (1 - meanKept) * slope;
      squares[at] = squareKept * squares[at]! + (1 - squareKept) * slope * slope;
      learnt[at]! -= (rate * means[at]!) / (Math.sqrt(squares[at]!) + tiny);
    }
  };
}
