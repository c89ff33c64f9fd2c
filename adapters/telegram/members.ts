import type { Api } from "grammy";
import type { OutboundMark, SendOutcome } from "../../src/ports/chat-platform.ts";
import { signalFor } from "./connection.ts";
import { outcomeOf } from "./outcome.ts";
import { parseGroupRef } from "./refs.ts";
import type { SendDeps } from "./send.ts";

/** Somebody waits in the chat, and a webhook's update waits for its answer: who cannot be asked in time is nobody. */
const askWithinMs = 1_500;

/** Whether Telegram counts somebody among those who run the group. Who writes as the group itself can only be one of them. */
export async function isGroupAdmin(api: Api, groupRef: string, senderRef: string): Promise<boolean> {
  const place = parseGroupRef(groupRef);
  if (!place) return false;
  if (senderRef === `chat${place.chatId}`) return true;
  if (!/^\d{1,15}$/.test(senderRef)) return false;
  const signal = signalFor(AbortSignal.timeout(askWithinMs));
  return api.getChatMember(place.chatId, Number(senderRef), signal).then(
    ({ status }) => status === "creator" || status === "administrator",
    () => false,
  );
}

/** Puts a sign on a message. The same again changes nothing, so a lost answer is a reason to try again. */
export async function react(mark: OutboundMark, { api, pace, sendWithinMs }: SendDeps): Promise<SendOutcome> {
  const place = parseGroupRef(mark.groupRef);
  if (!place) return { status: "failed", reason: `"${mark.groupRef}" is no group of Telegram` };
  const waitMs = pace.claim(place.chatId);
  if (waitMs > 0) return { status: "retry", afterMs: waitMs, reason: "the bot's own pace", partsDone: 0 };
  // Telegram takes signs of a list of its own, which grammY's types name; another is refused, and that is an answer too.
  const reaction = [{ type: "emoji", emoji: mark.sign as "👀" }] as const;
  try {
    const signal = signalFor(AbortSignal.timeout(sendWithinMs));
    await api.setMessageReaction(place.chatId, Number(mark.messageRef), [...reaction], {}, signal);
    return { status: "sent", messageRefs: [] };
  } catch (error) {
    const outcome = outcomeOf(error, { editRef: mark.messageRef }, 0);
    if (outcome.status === "retry") pace.hold(place.chatId, outcome.afterMs);
    return outcome.status === "sent" ? { status: "sent", messageRefs: [] } : outcome;
  }
}
