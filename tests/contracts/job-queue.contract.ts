import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { JobHandler, JobOutcome, JobQueue } from "../../src/ports/job-queue.ts";

/** A backend of a test's own, and queues on it. */
export interface JobQueueBench {
  /** A queue as one process opens it; each call another one. In memory there is only one process, so the same. */
  openQueue(): JobQueue;
  /** After the queues are closed. */
  close(): Promise<void>;
}

/** A job that was started and waits for the test to say how it ends. */
interface Run {
  readonly key: string;
  readonly startedAt: number;
  readonly signal: AbortSignal;
  end(outcome?: JobOutcome): void;
  fail(): void;
}

const JOB = "drain-inbox";

/** Long enough for a run that should not come to have come. */
const QUIET_MS = 400;

/** The promises of `JobQueue`, as tests. Call it once in each adapter's test file. */
export function jobQueueContract(name: string, openBench: () => Promise<JobQueueBench>): void {
  async function running(options: { concurrency?: number } = {}) {
    const bench = await openBench();
    onTestFinished(bench.close);
    const runs: Run[] = [];
    const queue = start(bench.openQueue(), runs, options.concurrency ?? 5);
    return { queue, runs, another: () => start(bench.openQueue(), runs, options.concurrency ?? 5) };
  }

  describe(`job queue contract: ${name}`, () => {
    it("runs the job of a key after a ring, and once", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "group-1");
      (await nextRun(runs, 0)).end();
      await sleep(QUIET_MS);
      expect(runs.map(({ key }) => key)).toEqual(["group-1"]);
    });

    it("hears a ring that came before anyone ran", async () => {
      const bench = await openBench();
      onTestFinished(bench.close);
      const queue = bench.openQueue();
      await queue.ring(JOB, "group-1");
      const runs: Run[] = [];
      start(queue, runs, 1);
      (await nextRun(runs, 0)).end();
    });

    it("does not run before the delay, and then soon", async () => {
      const { queue, runs } = await running();
      const rungAt = performance.now();
      await queue.ring(JOB, "group-1", { delayMs: 400 });
      const run = await nextRun(runs, 0);
      run.end();
      expect(run.startedAt - rungAt).toBeGreaterThanOrEqual(399);
      expect(run.startedAt - rungAt).toBeLessThan(5_000);
    });

    it("folds all rings that come during a run into one more, which starts when the run has ended", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "group-1");
      const first = await nextRun(runs, 0);
      for (let ring = 0; ring < 20; ring += 1) await queue.ring(JOB, "group-1");
      await sleep(QUIET_MS);
      expect(runs).toHaveLength(1);
      first.end();
      (await nextRun(runs, 1)).end();
      await sleep(QUIET_MS);
      expect(runs).toHaveLength(2);
    });

    it("never lets a run that has begun swallow a ring, however close they come", async () => {
      const { queue, runs } = await running();
      for (let round = 0; round < 15; round += 1) {
        await queue.ring(JOB, "group-1");
        const run = await nextRun(runs, 2 * round);
        await Promise.all([queue.ring(JOB, "group-1"), run.end()]);
        (await nextRun(runs, 2 * round + 1)).end();
      }
    });

    it("folds a crowd of rings into few runs, and runs each key after its last ring", async () => {
      const { queue, runs } = await running();
      const lastRungAt = new Map<string, number>();
      const rings = Array.from({ length: 2000 }, (_, ring) => {
        const key = `group-${ring % 50}`;
        lastRungAt.set(key, performance.now());
        return queue.ring(JOB, key);
      });
      const ended = endAll(runs);
      await Promise.all(rings);
      await expect
        .poll(
          () => [...lastRungAt].every(([key, at]) => runs.some((run) => run.key === key && run.startedAt >= at)),
          PATIENT,
        )
        .toBe(true);
      await sleep(QUIET_MS);
      ended();
      expect(runs.length).toBeLessThanOrEqual(150);
    });

    it("runs a key at most once at a time, also from two processes", async () => {
      const { queue, runs, another } = await running();
      const other = another();
      let atOnce = 0;
      let most = 0;
      const count = setInterval(() => {
        const open = runs.filter((run) => !ended.has(run));
        atOnce = open.length;
        most = Math.max(most, atOnce);
      }, 1);
      const ended = new Set<Run>();
      for (let round = 0; round < 8; round += 1) {
        await Promise.all([queue.ring(JOB, "group-1"), other.ring(JOB, "group-1")]);
        const run = await nextRun(runs, ended.size);
        await sleep(60);
        ended.add(run);
        run.end();
      }
      clearInterval(count);
      endAll(runs);
      expect(most).toBe(1);
    });

    it("keeps to the concurrency of a job, and goes on with other keys while one is busy", async () => {
      const { queue, runs } = await running({ concurrency: 2 });
      await queue.ring(JOB, "slow");
      const slow = await nextRun(runs, 0);
      for (const key of ["group-1", "group-2", "group-3"]) await queue.ring(JOB, key);
      for (const index of [1, 2, 3]) {
        const run = await nextRun(runs, index);
        await sleep(50);
        expect(runs).toHaveLength(index + 1);
        run.end();
      }
      slow.end();
    });

    it("runs again after the time a handler asks for", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "group-1");
      (await nextRun(runs, 0)).end({ again: 400 });
      const askedAt = performance.now();
      const second = await nextRun(runs, 1);
      second.end();
      expect(second.startedAt - askedAt).toBeGreaterThanOrEqual(390);
    });

    it("does not let a long wait that a handler asked for hold back a ring", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "group-1");
      const first = await nextRun(runs, 0);
      await queue.ring(JOB, "group-1");
      first.end({ again: 60_000 });
      (await nextRun(runs, 1)).end({ again: 60_000 });
      await queue.ring(JOB, "group-1");
      (await nextRun(runs, 2)).end();
    });

    it("runs a key that failed again after a growing wait, while other keys go on", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "broken");
      const first = await nextRun(runs, 0);
      first.fail();
      await queue.ring(JOB, "group-1");
      (await nextRun(runs, 1)).end();
      const second = await nextRun(runs, 2);
      second.fail();
      const third = await nextRun(runs, 3);
      third.end();
      expect([first, second, third].map(({ key }) => key)).toEqual(["broken", "broken", "broken"]);
      expect(second.startedAt - first.startedAt).toBeGreaterThanOrEqual(999);
      expect(third.startedAt - second.startedAt).toBeGreaterThanOrEqual(1999);
    });

    it("folds delayed rings, and keeps what the last of them asked for", async () => {
      const { queue, runs } = await running();
      const lastAt = performance.now() + 600;
      for (const delayMs of [600, 500, 400, 300]) await queue.ring(JOB, "group-1", { delayMs });
      const ended = endAll(runs);
      await expect.poll(() => runs.some(({ startedAt }) => startedAt >= lastAt - 1), PATIENT).toBe(true);
      await sleep(QUIET_MS);
      ended();
      expect(runs.length).toBeLessThanOrEqual(2);
    });

    it("puts off a delayed ring by a later one that comes instead, but none that was to come anyway", async () => {
      const { queue, runs } = await running();
      const rungAt = performance.now();
      for (const delayMs of [300, 350, 900]) await queue.ring(JOB, "replaced", { delayMs, instead: true });
      await queue.ring(JOB, "kept", { delayMs: 300 });
      await queue.ring(JOB, "kept", { delayMs: 900, instead: true });
      const ended = endAll(runs);
      await expect.poll(() => runs.filter(({ key }) => key === "kept").length, PATIENT).toBe(2);
      await expect.poll(() => runs.filter(({ key }) => key === "replaced").length, PATIENT).toBe(1);
      ended();
      const waits = runs.map(({ key, startedAt }) => ({ key, waitMs: startedAt - rungAt }));
      expect(waits.find(({ key }) => key === "replaced")!.waitMs).toBeGreaterThanOrEqual(899);
      expect(waits.find(({ key }) => key === "kept")!.waitMs).toBeGreaterThanOrEqual(299);
    });

    it("runs soon when a ring without delay follows one with a long delay", async () => {
      const { queue, runs } = await running();
      await queue.ring(JOB, "group-1", { delayMs: 60_000 });
      const rungAt = performance.now();
      await queue.ring(JOB, "group-1");
      const run = await nextRun(runs, 0);
      run.end();
      expect(run.startedAt - rungAt).toBeLessThan(10_000);
    });

    it("tells the handlers to stop, and waits for the run in hand", async () => {
      const bench = await openBench();
      onTestFinished(bench.close);
      const queue = bench.openQueue();
      const runs: Run[] = [];
      const stop = new AbortController();
      let stopped = false;
      const ran = queue.run({ handlers: [handlerFor(runs, 1)], signal: stop.signal }).then(() => {
        stopped = true;
      });
      await queue.ring(JOB, "group-1");
      const run = await nextRun(runs, 0);
      stop.abort();
      await sleep(100);
      expect(run.signal.aborted).toBe(true);
      expect(stopped).toBe(false);
      run.end();
      await ran;
      await queue.close();
    });

    it("counts the keys that wait or run", async () => {
      const { queue, runs } = await running({ concurrency: 1 });
      expect(await queue.depth()).toBe(0);
      await queue.ring(JOB, "group-1");
      const run = await nextRun(runs, 0);
      await queue.ring(JOB, "group-2");
      await queue.ring(JOB, "group-3", { delayMs: 60_000 });
      expect(await queue.depth()).toBe(3);
      run.end();
      (await nextRun(runs, 1)).end();
      await expect.poll(() => queue.depth(), PATIENT).toBe(1);
    });
  });
}

