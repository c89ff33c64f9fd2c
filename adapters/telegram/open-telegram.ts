import { createTelegramPlatform, type TelegramPlatform } from "./telegram-platform.ts";
import { webhookPath } from "./webhook-route.ts";

/** Opens one bot: it has updates brought to `publicUrl` where there is a secret for that, and asks for them where there is none. */
export function openTelegram({
  token,
  apiRoot,
  publicUrl,
  webhookSecret,
  onNotice,
}: {
  readonly token: string;
  readonly apiRoot: string;
  readonly publicUrl: string | null;
  readonly webhookSecret: string | null;
  /** Told in Chinese and English. What `lasts` stays true until somebody acts; the rest passes by itself. */
  readonly onNotice: (text: string, lasts: boolean) => void;
}): TelegramPlatform {
  return createTelegramPlatform({
    token,
    apiRoot,
    mode:
      webhookSecret !== null
        ? { type: "webhook", url: `${publicUrl}${webhookPath}`, secret: webhookSecret }
        : { type: "polling" },
    onNotice: ({ code, zh, en }) =>
      onNotice(`${zh}\n${en}`, code === "privacy_mode_on" || code === "cannot_join_groups"),
  });
}
