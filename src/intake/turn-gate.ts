/**
 * Lets turns go side by side, and one that is suspected of ending its worker go alone: if the process dies then, it is known which
 * message did it, and no innocent one comes nearer to being parked.
 */
export function createTurnGate() {
  const underway = new Set<Promise<unknown>>();
  let lonely: Promise<unknown> = Promise.resolve();

  return {
    /** Runs beside others, once nobody must be alone. */
    async beside<T>(work: () => Promise<T>): Promise<T> {
      for (let seen: unknown = null; seen !== lonely; ) {
        seen = lonely;
        await lonely;
      }
      const running = work();
      underway.add(running);
      try {
        return await running;
      } finally {
        underway.delete(running);
      }
    },
    /** Runs when all that is under way has ended, and keeps the rest waiting. */
    alone<T>(work: () => Promise<T>): Promise<T> {
      const before = lonely;
      const running = before.then(() => Promise.allSettled(underway)).then(work);
      lonely = running.catch(() => {});
      return running;
    },
  };
}
