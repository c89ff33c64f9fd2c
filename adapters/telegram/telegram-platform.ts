import { Api, GrammyError } from "grammy";
import { AppError } from "../../src/errors/app-error.ts";
import type { ChatPlatform, RunOptions, SendOutcome } from "../../src/ports/chat-platform.ts";
import { createAgent, signalFor } from "./connection.ts";
import { isGroupAdmin, react } from "./members.ts";
import { cannotJoinGroups, privacyModeOn, type TelegramNotice } from "./notices.ts";
import { reasonOf } from "./outcome.ts";
import { createSendPace } from "./pace.ts";
import { allowedUpdates, poll, type ReceiveDeps } from "./receive.ts";
import { sendPost, telegramCapabilities } from "./send.ts";
import { createWebhook, type WebhookRequest, type WebhookStatus } from "./webhook.ts";

export type { TelegramNotice } from "./notices.ts";
export { telegramCapabilities } from "./send.ts";
export type { WebhookRequest, WebhookStatus } from "./webhook.ts";

/** Telegram as a chat platform, and the door for updates that it brings itself. */
export interface TelegramPlatform extends ChatPlatform {
  /** Takes what was posted to the webhook's address and says with which status to answer. 503 always when it polls. */
  handleWebhook(request: WebhookRequest): Promise<WebhookStatus>;
}

export interface TelegramOptions {
  /** As BotFather gave it: "123456:ABC…". */
  readonly token: string;
  /** "https://api.telegram.org" when absent; a reverse proxy or a server of one's own otherwise. */
  readonly apiRoot?: string;
  /** Asks for updates, or has them brought to a public address, with a secret of 1 to 256 letters, digits, `_` and `-`. */
  readonly mode:
    | { readonly type: "polling" }
    | { readonly type: "webhook"; readonly url: string; readonly secret: string };
  /** Told what the person who runs the bot should know; each notice is in Chinese and English. */
  readonly onNotice?: (notice: TelegramNotice) => void;
  /** A clock that never goes back, for the pace of sending. */
  readonly monotonicMs?: () => number;
  /** How long a call may take once it is connected, and until it is. */
  readonly timing?: Partial<TelegramTiming>;
}

export interface TelegramTiming {
  readonly pollSeconds: number;
  readonly sendWithinMs: number;
  readonly connectWithinMs: number;
  /** Shorter than Telegram's own patience, so that it hears a clear no. */
  readonly keepWithinMs: number;
  readonly retryPauseMs: number;
}

const defaultTiming: TelegramTiming = {
  pollSeconds: 25,
  sendWithinMs: 20_000,
  connectWithinMs: 8_000,
  keepWithinMs: 2_500,
  retryPauseMs: 200,
};

/** Connects one Telegram bot. Opens nothing until `run` or `send`. Its traps are told in README.md beside this file. */
export function createTelegramPlatform(options: TelegramOptions): TelegramPlatform {
  const { token, mode, onNotice = () => {} } = options;
  const apiRoot = (options.apiRoot ?? "https://api.telegram.org").replace(/\/+$/, "");
  const timing = { ...defaultTiming, ...options.timing };
  const account = token.split(":", 1)[0]!;
  const agent = createAgent(apiRoot, timing.connectWithinMs);
  const api = new Api(token, { apiRoot, baseFetchConfig: { agent, compress: true } });
  const pace = createSendPace(options.monotonicMs ?? (() => performance.now()));
  let username: string | undefined;
  const deps: ReceiveDeps = { api, account, onNotice, username: () => username };
  const webhook = mode.type === "webhook" ? createWebhook(mode.secret, deps, timing.keepWithinMs) : null;
  const underway = new Set<Promise<unknown>>();

  /** A stop waits for what is on its way out. */
  const held = (sending: Promise<SendOutcome>) => {
    underway.add(sending);
    return sending.finally(() => underway.delete(sending));
  };
  const sendDeps = { api, pace, sendWithinMs: timing.sendWithinMs };

  const serve = async (run: RunOptions) => {
    const signal = signalFor(AbortSignal.any([run.signal, AbortSignal.timeout(timing.sendWithinMs)]));
    username = await introduce(api, onNotice, signal);
    if (mode.type === "polling" || !webhook) {
      await api.deleteWebhook({}, signal);
      return poll(run, deps, timing);
    }
    // One connection, because Telegram would otherwise bring messages of one group side by side.
    const how = { secret_token: mode.secret, allowed_updates: allowedUpdates, max_connections: 1 };
    return webhook.serve(run, () => api.setWebhook(mode.url, how, signal));
  };

  return {
    name: "telegram",
    account,
    capabilities: telegramCapabilities,

    async run(run) {
      try {
        if (!run.signal.aborted) await serve(run);
      } catch (error) {
        if (!run.signal.aborted) throw unavailable(error);
      }
      await Promise.allSettled(underway);
    },

    send: (post) => held(sendPost(post, sendDeps)),
    react: (mark) => held(react(mark, sendDeps)),
    isGroupAdmin: (groupRef, senderRef) => isGroupAdmin(api, groupRef, senderRef),

    handleWebhook: async (request) => (webhook ? webhook.take(request) : 503),
  };
}

/** Asks who we are, which proves the token, and tells the operator what keeps the bot from hearing. Gives our name there. */
async function introduce(
  api: Api,
  onNotice: (notice: TelegramNotice) => void,
  signal: Parameters<Api["getMe"]>[0],
): Promise<string> {
  const me = await api.getMe(signal);
  if (me.can_read_all_group_messages === false) onNotice(privacyModeOn(me.username));
  if (me.can_join_groups === false) onNotice(cannotJoinGroups(me.username));
  return me.username;
}

function unavailable(error: unknown): AppError {
  const isRefused = error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404);
  const isTaken = error instanceof GrammyError && error.error_code === 409;
  const why = isRefused
    ? "the token was refused"
    : isTaken
      ? "another copy of the bot is asking for its updates"
      : "no service";
  // Not passed on as the cause: grammY's inner error tells the URL, and the URL holds the token.
  return new AppError("PLATFORM_UNAVAILABLE", { platform: "telegram", reason: `${why} (${reasonOf(error)})` });
}
