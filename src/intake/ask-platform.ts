import type { ChatPlatform } from "../ports/chat-platform.ts";
import type { AcceptDeps } from "./accept.ts";

/**
 * What the door asks at once of the platform that an event came from: to say one line there, and whether the writer owns or administers
 * the chat, by the platform's own word. Where that platform does not run here, nothing is said and nobody owns anything.
 */
export function askPlatform(
  platformFor: (name: string, account: string) => ChatPlatform | null,
): Pick<AcceptDeps, "say" | "isGroupAdmin"> {
  return {
    async say({ platform, account, groupRef, eventKey }, text) {
      const plain = { choices: [], editRef: null, replyToRef: null, partsDone: 0 };
      await platformFor(platform, account)?.send({ ...plain, groupRef, text, idempotencyKey: `said:${eventKey}` });
    },
    isGroupAdmin: async ({ platform, account, groupRef, senderRef }) =>
      (await platformFor(platform, account)?.isGroupAdmin?.(groupRef, senderRef)) ?? false,
  };
}
