import {
  createPostgresBackend,
  type JobsOptions,
  type PgPool,
  type Processor,
  Queue,
  type QueueOptions,
  runMigrations,
  Worker,
  type WorkerOptions,
} from "bullmq";
import { Redis } from "ioredis";
import pg from "pg";

/** Where BullMQ keeps its jobs. */
export type QueueBackend = { readonly kind: "postgres" | "redis"; readonly url: string };

/** BullMQ over one backend: what differs between PostgreSQL and Redis, and nothing else. */
export interface Backend {
  /** Resolves when the backend takes jobs. May be called again after it has rejected. */
  prepare(): Promise<void>;
  openQueue(name: string): BullQueue;
  openWorker(name: string, processor: Processor<{ key: string }>, options: WorkerSettings): BullWorker;
  close(): Promise<void>;
}

export interface BullQueue {
  addBulk(jobs: { name: string; data: { key: string }; opts: JobsOptions }[]): Promise<unknown>;
  getJobCountByTypes(...types: ("wait" | "active")[]): Promise<number>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

export interface BullWorker {
  run(): Promise<void>;
  on(event: "error", listener: (error: Error) => void): unknown;
  close(): Promise<void>;
}

/** What a worker may be told, whichever backend it has. */
type WorkerSettings = Omit<WorkerOptions, "connection">;

/** BullMQ writes down every change of every job for listeners that we do not have. */
const QUEUE_OPTIONS = { streams: { events: { maxLen: 100 } } } satisfies Partial<QueueOptions>;

/** Opens nothing yet; `prepare` does. */
export function openBackend({ kind, url }: QueueBackend): Backend {
  return kind === "postgres" ? postgresBackend(url) : redisBackend(url);
}

/**
 * One pool for all queues and workers; each worker keeps one of its connections, on which it listens. Its commits do not wait for the disk:
 * the tables are the truth, a bell that a crash of the server swallows is rung again by the sweep, and BullMQ's commits, which all carry
 * notifications, would wait in one line for the disk, with ours among them.
 */
function postgresBackend(url: string): Backend {
  const pool = new pg.Pool({
    connectionString: url,
    options: "-c search_path=bullmq -c synchronous_commit=off",
    max: 32,
    keepAlive: true,
    // A server that is away refuses at once; one that is busy must not be asked anew for what it is about to give.
    connectionTimeoutMillis: 15_000,
  });
  // Every queue and worker listens to the pool. A connection that breaks is replaced; whoever used it hears of it by the failed query,
  // but a connection that was borrowed and idle, as BullMQ's are while it starts, would end the process.
  pool
    .setMaxListeners(0)
    .on("error", () => {})
    .on("connect", (client) => client.on("error", () => {}));
  // BullMQ describes a pool in fewer words than pg does, and TypeScript does not see that one is the other.
  const connection = pool as PgPool;
  return {
    async prepare() {
      const client = await pool.connect();
      try {
        // BullMQ's own tables are no bell: nobody rings them again.
        await client.query("set synchronous_commit to on");
        await runMigrations(client);
        await client.query("reset synchronous_commit");
      } finally {
        client.release();
      }
    },
    openQueue: (name) => new Queue(name, { ...QUEUE_OPTIONS, connection }, createPostgresBackend),
    openWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection }, createPostgresBackend),
    close: () => pool.end(),
  };
}

/** Queues share a connection that fails at once when Redis is away; workers have patient ones of their own. */
function redisBackend(url: string): Backend {
  const redis = new Redis(url, { lazyConnect: true, enableOfflineQueue: false, maxRetriesPerRequest: 1 });
  redis.setMaxListeners(0).on("error", () => {});
  return {
    async prepare() {
      if (redis.status === "wait" || redis.status === "end") await redis.connect();
      await redis.ping();
    },
    openQueue: (name) => new Queue(name, { ...QUEUE_OPTIONS, connection: redis }),
    openWorker: (name, processor, options) =>
      new Worker(name, processor, { ...options, connection: { url, maxRetriesPerRequest: null } }),
    close: async () => redis.disconnect(),
  };
}
