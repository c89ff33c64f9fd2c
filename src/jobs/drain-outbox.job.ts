import { setTimeout as pause } from "node:timers/promises";
import { checkEgress } from "../outreach/index.ts";
import type { ChatPlatform, SendOutcome } from "../ports/chat-platform.ts";
import type { Clock } from "../ports/clock.ts";
import type { JobHandler } from "../ports/job-queue.ts";
import type { ClaimedPost, OutboxStore, Withheld } from "../ports/outbox-store.ts";

/** Longer than any send should take. A crash leaves the post `sending`; past the lease the sweep marks it `uncertain`. */
const leaseMs = 30_000;

/** A shorter wait, as for a platform's own pace, is passed here: a timer costs less than giving the worker back and ringing again. */
const waitHereMs = 5_000;
/** Groups that are told of something side by side: most of them wait for a platform's pace or for its answer. */
const groupsAtOnce = 256;

export interface DrainOutboxDeps {
  readonly outbox: OutboxStore;
  /** The platform that speaks for an account; null when it is not running here. */
  readonly platformFor: (name: string, account: string) => ChatPlatform | null;
  readonly clock: Clock;
}

/**
 * Says in a group what it is owed, oldest first.
 *
 * The claim makes a second run harmless: a post that is sent, or that another worker holds, is not claimable.
 * No platform lets us ask "did this arrive?", so a post whose fate is not known is `uncertain` and goes to staff: a group is
 * never told the same thing twice, and nothing is lost without somebody seeing it.
 */
export function drainOutboxJob({ outbox, platformFor, clock }: DrainOutboxDeps): JobHandler {
  return {
    name: "drain-outbox",
    concurrency: groupsAtOnce,
    async handle(groupId, { signal }) {
      const claim = () => outbox.claimNext(groupId, { now: clock.now(), leaseMs });
      for (let post = signal.aborted ? null : await claim(); post; post = signal.aborted ? null : await claim()) {
        const outcome = await deliver(post, platformFor);
        await outbox.settle(post, outcome, clock.now());
        if (outcome.status !== "retry") continue;
        if (outcome.afterMs >= waitHereMs) return { again: outcome.afterMs };
        // A timer may be a millisecond early, and the claim would find nothing due.
        await pause(outcome.afterMs + 2, undefined, { signal }).catch(() => {});
      }
      const dueInMs = await outbox.nextDueInMs(groupId, clock.now());
      // A post that waits for the morning is the sweep's; one that waits for seconds is ours.
      return dueInMs !== null && dueInMs < 60_000 ? { again: Math.max(dueInMs, 50) } : "done";
    },
  };
}

async function deliver(
  post: ClaimedPost,
  platformFor: DrainOutboxDeps["platformFor"],
): Promise<SendOutcome | Withheld> {
  const verdict = checkEgress(post);
  if (!verdict.pass) return { status: "withheld", reason: verdict.reasons.join("; ") };
  const platform = platformFor(post.group.platform, post.group.account);
  if (!platform)
    return {
      status: "retry",
      afterMs: 30_000,
      reason: `${post.group.platform} is not running`,
      partsDone: post.partsDone,
    };
  if (post.template === "mark") return mark(post, platform);
  const { text, choices, editRef, replyToRef, partsDone, idempotencyKey } = post;
  return platform.send({ groupRef: post.group.ref, text, choices, editRef, replyToRef, partsDone, idempotencyKey });
}

/** A sign that cannot be set is not worth anybody's attention: the ticket is followed all the same. */
async function mark({ text, group, replyToRef }: ClaimedPost, platform: ChatPlatform): Promise<SendOutcome | Withheld> {
  if (!platform.react || replyToRef === null)
    return { status: "dropped", reason: `${platform.name} has no signs on messages` };
  const outcome = await platform.react({ groupRef: group.ref, messageRef: replyToRef, sign: text });
  return outcome.status === "failed" ? { ...outcome, status: "dropped" } : outcome;
}
