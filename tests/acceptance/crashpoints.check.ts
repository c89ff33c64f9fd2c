import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "./app.ts";
import { type Check, Complaints, type Mutant, patched } from "./check.ts";
import { type Facts, type Flow, patienceMs, type Run } from "./crash-flow.ts";
import { flows } from "./crash-flows.ts";
import { estatePath } from "./estate.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { plantProgram } from "./planted-tree.ts";
import { shortWaits } from "./short-waits.ts";
import { plantStaff, signIn } from "./staff-door.ts";

const readOutsideTheCommit: Mutant = {
  name: "mark-read-before-commit",
  patches: [
    {
      file: "src/intake/take-turn.ts",
      from: "const startedAt = performance.now();",
      to: "await (store as any).markRead(window);\n  const startedAt = performance.now();",
    },
    {
      file: "adapters/postgres/intake-store.ts",
      from: "    releaseWindow: (window) =>",
      to: `    markRead: (window: TurnWindow) => database.inboxEvent.updateMany({ where: { id: { in: window.eventIds.map(BigInt) } }, data: { state: "done" } }),
    releaseWindow: (window) =>`,
    },
  ],
};

/** What is known only for a day is taken out before the rest: whoever dies in between has nothing to know the rest by. */
const erasedPieceByPiece = patched(
  "erased-piece-by-piece",
  "adapters/postgres/person-records.ts",
  "return { person, outline: await erasePerson(",
  `await database.inboxEvent.updateMany({ where: { senderRef: { in: [...person.refs] } }, data: { text: null, nick: null, senderRef: null } });
    return { person, outline: await erasePerson(`,
);

/** Every flow is crashed at its first point, its second, its third … until it comes through. */
export const crashpoints: Check = {
  name: "crashpoints",
  promise:
    "A crash at any call to the database or the platform breaks no invariant and leaves nothing half done, and what was begun is finished after it.",
  mutants: [readOutsideTheCommit, erasedPieceByPiece],

  async run() {
    const complaints = new Complaints();
    await plantProgram(shortWaits);
    const points = new Map(flows.map(({ name }) => [name, 0]));
    const lanes = flows.flatMap((flow) =>
      Array.from({ length: lanesPerFlow }, (_, lane) => ({ flow, step: lane + 1 })),
    );
    const work = async () => {
      for (let lane = lanes.pop(); lane; lane = lanes.pop()) {
        const { flow, step } = lane;
        const last = await crashEverywhere(flow, step, complaints).catch((error: unknown) => {
          // The others go on to their own end, so that nothing of theirs is left behind.
          complaints.all.push(`${flow.name}: ${error}`);
          return 0;
        });
        points.set(flow.name, Math.max(points.get(flow.name)!, last));
      }
    };
    await Promise.all(Array.from({ length: housesMax }, work));
    for (const [name, count] of points) complaints.atLeast(`${name}: points`, count, 1);
    const numbers = Object.fromEntries([...points].map(([name, count]) => [`${name}Points`, count]));
    return { problems: complaints.all, numbers: { ...numbers, brokenInvariants: complaints.all.length } };
  },
};

/** Most points a flow may have; more means that it does not end. */
const pointsMax = 40;
/** Most of a crash is waiting until it is noticed, so a flow is crashed in two houses at once: at the odd points and at the even ones. */
const lanesPerFlow = 2;
/** As many as two cores carry. */
const housesMax = 5;

/** Crashes a flow at every second point from the given one, until it comes through. Resolves with the last point there was. */
async function crashEverywhere(flow: Flow, firstStep: number, complaints: Complaints): Promise<number> {
  const lab = await openLab({ buildings: pointsMax, patches: shortWaits });
  const preload = [new URL("crash-at.mjs", import.meta.url).href];
  const start = (step: number) => lab.start({ preload, env: { CRASH_AT: String(step) } });
  try {
    let app: App = start(firstStep);
    for (let step = firstStep; step <= pointsMax; step += lanesPerFlow) {
      await app.ready;
      const run = await flow.prepare(lab, step);
      process.kill(app.pid, "SIGUSR2");
      const crashed = new AbortController();
      void app.exited.then(() => crashed.abort());
      const isOver = new AbortController();
      const caused = run.cause(isOver.signal);
      const cameThrough = await finished(lab, run, crashed.signal);
      if (!cameThrough && crashed.signal.aborted) {
        complaints.none(`${flow.name}: left half done by a crash at point ${step}`, halves(await leftBehind(lab, run)));
        app = start(step + lanesPerFlow);
        await app.ready;
      }
      const isFinished = cameThrough || (await finished(lab, run, isOver.signal));
      isOver.abort();
      await caused;
      const amiss = isFinished
        ? ((await run.amiss?.()) ?? [])
        : [`never finished: ${JSON.stringify(await run.facts())}`];
      complaints.none(`${flow.name}: after point ${step}`, amiss);
      if (!isFinished) return step;
      if (cameThrough) {
        await app.kill();
        await lab.start().ready;
        // The new house may have something of its own to tell staff at once: of a post that a crash left uncertain.
        await lab.settled(patienceMs);
        await checkEnd(lab, flow, complaints);
        return step - lanesPerFlow;
      }
    }
    complaints.all.push(`${flow.name}: did not come through within ${pointsMax} points`);
    return pointsMax;
  } finally {
    await lab.close();
  }
}

/** What must hold after all the crashes of a flow. */
async function checkEnd(lab: Lab, flow: Flow, complaints: Complaints): Promise<void> {
  const own = new Complaints();
  await checkInvariants(lab, new Set(), own);
  const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
  const { text } = await admin.ask("GET", "/api/audit/verdict");
  own.none(
    "faults in the log",
    [JSON.parse(text).broken].filter((fault) => fault !== null),
  );
  complaints.all.push(...own.all.map((complaint) => `${flow.name}: ${complaint}`));
}

/** Waits until all of the flow's facts hold, and then until nothing is left to read or to say. False when it does not come, or is called off. */
async function finished(lab: Lab, { facts }: Run, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!Object.values(await facts()).every(Boolean)) {
    if (signal.aborted || Date.now() > deadline) return false;
    await sleep(100);
  }
  return lab.settled(patienceMs, signal);
}

/** The facts as a dead house left them: what it had begun in the database has been taken back by then, or is committed. */
async function leftBehind(lab: Lab, { facts }: Run): Promise<Facts> {
  const atWork =
    "select count(*) from pg_stat_activity where backend_type = 'client backend' and state <> 'idle' and pid <> pg_backend_pid()";
  while ((await lab.number(atWork)) > 0) await sleep(20);
  return facts();
}

/** What does not hold of facts of which some do. */
function halves(facts: Facts): readonly string[] {
  const missing = Object.keys(facts).filter((fact) => !facts[fact]);
  return missing.length < Object.keys(facts).length ? missing : [];
}
