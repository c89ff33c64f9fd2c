import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import type { TelegramOptions } from "../../adapters/telegram/telegram-platform.ts";
import { deferred, openedFor, runningOn } from "../contracts/chat-platform-bench.ts";
import { openTelegramBench, residents, type TelegramBench, webhookSecret } from "../support/telegram-bench.ts";

const opened = async (options?: Partial<TelegramOptions>) =>
  (await openedFor(() => openTelegramBench("webhook", options))) as TelegramBench;

const update = (text: string, update_id = 9_001) => ({
  update_id,
  message: {
    message_id: update_id,
    date: 1_790_000_000,
    chat: { id: -1001, type: "supergroup" },
    from: residents.first,
    text,
  },
});

/** Waits until the stand-in has registered the webhook, which the run does first. */
async function served(bench: TelegramBench, hooks?: Parameters<typeof runningOn>[1]) {
  const running = runningOn(bench, hooks);
  await bench.api.called("setWebhook");
  return running;
}

describe("telegram, hearing by webhook", () => {
  it("registers its address with the secret, the kinds it knows and one connection", async () => {
    const bench = await opened();
    await served(bench);
    expect(bench.api.calls.find(({ method }) => method === "setWebhook")?.body).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1/),
      secret_token: webhookSecret,
      allowed_updates: ["message", "edited_message", "callback_query", "my_chat_member"],
      max_connections: 1,
    });
  });

  it.each([undefined, "", "wrong", `${webhookSecret}x`, webhookSecret.slice(1), webhookSecret.toUpperCase()])(
    "turns away what does not bear the secret, before reading it (%s)",
    async (secret) => {
      const bench = await opened();
      const running = await served(bench);
      for (const rawBody of [JSON.stringify(update("冒充")), "{ not json"]) {
        await expect(bench.platform.handleWebhook({ secret, rawBody })).resolves.toBe(401);
      }
      expect(running.events).toEqual([]);
    },
  );

  it.each(["", "null", "[]", "{", "{}", '{"update_id":"1"}', '{"update_id":1.5}', "\0\ud83d"])(
    "refuses what is no update, and goes on (%j)",
    async (rawBody) => {
      const bench = await opened();
      const running = await served(bench);
      await expect(bench.platform.handleWebhook({ secret: webhookSecret, rawBody })).resolves.toBe(400);
      await bench.say({ text: "在吗" });
      await running.kept(1);
    },
  );

  it("takes an update of any unknown shape as unknown", async () => {
    const bench = await opened();
    const running = await served(bench);
    const rawBody = Buffer.from(JSON.stringify({ update_id: 5, thought: { depth: 3 } }));
    await expect(bench.platform.handleWebhook({ secret: webhookSecret, rawBody })).resolves.toBe(200);
    expect(running.events).toMatchObject([{ type: "unknown", groupRef: "" }]);
  });

  it("says no service before and after a run, so that nothing is lost", async () => {
    const bench = await opened();
    const request = { secret: webhookSecret, rawBody: JSON.stringify(update("早")) };
    await expect(bench.platform.handleWebhook(request)).resolves.toBe(503);
    const running = await served(bench);
    await expect(bench.platform.handleWebhook(request)).resolves.toBe(200);
    await running.stop();
    await expect(bench.platform.handleWebhook(request)).resolves.toBe(503);
    expect(running.events).toHaveLength(1);
  });

  it("acknowledges an update only after it is kept", async () => {
    const bench = await opened();
    const begun = deferred();
    const keeping = deferred();
    await served(bench, {
      onEvent() {
        begun.resolve();
        return keeping.promise;
      },
    });
    const answers: number[] = [];
    const taking = bench.platform
      .handleWebhook({ secret: webhookSecret, rawBody: JSON.stringify(update("一")) })
      .then((status) => answers.push(status));
    await begun.promise;
    for (let turn = 0; turn < 20; turn += 1) await setImmediate();
    expect(answers).toEqual([]);
    keeping.resolve();
    await taking;
    expect(answers).toEqual([200]);
  });

  it("says no service when an update could not be kept, and when keeping it takes too long", async () => {
    const bench = await opened({ timing: { keepWithinMs: 20 } });
    const slow = deferred();
    const running = await served(bench, {
      onEvent: (event) => {
        if (event.type === "message" && event.text === "坏") throw new Error("the database is away");
        return slow.promise;
      },
    });
    const take = (text: string, id: number) =>
      bench.platform.handleWebhook({ secret: webhookSecret, rawBody: JSON.stringify(update(text, id)) });
    await expect(take("坏", 1)).resolves.toBe(503);
    await expect(take("慢", 2)).resolves.toBe(503);
    expect(running.events).toHaveLength(0);
    slow.resolve();
    await running.kept(1);
    expect(bench.notices.map(({ code }) => code)).toEqual(["event_not_kept"]);
  });

  it("keeps an update once that is brought again meanwhile, and tells both", async () => {
    const bench = await opened({ timing: { keepWithinMs: 60_000 } });
    const [begun, slow] = [deferred(), deferred()];
    let begunTimes = 0;
    await served(bench, {
      onEvent() {
        begunTimes += 1;
        begun.resolve();
        return slow.promise;
      },
    });
    const rawBody = JSON.stringify(update("慢"));
    const take = () => bench.platform.handleWebhook({ secret: webhookSecret, rawBody });
    const first = take();
    await begun.promise;
    const again = take();
    slow.resolve();
    expect(await Promise.all([first, again])).toEqual([200, 200]);
    expect(begunTimes).toBe(1);
    await expect(take()).resolves.toBe(200);
    expect(begunTimes).toBe(2);
  });

  it("keeps updates one after the other, though they are brought side by side", async () => {
    const bench = await opened();
    let atOnce = 0;
    let most = 0;
    const running = await served(bench, {
      async onEvent() {
        atOnce += 1;
        most = Math.max(most, atOnce);
        await Promise.resolve();
        atOnce -= 1;
      },
    });
    const texts = Array.from({ length: 30 }, (_, index) => `第${index}句`);
    await Promise.all(
      texts.map((text, index) =>
        bench.platform.handleWebhook({ secret: webhookSecret, rawBody: JSON.stringify(update(text, index + 1)) }),
      ),
    );
    expect(most).toBe(1);
    expect(running.messages().map(({ text }) => text)).toEqual(texts);
  });

  it("answers over HTTP with the status and nothing else, whatever the form of the body", async () => {
    const bench = await opened();
    await served(bench);
    const url = String(bench.api.calls.find(({ method }) => method === "setWebhook")?.body.url);
    const post = async (body: string, headers: Record<string, string>) => {
      const answer = await fetch(url, { method: "POST", body, headers });
      return [answer.status, await answer.text()];
    };
    const right = { "x-telegram-bot-api-secret-token": webhookSecret };
    expect(await post(JSON.stringify(update("一")), right)).toEqual([200, ""]);
    expect(await post(JSON.stringify(update("二", 2)), { ...right, "content-type": "application/json" })).toEqual([
      200,
      "",
    ]);
    expect(await post("{ not json", { ...right, "content-type": "application/json" })).toEqual([400, ""]);
    expect(await post("{ not json", { "content-type": "application/json" })).toEqual([401, ""]);
  });

  it("has no door when it polls", async () => {
    const bench = (await openedFor(() => openTelegramBench("polling"))) as TelegramBench;
    const request = { secret: webhookSecret, rawBody: JSON.stringify(update("一")) };
    await expect(bench.platform.handleWebhook(request)).resolves.toBe(503);
  });
});
