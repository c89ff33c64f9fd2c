/** How long the house listens before it reads: until a group is quiet for `quietMs`, but no longer than `maxMs` after the first unread message. */
export interface ListeningWindow {
  readonly quietMs: number;
  readonly maxMs: number;
}

/** For each message of one group, given by the instants they came at in order, the instant at which the house may first read it. */
export function listeningEnds(cameAt: readonly number[], { quietMs, maxMs }: ListeningWindow): number[] {
  const ends: number[] = [];
  let unread: number[] = [];
  let endsAt = Number.POSITIVE_INFINITY;
  for (const at of cameAt) {
    if (at > endsAt) {
      ends.push(...unread.map(() => endsAt));
      unread = [];
    }
    unread.push(at);
    endsAt = Math.min(at + quietMs, unread[0]! + maxMs);
  }
  return [...ends, ...unread.map(() => endsAt)];
}
