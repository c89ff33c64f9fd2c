import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { JobHandler, JobName, JobQueue } from "../../src/ports/job-queue.ts";
import { waitAfterFailureMs } from "../../src/ports/job-queue.ts";
import { type BullQueue, type BullWorker, openBackend, type QueueBackend } from "./backends.ts";
import { createRingFolder, type RingFolder } from "./ring-folder.ts";

export interface BullQueueOptions {
  readonly backend: QueueBackend;
  /** Keeps several houses on one Redis or database apart. */
  readonly prefix?: string;
  readonly log: (message: string) => void;
}

/**
 * A worker that was killed is missed when its lock has run out and twice been looked at: after 8 s at most. A shorter lock would run out
 * under a worker that is alive, on a machine that lets it wait.
 */
const WORKER_OPTIONS = {
  autorun: false,
  lockDuration: 6000,
  stalledInterval: 1000,
  // The tables count the crashes of a message and park it; BullMQ would drop the bell for its whole group.
  maxStalledCount: 1_000_000,
  runRetryDelay: 1000,
};

/** A backend that hangs must not hold up who rings. */
const SEND_WITHIN_MS = 3000;

/**
 * The doorbell on BullMQ, one queue a job. Only rings that are due are handed to it, each as a job of nothing but the key,
 * deduplicated so that one run of a key is active and one more waits (`keepLastIfActive`). Delays, `again` and waits after a failure
 * are kept in this process: BullMQ would let them hold back a ring that comes meanwhile.
 */
export function createBullQueue({ backend: place, prefix = "linli", log }: BullQueueOptions): JobQueue {
  const backend = openBackend(place);
  const bells = new Map<JobName, { readonly folder: RingFolder; readonly queue: () => BullQueue | null }>();
  let prepared: Promise<void> | null = null;

  function prepare(): Promise<void> {
    prepared ??= backend.prepare().catch((error) => {
      prepared = null;
      throw error;
    });
    return prepared;
  }

  function bell(job: JobName) {
    const known = bells.get(job);
    if (known) return known;
    let queue: BullQueue | null = null;
    const open = () => {
      const opened = backend.openQueue(`${prefix}-${job}`);
      opened.on("error", report);
      return opened;
    };
    const folder = createRingFolder(
      (keys) =>
        within(SEND_WITHIN_MS, async () => {
          await prepare();
          queue ??= open();
          await queue.addBulk(keys.map((key) => jobFor(job, key)));
        }),
      report,
    );
    const made = { folder, queue: () => queue };
    bells.set(job, made);
    return made;
  }

  const ring: JobQueue["ring"] = (job, key, { delayMs = 0, instead } = {}) =>
    bell(job).folder.ring(key, delayMs, instead);

  const report = createReporter(log);

  function openWorker(handler: JobHandler, signal: AbortSignal): BullWorker {
    const failures = new Map<string, number>();
    const worker = backend.openWorker(
      `${prefix}-${handler.name}`,
      async ({ data: { key } }) => {
        try {
          const outcome = await handler.handle(key, { signal });
          failures.delete(key);
          if (outcome !== "done") void ring(handler.name, key, { delayMs: outcome.again, instead: true });
        } catch (error) {
          const count = (failures.get(key) ?? 0) + 1;
          failures.set(key, count);
          const delayMs = waitAfterFailureMs(count);
          log(`${handler.name} of ${key} failed (${count} in a row), again in ${delayMs} ms: ${error}`);
          void ring(handler.name, key, { delayMs });
        }
      },
      { ...WORKER_OPTIONS, concurrency: handler.concurrency },
    );
    worker.on("error", report);
    return worker;
  }

  return {
    ring,
    async run({ handlers, signal }) {
      while (!signal.aborted && !(await prepare().then(() => true, report))) {
        await sleep(1000, undefined, { signal }).catch(() => {});
      }
      if (signal.aborted) return;
      const workers = handlers.map((handler) => openWorker(handler, signal));
      for (const worker of workers) worker.run().catch(report);
      await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      await Promise.all(workers.map((worker) => worker.close()));
    },
    async depth() {
      await prepare();
      const counts = [...bells.values()].map(async ({ folder, queue }) => {
        return folder.waiting() + ((await queue()?.getJobCountByTypes("wait", "active")) ?? 0);
      });
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    async close() {
      await Promise.all([...bells.values()].map(({ folder }) => folder.close()));
      await Promise.all([...bells.values()].map(({ queue }) => queue()?.close()));
      await backend.close();
    },
  };
}

function jobFor(job: JobName, key: string) {
  const deduplication = { id: key, keepLastIfActive: true };
  // BullMQ's own numbers start again when a server that crashed comes back without its last rings: who then ends job 1 of before would end
  // job 1 of now.
  const jobId = randomUUID();
  return { name: job, data: { key }, opts: { jobId, deduplication, removeOnComplete: true, removeOnFail: true } };
}

async function within(limitMs: number, work: () => Promise<void>): Promise<void> {
  const timer = new AbortController();
  const tooLate = sleep(limitMs, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Error(`the job queue did not answer within ${limitMs} ms`);
  });
  tooLate.catch(() => {});
  try {
    await Promise.race([work(), tooLate]);
  } finally {
    timer.abort();
  }
}

/** Says a complaint once in ten seconds: a backend that is away is noticed by every worker, again and again. */
function createReporter(log: (message: string) => void): (error: unknown) => false {
  const saidAt = new Map<string, number>();
  return (error) => {
    const complaint =
      error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error);
    const now = performance.now();
    if (now - (saidAt.get(complaint) ?? Number.NEGATIVE_INFINITY) > 10_000) {
      saidAt.clear();
      saidAt.set(complaint, now);
      log(`Job queue: ${complaint}`);
    }
    return false;
  };
}
