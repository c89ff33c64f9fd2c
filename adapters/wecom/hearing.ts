import { setTimeout as pause } from "node:timers/promises";
import type { MessageEvent, RunOptions } from "../../src/ports/chat-platform.ts";

/** What was brought and is not kept yet, group by group. WeCom brings nothing a second time, so it waits here. */
export interface Hearing {
  /** Takes an event that was brought, whether or not anybody runs. */
  take(event: MessageEvent): void;
  /** Hands over what waits and what comes, one after the other in a group, until `signal` aborts; resolves when all that was brought is kept, or cannot be. */
  serve(run: Pick<RunOptions, "signal" | "onEvent">): Promise<void>;
}

/** The first wait after an event could not be kept; it doubles up to 5 s. */
const retryPauseMaxMs = 5_000;

/** Makes a hearing in which nothing waits. `onTrouble` is told each time an event could not be kept. */
export function createHearing(retryPauseMs: number, onTrouble: (event: MessageEvent) => void): Hearing {
  const waiting = new Map<string, MessageEvent[]>();
  let start: ((groupRef: string) => void) | null = null;

  /** True when kept; false when told to stop first. */
  async function keep(event: MessageEvent, { signal, onEvent }: Pick<RunOptions, "signal" | "onEvent">) {
    for (let waitMs = retryPauseMs; ; waitMs = Math.min(waitMs * 2, retryPauseMaxMs)) {
      try {
        await onEvent(event);
        return true;
      } catch {
        onTrouble(event);
      }
      if (!signal.aborted) await pause(waitMs, null, { signal }).catch(() => {});
      if (signal.aborted) return false;
    }
  }

  return {
    take(event) {
      const lane = waiting.get(event.groupRef) ?? [];
      lane.push(event);
      waiting.set(event.groupRef, lane);
      start?.(event.groupRef);
    },

    async serve(run) {
      const busy = new Map<string, Promise<void>>();
      const drain = async (groupRef: string) => {
        for (let next = waiting.get(groupRef)?.[0]; next; next = waiting.get(groupRef)?.[0]) {
          if (!(await keep(next, run))) break;
          waiting.get(groupRef)?.shift();
        }
        if (waiting.get(groupRef)?.length === 0) waiting.delete(groupRef);
        busy.delete(groupRef);
      };
      start = (groupRef) => {
        if (!busy.has(groupRef))
          busy.set(
            groupRef,
            Promise.resolve().then(() => drain(groupRef)),
          );
      };
      for (const groupRef of waiting.keys()) start(groupRef);
      if (!run.signal.aborted)
        await new Promise((resolve) => run.signal.addEventListener("abort", resolve, { once: true }));
      start = null;
      await Promise.all(busy.values());
    },
  };
}
