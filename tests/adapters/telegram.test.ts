import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTelegramPlatform, telegramCapabilities } from "../../adapters/telegram/telegram-platform.ts";
import type { RunOptions } from "../../src/ports/chat-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import { deferred, openedFor, postIn, runningOn, sendToTheEnd } from "../contracts/chat-platform-bench.ts";
import { openTelegramBench, residents, type TelegramBench } from "../support/telegram-bench.ts";

for (const mode of ["polling", "webhook"] as const) {
  chatPlatformContract(`telegram by ${mode}`, () => openTelegramBench(mode), { capabilities: telegramCapabilities });
}

const opened = async (options?: Parameters<typeof openTelegramBench>[1]) =>
  (await openedFor(() => openTelegramBench("polling", options))) as TelegramBench;

/** Runs a platform until it ends by itself, and tells how. */
function runToItsEnd(bench: TelegramBench): Promise<unknown> {
  const keep: RunOptions = {
    signal: new AbortController().signal,
    onEvent: async () => {},
    onPress: async () => ({ text: "" }),
  };
  return bench.platform.run(keep).catch((error: unknown) => error);
}

describe("telegram, hearing by polling", () => {
  it("confirms an update only after it is kept", async () => {
    const bench = await opened();
    const begun = deferred();
    const keeping = deferred();
    const running = runningOn(bench, {
      onEvent() {
        begun.resolve();
        return keeping.promise;
      },
    });
    await bench.say({ text: "停水了" });
    await begun.promise;
    expect(bench.api.unconfirmed()).toHaveLength(1);
    keeping.resolve();
    await running.kept(1);
    await running.stop();
    expect(bench.api.unconfirmed()).toEqual([]);
  });

  it("loses nothing and skips nothing when it dies in the middle of a batch", async () => {
    const bench = await opened();
    for (let n = 1; n <= 20; n += 1) await bench.say({ text: `第${n}句` });
    const kept = new Set<string>();
    const died = deferred();
    // A process that is killed confirms nothing and never comes back from keeping.
    void bench.platform.run({
      signal: new AbortController().signal,
      async onEvent(event) {
        if (kept.size === 7) {
          died.resolve();
          await new Promise(() => {});
        }
        kept.add(event.eventKey);
      },
      onPress: async () => ({ text: "" }),
    });
    await died.promise;

    const next = runningOn(bench);
    await next.kept(20);
    expect(next.messages().map(({ text }) => text)).toEqual(
      Array.from({ length: 20 }, (_, index) => `第${index + 1}句`),
    );
    for (const { eventKey } of next.events) kept.add(eventKey);
    expect(kept.size).toBe(20);
  });

  it("hears on when Telegram counts anew from a lower number after a quiet week", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    await bench.say({ text: "一" });
    await running.kept(1);
    // Whatever is confirmed from now on must not confirm what has a lower number.
    await bench.api.endPoll();
    bench.api.countFrom(12);
    await bench.say({ text: "二" });
    await running.kept(2);
    expect(running.messages().map(({ text }) => text)).toEqual(["一", "二"]);
  });

  it("asks for the kinds of update it knows, and for no others", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    await bench.say({ text: "一" });
    await running.kept(1);
    const asked = bench.api.calls.find(({ method }) => method === "getUpdates");
    expect(asked?.body.allowed_updates).toEqual(["message", "edited_message", "callback_query", "my_chat_member"]);
  });

  it("polls although a webhook was set before", async () => {
    const bench = await opened();
    const setWebhook = `${bench.api.apiRoot}/bot${bench.api.token}/setWebhook`;
    await fetch(setWebhook, { method: "POST", body: JSON.stringify({ url: "http://127.0.0.1:9/old" }) });
    const running = runningOn(bench);
    await bench.api.called("deleteWebhook");
    await bench.say({ text: "一" });
    await running.kept(1);
  });

  it("waits for news without asking again and again", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    await bench.say({ text: "一" });
    await running.kept(1);
    await bench.say({ text: "二" });
    await running.kept(2);
    const polls = bench.api.calls.filter(({ method }) => method === "getUpdates").length;
    expect(polls).toBeLessThanOrEqual(4);
  });

  it("gives up when another copy of the bot asks for its updates", async () => {
    const bench = await opened();
    const first = runToItsEnd(bench);
    await bench.say({ text: "一" });
    const second = runningOn(bench);
    await expect(first).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE", params: { platform: "telegram" } });
    await expect(first).resolves.toHaveProperty("message", expect.stringContaining("another copy of the bot"));
    await bench.say({ text: "二" });
    await second.kept(1);
  });

  it.each([
    ["a refused token", 401, "Unauthorized"],
    ["a server in trouble", 502, "Bad Gateway"],
    ["a flood", 429, "Too Many Requests: retry after 3"],
  ])("gives up, and tells no secret, for %s", async (_, status, description) => {
    const bench = await opened();
    bench.api.plan("getUpdates", { type: "answer", status, description });
    const error = await runToItsEnd(bench);
    expect(error).toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    expect(`${error} ${JSON.stringify(error)} ${(error as Error).cause}`).not.toContain(bench.api.token);
  });

  it("gives up, and tells no secret, when nobody listens", async () => {
    const bench = await opened();
    await bench.api.shut();
    const error = await runToItsEnd(bench);
    expect(error).toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    expect(`${error} ${(error as Error).stack}`).not.toContain(bench.api.token);
  });

  it("says in Chinese and English what to do when privacy mode keeps it from hearing", async () => {
    const bench = await opened();
    bench.api.canReadAll = false;
    const running = runningOn(bench);
    await bench.say({ text: "一" });
    await running.kept(1);
    expect(bench.notices).toEqual([
      {
        code: "privacy_mode_on",
        zh: expect.stringMatching(/\/setprivacy.*@linli_bot.*Disable/),
        en: expect.stringMatching(/\/setprivacy.*@linli_bot.*Disable/),
      },
    ]);
  });

  it("tells the operator each time an event could not be kept", async () => {
    const bench = await opened();
    let refusals = 2;
    const running = runningOn(bench, {
      onEvent() {
        if (refusals-- > 0) throw new Error("the database is away");
      },
    });
    await bench.say({ text: "一" });
    await running.kept(1);
    expect(bench.notices.map(({ code }) => code)).toEqual(["event_not_kept", "event_not_kept"]);
  });

  it("ends a press that nothing can be made of", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    const chat = { id: bench.chatId, type: "supergroup" };
    bench.api.push({
      callback_query: {
        id: "lost",
        from: residents.first,
        chat_instance: "1",
        message: { message_id: 1, date: 0, chat },
      },
    });
    await bench.say({ text: "完" });
    await running.kept(1);
    const answered = bench.api.calls.filter(({ method }) => method === "answerCallbackQuery");
    expect(answered.map(({ body }) => body.callback_query_id)).toEqual(["lost"]);
    expect(bench.notices.map(({ code }) => code)).toEqual(["press_unanswered"]);
  });

  it("shows a long answer to a press in a box, cut to what Telegram can show", async () => {
    const bench = await opened();
    runningOn(bench, { onPress: async ({ token }) => ({ text: token === "long" ? "𠮷".repeat(150) : "好的" }) });
    await bench.platform.send(postIn(bench.groupRef));
    const messageRef = bench.posts(bench.groupRef)[0]!.ref;
    await expect(bench.press(messageRef, "long")).resolves.toBe("𠮷".repeat(100));
    await expect(bench.press(messageRef, "short")).resolves.toBe("好的");
    expect(bench.api.pressAnswers.map(({ alert }) => alert)).toEqual([true, false]);
  });

  it("does not take the same press twice when a later event could not be kept", async () => {
    const bench = await opened();
    let refusals = 1;
    await bench.platform.send(postIn(bench.groupRef));
    const shown = bench.press(bench.posts(bench.groupRef)[0]!.ref, "once");
    await bench.say({ text: "一" });
    const running = runningOn(bench, {
      onEvent() {
        if (refusals-- > 0) throw new Error("the database is away");
      },
    });
    await shown;
    await running.kept(1);
    expect(running.presses).toHaveLength(1);
  });
});

