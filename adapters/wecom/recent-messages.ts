/** What was lately said in WeCom groups, kept for as long as it can be answered or quoted. In memory: after a restart nothing is recent. */
export interface RecentMessages {
  note(message: {
    readonly groupRef: string;
    readonly ref: string;
    readonly words: string;
    readonly requestId: string;
  }): void;
  /** The id under which a message can still be answered; null when it is too old or unknown. */
  requestIdOf(ref: string): string | null;
  /** The latest message of a group with these words; null when there is none. */
  refOfWords(groupRef: string, words: string): string | null;
}

/** WeCom takes an answer until six minutes after the message; this leaves one for the way. */
const answerableMs = 5 * 60_000;
const rememberedMax = 1_000;

/** Makes an empty memory. */
export function createRecentMessages(monotonicMs: () => number): RecentMessages {
  const byRef = new Map<string, { groupRef: string; words: string; requestId: string; atMs: number }>();
  return {
    note({ ref, ...message }) {
      byRef.delete(ref);
      byRef.set(ref, { ...message, atMs: monotonicMs() });
      const [oldest] = byRef.keys();
      if (byRef.size > rememberedMax && oldest !== undefined) byRef.delete(oldest);
    },
    requestIdOf(ref) {
      const message = byRef.get(ref);
      return message && monotonicMs() - message.atMs < answerableMs ? message.requestId : null;
    },
    refOfWords(groupRef, words) {
      const said = [...byRef].filter(([, one]) => one.groupRef === groupRef && one.words === words);
      return said.at(-1)?.[0] ?? null;
    },
  };
}
