/** What may befall a send on the way to a network in memory. */
export type SendFault =
  /** Refused for now: not before `afterMs`. */
  | { readonly type: "flood"; readonly afterMs: number }
  /** The network takes it, and the connection breaks before the answer. */
  | { readonly type: "cut_after_acceptance" }
  /** The connection breaks before the network has taken it; the sender cannot tell the two apart. */
  | { readonly type: "cut_before_acceptance" }
  /** Nobody listens, until `mend`. */
  | { readonly type: "refuse_connection" };

export interface FaultOptions {
  /** The same seed lets the same random faults fall. */
  readonly seed: number;
  /** How likely a send is cut after it was taken, 0 to 1. */
  readonly cutChance: number;
  /** How likely a send is answered by a flood of 1 to 3 s, 0 to 1. */
  readonly floodChance: number;
}

/** Decides, send by send, what befalls it: first what was planned, then what chance wants. */
export interface FaultPlan {
  plan(fault: SendFault, skip: number): void;
  /** Ends what `refuse_connection` began. */
  mend(): void;
  /** The fault of the next send, or null. */
  next(): SendFault | null;
}

/** Makes a plan with nothing in it but chance. */
export function createFaultPlan({ seed, cutChance, floodChance }: FaultOptions): FaultPlan {
  const chance = seededChance(seed);
  const planned: (SendFault | null)[] = [];
  let down = false;

  return {
    plan(fault, skip) {
      for (let index = 0; index < skip; index += 1) planned[index] ??= null;
      planned[skip] = fault;
    },
    mend() {
      down = false;
    },
    next() {
      if (down) return { type: "refuse_connection" };
      const isPlanned = planned.length > 0;
      const fault = planned.shift() ?? null;
      if (fault?.type === "refuse_connection") down = true;
      if (isPlanned) return fault;
      if (chance() < cutChance) return { type: "cut_after_acceptance" };
      if (chance() < floodChance) return { type: "flood", afterMs: 1_000 + Math.floor(chance() * 2_000) };
      return null;
    },
  };
}

/** Numbers from 0 to 1 that are the same for the same seed (mulberry32). */
function seededChance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
