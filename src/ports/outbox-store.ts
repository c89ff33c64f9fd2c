import type { Actor } from "../domain/authority.ts";
import type { PlatformName } from "../domain/chat.ts";
import type { NewPost, PostContent, PostState } from "../domain/post.ts";
import type { PostChoice, SendOutcome } from "./chat-platform.ts";

/**
 * What groups are owed, and what became of it.
 *
 * Promises (tests/contracts/outbox-store.contract.ts): a post is claimed by one worker at a time and in the order it was owed; a later one
 * never overtakes an earlier one of its group; a post whose fate is not known is `uncertain` and is claimed by nobody again.
 */
export interface OutboxStore {
  /** The group's oldest post that may go out now, leased to the caller; null when there is none, or when an older one is in somebody's hands. */
  claimNext(groupId: string, options: { readonly now: Date; readonly leaseMs: number }): Promise<ClaimedPost | null>;
  /** Records what became of a send. Changes nothing when the lease is no longer the caller's. */
  settle(post: ClaimedPost, outcome: SendOutcome | Withheld, now: Date): Promise<void>;
  /** Posts whose sender died: nobody knows whether they arrived, so they become `uncertain`. Returns them for the alarm. */
  expireLeases(now: Date): Promise<readonly PostNotice[]>;
  /** Groups with posts that may go out now: what the sweep rings for. */
  groupsOwed(now: Date): Promise<readonly string[]>;
  /** When the group's next post may go out; null when nothing waits for a time. */
  nextDueInMs(groupId: string, now: Date): Promise<number | null>;
  /** What waits for a digest, by group, oldest first. */
  heldForDigest(now: Date): Promise<readonly HeldPosts[]>;
  /** Replaces what was held by the one post that tells it all. */
  saveDigest(held: HeldPosts, digest: NewPost, now: Date): Promise<void>;

  /** Posts that staff must look at, newest first. */
  list(actor: Actor, states: readonly PostState[]): Promise<readonly PostNotice[]>;
  /** What was last said in one group, or is to be: the newest first. @throws AppError GROUP_NOT_FOUND when it is not the actor's. */
  recent(actor: Actor, groupId: string, limit: number): Promise<readonly PostNotice[]>;
  /** Staff's word on a post nobody is sure of. Returns its group. @throws AppError POST_NOT_FOUND */
  settleByStaff(actor: Actor, postId: string, as: "was_posted" | "was_not_posted" | "drop", now: Date): Promise<string>;
  countByState(): Promise<Readonly<Record<string, number>>>;
}

/** The gate would not let it out (`withheld`, for staff to see), or it is not worth a try here (`dropped`). */
export interface Withheld {
  readonly status: "withheld" | "dropped";
  readonly reason: string;
}

export interface ClaimedPost extends PostContent {
  readonly id: string;
  readonly leaseId: string;
  readonly idempotencyKey: string;
  readonly group: {
    readonly id: string;
    readonly ref: string;
    readonly kind: "residents" | "staff";
    readonly platform: PlatformName;
    readonly account: string;
  };
  readonly text: string;
  readonly choices: readonly PostChoice[];
  /** The earlier post's ref on the platform when this replaces it; null when it is said anew. */
  readonly editRef: string | null;
  readonly replyToRef: string | null;
  readonly partsDone: number;
  readonly attempts: number;
}

/** Posts of one group beyond its budget. */
export interface HeldPosts {
  readonly groupId: string;
  readonly postIds: readonly string[];
  readonly contents: readonly PostContent[];
}

export interface PostNotice {
  readonly id: string;
  readonly groupId: string;
  readonly groupName: string;
  readonly ticketId: string | null;
  readonly ticketCode: string | null;
  readonly state: PostState;
  readonly text: string;
  readonly reason: string | null;
  readonly createdAt: Date;
  readonly attempts: number;
  readonly sentAt: Date | null;
}
