import { createPostgresBackend, type PgPool, Queue, runMigrations, Worker } from "bullmq";
import pg from "pg";

/** How many adds, jobs in hand or inserts are under way at once. */
export const ceilingConcurrency = { bullmqAdds: 50, bullmqWorker: 50, inserts: 25 };

/**
 * Jobs a second through BullMQ alone on PostgreSQL: each added by itself, as messages come by themselves, and each processed by a job that
 * does nothing. Adding and processing go on together in one process, as accepting and reading do in the house.
 */
export async function measureBullmq(url: string, count: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, options: "-c search_path=bullmq", max: 32 });
  pool.setMaxListeners(0).on("error", () => {});
  // BullMQ describes a pool in fewer words than pg does, and TypeScript does not see that one is the other.
  const connection = pool as PgPool;
  const client = await pool.connect();
  await runMigrations(client).finally(() => client.release());

  const queue = new Queue("bench", { connection, streams: { events: { maxLen: 100 } } }, createPostgresBackend);
  let processed = 0;
  let finish = () => {};
  const finished = new Promise<void>((resolve) => {
    finish = resolve;
  });
  const work = async () => {
    processed += 1;
    if (processed === count) finish();
  };
  const options = { connection, autorun: false, concurrency: ceilingConcurrency.bullmqWorker };
  const worker = new Worker("bench", work, options, createPostgresBackend);
  try {
    await Promise.all([queue.waitUntilReady(), worker.waitUntilReady()]);
    worker.on("error", () => {});
    void worker.run();
    const startedAt = performance.now();
    await inLanes(ceilingConcurrency.bullmqAdds, count, (number) =>
      queue.add("nothing", { key: String(number) }, { removeOnComplete: true, removeOnFail: true }),
    );
    await finished;
    return perSecond(count, startedAt);
  } finally {
    await worker.close();
    await queue.close();
    await pool.end();
  }
}

/** Rows a second that PostgreSQL keeps when each is one INSERT and one COMMIT: a table as wide as a chat message, with one unique key. */
export async function measureInserts(url: string, count: number): Promise<number> {
  const pool = new pg.Pool({ connectionString: url, max: ceilingConcurrency.inserts });
  try {
    await pool.query(
      "create table if not exists bench_row (id bigserial primary key, key text unique, said text, at timestamptz default now())",
    );
    await pool.query("truncate bench_row");
    const insert = { name: "keep", text: "insert into bench_row (key, said) values ($1, $2)" };
    const said = "三号楼二单元的电梯又停了,按键没反应,麻烦派人来看一下";
    await Promise.all(
      Array.from({ length: ceilingConcurrency.inserts }, (_, lane) => pool.query(insert, [`warm ${lane}`, said])),
    );
    const startedAt = performance.now();
    await inLanes(ceilingConcurrency.inserts, count, (number) => pool.query(insert, [String(number), said]));
    return perSecond(count, startedAt);
  } finally {
    await pool.query("drop table if exists bench_row");
    await pool.end();
  }
}

/** Does a thing so many times, so many at once. */
export async function inLanes(lanes: number, count: number, work: (number: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      while (next < count) await work(next++);
    }),
  );
}

/** So many things since then, by the second. */
export function perSecond(count: number, startedAt: number): number {
  return count / ((performance.now() - startedAt) / 1_000);
}
