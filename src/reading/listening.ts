import type { ChatMessage } from "../domain/chat.ts";

/** How long the house listens before it reads, and how far back it looks. */
export interface ListeningPolicy {
  /** A turn begins when nobody has said anything for this long … */
  readonly quietMs: number;
  /** … or when the first unread message has waited this long. */
  readonly waitMsMax: number;
  readonly tailMessagesMax: number;
  readonly tailMs: number;
}

export const defaultListening: ListeningPolicy = {
  quietMs: 20_000,
  waitMsMax: 90_000,
  tailMessagesMax: 60,
  tailMs: 6 * 60 * 60 * 1_000,
};

/** One turn's share of a chat: where its fresh messages begin and end, and where its tail begins. Indexes into the chat. */
export interface Listened {
  readonly tailFrom: number;
  readonly freshFrom: number;
  readonly freshTo: number;
}

/** Cuts a chat into the turns the house would have taken while it was being said. For training and evaluation. */
export function listen(
  messages: readonly Pick<ChatMessage, "at">[],
  policy: ListeningPolicy = defaultListening,
): Listened[] {
  const turns: Listened[] = [];
  for (let freshFrom = 0; freshFrom < messages.length; ) {
    const first = messages[freshFrom]!.at.getTime();
    let freshTo = freshFrom + 1;
    while (freshTo < messages.length) {
      const at = messages[freshTo]!.at.getTime();
      if (at - messages[freshTo - 1]!.at.getTime() >= policy.quietMs || at - first >= policy.waitMsMax) break;
      freshTo++;
    }
    let tailFrom = freshFrom;
    while (
      tailFrom > 0 &&
      freshFrom - tailFrom < policy.tailMessagesMax &&
      first - messages[tailFrom - 1]!.at.getTime() <= policy.tailMs
    ) {
      tailFrom--;
    }
    turns.push({ tailFrom, freshFrom, freshTo });
    freshFrom = freshTo;
  }
  return turns;
}
