/** Wrong tries under one key, and when the last was. */
export interface Failures {
  readonly count: number;
  readonly lastAt: Date;
}

/** What tries are counted by. */
export type PaceKey = "account_from_address" | "account" | "address";

/**
 * How each count slows the next try down: `free` tries at no cost, then a wait that doubles from a second up to `waitMsMax`.
 *
 * Who guesses at one account from one address soon waits a quarter of an hour. The account itself, from wherever, never waits more than
 * half a minute, and tries during a wait are not counted: nobody can lock its owner out for ever from elsewhere. An address may be
 * a whole office.
 */
export const paces: Readonly<Record<PaceKey, { readonly free: number; readonly waitMsMax: number }>> = {
  account_from_address: { free: 4, waitMsMax: 15 * 60_000 },
  account: { free: 12, waitMsMax: 30_000 },
  address: { free: 30, waitMsMax: 5 * 60_000 },
};

/** Wrong tries are forgotten after this long without another. */
export const failuresForgottenMs = 24 * 3_600_000;

/** How long somebody must wait before the next try; 0 when they need not. */
export function waitBeforeTryMs(key: PaceKey, failures: Failures | null, now: Date): number {
  if (!failures) return 0;
  const sinceMs = now.getTime() - failures.lastAt.getTime();
  const { free, waitMsMax } = paces[key];
  const over = failures.count - free;
  if (over < 0 || sinceMs >= failuresForgottenMs) return 0;
  return Math.max(0, Math.min(waitMsMax, 1_000 * 2 ** Math.min(over, 30)) - sinceMs);
}
