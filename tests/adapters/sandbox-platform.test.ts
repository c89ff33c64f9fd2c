import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { createMemorySandboxLog } from "../../adapters/memory/sandbox-log.ts";
import { createSandboxPlatform } from "../../adapters/sandbox/sandbox-platform.ts";
import { textCharsMax } from "../../src/domain/chat.ts";
import { isAppError } from "../../src/errors/app-error.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { deferred, openedFor, type PlatformBench, postIn, runningOn } from "../contracts/chat-platform-bench.ts";
import { sandboxLogContract } from "../contracts/sandbox-log.contract.ts";

const capabilities = {
  edit: true,
  buttons: true,
  reply: true,
  seesEdits: true,
  seesRecalls: true,
  stableRefs: true,
  textCharsMax,
};

// The sandbox is in our own process and keeps its groups in a log: nobody floods it, refuses it, puts it out or moves.
const cannot = ["flood", "refuse_connection", "no_right", "kicked", "moved"] as const;

chatPlatformContract("sandbox", () => openSandboxBench(), { capabilities, cannot });
chatPlatformContract("sandbox whose posts stand", () => openSandboxBench({ edit: false }), {
  capabilities: { ...capabilities, edit: false },
  cannot,
});
sandboxLogContract("memory", async () => ({ log: createMemorySandboxLog(), close: async () => {} }));

describe("the sandbox's far side", () => {
  it("shows a message only once the house has kept it", async () => {
    const keeping = deferred();
    const bench = await openedFor(openSandboxBench);
    const { log, farSide } = bench;
    runningOn(bench, { onEvent: () => keeping.promise });
    const saying = farSide.say(saidBy("u1", "m1"));
    await setImmediate();
    expect(await log.find("g1", "m1")).toBeNull();
    keeping.resolve();
    await saying;
    expect(await log.find("g1", "m1")).toMatchObject({ text: "在吗", fromBot: false });
  });

  it("takes nothing while the platform does not run", async () => {
    const { farSide, log } = await openedFor(openSandboxBench);
    await expect(farSide.say(saidBy("u1", "m1"))).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    await expect(farSide.press({ groupRef: "g1", ref: "m1", senderRef: "u1" }, "t")).rejects.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
    });
    expect(await log.lastRevision()).toBe(0);
  });

  it("lets people change and take back their own words only", async () => {
    const { farSide, run } = await running();
    await farSide.say(saidBy("u1", "m1"));
    const others = { groupRef: "g1", ref: "m1", senderRef: "u2" };
    await expect(farSide.edit(others, "改")).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(farSide.recall(others)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(farSide.recall({ ...others, ref: "m9" })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(run.events.map(({ type }) => type)).toEqual(["message"]);
  });

  it("hands an edit over under one key until it stands, and the next edit under another", async () => {
    const { farSide, run } = await running();
    const mine = { groupRef: "g1", ref: "m1", senderRef: "u1" };
    await farSide.say(saidBy("u1", "m1"));
    for (const text of ["5栋", "3栋", "5栋", "5栋"]) await farSide.edit(mine, text);
    const edits = run.events.filter(({ type }) => type === "edit");
    expect(new Set(edits.map(({ eventKey }) => eventKey)).size).toBe(3);
  });

  it("is the same once as with the same send again", async () => {
    const { platform, posts, groupRef } = await openedFor(openSandboxBench);
    const post = postIn(groupRef);
    const [once, again] = [await platform.send(post), await platform.send(post)];
    expect(again).toEqual(once);
    expect(posts(groupRef)).toHaveLength(1);
  });

  it("hears its own posts, and hears them again when the house could not keep them", async () => {
    let refusals = 1;
    const bench = await openedFor(openSandboxBench);
    const run = runningOn(bench, {
      onEvent() {
        if (refusals-- > 0) throw new Error("the database is away");
      },
    });
    await bench.platform.send(postIn("g1", { text: "已转物业" }));
    await run.kept(1);
    expect(run.messages()).toMatchObject([{ text: "已转物业", fromSelf: true, senderRef: "sandbox" }]);
  });

  it("puts a sign on what somebody said, and knows who owns a group", async () => {
    const bench = await openedFor(openSandboxBench);
    runningOn(bench);
    await bench.farSide.say(saidBy("u1", "m1"));
    const mark = { groupRef: "g1", messageRef: "m1", sign: "👀" };
    await expect(bench.platform.react!(mark)).resolves.toEqual({ status: "sent", messageRefs: [] });
    expect(await bench.log.find("g1", "m1")).toMatchObject({ sign: "👀", text: "在吗" });
    await expect(bench.platform.react!({ ...mark, messageRef: "m9" })).resolves.toMatchObject({ status: "failed" });

    const log = createMemorySandboxLog();
    const owners = new Map([["g1", "u1"]]);
    const owned = createSandboxPlatform({ log, clock: systemClock, account: "sandbox", owners });
    const asked = [
      ["g1", "u1"],
      ["g1", "u2"],
      ["g2", "u1"],
    ] as const;
    expect(await Promise.all(asked.map(([group, who]) => owned.isGroupAdmin!(group, who)))).toEqual([
      true,
      false,
      false,
    ]);
  });

  it("cannot be run twice at once", async () => {
    const { platform } = await running();
    const never = {
      signal: new AbortController().signal,
      onEvent: async () => {},
      onPress: async () => ({ text: "" }),
    };
    await expect(platform.run(never)).rejects.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
  });

  async function running() {
    const bench = await openedFor(openSandboxBench);
    return { ...bench, run: runningOn(bench) };
  }
});

