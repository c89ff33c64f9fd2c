import { setTimeout as pause } from "node:timers/promises";
import type { ButtonPress, ChatPlatform, PlatformEvent, PressAnswer } from "../ports/chat-platform.ts";

/** A platform with how it does. */
export interface Supervised {
  readonly platform: ChatPlatform;
  readonly state: "running" | "waiting" | "stopped";
  readonly lastEventAt: Date | null;
  readonly notice: string | null;
}

export interface KeepRunningOptions {
  readonly signal: AbortSignal;
  readonly onEvent: (event: PlatformEvent) => Promise<void>;
  readonly onPress: (press: ButtonPress) => Promise<PressAnswer>;
  readonly onFailure: (platform: ChatPlatform, error: unknown, againInMs: number) => void;
}

/** Between two tries of a platform that ended: at once useless, for ever deaf. */
const waitMs = { first: 1_000, longest: 60_000 } as const;

/**
 * Runs a platform until `signal` aborts, and again after a growing wait whenever it ends by itself. The status can be read meanwhile.
 */
export function keepRunning(
  platform: ChatPlatform,
  options: KeepRunningOptions,
): { status(): Supervised; readonly ended: Promise<void>; notice(text: string | null): void } {
  let state: Supervised["state"] = "waiting";
  let lastEventAt: Date | null = null;
  let notice: string | null = null;
  const { signal, onPress } = options;
  const onEvent = async (event: PlatformEvent) => {
    await options.onEvent(event);
    lastEventAt = new Date();
  };

  async function run(): Promise<void> {
    let wait: number = waitMs.first;
    while (!signal.aborted) {
      const startedAt = performance.now();
      try {
        state = "running";
        await platform.run({ signal, onEvent, onPress });
      } catch (error) {
        // What has run for a while did not fail at its start: the next try may come soon again.
        if (performance.now() - startedAt > waitMs.longest) wait = waitMs.first;
        state = "waiting";
        notice = error instanceof Error ? error.message : String(error);
        options.onFailure(platform, error, wait);
      }
      // Aborted while waiting: the loop ends by itself.
      await pause(wait, undefined, { signal }).catch(() => {});
      wait = Math.min(wait * 2, waitMs.longest);
    }
    state = "stopped";
  }

  return {
    status: () => ({ platform, state, lastEventAt, notice }),
    ended: run(),
    notice: (text) => {
      notice = text;
    },
  };
}
