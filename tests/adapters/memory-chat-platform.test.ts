import { describe, expect, it } from "vitest";
import { createMemoryPlatform, memoryCapabilities } from "../../adapters/memory/chat-platform.ts";
import type { Capabilities } from "../../src/ports/chat-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { type PlatformBench, postIn } from "../contracts/chat-platform-bench.ts";

const groupRef = "g3";

async function openMemoryBench(capabilities: Partial<Capabilities> = {}): Promise<PlatformBench> {
  const platform = createMemoryPlatform({ capabilities });
  const { chat, plan, mend, holdNextSend } = platform;
  const answers: string[] = [];
  const senders = { other: "r2", bot: platform.account };
  chat.openGroup(groupRef, "幸福里3号楼");

  return {
    platform,
    groupRef,
    say: async ({ by, ...words }) => chat.say(groupRef, { ...words, senderRef: by ? senders[by] : "r1" }),
    sayStrange: async () => chat.sayStrange(groupRef),
    edit: async (messageRef, text) => chat.edit(groupRef, messageRef, text),
    recall: async (messageRef) => chat.recall(groupRef, messageRef),
    redeliverLast: async () => chat.redeliver(groupRef),
    async press(messageRef, token) {
      const text = await chat.press(groupRef, messageRef, token, "r1");
      answers.push(text);
      return text;
    },
    pressAnswers: () => answers,
    posts: (ref) => chat.posts(ref).map(({ choices, ...post }) => ({ ...post, buttons: choices })),
    async plan(fault, skip = 0) {
      if (fault.type === "no_right") chat.invite(groupRef, false);
      else if (fault.type === "kicked") chat.kick(groupRef);
      else if (fault.type === "moved") chat.move(groupRef, fault.toGroupRef);
      else plan(fault, skip);
    },
    mend: async () => mend(),
    holdNextSend,
    pass: async () => {},
    close: async () => {},
  };
}

chatPlatformContract("memory", openMemoryBench, { capabilities: memoryCapabilities });

const plain = { edit: false, buttons: false, reply: false, seesEdits: false, textCharsMax: 500 };
chatPlatformContract("memory without edits and buttons", () => openMemoryBench(plain), {
  capabilities: { ...memoryCapabilities, ...plain },
});

describe("memory platform", () => {
  it("lets a group be slow without holding up another", async () => {
    const platform = createMemoryPlatform();
    const stopping = new AbortController();
    const kept: string[] = [];
    let release = () => {};
    const slow = new Promise<void>((resolve) => {
      release = resolve;
    });
    const quick = new Promise<void>((resolve) => {
      void platform.run({
        signal: stopping.signal,
        async onEvent(event) {
          if (event.groupRef === "slow") await slow;
          kept.push(event.groupRef);
          resolve();
        },
        onPress: async () => ({ text: "" }),
      });
    });
    platform.chat.say("slow", { text: "一", senderRef: "r1" });
    platform.chat.say("quick", { text: "二", senderRef: "r1" });
    await quick;
    expect(kept).toEqual(["quick"]);
    release();
    await platform.chat.settled();
    expect(kept).toEqual(["quick", "slow"]);
    stopping.abort();
  });

  it("keeps the earlier wordings of a post that is edited", async () => {
    const platform = createMemoryPlatform();
    const sent = await platform.send(postIn(groupRef, { text: "已派单" }));
    const editRef = sent.status === "sent" ? sent.messageRefs[0]! : null;
    await platform.send(postIn(groupRef, { text: "已解决", editRef }));
    expect(platform.chat.posts(groupRef)).toMatchObject([{ text: "已解决", earlier: ["已派单"] }]);
  });

  it("lets the same faults fall under the same seed, about as often as asked", async () => {
    const fates = async (seed: number) => {
      const platform = createMemoryPlatform({ seed, cutChance: 0.1, floodChance: 0.3 });
      const outcomes = [];
      for (let n = 0; n < 1_000; n += 1) outcomes.push((await platform.send(postIn(groupRef))).status);
      return outcomes;
    };
    const [once, again, other] = [await fates(7), await fates(7), await fates(8)];
    expect(again).toEqual(once);
    expect(other).not.toEqual(once);
    const count = (status: string) => once.filter((one) => one === status).length;
    expect(count("unknown")).toBeGreaterThan(70);
    expect(count("unknown")).toBeLessThan(130);
    expect(count("retry")).toBeGreaterThan(220);
    expect(count("retry")).toBeLessThan(320);
  });
});
