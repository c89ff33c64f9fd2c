import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";

/** How many messages one look at the log takes. */
const LOOK = 200;

/** A follower further behind than this is told to start anew. */
const CATCH_UP_MAX = 1_000;

/** Reads the log's end once for everybody who follows it. */
export interface MessageTail {
  /** Looks for news now, and once more when a look is under way. */
  ring(): void;
  /** Pushes everything after a revision (null: after now), each change once and in order, until `stop`. */
  follow(follower: Follower, after: number | null): Promise<{ stop(): void }>;
}

/** Somebody who follows the log. */
export interface Follower {
  /** Where it starts; `anew` when it must read its pages again: it is new, too far behind, or of another log. */
  begin(revision: number, anew: boolean): void;
  push(message: SandboxMessage): void;
}

/**
 * Follows a log for many at the price of one. Whoever writes in this process rings; what other processes write is found
 * by a look each `everyMs`, and only while somebody follows.
 */
export function createMessageTail(log: SandboxLog, everyMs: number): MessageTail {
  const followers = new Set<(message: SandboxMessage) => void>();
  let seen = 0;
  let looking = false;
  let ringing = false;
  let timer: NodeJS.Timeout | null = null;

  async function look(): Promise<void> {
    looking = true;
    try {
      while (ringing) {
        ringing = false;
        const news = await log.changedSince(seen, LOOK);
        ringing ||= news.length === LOOK;
        for (const message of news) {
          seen = message.revision;
          for (const push of followers) push(message);
        }
      }
    } catch {
      // A log that is away is asked again at the next ring or tick; nothing is skipped, since `seen` stands still.
    } finally {
      looking = false;
    }
  }

  function ring(): void {
    if (followers.size === 0) return;
    ringing = true;
    if (!looking) void look();
  }

  function join(push: (message: SandboxMessage) => void): void {
    followers.add(push);
    timer ??= setInterval(ring, everyMs);
    ring();
  }

  function leave(push: (message: SandboxMessage) => void): void {
    followers.delete(push);
    if (followers.size > 0 || !timer) return;
    clearInterval(timer);
    timer = null;
  }

  return {
    ring,
    async follow(follower, after) {
      const last = await log.lastRevision();
      if (followers.size === 0) seen = last;
      const anew = after === null || after > last || last - after > CATCH_UP_MAX;
      let sent = anew ? last : after;
      let caughtUp = false;
      const early: SandboxMessage[] = [];
      const push = (message: SandboxMessage) => {
        if (message.revision <= sent) return;
        sent = message.revision;
        follower.push(message);
      };
      const inOrder = (message: SandboxMessage) => (caughtUp ? push(message) : early.push(message));

      // It listens before it reads what it missed, so that nothing falls between the two.
      join(inOrder);
      try {
        const missed = await log.changedSince(sent, CATCH_UP_MAX * 2);
        follower.begin(sent, anew);
        for (const message of [...missed, ...early]) push(message);
        caughtUp = true;
      } catch (error) {
        leave(inOrder);
        throw error;
      }
      return { stop: () => leave(inOrder) };
    },
  };
}
