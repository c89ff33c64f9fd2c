import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import { createWecomPlatform } from "./bot-platform.ts";
import { createWecomWebhooks, type StaffWebhook } from "./webhook-platform.ts";

/** Opens the smart bot and the staff webhooks, as far as there are any. `onNotice` is told in Chinese and English. */
export function openWecom({
  bot,
  webhooks,
  onNotice,
}: {
  readonly bot: { readonly botId: string; readonly secret: string; readonly wsUrl: string | null } | null;
  readonly webhooks: readonly StaffWebhook[];
  readonly onNotice: (text: string) => void;
}): ChatPlatform[] {
  const platforms: ChatPlatform[] = [];
  if (bot) {
    const { botId, secret, wsUrl } = bot;
    platforms.push(
      createWecomPlatform({
        ...{ botId, secret, ...(wsUrl !== null && { wsUrl }) },
        onNotice: ({ zh, en }) => onNotice(`${zh}\n${en}`),
      }),
    );
  }
  if (webhooks.length > 0) platforms.push(createWecomWebhooks({ webhooks }));
  return platforms;
}
