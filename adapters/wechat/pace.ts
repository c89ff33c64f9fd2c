import type { PaceMemory } from "../../src/ports/account-care.ts";

/** How often an account may speak. Nobody knows WeChat's own limits; these are what people who were not banned report. */
export interface PaceLimits {
  /** A pause of random length in this range lies between two messages. */
  readonly gapMs: { readonly least: number; readonly most: number };
  readonly perMinute: number;
  readonly perHour: number;
  readonly perDay: number;
}

export const defaultPace: PaceLimits = {
  gapMs: { least: 3_000, most: 8_000 },
  perMinute: 10,
  perHour: 60,
  perDay: 200,
};

const minuteMs = 60_000;
const hourMs = 3_600_000;
const dayMs = 86_400_000;

/** How long nothing is said after WeChat said "too often" for the first and the second time. After the third a person decides. */
const pausesMs = [10 * minuteMs, hourMs] as const;
const longestPauseMs = Math.max(...pausesMs);
/** A stop that only a person ends is asked about so often. */
const askAgainMs = hourMs;
/** A day without a complaint, and the next one counts as the first again. */
const forgivenAfterMs = dayMs;

/** Keeps an account at a human pace. It never waits itself: it says how long to wait. */
export interface AccountPace {
  /** Takes the right to say one message now and gives 0, or gives the milliseconds after which to ask again, at least 1. */
  claim(): number;
  /** As `claim`, but takes nothing. */
  waitMs(): number;
  /** WeChat said "too often". Complaints about what was said before a pause began count once. */
  complain(): void;
  /** A person lets it speak again. */
  resume(): void;
  /** When it may speak again after a complaint; "resumed" when a person must say so; null when it may. */
  pausedUntil(): number | "resumed" | null;
  /** What to keep of it, in the instants of the wall's clock. */
  memory(wallNow: Date): PaceMemory;
  /** Takes up what was kept, before anything is said. An instant that has not come yet, by a clock that was set, is taken for now. */
  recall(kept: PaceMemory, wallNow: Date): void;
}

/**
 * Makes a pace with nothing said yet. It remembers the moments of saying themselves, so no stretch of a minute, an hour or a day holds more
 * than its limit. Whoever makes it keeps what it says of itself, or a restart would begin the day anew.
 *
 * @param nowMs - A clock that never goes back, such as `performance.now`.
 * @param random - From 0 up to 1, as `Math.random`.
 */
export function createAccountPace(limits: PaceLimits, nowMs: () => number, random: () => number): AccountPace {
  const said: number[] = [];
  let notBefore = Number.NEGATIVE_INFINITY;
  let complaints = 0;
  let complainedAt = Number.NEGATIVE_INFINITY;
  let pausedUntil = Number.NEGATIVE_INFINITY;

  const waitFor = (times: number, perMs: number, now: number) =>
    times > said.length ? 0 : (said[said.length - times] ?? now) + perMs - now;

  const waitMs = (now: number) => {
    if (pausedUntil === Number.POSITIVE_INFINITY) return askAgainMs;
    const longest = Math.max(
      pausedUntil - now,
      notBefore - now,
      waitFor(limits.perMinute, minuteMs, now),
      waitFor(limits.perHour, hourMs, now),
      waitFor(limits.perDay, dayMs, now),
    );
    return longest > 0 ? Math.ceil(longest) : 0;
  };

  return {
    waitMs: () => waitMs(nowMs()),
    claim() {
      const now = nowMs();
      const wait = waitMs(now);
      if (wait > 0) return wait;
      said.push(now);
      while (said.length > limits.perDay) said.shift();
      notBefore = now + limits.gapMs.least + random() * (limits.gapMs.most - limits.gapMs.least);
      return 0;
    },
    complain() {
      const now = nowMs();
      if (now < pausedUntil) return;
      if (now - complainedAt > forgivenAfterMs) complaints = 0;
      complainedAt = now;
      pausedUntil = now + (pausesMs[complaints] ?? Number.POSITIVE_INFINITY);
      complaints += 1;
    },
    resume() {
      pausedUntil = Number.NEGATIVE_INFINITY;
    },
    pausedUntil() {
      if (pausedUntil === Number.POSITIVE_INFINITY) return "resumed";
      return pausedUntil > nowMs() ? pausedUntil : null;
    },
    memory(wallNow) {
      const now = nowMs();
      const onTheWall = (ms: number) => new Date(Math.round(wallNow.getTime() + ms - now));
      const isPaused = pausedUntil > now && pausedUntil !== Number.POSITIVE_INFINITY;
      return {
        saidAt: said.filter((at) => now - at < dayMs).map(onTheWall),
        complaints,
        complainedAt: Number.isFinite(complainedAt) ? onTheWall(complainedAt) : null,
        pausedUntil: pausedUntil === Number.POSITIVE_INFINITY ? "resumed" : isPaused ? onTheWall(pausedUntil) : null,
      };
    },
    recall(kept, wallNow) {
      const now = nowMs();
      const onOurs = (at: Date) => now + at.getTime() - wallNow.getTime();
      said.unshift(...kept.saidAt.map((at) => Math.min(now, onOurs(at))));
      notBefore = Math.max(notBefore, (said.at(-1) ?? Number.NEGATIVE_INFINITY) + limits.gapMs.most);
      complaints += kept.complaints;
      if (kept.complainedAt) complainedAt = Math.max(complainedAt, Math.min(now, onOurs(kept.complainedAt)));
      if (kept.pausedUntil === "resumed") pausedUntil = Number.POSITIVE_INFINITY;
      else if (kept.pausedUntil)
        pausedUntil = Math.max(pausedUntil, Math.min(now + longestPauseMs, onOurs(kept.pausedUntil)));
    },
  };
}
