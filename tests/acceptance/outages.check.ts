import { setTimeout as pause } from "node:timers/promises";
import { type MessagesReply, openStandInMessagesApi } from "../support/stand-in-messages-api.ts";
import { type Check, Complaints, patched, percentile } from "./check.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { openTcpGate, type TcpGate } from "./tcp-gate.ts";
import { reports } from "./words.ts";

const awayMs = 60_000;
const refusedWithinMs = 3_000;
const handledWithinMs = 120_000;
const keptWithinMs = 500;
const buildings = 8;

/** What a language model does when it does not help. Who asks for an hour's patience is left alone after that, so it comes last. */
const ailments: Readonly<Record<string, MessagesReply>> = {
  hangs: { kind: "hang" },
  fails: { kind: "status", status: 500, message: "internal error" },
  truncates: { kind: "text", text: `{"reports":[{"ki`, stopReason: "max_tokens" },
  refuses: { kind: "text", text: "", stopReason: "refusal" },
  rambles: { kind: "text", text: "当然可以！以下是分析：" },
  floods: { kind: "status", status: 429, message: "slow down", headers: { "retry-after": "3600" } },
};

/** What the house leans on, gone for a while. */
export const outages: Check = {
  name: "outages",
  promise:
    "While the database is away nothing is acknowledged and afterwards all is handled; while the model is away reports are taken at once and drafted all the same.",
  mutants: [
    patched("acknowledges-blindly", "adapters/telegram/webhook.ts", "            end(503);", "            end(200);"),
    patched("ready-without-a-database", "src/http/routes/health.ts", "await inTime(about.ping());", ""),
    patched(
      "hides-that-it-guessed",
      "src/reading/model-reader.ts",
      "return { ...heard, offline: true };",
      "return heard;",
    ),
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const database = await withoutDatabase(Math.max(12_000, awayMs * Math.min(scale, 1)), complaints);
    const model = await withoutModel(complaints);
    return { problems: complaints.all, numbers: { ...database, ...model } };
  },
};

/** Shuts the database off, then leaves it connected and mute, while residents go on reporting. */
async function withoutDatabase(forMs: number, complaints: Complaints) {
  const lab = await openLab({ buildings });
  const real = new URL(lab.databaseUrl);
  const gate = await openTcpGate(Number(real.port));
  real.port = String(gate.port);
  try {
    await lab.start({ env: { DATABASE_URL: real.href } }).ready;
    const messageIds = new Set<number>();
    const numbers = { refusedMs: 0, readyzMs: 0, livezMs: 0, handledMs: 0 };
    for (const [round, how] of (["shut", "freeze"] as const).entries()) {
      const updates = lab.buildings.map(({ number, residentsChat }) =>
        lab.message(
          residentsChat,
          { id: 5_000 + number, is_bot: false, first_name: `居民${number}` },
          reports[round]!(number),
        ),
      );
      gate[how]();
      const during = await watchOutage(lab, updates, forMs / 2, how, complaints);
      numbers.refusedMs = Math.max(numbers.refusedMs, during.refusedMs);
      numbers.readyzMs = Math.max(numbers.readyzMs, during.readyzMs);
      numbers.livezMs = Math.max(numbers.livezMs, during.livezMs);

      gate.open();
      const openedAt = performance.now();
      await Promise.all(updates.map((update) => lab.bring(update)));
      for (const { message } of updates) messageIds.add((message as { message_id: number }).message_id);
      if (!(await lab.settled(handledWithinMs)))
        complaints.all.push(`not all was handled after the database came back (${how})`);
      numbers.handledMs = Math.max(numbers.handledMs, Math.round(performance.now() - openedAt));
      const ready = await fetch(`${lab.address}/readyz`);
      complaints.equal(`status of /readyz when the database is back (${how})`, ready.status, 200);
    }
    complaints.atMost("milliseconds until all was handled", numbers.handledMs, handledWithinMs);
    const { lost, tickets } = await checkInvariants(lab, messageIds, complaints);
    return { messages: messageIds.size, lost, tickets, ...numbers };
  } finally {
    await lab.close();
    await gate.close();
  }
}

