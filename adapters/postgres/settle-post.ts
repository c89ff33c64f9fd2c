import type { PostState } from "../../src/domain/post.ts";
import type { SendOutcome } from "../../src/ports/chat-platform.ts";
import type { ClaimedPost, Withheld } from "../../src/ports/outbox-store.ts";
import type { Transaction } from "./database.ts";
import { moveGroup } from "./group-moves.ts";

/** Writes how a send ended, if the post is still the sender's. */
export async function settlePost(
  tx: Transaction,
  post: ClaimedPost,
  outcome: SendOutcome | Withheld,
  now: Date,
): Promise<void> {
  const end = await endOf(tx, post, outcome);
  const nothing = { afterMs: null, partsDone: null, messageRefs: null, parts: null };
  const { afterMs, partsDone, messageRefs, parts } = { ...nothing, ...outcome };
  const notBefore = afterMs === null ? null : new Date(now.getTime() + afterMs);
  const isSent = end.state === "sent";
  await tx.$executeRaw`
    UPDATE post SET lease_id = NULL, lease_until = NULL, state = ${end.state}, reason = ${end.reason},
      not_before = coalesce(${notBefore}, not_before), parts_done = coalesce(${partsDone}::int, parts_done),
      sent_at = CASE WHEN ${isSent} THEN ${now} ELSE sent_at END, choices = CASE WHEN ${isSent} THEN '[]' ELSE choices END,
      message_refs = coalesce(${messageRefs}::text[], message_refs), handed_parts = coalesce(${parts}::text[], handed_parts)
    WHERE id = ${BigInt(post.id)} AND state = 'sending' AND lease_id = ${post.leaseId}::uuid`;
}

async function endOf(
  tx: Transaction,
  { group }: ClaimedPost,
  outcome: SendOutcome | Withheld,
): Promise<{ readonly state: PostState; readonly reason: string | null }> {
  switch (outcome.status) {
    case "sent":
    case "handed":
      return { state: outcome.status, reason: null };
    case "retry":
      return { state: "pending", reason: outcome.reason };
    case "moved":
      return (await moveGroup(tx, group, outcome.groupRef))
        ? { state: "pending", reason: null }
        : { state: "failed", reason: "the group goes on as another one, which is bound by itself" };
    case "unknown":
      return { state: "uncertain", reason: outcome.reason };
    case "failed":
    case "withheld":
    case "dropped":
      return { state: outcome.status, reason: outcome.reason };
  }
}
