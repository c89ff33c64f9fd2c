import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { Capabilities } from "../../src/ports/chat-platform.ts";
import { deferred, openedFor, type PlatformBench, postIn, runningOn } from "./chat-platform-bench.ts";

/** What `ChatPlatform` promises about starting and stopping. */
export function runningContract(
  openBench: () => Promise<PlatformBench>,
  capabilities: Capabilities,
  isDeaf = false,
): void {
  const opened = () => openedFor(openBench);
  const ifItHears = it.skipIf(isDeaf);

  describe("how it runs", () => {
    it("declares the capabilities it is held to", async () => {
      const { platform } = await opened();
      expect(platform.capabilities).toEqual(capabilities);
      expect(platform.name).not.toBe("");
      expect(platform.account).not.toBe("");
    });

    ifItHears("hands over nothing after it was stopped", async () => {
      const bench = await opened();
      const first = runningOn(bench);
      await bench.say({ text: "第一" });
      await first.kept(1);
      await first.stop();
      await bench.say({ text: "第二" });

      const second = runningOn(bench);
      await bench.say({ text: "第三" });
      while (second.messages().at(-1)?.text !== "第三") await second.kept(second.events.length + 1);
      expect(first.messages().map(({ text }) => text)).toEqual(["第一"]);
    });

    ifItHears("can be stopped twice and run again, under the same refs when it declares them stable", async () => {
      const bench = await opened();
      const runs = [runningOn(bench)];
      await bench.say({ text: "一" });
      await runs[0]!.kept(1);
      await Promise.all([runs[0]!.stop(), runs[0]!.stop()]);
      runs.push(runningOn(bench));
      await bench.say({ text: "二" });
      await runs[1]!.kept(1);

      const [before, after] = runs.map((run) => run.messages()[0]);
      expect(after?.text).toBe("二");
      if (!capabilities.stableRefs) return;
      expect([after?.groupRef, after?.senderRef]).toEqual([before?.groupRef, before?.senderRef]);
    });

    it("ends at once when it is already told to stop", async () => {
      const { platform } = await opened();
      const none = () => Promise.reject(new Error("nothing is handed over"));
      await expect(
        platform.run({ signal: AbortSignal.abort(), onEvent: none, onPress: none }),
      ).resolves.toBeUndefined();
    });

    ifItHears("waits with stopping until the event in hand is kept", async () => {
      const begun = deferred();
      const keeping = deferred();
      const bench = runningOn(await opened(), {
        onEvent() {
          begun.resolve();
          return keeping.promise;
        },
      });
      await bench.say({ text: "在吗" });
      await begun.promise;
      const stopped = bench.stop().then(() => "stopped");
      await expect(Promise.race([stopped, aWhile()])).resolves.toBe("not yet");
      keeping.resolve();
      await stopped;
      expect(bench.messages()).toHaveLength(1);
    });

    it("waits with stopping until the send under way has its answer", async () => {
      const bench = runningOn(await opened());
      const held = bench.holdNextSend();
      const sending = bench.platform.send(postIn(bench.groupRef));
      await held.arrived;
      const stopped = bench.stop().then(() => "stopped");
      await expect(Promise.race([stopped, aWhile()])).resolves.toBe("not yet");
      held.release();
      await stopped;
      await expect(sending).resolves.toMatchObject({ status: "sent" });
      expect(bench.posts(bench.groupRef)).toHaveLength(1);
    });
  });
}

/** As many turns of the event loop as a hasty answer would need; there is no event for something that must not happen. */
async function aWhile(): Promise<"not yet"> {
  for (let turn = 0; turn < 50; turn += 1) await setImmediate();
  return "not yet";
}
