import { setTimeout as sleep } from "node:timers/promises";
import { hasRedis, openTestRedis, type TestRedis } from "../support/redis.ts";
import type { App } from "./app.ts";
import { type Check, Complaints, createChance, type Mutant, type Verdict } from "./check.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { plantProgram } from "./planted-tree.ts";
import { shortWaits } from "./short-waits.ts";
import { approveAll } from "./staff-presses.ts";
import { reports, smallTalk } from "./words.ts";

/** Whoever has waited so long waits for what does not come. */
const patienceMs = 300_000;

const acknowledgedTooEarly: Mutant = {
  name: "acknowledge-before-keeping",
  patches: [
    {
      file: "src/intake/accept.ts",
      from: "const accepted = await store.accept(event,",
      to: "const accepted = null; void store.accept(event,",
    },
  ],
};

/** Rings are lost with the process that was to ring, or with the queue; nobody rings again. */
const neverRungAgain: Mutant = {
  name: "never-ring-again",
  patches: [
    {
      file: "src/jobs/sweep.ts",
      from: `for (const groupId of groupIds) await queue.ring("drain-inbox", groupId);`,
      to: "",
    },
  ],
};

/** What is done to all houses of a check together. */
const doses: Doses = { buildings: 20, messages: 2_000, kills: 100, cuts: 4 };
/** A house that is being killed mostly starts, and starting keeps one core busy; so there are two, each with half the buildings and a database of its own. */
const houses = 2;

/** Processes are killed and databases cut while residents write and staff approve. */
export const kill9: Check = {
  name: "kill9",
  promise: "No message that was acknowledged is lost and no group is told a thing twice, whatever is killed.",
  mutants: [acknowledgedTooEarly],
  run: ({ seed, scale }) => killed(seed, scale, null),
};

/** The same with the queue on Redis, which is killed too and comes back empty. */
export const kill9Redis: Check = {
  name: "kill9-redis",
  promise: "As kill9, with a queue on Redis that loses everything.",
  mutants: [neverRungAgain],
  async run({ seed, scale }) {
    if (!hasRedis) return { problems: ["there is no redis-server on this machine"], numbers: {} };
    return killed(seed, scale, openTestRedis);
  },
};

interface Doses {
  readonly buildings: number;
  readonly messages: number;
  /** How often the house is killed, and how often what it stands on: its database, and its Redis where it has one. */
  readonly kills: number;
  readonly cuts: number;
}

async function killed(seed: number, scale: number, openRedis: (() => Promise<TestRedis>) | null): Promise<Verdict> {
  const share: Doses = {
    buildings: doses.buildings / houses,
    messages: Math.ceil((doses.messages * scale) / houses),
    kills: Math.ceil((doses.kills * scale) / houses),
    cuts: Math.ceil((doses.cuts * scale) / houses),
  };
  await plantProgram(shortWaits);
  const runs = await Promise.all(
    Array.from({ length: houses }, (_, index) =>
      killedHouse(createChance(seed + index), share, openRedis).catch((error: unknown): Verdict => {
        // The other goes on to its own end, so that nothing of its is left behind.
        return { problems: [String(error)], numbers: {} };
      }),
    ),
  );
  const sums: Record<string, number> = {};
  for (const { numbers } of runs)
    for (const [name, value] of Object.entries(numbers)) sums[name] = (sums[name] ?? 0) + value;
  return { problems: runs.flatMap(({ problems }) => problems), numbers: sums };
}

