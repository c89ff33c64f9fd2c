/**
 * The doorbell. A ring says that there is work for a key; the work itself lies in tables, so a queue may lose everything and a sweep
 * rings again.
 *
 * Promises (tests/contracts/job-queue.contract.ts): after a ring, the job's handler starts at least once for that key, not before
 * `delayMs`; one run at a time for a key, across processes; rings that come meanwhile fold into one more run; a handler that answers
 * `{ again }` is run again after that time; one that throws is run again after a growing wait; other keys go on.
 */
export interface JobQueue {
  /** Rings for a key. Cheap: rings of one key within a short time are folded before they reach the backend. Resolves when it is sure to be heard or the backend is away (a sweep makes up for it). */
  ring(job: JobName, key: string, options?: { readonly delayMs?: number }): Promise<void>;
  /** Starts handling until `signal` aborts; resolves when the last run in hand has ended. */
  run(options: { readonly handlers: readonly JobHandler[]; readonly signal: AbortSignal }): Promise<void>;
  /** Lets go of connections. After `run` has resolved, or without it. */
  close(): Promise<void>;
  /** How many keys wait or run, for the health page. */
  depth(): Promise<number>;
}

/** Kebab-case, verb-noun; the list of them is src/jobs/index.ts. */
export type JobName = string;

export interface JobHandler {
  readonly name: JobName;
  /** Runs at once in one process. */
  readonly concurrency: number;
  handle(key: string, context: { readonly signal: AbortSignal }): Promise<JobOutcome>;
}

/** `done`, or run again in so many milliseconds. */
export type JobOutcome = "done" | { readonly again: number };
