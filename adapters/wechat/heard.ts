import { setTimeout as pause } from "node:timers/promises";
import type { PlatformEvent, RunOptions } from "../../src/ports/chat-platform.ts";
import { account } from "./refs.ts";
import type { WireEvent } from "./wire.ts";

const retryPauseMaxMs = 5_000;
/** WeChat cannot be asked to wait, so what is heard while the database is away is kept here. */
const queueMax = 10_000;

/** What was heard and is not kept yet, oldest first. It outlives a run and a process. */
export interface Heard {
  add(event: WireEvent): void;
  first(): WireEvent | undefined;
  drop(): void;
  /** Resolves when something is there, or the signal aborts. */
  some(signal: AbortSignal): Promise<void>;
}

/** Makes one with nothing in it. `onFull` is told each time that the oldest was given up. */
export function createHeard(onFull: () => void): Heard {
  const events: WireEvent[] = [];
  let wake = () => {};
  return {
    add(event) {
      events.push(event);
      if (events.length > queueMax) {
        // Not the first: it may be in hand.
        events.splice(1, 1);
        onFull();
      }
      wake();
    },
    first: () => events[0],
    drop: () => void events.shift(),
    async some(signal) {
      if (events.length > 0 || signal.aborted) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
        signal.addEventListener("abort", () => resolve(), { once: true });
      });
    },
  };
}

/** Hands over what was heard, one after the other, until told to stop; an event in hand is kept first, and comes first again if it cannot be. */
export async function handOver(
  heard: Heard,
  run: RunOptions,
  signal: AbortSignal,
  firstPauseMs: number,
): Promise<void> {
  let waitMs = firstPauseMs;
  while (!signal.aborted) {
    await heard.some(signal);
    const event = heard.first();
    if (!event || signal.aborted) continue;
    try {
      await run.onEvent(eventOf(event));
      heard.drop();
      waitMs = firstPauseMs;
    } catch {
      await pause(waitMs, undefined, { signal }).catch(() => {});
      waitMs = Math.min(waitMs * 2, retryPauseMaxMs);
    }
  }
}

function eventOf({ at, ...event }: WireEvent): PlatformEvent {
  const told = { platform: "wechat", account, at: new Date(at) } as const;
  if (event.type === "message") return { ...event, ...told, quotedRef: null, albumRef: null };
  if (event.type === "joined") return { ...event, ...told, canPost: null };
  return { ...event, ...told };
}