async function killedHouse(
  chance: () => number,
  { buildings, messages, kills, cuts }: Doses,
  openRedis: (() => Promise<TestRedis>) | null,
): Promise<Verdict> {
  const complaints = new Complaints();
  const redis = await openRedis?.();
  const lab = await openLab({ buildings, patches: shortWaits, ...(redis ? { redisUrl: redis.url } : {}) });
  const stop = new AbortController();
  try {
    let app = lab.start();
    await app.ready;

    const approving = approveAll(lab, stop.signal);
    const delivering = deliver(lab, messages, chance, stop.signal);

    const cutEvery = Math.max(1, Math.floor(kills / (cuts + 1)));
    let cutsDone = 0;
    for (let kill = 1; kill <= kills; kill += 1) {
      // Every other time while it starts, which is when it finds what its forerunner left; else when it has done something.
      if (kill % 2 === 0) {
        app = await standing(lab, app);
        await somethingSaid(lab);
      } else await Promise.race([app.ready.catch(() => {}), sleep(300 + chance() * 2_000)]);
      await sleep(chance() * 150);
      await app.kill();
      if (kill % cutEvery === 0 && cutsDone < cuts) {
        await redis?.restart();
        await lab.crashDatabase();
        cutsDone += 1;
      }
      app = lab.start();
    }
    const saidBetweenKills = lab.said().length;
    app = await standing(lab, app);
    const messageIds = await delivering;
    const last = await lastWords(lab, stop.signal);
    await app.kill();
    await redis?.restart();
    app = lab.start();
    await standing(lab, app);
    for (const id of last) messageIds.add(id);
    const settled = await lab.settled(patienceMs);
    stop.abort();
    const approved = await approving;
    // Who approves may have pressed once more: that is owed its posts too.
    if (!settled || !(await lab.settled(patienceMs)))
      complaints.all.push("what was owed was not said, long after the last kill");

    const numbers = await checkInvariants(lab, messageIds, complaints);
    complaints.atLeast("tickets", numbers.tickets, lab.buildings.length);
    complaints.atLeast("posts said between the kills", saidBetweenKills, 1);
    return { problems: complaints.all, numbers: { ...numbers, approved, kills, cuts: cutsDone, saidBetweenKills } };
  } finally {
    stop.abort();
    await lab.close();
    await redis?.close();
  }
}

/** Does what a process manager does: a house that ends while it starts, as one must that has no database, is started again. */
async function standing(lab: Lab, app: App): Promise<App> {
  for (let tries = 1; ; tries += 1) {
    try {
      await app.ready;
      return app;
    } catch (error) {
      if (app.isRunning() || tries === 10) throw error;
      app = lab.start();
    }
  }
}

/** Resolves when the house has said one thing more, or has had the time to. */
async function somethingSaid(lab: Lab): Promise<void> {
  const before = lab.said().length;
  for (const until = Date.now() + 3_000; lab.said().length === before && Date.now() < until; ) await sleep(20);
}

/** One line more in each group. Whoever kills the house now takes their bells, and no later message rings in their place. */
async function lastWords(lab: Lab, signal: AbortSignal): Promise<number[]> {
  const updates = lab.buildings.map(({ number, residentsChat }) =>
    lab.message(residentsChat, { id: number * 1_000, is_bot: false, first_name: "居民" }, smallTalk[0]!),
  );
  await Promise.all(updates.map((update) => lab.bring(update, signal)));
  return updates.map((update) => (update.message as { message_id: number }).message_id);
}

/** Residents write, a few buildings at once and each in its own order. Resolves with the ids of what was acknowledged, which is all of it. */
async function deliver(lab: Lab, messages: number, chance: () => number, signal: AbortSignal): Promise<Set<number>> {
  const ids = new Set<number>();
  const each = messages / lab.buildings.length;
  const write = async ({ number, residentsChat }: Lab["buildings"][number]) => {
    for (let index = 0; index < each && !signal.aborted; index += 1) {
      const report =
        index % Math.floor(each / reports.length) === 0
          ? reports[index / Math.floor(each / reports.length)]
          : undefined;
      const text = report?.(number) ?? smallTalk[Math.floor(chance() * smallTalk.length)]!;
      const from = { id: number * 1_000 + Math.floor(chance() * 60), is_bot: false, first_name: `居民${index}` };
      const update = lab.message(residentsChat, from, text);
      await lab.bring(update, signal);
      ids.add((update.message as { message_id: number }).message_id);
      await sleep(chance() * 400);
    }
  };
  await Promise.all(lab.buildings.map(write));
  return ids;
}
