import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import type { QueueBackend } from "../../adapters/bullmq/backends.ts";
import { createBullQueue } from "../../adapters/bullmq/job-queue.ts";
import { createRingFolder } from "../../adapters/bullmq/ring-folder.ts";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import type { JobQueue } from "../../src/ports/job-queue.ts";
import { openTestDatabase } from "../support/database.ts";
import { hasRedis, openTestRedis } from "../support/redis.ts";

const JOB = "drain-inbox";
/** What is waited for comes within seconds, and later where a machine lets it wait. */
const PATIENT = { timeout: 60_000, interval: 10 };

/** A backend that can lose its memory. */
interface FaultBench {
  readonly backend: QueueBackend;
  /** Every job and every note of what is deduplicated. */
  forgetAll(): Promise<void>;
  /** The jobs alone: what is left says that a job is there which is not. */
  forgetJobs(): Promise<void>;
  close(): Promise<void>;
}

for (const [name, openBench] of [
  ["PostgreSQL", openPostgresBench],
  ["Redis", openRedisBench],
] as const) {
  describe.skipIf(name === "Redis" && !hasRedis)(`BullMQ on ${name}, when things break`, () => {
    it("runs the job of a killed worker elsewhere, and hears what was rung meanwhile", async () => {
      const { backend, queue, runs } = await openQueues(openBench);
      const victim = await startVictim(backend);
      await queue.ring(JOB, "group-1");
      await once(victim, "message");
      victim.kill("SIGKILL");
      await queue.ring(JOB, "group-1");
      start(queue, runs);
      await expect.poll(() => runs.length, PATIENT).toBe(2);
      expect(runs).toEqual(["group-1", "group-1"]);
    });

    it("hears rings again after the backend has lost everything", async () => {
      const { bench, queue, runs } = await openQueues(openBench);
      start(queue, runs);
      await queue.ring(JOB, "group-1");
      await expect.poll(() => runs.length, PATIENT).toBe(1);
      await bench.forgetAll();
      for (const key of ["group-1", "group-2"]) await queue.ring(JOB, key);
      await expect.poll(() => new Set(runs.slice(1)), PATIENT).toEqual(new Set(["group-1", "group-2"]));
    });

    it("hears a ring though a note is left of a job that is gone", async () => {
      const { bench, queue, runs } = await openQueues(openBench);
      await queue.ring(JOB, "group-1");
      await bench.forgetJobs();
      await queue.ring(JOB, "group-1");
      start(queue, runs);
      await queue.ring(JOB, "group-1");
      await expect.poll(() => runs.length, PATIENT).toBeGreaterThan(0);
    });

    it("hears a ring though the backend lost the job while it ran", async () => {
      const { bench, queue, runs } = await openQueues(openBench);
      let release = () => {};
      start(
        queue,
        runs,
        () =>
          new Promise<void>((resolve) => {
            release = resolve;
          }),
      );
      await queue.ring(JOB, "group-1");
      await expect.poll(() => runs.length, PATIENT).toBe(1);
      await bench.forgetJobs();
      release();
      await queue.ring(JOB, "group-1");
      await expect.poll(() => runs.length, PATIENT).toBe(2);
      release();
    });
  });
}

describe.skipIf(!hasRedis)("BullMQ on Redis, when it goes away", () => {
  it("lets who rings go on, and hears the ring when an empty Redis is back", async () => {
    const redis = await openTestRedis();
    onTestFinished(redis.close);
    await proveSurvival({ kind: "redis", url: redis.url }, redis.kill, redis.restart);
  });
});

describe("BullMQ on PostgreSQL, when it goes away", () => {
  it("lets who rings go on, and hears the ring when the server is back", async () => {
    const dataDir = mkdtempSync(join(tmpdir(), "linli-queue-"));
    onTestFinished(() => rmSync(dataDir, { recursive: true }));
    const server = await openEmbeddedPostgres({ dataDir, log: () => {} });
    onTestFinished(server.stop);
    // The embedded server starts itself again.
    const postmaster = await asAdmin(server.url, "select pg_read_file('postmaster.pid') as file");
    const kill = async () => void process.kill(Number.parseInt(String(postmaster[0]?.file), 10), "SIGKILL");
    await proveSurvival({ kind: "postgres", url: server.url }, kill, async () => {});
  });
});

