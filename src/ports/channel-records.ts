import type { ChannelFacts, CheckUpFacts } from "../domain/check-up.ts";

/**
 * What is known of the channels, for whoever looks after the house.
 *
 * Promises (tests/contracts/channel-records.contract.ts): what one process notes another reads; an hour is counted once, however often and by
 * whomever it is counted; the facts of an area hold no group outside it.
 */
export interface ChannelRecords {
  /** Notes how this process's channels do, and forgets those that no process has run for a day. */
  note(channels: readonly Omit<ChannelFacts, "seenAt">[], now: Date): Promise<void>;
  /** Counts how long groups were quiet in each hour that is over and not yet counted, and forgets what is older than two weeks. */
  countHours(now: Date): Promise<void>;
  /**
   * What a check-up looks at: every channel, and the groups of the area, of all areas where it is null. `withUnbound` adds those that are bound
   * to none.
   */
  facts(scope: { readonly areaPath: string | null; readonly withUnbound: boolean }, now: Date): Promise<CheckUpFacts>;
}
