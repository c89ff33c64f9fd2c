import Fastify from "fastify";
import {
  createTelegramPlatform,
  type TelegramNotice,
  type TelegramOptions,
  type TelegramPlatform,
} from "../../adapters/telegram/telegram-platform.ts";
import { telegramWebhook } from "../../adapters/telegram/webhook-route.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import type { FarFault, PlatformBench } from "../contracts/chat-platform-bench.ts";
import { StandInBotApi } from "./stand-in-bot-api.ts";

/** A Telegram platform in front of a stand-in Bot API. */
export interface TelegramBench extends PlatformBench {
  readonly platform: TelegramPlatform;
  readonly api: StandInBotApi;
  readonly chatId: number;
  readonly notices: readonly TelegramNotice[];
}

/** Residents as Telegram shows them. */
export const residents = {
  first: { id: 11, is_bot: false, first_name: "3-2-501", last_name: "老王" },
  other: { id: 12, is_bot: false, first_name: "小李" },
  bot: { id: 4242, is_bot: true, first_name: "邻里小助", username: "linli_bot" },
} as const;

/** What Telegram is told to show at the webhook's door. */
export const webhookSecret = "s3cret_of-the-webhook";

/** What a message carries in place of text, by kind. */
const carried: Partial<Record<MessageKind, object>> = {
  image: { photo: [{ file_id: "p", file_unique_id: "p", width: 90, height: 90 }] },
  voice: { voice: { file_id: "v", file_unique_id: "v", duration: 3 } },
  video: { video: { file_id: "w", file_unique_id: "w", width: 90, height: 90, duration: 3 } },
  file: { document: { file_id: "d", file_unique_id: "d", file_name: "通知.pdf" } },
  sticker: { sticker: { file_id: "s", file_unique_id: "s", width: 9, height: 9, emoji: "👍", type: "regular" } },
  location: { location: { latitude: 30.5, longitude: 114.3 } },
};

/** Opens a platform that polls, or one that is brought its updates over HTTP, and the far side of it. */
export async function openTelegramBench(
  mode: "polling" | "webhook",
  options: Partial<TelegramOptions> = {},
): Promise<TelegramBench> {
  const api = await new StandInBotApi().open();
  const chatId = -1001;
  const chat = api.chat(chatId);
  const notices: TelegramNotice[] = [];
  let nowMs = 0;
  const door = Fastify();
  // The address is part of what the platform is made with, so the door comes first.
  await door.register(telegramWebhook({ handleWebhook: (request) => platform.handleWebhook(request) }), {
    prefix: "/telegram",
  });
  const url = mode === "webhook" ? `${await door.listen({ host: "127.0.0.1", port: 0 })}/telegram/webhook` : "";
  const platform: TelegramPlatform = createTelegramPlatform({
    token: api.token,
    apiRoot: `${api.apiRoot}/`,
    mode: mode === "polling" ? { type: "polling" } : { type: "webhook", url, secret: webhookSecret },
    onNotice: (notice) => notices.push(notice),
    monotonicMs: () => nowMs,
    ...options,
    timing: { pollSeconds: 5, retryPauseMs: 2, ...options.timing },
  });
  const place = () => ({ date: 1_790_000_000, chat: { id: chatId, type: "supergroup", title: chat.title } });
  const message = (body: object) => {
    const message_id = api.nextMessageId();
    api.push({ message: { message_id, from: residents.first, ...place(), ...body } });
    return String(message_id);
  };

  return {
    platform,
    api,
    chatId,
    notices,
    groupRef: String(chatId),
    async say({ text, kind = "text", quotedRef, by }) {
      const words = kind === "text" ? { text } : { ...(text && { caption: text }), ...carried[kind] };
      const quote = quotedRef && { reply_to_message: { message_id: Number(quotedRef), ...place() } };
      return message({ ...words, ...(quote || {}), ...(by && { from: residents[by] }) });
    },
    async sayStrange() {
      message({ hologram: { depth: 3 } });
    },
    async edit(messageRef, text) {
      const body = {
        message_id: Number(messageRef),
        from: residents.first,
        ...place(),
        edit_date: 1_790_000_060,
        text,
      };
      api.push({ edited_message: body });
    },
    // Telegram tells bots nothing of it.
    async recall() {},
    redeliverLast: async () => api.redeliverLast(),
    press: (messageRef, token) => api.press(chatId, Number(messageRef), token, residents.first),
    pressAnswers: () => api.pressAnswers.map(({ text }) => text),
    posts: (groupRef) =>
      api.posts(Number(groupRef)).map(({ messageId, text, buttons, replyToId }) => ({
        ref: String(messageId),
        text,
        buttons: buttons.map(({ text: label, callback_data: token }) => ({ label, token })),
        replyToRef: replyToId === null ? null : String(replyToId),
      })),
    plan: (fault, skip = 0) => planFault(api, chatId, fault, skip),
    mend: async () => void (await api.open()),
    holdNextSend: () => api.hold("sendMessage"),
    async pass(ms) {
      nowMs += ms;
    },
    async close() {
      await api.close();
      await door.close();
    },
  };
}

async function planFault(api: StandInBotApi, chatId: number, fault: FarFault, skip: number): Promise<void> {
  const chat = api.chat(chatId);
  switch (fault.type) {
    case "flood": {
      const retryAfter = Math.ceil(fault.afterMs / 1_000);
      const description = `Too Many Requests: retry after ${retryAfter}`;
      return api.plan("sendMessage", { type: "answer", status: 429, description, retryAfter }, skip);
    }
    case "cut_after_acceptance":
      return api.plan("sendMessage", { type: "cut_after" }, skip);
    case "refuse_connection":
      return api.shut();
    case "no_right":
      chat.botStatus = "muted";
      return;
    case "kicked":
      chat.botStatus = "kicked";
      return;
    case "moved":
      chat.migratedTo = Number(fault.toGroupRef);
      api.chat(chat.migratedTo);
      return;
  }
}