const PATIENT = { timeout: 10_000, interval: 10 };

/** Runs the queue until the test is done, and closes it. */
function start(queue: JobQueue, runs: Run[], concurrency: number): JobQueue {
  const stop = new AbortController();
  const ran = queue.run({ handlers: [handlerFor(runs, concurrency)], signal: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    endAll(runs)();
    await ran;
    await queue.close();
  });
  return queue;
}

function handlerFor(runs: Run[], concurrency: number): JobHandler {
  return {
    name: JOB,
    concurrency,
    handle: (key, { signal }) =>
      new Promise((resolve, reject) => {
        const end = (outcome: JobOutcome = "done") => resolve(outcome);
        const fail = () => reject(new Error("the handler failed, as the test wants"));
        runs.push({ key, startedAt: performance.now(), signal, end, fail });
      }),
  };
}

async function nextRun(runs: readonly Run[], index: number): Promise<Run> {
  await expect.poll(() => runs.length, PATIENT).toBeGreaterThan(index);
  const run = runs[index];
  if (!run) throw new Error(`run ${index} did not come`);
  return run;
}

/** Ends what runs and whatever starts from now on, until told to leave off. */
function endAll(runs: readonly Run[]): () => void {
  const end = () => {
    for (const run of runs) run.end();
  };
  end();
  const timer = setInterval(end, 5);
  return () => clearInterval(timer);
}
