import { describe, expect, it } from "vitest";
import { marks } from "../../src/locales/posts.ts";
import { openedFor } from "../contracts/chat-platform-bench.ts";
import { openTelegramBench, residents, type TelegramBench } from "../support/telegram-bench.ts";

const opened = async () => (await openedFor(() => openTelegramBench("polling"))) as TelegramBench;

describe("telegram, signs on messages", () => {
  it("sets a sign, and another in its place", async () => {
    const bench = await opened();
    const messageRef = await bench.say({ text: "电梯坏了" });
    for (const sign of Object.values(marks)) {
      await bench.pass(1_000);
      const outcome = await bench.platform.react!({ groupRef: bench.groupRef, messageRef, sign });
      expect(outcome).toEqual({ status: "sent", messageRefs: [] });
      expect(bench.api.chat(bench.chatId).reactions.get(Number(messageRef))).toBe(sign);
    }
    expect(bench.posts(bench.groupRef)).toEqual([]);
  });

  it("fails for a sign that Telegram does not know, and where it may not post", async () => {
    const bench = await opened();
    const mark = { groupRef: bench.groupRef, messageRef: await bench.say({ text: "电梯坏了" }), sign: "✅" };
    await expect(bench.platform.react!(mark)).resolves.toMatchObject({ status: "failed" });
    bench.api.chat(bench.chatId).botStatus = "kicked";
    await bench.pass(1_000);
    await expect(bench.platform.react!({ ...mark, sign: "👀" })).resolves.toMatchObject({ status: "failed" });
  });

  it("says retry when the answer is lost, because the same sign twice is one", async () => {
    const bench = await opened();
    const mark = { groupRef: bench.groupRef, messageRef: await bench.say({ text: "电梯坏了" }), sign: "👀" };
    bench.api.plan("setMessageReaction", { type: "cut_after" });
    await expect(bench.platform.react!(mark)).resolves.toMatchObject({ status: "retry" });
  });
});

describe("telegram, who runs a group", () => {
  it.each([
    ["creator", true],
    ["administrator", true],
    ["member", false],
  ] as const)("knows a %s by Telegram's word", async (role, isAdmin) => {
    const bench = await opened();
    if (role !== "member") bench.api.chat(bench.chatId).roles.set(residents.first.id, role);
    expect(await bench.platform.isGroupAdmin!(bench.groupRef, String(residents.first.id))).toBe(isAdmin);
  });

  it("takes who writes as the group itself for one of them, and who writes as another channel for nobody", async () => {
    const bench = await opened();
    expect(await bench.platform.isGroupAdmin!(bench.groupRef, `chat${bench.chatId}`)).toBe(true);
    expect(await bench.platform.isGroupAdmin!(bench.groupRef, "chat-1009")).toBe(false);
  });

  it("takes for nobody whom it cannot ask about", async () => {
    const bench = await opened();
    bench.api.chat(bench.chatId).roles.set(residents.first.id, "creator");
    bench.api.plan("getChatMember", { type: "cut_before" });
    expect(await bench.platform.isGroupAdmin!(bench.groupRef, String(residents.first.id))).toBe(false);
  });
});
