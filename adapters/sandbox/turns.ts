/** Lets work under one key happen one after the other, and knows when all of it is done. */
export interface Turns {
  /** Does the work when all earlier work under the key has ended, well or not. */
  take<T>(key: string, work: () => Promise<T>): Promise<T>;
  /** Counts work that waits for no turn. */
  hold<T>(work: Promise<T>): Promise<T>;
  /** Resolves when nothing is under way. */
  idle(): Promise<void>;
}

/** Makes a set of turns, empty. */
export function createTurns(): Turns {
  const lastOf = new Map<string, Promise<unknown>>();
  const inHand = new Set<Promise<unknown>>();

  function hold<T>(work: Promise<T>): Promise<T> {
    const settled: Promise<unknown> = work.catch(() => {}).then(() => inHand.delete(settled));
    inHand.add(settled);
    return work;
  }

  return {
    hold,
    take<T>(key: string, work: () => Promise<T>): Promise<T> {
      const turn = (lastOf.get(key) ?? Promise.resolve()).then(work);
      const settled = turn.catch(() => {});
      lastOf.set(key, settled);
      void settled.then(() => lastOf.get(key) === settled && lastOf.delete(key));
      return hold(turn);
    },
    async idle(): Promise<void> {
      while (inHand.size > 0) await Promise.all(inHand);
    },
  };
}
