import { describe, expect, it } from "vitest";
import { relayCapabilities } from "../../adapters/relay/relay-platform.ts";
import { unnamedSpeaker } from "../../src/locales/desk.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { openedFor, postIn, runningOn } from "../contracts/chat-platform-bench.ts";
import { openRelayBench } from "../support/relay-bench.ts";

// A hand has no connection to break, and nobody puts it out of its own group.
const cannot = ["flood", "cut_after_acceptance", "refuse_connection", "no_right", "kicked", "moved"] as const;
chatPlatformContract("relay", openRelayBench, { capabilities: relayCapabilities, cannot });

describe("relay, speaking", () => {
  it("sends nothing by itself: a post is handed out with its choices as numbered lines", async () => {
    const { relay } = await openedFor(openRelayBench);
    const choices = [
      { label: "好了", token: "t0" },
      { label: "没好", token: "t1" },
    ];
    await expect(relay.send(postIn("r1", { text: "修好了吗", choices }))).resolves.toEqual({
      status: "handed",
      parts: ["修好了吗\n1. 好了\n2. 没好"],
    });
  });

  it("hands out a text that a phone cannot paste at once as several messages", async () => {
    const { relay } = await openedFor(openRelayBench);
    const text = `${"一".repeat(1_500)}\n${"二".repeat(1_500)}`;
    await expect(relay.send(postIn("r1", { text }))).resolves.toEqual({ status: "handed", parts: text.split("\n") });
  });
});

describe("relay, hearing what is pasted", () => {
  const running = async (hooks?: Parameters<typeof runningOn>[1]) => {
    const bench = await openedFor(openRelayBench);
    return { ...runningOn(bench, hooks), paste: bench.paste };
  };

  it("keeps several speakers apart, and two of one name in one group together", async () => {
    const bench = await running();
    await bench.paste("张三:\n又停水了\n\n李四:\n我家也是\n\n张三:\n3号楼");
    expect(bench.messages().map(({ nick, text }) => `${nick}: ${text}`)).toEqual([
      "张三: 又停水了",
      "李四: 我家也是",
      "张三: 3号楼",
    ]);
    const [first, second, third] = bench.messages().map(({ senderRef }) => senderRef);
    expect(third).toBe(first);
    expect(second).not.toBe(first);
  });

  it("gives what is pasted twice the same keys, and the same words said twice two of them", async () => {
    const bench = await running();
    const chat = "张三 2026-11-22 09:01\n+1\n张三 2026-11-22 09:01\n+1\n李四 2026-11-22 09:02\n+1";
    await bench.paste(chat);
    await bench.paste(`${chat}\n王五 2026-11-22 09:03\n+1`);
    const keys = bench.events.map(({ eventKey }) => eventKey);
    expect(new Set(keys.slice(0, 3)).size).toBe(3);
    expect(keys.slice(3, 6)).toEqual(keys.slice(0, 3));
    expect(keys.slice(0, 3)).not.toContain(keys[6]);
  });

  it("knows what it gave out when it comes back with the chat, whoever pasted it there", async () => {
    const bench = await running();
    await bench.platform.send(postIn("r1", { text: "3号楼电梯停运\n已转物业" }));
    await bench.paste("云云:\n3号楼电梯停运 \n已转物业\n\n张三:\n谢谢");
    expect(bench.messages().map(({ fromSelf }) => fromSelf)).toEqual([true, false]);
  });

  it("takes words without a speaker as one message of somebody unnamed, who is nobody twice", async () => {
    const bench = await running();
    await bench.paste("我家漏水\n时间:\n昨天晚上");
    await bench.paste("楼道灯坏了");
    expect(bench.messages().map(({ nick, text }) => [nick, text])).toEqual([
      [unnamedSpeaker, "我家漏水\n时间:\n昨天晚上"],
      [unnamedSpeaker, "楼道灯坏了"],
    ]);
    const [one, other] = bench.messages();
    expect(one?.senderRef).not.toBe(other?.senderRef);
  });

  it("passes on no code that binds an account, for a nickname is none", async () => {
    const bench = await running();
    const codes = ["绑定 AB12CD34", "/bind@linli_bot AB12CD34", "/start AB12CD34", "绑\ud83d定 AB12CD34"];
    await bench.paste([...codes, "在吗"].map((words) => `张三:\n${words}`).join("\n\n"));
    expect(bench.messages().map(({ text }) => text)).toEqual(["在吗"]);
  });

  it("loses nothing when keeping fails in the middle and the same is pasted again", async () => {
    let refusals = 1;
    const bench = await running({
      onEvent(event) {
        if (event.type === "message" && event.text === "二" && refusals-- > 0) throw new Error("the database is away");
      },
    });
    await bench.paste("张三:\n一\n\n张三:\n二\n\n张三:\n三");
    expect([...new Set(bench.events.map(({ eventKey }) => eventKey))]).toHaveLength(3);
    expect(bench.messages().map(({ text }) => text)).toEqual(["一", "一", "二", "三"]);
  });
});