function saidBy(senderRef: string, ref: string) {
  const words = { kind: "text", text: "在吗", quotedRef: null, picture: null } as const;
  return { groupRef: "g1", groupName: "3号楼业主群", ref, senderRef, nick: senderRef, at: new Date(), ...words };
}

type SandboxBench = PlatformBench & {
  readonly log: SandboxLog;
  readonly farSide: ReturnType<typeof createSandboxPlatform>["farSide"];
};

async function openSandboxBench(options: { edit?: boolean } = {}): Promise<SandboxBench> {
  const shown = new Map<string, SandboxMessage>();
  const faults: ("none" | "cut")[] = [];
  let hold = { arrived: deferred(), released: Promise.resolve() };
  const show = (message: SandboxMessage) => message.fromBot && shown.set(message.ref, message);

  const memory = createMemorySandboxLog();
  const log: SandboxLog = {
    ...memory,
    async append(given) {
      const kept = await memory.append(given);
      show(kept.message);
      if (!given.fromBot) return kept;
      hold.arrived.resolve();
      await hold.released;
      if (faults.shift() === "cut") throw new Error("the connection broke");
      return kept;
    },
    async edit(...given) {
      const message = await memory.edit(...given);
      if (message) show(message);
      return message;
    },
  };
  const platform = createSandboxPlatform({ log, clock: systemClock, account: "sandbox", ...options });
  const { farSide } = platform;

  // As the page does: one call after the other, each again until it is taken.
  let sent = Promise.resolve();
  let last: () => Promise<unknown> = async () => {};
  let closed = false;
  const post = (call: () => Promise<unknown>) => {
    sent = sent.then(async () => {
      last = call;
      while (!closed) {
        try {
          await call();
          return;
        } catch (error) {
          if (!isAppError(error, "PLATFORM_UNAVAILABLE")) throw error;
          await setImmediate();
        }
      }
    });
  };

  const groupRef = "g1";
  const answers: string[] = [];
  let count = 0;
  return {
    platform,
    log,
    farSide,
    groupRef,
    async say({ text, kind = "text", quotedRef = null, by }) {
      const ref = `m${++count}`;
      if (by === "bot") await platform.send(postIn(groupRef, { text }));
      else post(() => farSide.say({ ...saidBy(by ? "u2" : "u1", ref), text, kind, quotedRef }));
      return ref;
    },
    async sayStrange() {
      post(() => farSide.say({ ...saidBy("u1", `m${++count}`), kind: "unknown" }));
    },
    async edit(ref, text) {
      post(() => farSide.edit({ groupRef, ref, senderRef: "u1" }, text));
    },
    async recall(ref) {
      post(() => farSide.recall({ groupRef, ref, senderRef: "u1" }));
    },
    async redeliverLast() {
      post(last);
    },
    async press(ref, token) {
      const { text } = await farSide.press({ groupRef, ref, senderRef: "u1" }, token);
      answers.push(text);
      return text;
    },
    pressAnswers: () => answers,
    posts: (of) =>
      [...shown.values()]
        .filter((message) => message.groupRef === of)
        .map(({ ref, text, choices, quotedRef }) => ({ ref, text, buttons: choices, replyToRef: quotedRef })),
    async plan(_fault, skip = 0) {
      faults.push(...Array.from({ length: skip }, () => "none" as const), "cut");
    },
    async mend() {},
    holdNextSend() {
      const arrived = deferred();
      const release = deferred();
      hold = { arrived, released: release.promise };
      return { arrived: arrived.promise, release: release.resolve };
    },
    async pass() {},
    async close() {
      closed = true;
      await sent;
    },
  };
}
