import type { Clock } from "../../src/ports/clock.ts";

/** So many failures in a row, and nobody waits for the provider any more. */
const FAILURES_MAX = 5;
/** How long it is then left alone, before one call may try again. */
const REST_MS = 60_000;
/** The longest wait a provider may ask for. A `retry-after` of an hour is more often a mistake than a wish. */
const WAIT_MS_MAX = 600_000;

/** How an admitted call ended; `given_up` when the caller left before it could tell. `waitMs` is what the provider asked for. */
export type CallEnd =
  | { readonly status: "succeeded" }
  | { readonly status: "given_up" }
  | { readonly status: "failed"; readonly waitMs: number };

/** Keeps calls from a provider that fails: every one admitted must be reported. */
export interface Breaker {
  /** False while the provider rests. After the rest it is true for one call; the others wait for how that one ends. */
  admits(): boolean;
  report(end: CallEnd): void;
}

/** A closed breaker. */
export function createBreaker(clock: Clock): Breaker {
  let failures = 0;
  let restsUntil = 0;
  let trying = false;
  return {
    admits() {
      const now = clock.now().getTime();
      if (now < restsUntil || trying) return false;
      trying = failures >= FAILURES_MAX;
      return true;
    },
    report(end) {
      trying = false;
      if (end.status === "given_up") return;
      if (end.status === "succeeded") {
        failures = 0;
        return;
      }
      failures += 1;
      const restMs = Math.max(failures >= FAILURES_MAX ? REST_MS : 0, Math.min(end.waitMs, WAIT_MS_MAX));
      restsUntil = Math.max(restsUntil, clock.now().getTime() + restMs);
    },
  };
}
