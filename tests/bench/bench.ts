import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import { percentile } from "../acceptance/check.ts";
import { type Lab, openLab } from "../acceptance/lab.ts";
import { ceilingConcurrency, measureBullmq, measureInserts } from "./ceilings.ts";
import { reportShare } from "./conversation.ts";
import { openWholeLine, residentMb } from "./whole-line.ts";

/** How much a run measures. */
export interface BenchSize {
  /** Times that the three rates are taken, in turn; a rate is the median of them, so that a noisy minute does not decide a ratio. */
  readonly rounds: number;
  readonly jobs: number;
  readonly rows: number;
  readonly messages: number;
  readonly groups: number;
  readonly load: { readonly perSecond: number; readonly seconds: number };
}

/** A run of some minutes, whose figures mean something. */
export const fullSize: BenchSize = {
  rounds: 3,
  jobs: 5_000,
  rows: 5_000,
  messages: 10_000,
  groups: 50,
  load: { perSecond: 100, seconds: 30 },
};

/** A run of some seconds, which shows that the bench works and nothing else. */
export const quickSize: BenchSize = {
  rounds: 1,
  jobs: 100,
  rows: 100,
  messages: 100,
  groups: 10,
  load: { perSecond: 20, seconds: 2 },
};

/** An eighth of what the house is set to, so that a run does not wait for its end; what is measured of a card begins when the window ends. */
const listening = { quietMs: 1_000, maxMs: 5_000 };

/** What a run has measured: rates by the second, times in milliseconds, memory in MB. */
export type Figures = Awaited<ReturnType<typeof runBench>>;

export interface BenchOptions {
  readonly size: BenchSize;
  readonly seed: number;
  /** A file, to which V8 writes a CPU profile of the house. */
  readonly profileTo?: string | undefined;
}

/** Measures the house and its two ceilings on one database, in one run. */
export async function runBench({
  size: { rounds, jobs, rows, messages, groups, load },
  seed,
  profileTo,
}: BenchOptions) {
  const env = {
    LISTEN_QUIET_MS: String(listening.quietMs),
    LISTEN_MAX_MS: String(listening.maxMs),
    ...(profileTo === undefined ? {} : { CPU_PROFILE: resolve(profileTo) }),
  };
  const lab = await openLab({ buildings: groups, env });
  try {
    const app = lab.start({ preload: profileTo === undefined ? [] : [import.meta.resolve("./profile.mjs")] });
    await app.ready;
    await lab.botApi.called("setWebhook");
    const line = await openWholeLine(lab, listening, seed);
    try {
      const latencies = await line.measureLatencies(load);
      const [bullmq, inserts, whole]: [number[], number[], number[]] = [[], [], []];
      for (let round = 0; round < rounds; round += 1) {
        bullmq.push(await measureBullmq(lab.databaseUrl, jobs));
        inserts.push(await measureInserts(lab.databaseUrl, rows));
        whole.push(await line.measureThroughput(messages));
        // The pace of the Bot API has the cards of one round take longer than its messages.
        if (round + 1 < rounds) {
          await lab.settled(300_000);
          await clearDesk(lab);
        }
      }
      const [bullmqJobsPerSecond, insertsPerSecond, messagesPerSecond] = [bullmq, inserts, whole].map((rates) =>
        percentile(rates, 0.5),
      ) as [number, number, number];
      return rounded({
        messagesPerSecond,
        ratioToBullmq: messagesPerSecond / bullmqJobsPerSecond,
        ratioToInsert: messagesPerSecond / insertsPerSecond,
        ...latencies,
        rssMb: residentMb(app.pid),
        bullmqJobsPerSecond,
        insertsPerSecond,
        each: { bullmq, inserts, whole },
        refusals: line.refusals(),
        drafts: await lab.number("select count(*) from ticket"),
        turns: await lab.number("select count(*) from turn"),
        load: { ...load, groups, staffGroups: groups, reportShare },
        size: { rounds, jobs, rows, messages, groups },
        concurrency: ceilingConcurrency,
        listening,
        seed,
        node: process.version,
        cores: availableParallelism(),
      });
    } finally {
      await line.close();
      if (profileTo !== undefined) await app.kill("SIGTERM");
    }
  } finally {
    await lab.close();
  }
}

/** Closes every ticket, long ago: nobody here approves, and each round would find more open drafts than the one before. */
async function clearDesk(lab: Lab): Promise<void> {
  await lab.query("update ticket set status = 'closed', updated_at = now() - interval '30 days'");
}

/** Two figures behind the point say more than anybody can measure. */
export function rounded<T>(value: T): T {
  if (typeof value === "number") return (Math.round(value * 100) / 100) as T;
  if (Array.isArray(value)) return value.map(rounded) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, rounded(part)])) as T;
}
