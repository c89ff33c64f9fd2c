import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { type Cue, pauseMsMax, planReplay, playChats } from "../../adapters/sandbox/play-chats.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { openSandboxApp, type SandboxApp, type SandboxAppOptions } from "../support/sandbox-app.ts";

const demo = loadEstate(fileURLToPath(new URL("../../prisma/demo", import.meta.url)));
const [first, second] = demo.chats;
if (!first || !second) throw new Error("the demo ships two chats");

const open: SandboxApp[] = [];
afterEach(async () => {
  for (const app of open.splice(0)) await app.close();
});

/** Plays cues into a fresh sandbox; pauses are counted, not waited. */
async function played(cues: readonly Cue[], options: SandboxAppOptions = {}, runIds: readonly string[] = ["r1"]) {
  const app = await openSandboxApp(options);
  open.push(app);
  const url = await app.listen();
  const pauses: number[] = [];
  const refusals: (string | null)[] = [];
  const outcomes = [];
  for (const runId of runIds) {
    const stage = {
      url,
      runId,
      pause: async (ms: number) => void pauses.push(ms),
      onPlayed: (_: Cue, refusal: string | null) => void refusals.push(refusal),
    };
    outcomes.push(await playChats({ ...demo, cues }, stage));
  }
  const shown = (key: string): Promise<readonly SandboxMessage[]> => app.log.page(`qhy/${key}`, null, 500);
  return { app, pauses, refusals, outcomes, shown };
}

describe("planning a replay", () => {
  it("keeps a chat's own gaps, divided by the speed, and caps the long ones", () => {
    const plan = planReplay([first], 60);
    expect(plan[0]?.waitMs).toBe(0);
    // 06:38:12 to 06:39:40 is 88 s.
    expect(plan[1]?.waitMs).toBe(Math.round(88_000 / 60));
    expect(Math.max(...plan.map(({ waitMs }) => waitMs))).toBe(pauseMsMax);
  });

  it("lays several chats on one time line, whatever order they are in the file", () => {
    const at = planReplay([second, first], 30).map(({ message }) => Date.parse(message.at));
    expect(at).toEqual([...at].sort((one, other) => one - other));
    expect(at).toHaveLength(first.messages.length + second.messages.length);
  });
});

describe("playing chats into the sandbox", () => {
  it("shows every message in its group as what it is, oldest first", async () => {
    const { outcomes, shown, pauses } = await played(planReplay([first, second], 1_000));
    const recalls = [first, second].map(({ messages }) => messages.filter(({ type }) => type === "recall").length);
    expect(outcomes).toEqual([{ said: 192, refused: 0 }]);
    const [g1, g3] = [await shown("g1"), await shown("g3")];
    expect([g1.length, g3.length]).toEqual([101 - (recalls[0] ?? 0), 91 - (recalls[1] ?? 0)]);
    expect(pauses).toHaveLength(192);

    const said = first.messages.filter(({ type }) => type !== "recall");
    expect(g1.map(({ senderRef, nick }) => [senderRef, nick])).toEqual(said.map(({ from, nick }) => [from, nick]));
    const picture = g1.find(({ kind }) => kind === "image");
    expect(picture?.text).toMatch(/^龙头拧到最大/);
    expect(new Set(g1.map(({ kind }) => kind))).toEqual(
      new Set(["text", "sticker", "link", "voice", "image", "red_packet"]),
    );
  });

  it("points a quote at the message it answers and empties what its sender took back", async () => {
    const { shown } = await played(planReplay([first], 1_000));
    const g1 = await shown("g1");
    const answer = g1.find(({ text }) => text === "要全糖");
    expect(g1.find(({ ref }) => ref === answer?.quotedRef)?.text).toMatch(/^对不起我刚才嘴欠/);
    expect(g1.filter(({ recalled }) => recalled).map(({ nick, text }) => [nick, text])).toEqual([
      ["大宇👟2-2-702", ""],
    ]);
  });

  it("says everything anew in a second replay and keeps the groups", async () => {
    const { outcomes, shown, app } = await played(planReplay([second], 1_000), {}, ["r1", "r2"]);
    expect(outcomes.map(({ said }) => said)).toEqual([91, 91]);
    expect(await shown("g3")).toHaveLength(2 * 90);
    expect(app.groups.filter(({ ref }) => ref.startsWith("qhy/"))).toHaveLength(4);
  });

  it("repeats a message that the house could not keep, and the group shows it once", async () => {
    let left = 2;
    const { outcomes, shown } = await played(planReplay([second], 1_000).slice(0, 3), {
      onEvent() {
        if (left-- > 0) throw new AppError("DATABASE_UNAVAILABLE", { reason: "it is starting" });
      },
    });
    expect(outcomes).toEqual([{ said: 3, refused: 0 }]);
    expect(await shown("g3")).toHaveLength(3);
  });

  it("passes over a message that is refused, with the reason, and goes on", async () => {
    const [one, two, three] = planReplay([second], 1_000);
    if (!one || !two || !three) throw new Error("the chat has three messages");
    const long = { ...two, message: { ...two.message, nick: "长".repeat(65) } };
    const { outcomes, refusals, shown } = await played([one, long, three]);
    expect(outcomes).toEqual([{ said: 2, refused: 1 }]);
    expect(refusals).toEqual([null, expect.stringMatching(/nick/), null]);
    expect(await shown("g3")).toHaveLength(2);
  });

  it("ends with a plain word when nobody answers", async () => {
    const app = await openSandboxApp();
    const url = await app.listen();
    await app.close();
    const stage = { url, runId: "r1", pause: async () => {} };
    await expect(playChats({ ...demo, cues: [] }, stage)).rejects.toThrow(`${url} does not answer`);
  });
});
