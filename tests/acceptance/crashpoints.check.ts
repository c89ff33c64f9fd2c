import { setTimeout as sleep } from "node:timers/promises";
import type { App } from "./app.ts";
import { type Check, Complaints, type Mutant } from "./check.ts";
import { gridMember } from "./estate.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { plantProgram } from "./planted-tree.ts";
import { seedNote } from "./seed-posts.ts";
import { shortWaits } from "./short-waits.ts";
import { approveLabel } from "./staff-presses.ts";
import { reports } from "./words.ts";

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

/** One thing the house does, from its cause to its end. */
interface Flow {
  readonly name: string;
  /** Makes ready, before points are counted. */
  prepare(lab: Lab, step: number): Promise<Run>;
}

/** A flow once, in a building of its own. */
interface Run {
  /** What sets it going; tries until it is heard, or called off. */
  readonly cause: (signal: AbortSignal) => Promise<void>;
  readonly isDone: () => Promise<boolean>;
}

const ingest: Flow = {
  name: "ingest",
  async prepare(lab, step) {
    const { number, residentsChat } = lab.buildings[step - 1]!;
    const update = lab.message(
      residentsChat,
      { id: 10_000 + step, is_bot: false, first_name: "居民" },
      reports[0]!(number),
    );
    const { message_id: ref } = update["message"] as { message_id: number };
    return {
      cause: (signal) => lab.bring(update, signal),
      isDone: async () =>
        (await lab.number("select count(*) from ticket_evidence where message_ref = $1", [String(ref)])) > 0,
    };
  },
};

const approve: Flow = {
  name: "approve",
  async prepare(lab, step) {
    const { number, residentsChat, staffChat } = lab.buildings[step - 1]!;
    await lab.bring(
      lab.message(residentsChat, { id: 10_000 + step, is_bot: false, first_name: "居民" }, reports[0]!(number)),
    );
    const button = () => {
      const shown = lab.botApi
        .posts(staffChat)
        .flatMap(({ messageId, buttons }) => buttons.map((one) => ({ messageId, ...one })));
      return shown.find(({ text }) => text.includes(approveLabel));
    };
    while (!button()) await sleep(50);
    await lab.settled(patienceMs);
    const { messageId, callback_data: token } = button()!;
    const isApproved = async () =>
      (await lab.number(
        "select count(*) from ticket t join chat_group g on g.id = t.group_id where g.ref = $1 and t.approved_at is not null",
        [String(residentsChat)],
      )) > 0;
    return {
      // A press that meets a house in trouble ends without words, and a person presses again.
      async cause(signal) {
        for (let pressedAt = 0; !signal.aborted && !(await isApproved()); await sleep(100)) {
          if (Date.now() - pressedAt < 2_000) continue;
          await lab.bring(lab.press(staffChat, messageId, token, gridMember), signal);
          pressedAt = Date.now();
        }
      },
      isDone: isApproved,
    };
  },
};

const post: Flow = {
  name: "post",
  async prepare(lab, step) {
    const { staffChat } = lab.buildings[step - 1]!;
    return {
      cause: () => seedNote(lab, staffChat, step),
      isDone: async () =>
        (await lab.number("select count(*) from post where idempotency_key = $1 and state in ('sent', 'uncertain')", [
          `note:${staffChat}:${step}`,
        ])) > 0,
    };
  },
};

/** Every flow is crashed at its first point, its second, its third … until it comes through. */
export const crashpoints: Check = {
  name: "crashpoints",
  promise:
    "A crash at any call to the database or the platform breaks no invariant, and what was begun is finished after it.",
  mutants: [readOutsideTheCommit],

  async run() {
    const complaints = new Complaints();
    await plantProgram(shortWaits);
    const found = await Promise.all(
      [ingest, approve, post].map(async (flow) => {
        const lanes = Array.from({ length: lanesPerFlow }, (_, lane) =>
          crashEverywhere(flow, lane + 1, complaints).catch((error: unknown) => {
            // The others go on to their own end, so that nothing of theirs is left behind.
            complaints.all.push(`${flow.name}: ${error}`);
            return 0;
          }),
        );
        return [`${flow.name}Points`, Math.max(...(await Promise.all(lanes)))] as const;
      }),
    );
    return {
      problems: complaints.all,
      numbers: { ...Object.fromEntries(found), brokenInvariants: complaints.all.length },
    };
  },
};

/** Most points a flow may have; more means that it does not end. */
const pointsMax = 90;
/** Most of a crash is waiting until it is noticed, so a flow is crashed in two houses at once: at the odd points and at the even ones. */
const lanesPerFlow = 2;
/** Whoever has waited so long waits for what does not come. */
const patienceMs = 300_000;

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
      if (cameThrough) {
        await caused;
        const own = new Complaints();
        await checkInvariants(lab, new Set(), own);
        own.atLeast("points", step, 4);
        complaints.all.push(...own.all.map((complaint) => `${flow.name}: ${complaint}`));
        return step - lanesPerFlow;
      }
      if (!crashed.signal.aborted) {
        complaints.all.push(`${flow.name}: did not come through at point ${step}, and did not crash either`);
        return step;
      }
      app = start(step + lanesPerFlow);
      await app.ready;
      const wasFinished = await finished(lab, run, isOver.signal);
      isOver.abort();
      await caused;
      if (!wasFinished) {
        complaints.all.push(`${flow.name}: what was begun before a crash at point ${step} was never finished`);
        return step;
      }
    }
    complaints.all.push(`${flow.name}: did not come through within ${pointsMax} points`);
    return pointsMax;
  } finally {
    await lab.close();
  }
}

/** Waits for the flow's own end, and then until nothing is left to read or to say. False when it does not come, or is called off. */
async function finished(lab: Lab, { isDone }: Run, signal: AbortSignal): Promise<boolean> {
  const deadline = Date.now() + patienceMs;
  while (!(await isDone())) {
    if (signal.aborted || Date.now() > deadline) return false;
    await sleep(100);
  }
  return lab.settled(patienceMs, signal);
}
