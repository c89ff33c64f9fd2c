import type { Clock } from "../../src/ports/clock.ts";

/** How often something may be done under one key. */
export interface Allowance {
  /** Takes one and gives null; or gives how long until there is another. */
  take(key: string): number | null;
}

/** Keys remembered at most; whoever floods from more addresses than that meets the limit of the code. */
const keysMax = 20_000;

/**
 * Makes an allowance of `max` within `windowMs`, all of which may be taken at once and come back evenly.
 * In memory: a restart forgives, and two processes would allow twice as much.
 */
export function createAllowance({
  max,
  windowMs,
  clock,
}: {
  readonly max: number;
  readonly windowMs: number;
  readonly clock: Clock;
}): Allowance {
  const eachMs = windowMs / max;
  /** When all that was taken will have come back, by key, the longest untouched first. */
  const fullAt = new Map<string, number>();
  return {
    take(key) {
      const now = clock.now().getTime();
      const next = Math.max(fullAt.get(key) ?? 0, now) + eachMs;
      if (next - now > windowMs + 1e-6) return Math.ceil(next - now - windowMs);
      fullAt.delete(key);
      fullAt.set(key, next);
      for (const [oldest] of fullAt) {
        if (fullAt.size <= keysMax) break;
        fullAt.delete(oldest);
      }
      return null;
    },
  };
}