/** Brings messages and asks after the house's health for as long as the database is away. */
async function watchOutage(
  lab: Lab,
  updates: readonly Record<string, unknown>[],
  forMs: number,
  how: keyof TcpGate,
  complaints: Complaints,
) {
  const until = performance.now() + forMs;
  const worst = { refusedMs: 0, readyzMs: 0, livezMs: 0 };
  const timed = async (what: keyof typeof worst, expected: number, ask: () => Promise<number>) => {
    const askedAt = performance.now();
    const status = await ask();
    worst[what] = Math.max(worst[what], Math.round(performance.now() - askedAt));
    if (status !== expected)
      complaints.all.push(`${what} while the database is away (${how}): ${status}, not ${expected}`);
  };
  const health = (path: string) => async () =>
    (await fetch(lab.address + path, { signal: AbortSignal.timeout(20_000) }).catch(() => null))?.status ?? 0;
  for (let at = 0; performance.now() < until; at++) {
    await Promise.all([
      timed("refusedMs", 503, () => lab.bringOnce(updates[at % updates.length]!)),
      timed("livezMs", 200, health("/livez")),
      timed("readyzMs", 503, health("/readyz")),
    ]);
    await pause(200);
  }
  complaints.atMost(`milliseconds until a message was refused (${how})`, worst.refusedMs, refusedWithinMs);
  complaints.atMost(`milliseconds until /readyz said no (${how})`, worst.readyzMs, refusedWithinMs);
  complaints.atMost(`milliseconds until /livez answered (${how})`, worst.livezMs, refusedWithinMs);
  return worst;
}

/** A model with each ailment in turn: reports are kept at once, and drafted with the mark that no model has read them. */
async function withoutModel(complaints: Complaints) {
  const model = await openStandInMessagesApi();
  const names = Object.keys(ailments);
  const lab = await openLab({
    buildings: names.length,
    // A provider that fails is left alone for a minute, and here each ailment must be met.
    patches: [{ file: "adapters/anthropic/breaker.ts", from: "const REST_MS = 60_000;", to: "const REST_MS = 1;" }],
    env: { ANTHROPIC_API_KEY: "key-of-the-check", ANTHROPIC_BASE_URL: model.url, MODEL_TIMEOUT_MS: "3000" },
  });
  const tookMs: number[] = [];
  const messageIds = new Set<number>();
  try {
    await lab.start().ready;
    for (const [index, name] of names.entries()) {
      const { number, residentsChat } = lab.buildings[index]!;
      const callsBefore = model.calls.length;
      model.answer(() => ailments[name]!);
      for (const [which, report] of reports.slice(0, 4).entries()) {
        const from = { id: 6_000 + number * 10 + which, is_bot: false, first_name: `居民${which}` };
        const update = lab.message(residentsChat, from, report(number));
        const askedAt = performance.now();
        complaints.equal(`status of a message while the model ${name}`, await lab.bringOnce(update), 200);
        tookMs.push(performance.now() - askedAt);
        messageIds.add((update.message as { message_id: number }).message_id);
      }
      if (!(await lab.settled(handledWithinMs))) complaints.all.push(`not all was read while the model ${name}`);
      complaints.atLeast(`calls of a model that ${name}`, model.calls.length - callsBefore, 1);
    }
    const drafts = await lab.number("select count(*) from ticket");
    const marked = await lab.number(
      "select count(distinct ticket_id) from post where template = 'staff_card' and text like '%离线判断%'",
    );
    complaints.atLeast("drafts while the model does not help", drafts, messageIds.size);
    complaints.equal("drafts marked 离线判断", marked, drafts);
    await checkInvariants(lab, messageIds, complaints);
    const keptP99Ms = Math.round(percentile(tookMs, 0.99));
    complaints.atMost("milliseconds within which 99 of 100 messages were kept", keptP99Ms, keptWithinMs);
    return { ailments: names.length, drafts, modelCalls: model.calls.length, keptP99Ms };
  } finally {
    await lab.close();
    await model.close();
  }
}