describe("telegram, sending", () => {
  it("posts into the topic that the group's ref names", async () => {
    const bench = await opened();
    bench.api.chat(bench.chatId).topics.add(45);
    const sent = await bench.platform.send(postIn(`${bench.groupRef}#45`, { text: "已派单" }));
    expect(sent.status).toBe("sent");
    expect(bench.api.posts(bench.chatId)).toMatchObject([{ text: "已派单", threadId: 45 }]);
  });

  it("fails for a topic that is gone, and for a ref that is none of Telegram's", async () => {
    const bench = await opened();
    for (const groupRef of [`${bench.groupRef}#46`, "@@3f9a", "", "-1001;drop"]) {
      await expect(sendToTheEnd(bench, postIn(groupRef))).resolves.toMatchObject({ status: "failed" });
    }
    expect(bench.api.posts(bench.chatId)).toEqual([]);
  });

  it("shows no preview of a link, and sets buttons in rows of three", async () => {
    const bench = await opened();
    const choices = ["一", "二", "三", "四"].map((label) => ({ label, token: label }));
    await bench.platform.send(postIn(bench.groupRef, { text: "https://example.org", choices }));
    const button = (label: string) => ({ text: label, callback_data: label });
    expect(bench.api.calls.at(-1)?.body).toMatchObject({
      link_preview_options: { is_disabled: true },
      reply_markup: { inline_keyboard: [["一", "二", "三"].map(button), [button("四")]] },
    });
  });

  it("answers a message even when that has been deleted meanwhile", async () => {
    const bench = await opened();
    await bench.platform.send(postIn(bench.groupRef, { replyToRef: "60" }));
    expect(bench.api.calls.at(-1)?.body.reply_parameters).toEqual({
      message_id: 60,
      allow_sending_without_reply: true,
    });
  });

  it("mends half a character rather than have the post refused", async () => {
    const bench = await opened();
    await expect(bench.platform.send(postIn(bench.groupRef, { text: "半\ud83d字" }))).resolves.toMatchObject({
      status: "sent",
    });
    expect(bench.api.posts(bench.chatId)[0]?.text).toBe("半\ufffd字");
  });

  it.each([
    ["cut before it answered", { type: "cut_before" }],
    ["an error of the server", { type: "answer", status: 500, description: "Internal Server Error" }],
    ["a gateway's page in place of an answer", { type: "gateway", status: 502 }],
  ] as const)("says unknown for a post and sends it no second time: %s", async (_, fault) => {
    const bench = await opened();
    bench.api.plan("sendMessage", fault);
    const outcome = await bench.platform.send(postIn(bench.groupRef));
    expect(outcome).toMatchObject({ status: "unknown", partsDone: 0 });
    expect(JSON.stringify(outcome)).not.toContain(bench.api.token);
    expect(bench.api.calls.filter(({ method }) => method === "sendMessage")).toHaveLength(1);
  });

  it("says unknown when the answer does not come in time", async () => {
    const bench = await opened({ timing: { sendWithinMs: 2_000 } });
    const held = bench.holdNextSend();
    const sending = bench.platform.send(postIn(bench.groupRef));
    await held.arrived;
    await expect(sending).resolves.toMatchObject({ status: "unknown" });
    held.release();
    expect(bench.posts(bench.groupRef)).toHaveLength(1);
  });

  it("says retry for an edit whose fate is not known, because the same edit twice is one", async () => {
    const bench = await opened();
    await sendToTheEnd(bench, postIn(bench.groupRef, { text: "已派单" }));
    const editRef = bench.posts(bench.groupRef)[0]!.ref;
    bench.api.plan("editMessageText", { type: "cut_after" });
    const edit = postIn(bench.groupRef, { text: "已解决", editRef });
    await bench.pass(1_000);
    await expect(bench.platform.send(edit)).resolves.toMatchObject({ status: "retry" });
    await expect(sendToTheEnd(bench, edit)).resolves.toEqual({ status: "sent", messageRefs: [editRef] });
    expect(bench.api.posts(bench.chatId)).toMatchObject([{ text: "已解决", edits: 1 }]);
  });

  it("says retry when a connection is begun and never stands, for then nothing was said", async () => {
    const mute = createServer();
    mute.listen(0, "127.0.0.1");
    await once(mute, "listening");
    const platform = createTelegramPlatform({
      token: "1:x",
      // A handshake that is never answered, as where the network drops what goes to Telegram.
      apiRoot: `https://127.0.0.1:${(mute.address() as AddressInfo).port}`,
      mode: { type: "polling" },
      timing: { connectWithinMs: 30 },
    });
    onTestFinished(() => void mute.close());
    await expect(platform.send(postIn("-1001"))).resolves.toMatchObject({ status: "retry", partsDone: 0 });
  });

  it("keeps a post for later when the token is refused, and does not tell the token", async () => {
    const bench = await opened();
    bench.api.plan("sendMessage", { type: "answer", status: 401, description: "Unauthorized" });
    const outcome = await bench.platform.send(postIn(bench.groupRef));
    expect(outcome).toEqual({ status: "retry", afterMs: 60_000, reason: "401 Unauthorized", partsDone: 0 });
  });

  it("asks for patience before Telegram has to, and calls nobody", async () => {
    const bench = await opened();
    for (let n = 0; n < 20; n += 1) await sendToTheEnd(bench, postIn(bench.groupRef));
    const calls = bench.api.calls.length;
    const outcome = await bench.platform.send(postIn(bench.groupRef));
    expect(outcome).toMatchObject({ status: "retry", afterMs: 45_000 });
    expect(bench.api.calls).toHaveLength(calls);
  });

  it("sends nothing to a chat before the time a flood was answered with, whatever is asked", async () => {
    const bench = await opened();
    await bench.plan({ type: "flood", afterMs: 35_000 });
    await bench.platform.send(postIn(bench.groupRef));
    await bench.pass(34_000);
    await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({
      status: "retry",
      afterMs: 1_000,
    });
    expect(bench.api.calls.filter(({ method }) => method === "sendMessage")).toHaveLength(1);
  });
});
