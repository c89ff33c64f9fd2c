import { setTimeout as sleep } from "node:timers/promises";
import { hasRedis, openTestRedis, type TestRedis } from "../support/redis.ts";
import { type Check, Complaints, createChance, type Mutant, type Verdict } from "./check.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { approveAll } from "./staff-presses.ts";
import { reports, smallTalk } from "./words.ts";

const acknowledgedTooEarly: Mutant = {
  name: "acknowledge-before-keeping",
  patches: [
    {
      file: "src/intake/accept.ts",
      from: "const accepted = await store.accept(event,",
      to: "const accepted = { isNew: false, eventId: null, dueInMs: null, groupId: '' }; void store.accept(event,",
    },
  ],
};

/** Processes are killed and databases cut while residents write and staff approve. */
export const kill9: Check = {
  name: "kill9",
  promise: "No message that was acknowledged is lost and no group is told a thing twice, whatever is killed.",
  mutants: [acknowledgedTooEarly],
  run: ({ seed, scale }) => killed(seed, { messages: 2_000 * scale, kills: 100 * scale, cuts: 3 * scale }, null),
};

/** The same with the queue on Redis, which is killed too and comes back empty. */
export const kill9Redis: Check = {
  name: "kill9-redis",
  promise: "As kill9, with a queue on Redis that loses everything.",
  mutants: [],
  async run({ seed, scale }) {
    if (!hasRedis) return { problems: ["there is no redis-server on this machine"], numbers: {} };
    const redis = await openTestRedis();
    try {
      return await killed(seed, { messages: 1_000 * scale, kills: 30 * scale, cuts: 3 * scale }, redis);
    } finally {
      await redis.close();
    }
  },
};

interface Doses {
  readonly messages: number;
  /** How often the house is killed, and how often what it stands on. */
  readonly kills: number;
  readonly cuts: number;
}

async function killed(seed: number, doses: Doses, redis: TestRedis | null): Promise<Verdict> {
  const [messages, kills, cuts] = [doses.messages, doses.kills, doses.cuts].map(Math.ceil) as [number, number, number];
  const chance = createChance(seed);
  const complaints = new Complaints();
  const lab = await openLab({ buildings: 20, ...(redis ? { redisUrl: redis.url } : {}) });
  const stop = new AbortController();
  try {
    let app = lab.start();
    await app.ready;

    const approving = approveAll(lab, stop.signal);
    let delivered = false;
    const delivering = deliver(lab, messages, chance).then((ids) => {
      delivered = true;
      return ids;
    });

    const cutEvery = Math.floor(kills / (cuts + 1));
    for (let kill = 1; kill <= kills; kill += 1) {
      // Also while it starts: that is when it finds what its forerunner left.
      await Promise.race([app.ready.catch(() => {}), sleep(300 + chance() * 2_000)]);
      await sleep(chance() * 250);
      await app.kill();
      if (kill % cutEvery === 0 && kill < kills) await (redis ? redis.restart() : lab.crashDatabase());
      app = lab.start();
    }
    const deliveredBetweenKills = delivered;
    await app.ready;
    const messageIds = await delivering;
    if (!(await lab.settled(150_000))) complaints.all.push("what was owed was not said within 150 s of the last kill");
    stop.abort();
    const approved = await approving;

    const numbers = await checkInvariants(lab, messageIds, complaints);
    complaints.atLeast("tickets", numbers.tickets, lab.buildings.length);
    return {
      problems: complaints.all,
      numbers: { ...numbers, approved, kills, cuts, deliveredBetweenKills: Number(deliveredBetweenKills) },
    };
  } finally {
    stop.abort();
    await lab.close();
  }
}

/** Residents write, a few buildings at once and each in its own order. Resolves with the ids of what was acknowledged, which is all of it. */
async function deliver(lab: Lab, messages: number, chance: () => number): Promise<ReadonlySet<number>> {
  const ids = new Set<number>();
  const each = messages / lab.buildings.length;
  const write = async ({ number, residentsChat }: Lab["buildings"][number]) => {
    for (let index = 0; index < each; index += 1) {
      const report =
        index % Math.floor(each / reports.length) === 0
          ? reports[index / Math.floor(each / reports.length)]
          : undefined;
      const text = report?.(number) ?? smallTalk[Math.floor(chance() * smallTalk.length)]!;
      const from = { id: number * 1_000 + Math.floor(chance() * 60), is_bot: false, first_name: `居民${index}` };
      const update = lab.message(residentsChat, from, text);
      await lab.bring(update);
      ids.add((update.message as { message_id: number }).message_id);
      await sleep(chance() * 400);
    }
  };
  await Promise.all(lab.buildings.map(write));
  return ids;
}
