import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
// The package's main file exports something else than its types say.
import { TelegramServer } from "telegram-test-api/lib/telegramServer.js";
import { describe, expect, it, onTestFinished } from "vitest";
import { createTelegramPlatform } from "../../adapters/telegram/telegram-platform.ts";
import type { ButtonPress, PlatformEvent } from "../../src/ports/chat-platform.ts";
import { deferred, postIn } from "../contracts/chat-platform-bench.ts";

/** telegram-test-api takes 0 for 9000, so a free port is looked for here. */
async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, "close");
  return port;
}

describe("telegram, against a stand-in that others wrote", () => {
  it("hears a group, posts with buttons, takes a press and edits", async () => {
    const server = new TelegramServer({ port: await freePort(), host: "127.0.0.1" });
    await server.start();
    const token = "666:smoke";
    let nowMs = 0;
    const platform = createTelegramPlatform({
      token,
      apiRoot: server.config.apiURL,
      mode: { type: "polling" },
      monotonicMs: () => nowMs,
    });
    const client = server.getClient(token, { type: "group", chatId: -77, chatTitle: "幸福里3号楼", userId: 501 });

    const stopping = new AbortController();
    const heard = deferred();
    const events: PlatformEvent[] = [];
    const pressed = deferred();
    const presses: ButtonPress[] = [];
    const run = platform.run({
      signal: stopping.signal,
      async onEvent(event) {
        events.push(event);
        heard.resolve();
      },
      async onPress(press) {
        presses.push(press);
        pressed.resolve();
        return { text: "好的" };
      },
    });
    onTestFinished(async () => {
      stopping.abort();
      await run;
      await server.stop();
    });

    await client.sendMessage(client.makeMessage("电梯又坏了"));
    await heard.promise;
    expect(events).toMatchObject([
      { type: "message", groupRef: "-77", senderRef: "501", text: "电梯又坏了", kind: "text" },
    ]);

    const post = postIn("-77", { text: "修好了吗", choices: [{ label: "好了", token: "tok" }] });
    const sent = await platform.send(post);
    const messageRef = sent.status === "sent" ? sent.messageRefs[0]! : "";
    await client.sendCallback(client.makeCallbackQuery("tok", { message: { message_id: Number(messageRef) } }));
    await pressed.promise;
    expect(presses).toMatchObject([{ groupRef: "-77", messageRef, senderRef: "501", token: "tok" }]);

    nowMs += 1_000;
    await platform.send(postIn("-77", { text: "已解决", editRef: messageRef }));
    expect(server.storage.botMessages.map(({ message }) => "text" in message && message.text)).toEqual(["已解决"]);
  });
});
