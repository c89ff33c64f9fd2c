/** How often the bot may speak: so often within any stretch of so long. */
interface Limit {
  readonly times: number;
  readonly perMs: number;
}

// https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this
// One a second in a chat is what it asks for in the long run, and short bursts are allowed: the cards of one turn come together.
const inOneChat: readonly Limit[] = [
  { times: 5, perMs: 5_000 },
  { times: 20, perMs: 60_000 },
];
const altogether: Limit = { times: 30, perMs: 1_000 };

const longestMs = 60_000;

/** Who was given a place and does not come within this time loses it: the post may have been taken back meanwhile. */
const placeKeptMs = 500;

/** Keeps the bot under Telegram's limits. It never waits itself: it says how long to wait. */
export interface SendPace {
  /** Takes the right to send to a chat now and gives 0, or gives the milliseconds after which to ask again, at least 1. */
  claim(chatId: number): number;
  /** Allows nothing to a chat for so long, because Telegram said so. */
  hold(chatId: number, ms: number): void;
}

/**
 * Makes a pace with nothing sent yet. It remembers the moments of sending themselves, so no stretch of a minute ever holds more than
 * the limit, which a bucket that refills would allow at its edges. One process sends for one bot; a second one would not be seen.
 *
 * @param nowMs - A clock that never goes back, such as `performance.now`.
 */
export function createSendPace(nowMs: () => number): SendPace {
  const chats = new Map<number, { sent: number[]; heldUntil: number }>();
  const all: number[] = [];
  /** The places under the limit for all that were given out, and not yet used: who comes later stands behind them. */
  const placeOf = new Map<number, number>();

  const chatOf = (chatId: number, now: number) => {
    const known = chats.get(chatId);
    if (known) return known;
    for (const [id, { sent, heldUntil }] of chats) {
      if (Math.max(heldUntil, (sent.at(-1) ?? 0) + longestMs) <= now) chats.delete(id);
    }
    const chat = { sent: [], heldUntil: 0 };
    chats.set(chatId, chat);
    return chat;
  };

  return {
    claim(chatId) {
      const now = nowMs();
      const chat = chatOf(chatId, now);
      const ownMs = Math.max(chat.heldUntil - now, ...inOneChat.map((limit) => waitFor(chat.sent, limit, now)));
      if (ownMs > 0) return Math.ceil(ownMs);
      for (const [id, at] of placeOf) if (at + placeKeptMs <= now) placeOf.delete(id);
      const own = placeOf.get(chatId) ?? Number.POSITIVE_INFINITY;
      const ahead = [...placeOf].filter(([id, at]) => id !== chatId && at <= own).length;
      const at = placeAt(all, ahead, now);
      if (at > now) {
        placeOf.set(chatId, at);
        return Math.ceil(at - now);
      }
      placeOf.delete(chatId);
      remember(chat.sent, now, 20);
      remember(all, now, altogether.times);
      return 0;
    },
    hold(chatId, ms) {
      const now = nowMs();
      const chat = chatOf(chatId, now);
      chat.heldUntil = Math.max(chat.heldUntil, now + ms);
    },
  };
}

function waitFor(sent: readonly number[], { times, perMs }: Limit, now: number): number {
  return (sent.at(-times) ?? Number.NEGATIVE_INFINITY) + perMs - now;
}

/** When the limit for all lets one more speak, after so many others; now, where it does already. */
function placeAt(sent: readonly number[], ahead: number, now: number): number {
  const { times, perMs } = altogether;
  const recent = sent.filter((at) => at + perMs > now);
  const turn = ahead % times;
  const free = times - recent.length;
  return (turn < free ? now : recent[turn - free]! + perMs) + Math.floor(ahead / times) * perMs;
}

function remember(sent: number[], now: number, most: number): void {
  sent.push(now);
  if (sent.length > most) sent.shift();
}
