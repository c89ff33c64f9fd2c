import { setTimeout as pause } from "node:timers/promises";
import type { ButtonPress, ChatPlatform, PlatformEvent, PressAnswer } from "../ports/chat-platform.ts";

/** A platform with how it does. */
export interface Supervised {
  readonly platform: ChatPlatform;
  /** `waiting`: it ended by itself, and has neither handed over anything nor lasted since. */
  readonly state: "running" | "waiting" | "stopped";
  /** Since when it is so. */
  readonly since: Date;
  readonly lastEventAt: Date | null;
  /** Why it ended, or what its operator should know. */
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
  const startedAt = new Date();
  let failure: { readonly since: Date; readonly reason: string } | null = null;
  let servingSince: Date | null = null;
  let stoppedAt: Date | null = null;
  let lastEventAt: Date | null = null;
  let notice: string | null = null;
  const { signal, onPress } = options;
  const onEvent = async (event: PlatformEvent) => {
    await options.onEvent(event);
    lastEventAt = new Date();
    failure = null;
  };
  // What has run for a while did not fail at its start.
  const hasLasted = () => servingSince !== null && Date.now() - servingSince.getTime() > waitMs.longest;

  async function run(): Promise<void> {
    let wait: number = waitMs.first;
    while (!signal.aborted) {
      try {
        servingSince = new Date();
        await platform.run({ signal, onEvent, onPress });
      } catch (error) {
        if (hasLasted()) {
          wait = waitMs.first;
          failure = null;
        }
        const reason = error instanceof Error ? error.message : String(error);
        failure = { since: failure?.since ?? new Date(), reason };
        options.onFailure(platform, error, wait);
      }
      servingSince = null;
      // Aborted while waiting: the loop ends by itself.
      await pause(wait, undefined, { signal }).catch(() => {});
      wait = Math.min(wait * 2, waitMs.longest);
    }
    stoppedAt = new Date();
  }

  function status(): Supervised {
    const told = { platform, lastEventAt };
    if (stoppedAt !== null) return { ...told, state: "stopped", since: stoppedAt, notice };
    if (failure !== null && !hasLasted())
      return { ...told, state: "waiting", since: failure.since, notice: failure.reason };
    return { ...told, state: "running", since: servingSince ?? startedAt, notice };
  }

  return {
    status,
    ended: run(),
    notice: (text) => {
      notice = text;
    },
  };
}
