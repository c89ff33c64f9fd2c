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
}

/**
 * Makes a pace with nothing said yet. It remembers the moments of saying themselves, so no stretch of a minute, an hour or a day holds more
 * than its limit. It is forgotten with the process: after a restart the day counts anew.
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
  };
}
