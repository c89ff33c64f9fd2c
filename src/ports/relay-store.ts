import type { Actor } from "../domain/authority.ts";

/**
 * Groups where no bot may be, and what a person has in hand to paste there.
 *
 * Promises (tests/jobs/by-hand.test.ts): nobody sees or settles what lies outside their area; a post is in one person's hand at
 * a time; nothing is sent but by a person's word, and the same word again changes nothing.
 */
export interface RelayStore {
  /** Makes a group by an admin's word, bound to its area from the start, and gives its id. @throws AppError NOT_ALLOWED, INPUT_INVALID */
  openGroup(actor: Actor, group: NewRelayGroup): Promise<string>;
  /** The groups of the actor's areas, each with the one post that is to be pasted next: what the actor has taken, else what is urgent, else the oldest. */
  groups(actor: Actor, now: Date): Promise<readonly RelayGroup[]>;
  /** One group of the actor's areas. @throws AppError GROUP_NOT_FOUND */
  group(actor: Actor, groupId: string): Promise<Pick<RelayGroup, "id" | "ref" | "name">>;
  /** Says that the actor has copied a post and is about to paste it, so that nobody else does. @throws AppError POST_TAKEN, POST_NOT_FOUND */
  take(actor: Actor, postId: string, now: Date): Promise<void>;
  /** The actor's word on what became of a post in hand. @throws AppError POST_NOT_FOUND */
  settle(actor: Actor, postId: string, as: "sent" | "dropped", now: Date): Promise<void>;
  /** What was given out to be pasted in a group since then: what comes back with a pasted chat is known by it. */
  givenOut(groupRef: string, since: Date): Promise<readonly string[]>;
}

export interface NewRelayGroup {
  readonly name: string;
  readonly areaPath: string;
  readonly kind: "residents" | "staff";
}

export interface RelayGroup extends NewRelayGroup {
  readonly id: string;
  readonly ref: string;
  readonly next: RelayPost | null;
  /** Posts in hand, the next one among them. */
  readonly waiting: number;
}

export interface RelayPost {
  readonly id: string;
  /** What to paste, a message each. */
  readonly parts: readonly string[];
  readonly urgent: boolean;
  readonly createdAt: Date;
  /** Who has copied it lately; null when it is anybody's. */
  readonly takenBy: { readonly staffId: string; readonly name: string; readonly at: Date } | null;
}
