import type { NewPost } from "../domain/post.ts";
import type { SpeakingContext } from "./intake-store.ts";

/** What went wrong where no ticket is concerned, and has to be seen by a person. */
export interface StaffAlerts {
  /** What staff have not been told of in the last day: posts whose fate became unknown, messages that were parked, groups that were paused or resumed; and articles that end soon. */
  untold(now: Date): Promise<readonly StaffAlert[]>;
  /** Writes a word to the staff who look after a group. Once for a key. Returns the group it goes to; null where there is none. */
  tell(
    alert: Pick<StaffAlert, "groupId">,
    make: (speaking: SpeakingContext) => NewPost | null,
    now: Date,
  ): Promise<string | null>;
  /** Of some keys those whose word was written. */
  told(keys: readonly string[]): Promise<ReadonlySet<string>>;
}

export interface StaffAlert {
  /** The idempotency key of the word: having said it is how it is known to be told. */
  readonly key: string;
  readonly what: "uncertain" | "parked" | "paused" | "resumed" | "expiring";
  readonly groupId: string;
  /** What the word is about: the group's name, or the question of an article. */
  readonly about: string;
  /** How many there are of it. */
  readonly count: number;
}
