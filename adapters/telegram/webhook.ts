import { createHash, timingSafeEqual } from "node:crypto";
import type { Update } from "grammy/types";
import type { RunOptions } from "../../src/ports/chat-platform.ts";
import { eventNotKept } from "./notices.ts";
import { type ReceiveDeps, takeUpdate } from "./receive.ts";

/** What Telegram posted to us, as it came. */
export interface WebhookRequest {
  /** The header X-Telegram-Bot-Api-Secret-Token. */
  readonly secret: string | undefined;
  readonly rawBody: string | Uint8Array;
}

/**
 * The HTTP status to answer with, and nothing else. 200: kept. 400: not an update. 401: not from Telegram. 503: not kept, so
 * Telegram brings it again.
 */
export type WebhookStatus = 200 | 400 | 401 | 503;

/** The door for updates that Telegram brings. Open while a run serves it. */
export interface Webhook {
  take(request: WebhookRequest): Promise<WebhookStatus>;
  /** Opens, has Telegram told by `register`, serves until the run is told to stop, and resolves when the last update in hand is kept. */
  serve(run: RunOptions, register: () => Promise<unknown>): Promise<void>;
}

/** Makes a closed door. An update is given `keepWithinMs`, then it counts as not kept, though it may be yet: its key will tell. */
export function createWebhook(secret: string, deps: ReceiveDeps, keepWithinMs: number): Webhook {
  const secretDigest = digestOf(secret);
  let run: RunOptions | null = null;
  const inHand = new Map<string, Promise<void>>();
  /** What is brought again while it is still being kept waits with the first: a house that is slow would otherwise do everything twice. */
  const keeping = new Map<number, Promise<void>>();

  const keep = (update: Update, serving: RunOptions): Promise<void> => {
    const same = keeping.get(update.update_id);
    if (same) return same;
    const lane = laneOf(update);
    const kept = (inHand.get(lane) ?? Promise.resolve()).then(() => {
      if (serving.signal.aborted) throw new Error("stopped");
      return takeUpdate(update, serving, deps);
    });
    const ended = kept
      .catch(() => {})
      .then(() => {
        keeping.delete(update.update_id);
        if (inHand.get(lane) === ended) inHand.delete(lane);
      });
    inHand.set(lane, ended);
    keeping.set(update.update_id, kept);
    return kept;
  };

  return {
    async take({ secret: told, rawBody }) {
      if (!timingSafeEqual(digestOf(told ?? ""), secretDigest)) return 401;
      if (!run || run.signal.aborted) return 503;
      const update = parseUpdate(rawBody);
      if (!update) return 400;

      const kept = keep(update, run);
      return new Promise<WebhookStatus>((answer) => {
        const patience = setTimeout(() => answer(503), keepWithinMs);
        const end = (status: WebhookStatus) => {
          clearTimeout(patience);
          answer(status);
        };
        kept.then(
          () => end(200),
          () => {
            deps.onNotice(eventNotKept(update.update_id));
            end(503);
          },
        );
      });
    },

    async serve(serving, register) {
      const { signal } = serving;
      // Open before Telegram is told, because it comes at once, and after a no it stays away for a while.
      run = serving;
      try {
        await register();
        if (!signal.aborted) await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
      } finally {
        run = null;
        await Promise.all(inHand.values());
      }
    },
  };
}

/** Updates of one lane are taken one after the other, or two messages of a chat could overtake each other. A press waits for nobody. */
function laneOf(update: Update): string {
  const chat = (update.message ?? update.edited_message ?? update.my_chat_member)?.chat;
  return chat ? `chat ${chat.id}` : `update ${update.update_id}`;
}

/** Digests are compared, so neither how far two secrets agree nor how long they are can be measured. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

function parseUpdate(rawBody: string | Uint8Array): Update | null {
  try {
    const value: unknown = JSON.parse(typeof rawBody === "string" ? rawBody : new TextDecoder().decode(rawBody));
    const isUpdate =
      typeof value === "object" && value !== null && "update_id" in value && Number.isSafeInteger(value.update_id);
    return isUpdate ? (value as Update) : null;
  } catch {
    return null;
  }
}
