import { createInputIndex } from "./input-index.ts";

/**
 * A net with one layer between: it learns which figures count together, where a linear model gives each its weight whatever else is true.
 * For two classes, and for figures by name; as small and as much the same on every machine as a linear model.
 */
export interface Net {
  /** Sums of nothing yet, or of what others have, to which figures are added one by one. */
  begin(from?: Float64Array): Float64Array;
  add(sums: Float64Array, name: string, value: number): void;
  /** How likely it is, 0 to 1. The sums stay as they are. */
  shareOf(sums: Float64Array): number;
}

/** A net as it is kept in a file. */
export interface StoredNet {
  readonly inputs: readonly string[];
  /** Input by input, unit by unit. */
  readonly weights: readonly number[];
  /** What each unit starts from, and how much it counts in the end. */
  readonly bias: readonly number[];
  readonly out: readonly number[];
  readonly outBias: number;
}

/** Opens a stored net. */
export function openNet(stored: StoredNet): Net {
  const index = createInputIndex(stored.inputs);
  const weights = Float64Array.from(stored.weights);
  const bias = Float64Array.from(stored.bias);
  const out = Float64Array.from(stored.out);
  const units = bias.length;
  return {
    begin: (from = bias) => from.slice(),
    add(sums, name, value) {
      const row = index.rowOf(name);
      if (row === undefined) return;
      const from = row * units;
      for (let unit = 0; unit < units; unit++) sums[unit]! += value * weights[from + unit]!;
    },
    shareOf(sums) {
      let sum = stored.outBias;
      for (let unit = 0; unit < units; unit++) if (sums[unit]! > 0) sum += out[unit]! * sums[unit]!;
      return 1 / (1 + Math.exp(-sum));
    },
  };
}
