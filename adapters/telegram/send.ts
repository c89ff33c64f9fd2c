import type { Api } from "grammy";
import type { InlineKeyboardButton, InlineKeyboardMarkup } from "grammy/types";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import type { Capabilities, OutboundPost, PostChoice, SendOutcome } from "../../src/ports/chat-platform.ts";
import { signalFor } from "./connection.ts";
import { outcomeOf } from "./outcome.ts";
import type { SendPace } from "./pace.ts";
import { parseGroupRef } from "./refs.ts";

/** What Telegram groups can do. People's deletions are not told to bots, so recalls are never seen. */
export const telegramCapabilities: Capabilities = {
  edit: true,
  buttons: true,
  reply: true,
  seesEdits: true,
  seesRecalls: false,
  stableRefs: true,
  textCharsMax: 4096,
};

const buttonsPerRow = 3;

export interface SendDeps {
  readonly api: Api;
  readonly pace: SendPace;
  readonly sendWithinMs: number;
}

/** Sends a post part by part until it is done or something comes between. Waits for nothing: a limit reached is an answer too. */
export async function sendPost(post: OutboundPost, { api, pace, sendWithinMs }: SendDeps): Promise<SendOutcome> {
  const split = partsOfPost(post, telegramCapabilities);
  if ("refused" in split) return { status: "failed", reason: split.refused };
  const place = parseGroupRef(post.groupRef);
  if (!place) return { status: "failed", reason: `"${post.groupRef}" is no group of Telegram` };

  const messageRefs: string[] = [];
  for (let partsDone = post.partsDone; partsDone < split.parts.length; partsDone += 1) {
    const waitMs = pace.claim(place.chatId);
    if (waitMs > 0) return { status: "retry", afterMs: waitMs, reason: "the bot's own pace", partsDone };

    const part: Part = {
      // Half a surrogate pair would make Telegram refuse the whole part.
      text: split.parts[partsDone]!.replace(/\p{Surrogate}/gu, "\ufffd"),
      choices: partsDone === split.parts.length - 1 ? post.choices : [],
      replyToRef: partsDone === 0 ? post.replyToRef : null,
    };
    try {
      const signal = AbortSignal.timeout(sendWithinMs);
      messageRefs.push(
        post.editRef === null
          ? await say(api, place, part, signal)
          : await edit(api, place, post.editRef, part, signal),
      );
    } catch (error) {
      const outcome = outcomeOf(error, post, partsDone);
      if (outcome.status === "retry") pace.hold(place.chatId, outcome.afterMs);
      return outcome;
    }
  }
  return { status: "sent", messageRefs };
}

interface Part {
  readonly text: string;
  readonly choices: readonly PostChoice[];
  readonly replyToRef: string | null;
}

type Place = NonNullable<ReturnType<typeof parseGroupRef>>;

async function say(api: Api, { chatId, topicId }: Place, part: Part, signal: AbortSignal): Promise<string> {
  const sent = await api.sendMessage(
    chatId,
    part.text,
    {
      link_preview_options: { is_disabled: true },
      ...(topicId !== null && { message_thread_id: topicId }),
      ...(part.choices.length > 0 && { reply_markup: keyboardOf(part.choices) }),
      // An answer is worth saying even when what it answers has been deleted meanwhile.
      ...(isMessageRef(part.replyToRef) && {
        reply_parameters: { message_id: Number(part.replyToRef), allow_sending_without_reply: true },
      }),
    },
    signalFor(signal),
  );
  return String(sent.message_id);
}

async function edit(api: Api, { chatId }: Place, editRef: string, part: Part, signal: AbortSignal): Promise<string> {
  await api.editMessageText(
    chatId,
    Number(editRef),
    part.text,
    { link_preview_options: { is_disabled: true }, reply_markup: keyboardOf(part.choices) },
    signalFor(signal),
  );
  return editRef;
}

function isMessageRef(ref: string | null): boolean {
  return ref !== null && /^\d{1,15}$/.test(ref);
}

function keyboardOf(choices: readonly PostChoice[]): InlineKeyboardMarkup {
  const rows: InlineKeyboardButton[][] = [];
  for (let first = 0; first < choices.length; first += buttonsPerRow) {
    const row = choices.slice(first, first + buttonsPerRow);
    rows.push(row.map(({ label, token }) => ({ text: label, callback_data: token })));
  }
  return { inline_keyboard: rows };
}
