/** One promise of the house, proved by faults, attacks or load. `promises.md` numbers them; here each has a name. */
export interface Check {
  /** As in `npm run accept -- kill9`. */
  readonly name: string;
  /** What is promised, in one sentence. */
  readonly promise: string;
  /** Faults that the check must catch: one that cannot fail proves nothing. */
  readonly mutants: readonly Mutant[];
  run(options: CheckOptions): Promise<Verdict>;
}

export interface CheckOptions {
  /** Decides every choice that is left to chance. */
  readonly seed: number;
  /** Times the usual figures: 1 in the quick set, 3 in the long one, less to try a check out. */
  readonly scale: number;
}

/** What a run showed. It passes when there is nothing to complain of. */
export interface Verdict {
  readonly problems: readonly string[];
  readonly numbers: Readonly<Record<string, number>>;
}

/** A fault planted in a copy of the source: some lines are other lines. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

export interface Patch {
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once; else the mutant is out of date, and says so. */
  readonly from: string;
  readonly to: string;
}

/** A fault of one place. */
export function patched(name: string, file: string, from: string, to: string): Mutant {
  return { name, patches: [{ file, from, to }] };
}

/** Gathers complaints. */
export class Complaints {
  readonly all: string[] = [];

  /** Complains unless the figure is what it should be. */
  equal(what: string, actual: number, expected: number): void {
    if (actual !== expected) this.all.push(`${what}: ${actual}, not ${expected}`);
  }

  atMost(what: string, actual: number, limit: number): void {
    if (!(actual <= limit)) this.all.push(`${what}: ${actual}, more than ${limit}`);
  }

  atLeast(what: string, actual: number, limit: number): void {
    if (!(actual >= limit)) this.all.push(`${what}: ${actual}, less than ${limit}`);
  }

  none(what: string, found: readonly unknown[]): void {
    if (found.length > 0) this.all.push(`${what}: ${found.length}, for instance ${JSON.stringify(found[0])}`);
  }
}

/** Chance that a seed decides: mulberry32, numbers from 0 up to 1. */
export function createChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** The value below which so much of the sample lies: `percentile(times, 0.99)`. */
export function percentile(sample: readonly number[], share: number): number {
  const sorted = [...sample].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}
