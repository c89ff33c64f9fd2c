import { setTimeout as pause } from "node:timers/promises";
import type { Api } from "grammy";
import type { Update } from "grammy/types";
import { storableText } from "../../src/domain/chat.ts";
import type { RunOptions } from "../../src/ports/chat-platform.ts";
import { signalFor } from "./connection.ts";
import { eventNotKept, pressFailed, pressUnanswered, type TelegramNotice } from "./notices.ts";
import { reasonOf } from "./outcome.ts";
import { translate } from "./translate.ts";

/** The updates asked for. Not named here, not sent: so joins and leaves of residents, and reactions, never reach us. */
export const allowedUpdates = ["message", "edited_message", "callback_query", "my_chat_member"] as const;

/** Telegram waits longer for an answer to a press, but the person does not. */
const answerWithinMs = 5_000;
/** Longest text that Telegram shows to one who pressed. */
const answerCharsMax = 200;
/** A longer answer is shown in a box to close, because a line at the top is gone before it is read. */
const toastCharsMax = 40;

const batchSize = 100;
const retryPauseMaxMs = 5_000;

export interface ReceiveDeps {
  readonly api: Api;
  readonly account: string;
  readonly onNotice: (notice: TelegramNotice) => void;
  /** What the bot is called in Telegram, once that is known. */
  readonly username?: () => string | undefined;
}

/**
 * Hands over what one update means. Resolves when it is kept, or when the press is dealt with; then it may be confirmed.
 * Rejects when an event could not be kept; a press that fails is ended all the same, for the person waits and can press again.
 */
export async function takeUpdate(
  update: Update,
  run: RunOptions,
  { api, account, onNotice, username }: ReceiveDeps,
): Promise<void> {
  const { event, press, queryId } = translate(update, { account, receivedAt: new Date(), username: username?.() });
  if (event) await run.onEvent(event);
  if (queryId === null) return;

  let text = "";
  if (press) {
    try {
      text = storableText((await run.onPress(press)).text).slice(0, answerCharsMax);
    } catch {
      onNotice(pressFailed(update.update_id));
    }
  }
  const words =
    text === "" ? {} : { text: text.replace(/\p{Surrogate}/gu, ""), show_alert: text.length > toastCharsMax };
  await api
    .answerCallbackQuery(queryId, words, signalFor(AbortSignal.timeout(answerWithinMs)))
    .catch((error) => onNotice(pressUnanswered(update.update_id, reasonOf(error))));
}

export interface PollOptions {
  /** How long Telegram may wait for something to happen before it answers with nothing. */
  readonly pollSeconds: number;
  /** The first wait after an event could not be kept; it doubles up to 5 s. Also the least time between two questions for news. */
  readonly retryPauseMs: number;
}

/**
 * Asks for updates until told to stop. An update is confirmed by asking for what comes after it, and that is done only when it is kept.
 *
 * What is confirmed is remembered by Telegram, so nothing is remembered here. A number kept by us would do harm: after a week of quiet
 * Telegram counts anew, and asking beyond a new, lower number confirms, and so loses, what was never handed over.
 */
export async function poll(
  run: RunOptions,
  deps: ReceiveDeps,
  { pollSeconds, retryPauseMs }: PollOptions,
): Promise<void> {
  const { signal } = run;
  let nextId: number | null = null;

  while (!signal.aborted) {
    const askedAt = performance.now();
    const updates: Update[] = await ask(deps.api, nextId, pollSeconds, signal);
    // A far side that does not wait for news, as some proxies do not, would be asked a thousand times a second.
    if (updates.length === 0 && performance.now() - askedAt < 500) await rest(retryPauseMs, signal);
    // Told to stop while asking: whether Telegram has heard what to confirm is not known, so it is said once more below.
    if (signal.aborted && updates.length === 0) break;
    nextId = null;
    for (const update of updates) {
      if (!(await keepTrying(update, run, deps, retryPauseMs))) break;
      nextId = update.update_id + 1;
      if (signal.aborted) break;
    }
  }
  if (nextId !== null) await confirm(deps.api, nextId);
}

async function ask(api: Api, nextId: number | null, pollSeconds: number, stop: AbortSignal): Promise<Update[]> {
  const signal = AbortSignal.any([stop, AbortSignal.timeout((pollSeconds + 10) * 1_000)]);
  const offset = nextId === null ? {} : { offset: nextId };
  const query = { ...offset, limit: batchSize, timeout: pollSeconds, allowed_updates: allowedUpdates };
  try {
    return await api.getUpdates(query, signalFor(signal));
  } catch (error) {
    if (stop.aborted) return [];
    throw error;
  }
}

/** False when told to stop before the update was kept. */
async function keepTrying(update: Update, run: RunOptions, deps: ReceiveDeps, firstPauseMs: number): Promise<boolean> {
  for (let waitMs = firstPauseMs; ; waitMs = Math.min(waitMs * 2, retryPauseMaxMs)) {
    try {
      await takeUpdate(update, run, deps);
      return true;
    } catch {
      deps.onNotice(eventNotKept(update.update_id));
    }
    await rest(waitMs, run.signal);
    if (run.signal.aborted) return false;
  }
}

/** Waits, or less when told to stop. */
async function rest(ms: number, signal: AbortSignal): Promise<void> {
  await pause(ms, null, { signal }).catch(() => {});
}

/** Tells Telegram at the end what is kept. When it fails, those updates come again and are known by their keys. */
async function confirm(api: Api, nextId: number): Promise<void> {
  const query = { offset: nextId, limit: 1, timeout: 0, allowed_updates: allowedUpdates };
  await api.getUpdates(query, signalFor(AbortSignal.timeout(2_000))).catch(() => {});
}
