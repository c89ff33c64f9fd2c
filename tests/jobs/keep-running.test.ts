import { describe, expect, it, onTestFinished } from "vitest";
import { createMemoryPlatform } from "../../adapters/memory/chat-platform.ts";
import { keepRunning } from "../../src/jobs/index.ts";
import type { ChatPlatform, PlatformEvent } from "../../src/ports/chat-platform.ts";

/** Runs a platform whose first runs end as told, and tells of each failure. */
function running(runs: readonly ("fails" | "serves")[]) {
  const stop = new AbortController();
  const memory = createMemoryPlatform();
  const failures: (() => void)[] = [];
  const begun: (() => void)[] = [];
  let count = 0;
  const platform: ChatPlatform = {
    ...memory,
    async run(options) {
      begun[count]?.();
      if (runs[count++] === "fails") throw new Error("the token was refused");
      await memory.run(options);
    },
  };
  const failed = [0, 1].map((nth) => new Promise<void>((resolve) => (failures[nth] = resolve)));
  const began = [0, 1, 2].map((nth) => new Promise<void>((resolve) => (begun[nth] = resolve)));
  const heard: PlatformEvent[] = [];
  let told = 0;
  const supervised = keepRunning(platform, {
    signal: stop.signal,
    onEvent: async (event) => void heard.push(event),
    onPress: async () => ({ text: "" }),
    onFailure: () => failures[told++]?.(),
  });
  const ended = async () => {
    stop.abort();
    await supervised.ended;
  };
  onTestFinished(ended);
  return { chat: memory.chat, status: supervised.status, notice: supervised.notice, failed, began, ended };
}

describe("a platform that is kept running", () => {
  it("counts as waiting, since its first failure, until it hands something over", async () => {
    const { chat, status, failed, began } = running(["fails", "serves"]);
    await failed[0];
    const { state, notice, since } = status();
    expect([state, notice]).toEqual(["waiting", "the token was refused"]);
    // It runs again, but a platform that fails at once runs a hundred times a day.
    await began[1];
    expect(status()).toMatchObject({ state: "waiting", since });
    chat.say("g1", { text: "早", senderRef: "u1" });
    await chat.settled();
    expect(status()).toMatchObject({ state: "running", notice: null, lastEventAt: expect.any(Date) });
  });

  it("keeps what its operator should know while it runs, and says when it has stopped", async () => {
    const { status, notice, began, ended } = running(["serves"]);
    await began[0];
    notice("机器人开着隐私模式");
    expect(status()).toMatchObject({ state: "running", notice: "机器人开着隐私模式" });
    await ended();
    expect(status()).toMatchObject({ state: "stopped", since: expect.any(Date) });
  });
});
