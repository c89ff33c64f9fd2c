/**
 * The doorbell. A ring says that there is work for a key; the work itself lies in tables, so a queue may lose everything and a sweep
 * rings again.
 *
 * Promises (tests/contracts/job-queue.contract.ts): after a ring, the job's handler starts at least once for that key, not before
 * `delayMs`; one run at a time for a key, across processes; rings that come meanwhile fold into one more run; a handler that answers
 * `{ again }` is run again after that time, or sooner when somebody rings; one that throws likewise, after `waitAfterFailureMs`;
 * other keys go on. What is to happen later is known only to the process that heard of it and is lost with it.
 */
export interface JobQueue {
  /**
   * Rings for a key. Cheap: rings of one key within a short time are folded before they reach the backend, and a ring with a delay
   * folds with those due before and after it. Never swallowed by a run that had already begun. Resolves when it is sure to be
   * heard, or when the backend is away: then it is tried again, and the sweeps make up for the rest.
   * One with `instead` takes the place of an earlier one of the same key that waits with `instead`, or of a handler's `again`: for
   * whoever knows the whole time anew, as with each further message of people who are still writing.
   */
  ring(job: JobName, key: string, options?: RingOptions): Promise<void>;
  /** Starts handling until `signal` aborts; resolves when the last run in hand has ended. Waits for a backend that is away. */
  run(options: { readonly handlers: readonly JobHandler[]; readonly signal: AbortSignal }): Promise<void>;
  /** Lets go of connections. After `run` has resolved, or without it. Rings after it are dropped. */
  close(): Promise<void>;
  /** How many keys wait or run, for the health page. Rejects when the backend is away. */
  depth(): Promise<number>;
}

export interface RingOptions {
  readonly delayMs?: number;
  readonly instead?: boolean;
}

/** Kebab-case, verb-noun; the list of them is src/jobs/index.ts. */
export type JobName = string;

export interface JobHandler {
  readonly name: JobName;
  /** Runs at once in one process. */
  readonly concurrency: number;
  /** `signal` is that of `run`: a handler that takes long ends early when it aborts. */
  handle(key: string, context: { readonly signal: AbortSignal }): Promise<JobOutcome>;
}

/** `done`, or run again in so many milliseconds. */
export type JobOutcome = "done" | { readonly again: number };

/** How long a key waits after so many failures in a row: a second, then twice as long each time, a minute at most. */
export function waitAfterFailureMs(failures: number): number {
  return Math.min(1000 * 2 ** (failures - 1), 60_000);
}