describe("folding rings", () => {
  it("sends a burst of 10,000 rings on 50 keys as no more than 100", async () => {
    const sent: string[] = [];
    const folder = createRingFolder(
      async (keys) => void sent.push(...keys),
      () => {},
    );
    const rings = Array.from({ length: 10_000 }, (_, ring) => folder.ring(`group-${ring % 50}`, 0));
    await Promise.all(rings);
    await expect.poll(folder.waiting, PATIENT).toBe(0);
    await folder.close();
    expect(new Set(sent).size).toBe(50);
    expect(sent.length).toBeLessThanOrEqual(100);
  });

  it("sends again what the backend did not take", async () => {
    const sent: string[] = [];
    let away = true;
    const folder = createRingFolder(
      async (keys) => {
        if (away) throw new Error("away");
        sent.push(...keys);
      },
      () => {},
    );
    await folder.ring("group-1", 0);
    away = false;
    await expect.poll(() => sent, PATIENT).toEqual(["group-1"]);
    await folder.close();
  });
});

async function proveSurvival(backend: QueueBackend, kill: () => Promise<void>, restart: () => Promise<void>) {
  const complaints: string[] = [];
  const queue = createBullQueue({ backend, log: (message) => complaints.push(message) });
  onTestFinished(queue.close);
  const runs: string[] = [];
  start(queue, runs);
  await queue.ring(JOB, "before");
  await expect.poll(() => runs, PATIENT).toEqual(["before"]);
  await kill();
  // Till its last connections are gone, PostgreSQL would take a ring that dies with it: such a one is the sweep's to ring again.
  await expect.poll(() => complaints, PATIENT).not.toEqual([]);
  await queue.ring(JOB, "while-away");
  await restart();
  await expect.poll(() => runs, PATIENT).toContain("while-away");
  await queue.ring(JOB, "after");
  await expect.poll(() => runs, PATIENT).toContain("after");
}

async function openQueues(openBench: () => Promise<FaultBench>) {
  const bench = await openBench();
  onTestFinished(bench.close);
  const queue = createBullQueue({ backend: bench.backend, log: () => {} });
  onTestFinished(queue.close);
  return { bench, backend: bench.backend, queue, runs: [] as string[] };
}

function start(queue: JobQueue, runs: string[], work: () => Promise<void> = async () => {}): void {
  const stop = new AbortController();
  const handle = async (key: string) => {
    runs.push(key);
    await work();
    return "done" as const;
  };
  const ran = queue.run({ handlers: [{ name: JOB, concurrency: 5, handle }], signal: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    await ran;
  });
}

/** A worker in a process of its own, which says what it runs and never ends it. */
async function startVictim(backend: QueueBackend): Promise<ChildProcess> {
  const folder = mkdtempSync(join(tmpdir(), "linli-victim-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "victim.mts");
  writeFileSync(
    file,
    `import { createBullQueue } from ${JSON.stringify(new URL("../../adapters/bullmq/job-queue.ts", import.meta.url))};
     const queue = createBullQueue({ backend: ${JSON.stringify(backend)}, log: () => {} });
     const handle = (key) => new Promise(() => process.send(key));
     await queue.run({ handlers: [{ name: ${JSON.stringify(JOB)}, concurrency: 1, handle }], signal: new AbortController().signal });`,
  );
  const victim = fork(file, { execArgv: ["--import", import.meta.resolve("tsx")] });
  onTestFinished(() => void victim.kill("SIGKILL"));
  return victim;
}

async function openPostgresBench(): Promise<FaultBench> {
  const { url, drop } = await openTestDatabase();
  return {
    backend: { kind: "postgres", url },
    forgetAll: async () =>
      void (await asAdmin(
        url,
        "truncate bullmq.job, bullmq.dedup, bullmq.dedup_next, bullmq.meta, bullmq.event cascade",
      )),
    forgetJobs: async () => void (await asAdmin(url, "truncate bullmq.job cascade")),
    close: drop,
  };
}

async function openRedisBench(): Promise<FaultBench> {
  const server = await openTestRedis();
  const redis = new Redis(server.url);
  return {
    backend: { kind: "redis", url: server.url },
    forgetAll: async () => void (await redis.flushall()),
    async forgetJobs() {
      const keys = await redis.keys("*");
      const jobs = keys.filter((key) => !key.includes(":de:") && !key.endsWith(":id") && !key.endsWith(":meta"));
      if (jobs.length > 0) await redis.del(...jobs);
    },
    async close() {
      redis.disconnect();
      await server.close();
    },
  };
}

async function asAdmin(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
