/** Keeps a crowd of rings from reaching the backend one by one. */
export interface RingFolder {
  /** Resolves when the ring was sent, or is remembered here until it is. */
  ring(key: string, delayMs: number, instead?: boolean): Promise<void>;
  /** How many keys wait here for their time. */
  waiting(): number;
  /** Forgets what waits; resolves when what was being sent is sent. */
  close(): Promise<void>;
}

/** A key is sent at most once in this time; what comes between is sent at its end. */
const FOLD_MS = 100;
/** When the backend did not take a ring, the next try. */
const RETRY_MS = 1000;
/** setTimeout takes no more than 31 bits; a longer wait is cut into several. */
const TIMER_MS_MAX = 2 ** 31 - 1;

/** The rings of one key that wait: sent at `firstAt`, and once more at `lastAt` when that is later. */
interface Waiting {
  firstAt: number;
  lastAt: number;
  /** Every one of them may be replaced. */
  replaceable: boolean;
  timer: NodeJS.Timeout;
}

/**
 * Folds rings before they are sent. A ring is only ever put off, never dropped for one that was sent before it: the run which that
 * one started may already have looked.
 *
 * @param send - Hands a batch to the backend; of one batch at a time. May reject, then the batch is sent again later.
 */
export function createRingFolder(
  send: (keys: readonly string[]) => Promise<void>,
  onFailure: (error: unknown) => void,
): RingFolder {
  const sentAt = new Map<string, number>();
  const waiting = new Map<string, Waiting>();
  let batch: { readonly keys: Set<string>; readonly sent: Promise<void> } | null = null;
  let lastBatch: Promise<void> = Promise.resolve();
  let closed = false;

  function sendSoon(key: string): Promise<void> {
    if (!batch) {
      const keys = new Set<string>();
      lastBatch = lastBatch.then(() => sendBatch(keys));
      batch = { keys, sent: lastBatch };
    }
    batch.keys.add(key);
    return batch.sent;
  }

  async function sendBatch(keys: ReadonlySet<string>): Promise<void> {
    batch = null;
    const now = performance.now();
    forgetSentBefore(now - FOLD_MS);
    for (const key of keys) sentAt.set(key, now);
    try {
      await send([...keys]);
    } catch (error) {
      onFailure(error);
      for (const key of keys) putOff(key, performance.now() + RETRY_MS);
    }
  }

  /** The map is in the order of sending, so the old ones come first. */
  function forgetSentBefore(instant: number): void {
    for (const [key, at] of sentAt) {
      if (at > instant) return;
      sentAt.delete(key);
    }
  }

  function putOff(key: string, dueAt: number, replaceable = false): void {
    if (closed) return;
    const known = waiting.get(key);
    if (!known) {
      waiting.set(key, { firstAt: dueAt, lastAt: dueAt, replaceable, timer: armed(key, dueAt) });
      return;
    }
    const isReplaced = known.replaceable && replaceable;
    known.replaceable = isReplaced;
    known.lastAt = isReplaced ? dueAt : Math.max(known.lastAt, dueAt);
    const firstAt = isReplaced ? dueAt : Math.min(known.firstAt, dueAt);
    // A timer that is early looks again by itself, so only one that is late is set anew.
    if (firstAt < known.firstAt) {
      clearTimeout(known.timer);
      known.timer = armed(key, firstAt);
    }
    known.firstAt = firstAt;
  }

  function armed(key: string, dueAt: number): NodeJS.Timeout {
    // Rounded up: a run before its time would find nothing to do, and none would follow.
    const waitMs = Math.ceil(dueAt - performance.now()) + 1;
    return setTimeout(() => fire(key), Math.min(waitMs, TIMER_MS_MAX)).unref();
  }

  function fire(key: string): void {
    const due = waiting.get(key);
    if (!due) return;
    waiting.delete(key);
    const now = performance.now();
    if (due.firstAt > now) putOff(key, due.firstAt, due.replaceable);
    else void sendSoon(key);
    if (due.lastAt > now) putOff(key, due.lastAt, due.replaceable);
  }

  return {
    ring(key, delayMs, instead = false) {
      if (closed) return Promise.resolve();
      const now = performance.now();
      const freeAt = (sentAt.get(key) ?? Number.NEGATIVE_INFINITY) + FOLD_MS;
      if (delayMs <= 0 && freeAt <= now) return sendSoon(key);
      putOff(key, Math.max(now + delayMs, freeAt), instead);
      return Promise.resolve();
    },
    waiting: () => waiting.size,
    async close() {
      closed = true;
      for (const { timer } of waiting.values()) clearTimeout(timer);
      waiting.clear();
      await lastBatch;
    },
  };
}
