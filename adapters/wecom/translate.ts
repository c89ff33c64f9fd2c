import type { BaseMessage, QuoteContent } from "@wecom/aibot-node-sdk";
import { readBindingCode } from "../../src/domain/binding-code.ts";
import { type MessageKind, storableText } from "../../src/domain/chat.ts";
import type { MessageEvent } from "../../src/ports/chat-platform.ts";

/** What a message means besides what it says. */
export interface TranslateContext {
  readonly account: string;
  /** WeCom may leave out when it was said. */
  readonly receivedAt: Date;
  /** The ref of a message whose words these are; null when no such message is known. */
  readonly refOfWords: (groupRef: string, words: string) => string | null;
}

/**
 * Says what a message of a group means; null for what is said to the bot in private, save a line that hands in a binding code. Pure.
 */
export function translate(message: BaseMessage, context: TranslateContext): MessageEvent | null {
  const { msgid, chatid, chattype, from, create_time: seconds } = message;
  const senderRef = String(from?.userid ?? "");
  const words = storableText(wordsOf(message));
  // Whatever a group says to the bot begins with its name, and a code is to be typed alone.
  const unnamed = words.replace(/^\s*@[^\s\u2005]{1,40}[\s\u2005]+/, "");
  const handsInCode = readBindingCode(unnamed) !== null;
  const text = handsInCode ? unnamed : words;
  const isPrivate = chattype === "single" || !chatid;
  if (isPrivate && !handsInCode) return null;
  const groupRef = isPrivate ? senderRef : String(chatid);
  const quoted = message.quote ? storableText(wordsOfQuote(message.quote)) : "";
  return {
    type: "message",
    platform: "wecom",
    account: context.account,
    eventKey: String(msgid),
    groupRef,
    groupName: null,
    at: typeof seconds === "number" && seconds > 0 ? new Date(seconds * 1_000) : context.receivedAt,
    raw: withoutLinks(message),
    messageRef: String(msgid),
    senderRef,
    // WeCom tells no name. An employee's id is what colleagues know each other by.
    nick: storableText(senderRef),
    fromSelf: senderRef === context.account,
    kind: kindOf(message.msgtype, message),
    text,
    quotedRef: quoted === "" ? null : context.refOfWords(groupRef, quoted),
    albumRef: null,
    // Whatever comes names the bot, or it would not come.
    calls: "bot",
  };
}

/** By what WeCom calls it. The last two are not sent to bots today; they have these names elsewhere in WeCom. */
const kinds: Readonly<Record<string, MessageKind>> = {
  text: "text",
  image: "image",
  voice: "voice",
  video: "video",
  file: "file",
  link: "link",
  location: "location",
  emotion: "sticker",
};

function kindOf(msgtype: string, { mixed }: BaseMessage): MessageKind {
  if (msgtype !== "mixed") return kinds[msgtype] ?? "unknown";
  return itemsOf(mixed).some((item) => item.msgtype === "image") ? "image" : "text";
}

/** The words of a message: what was typed, or what was heard in a voice note. */
function wordsOf({ msgtype, text, voice, mixed }: BaseMessage): string {
  if (msgtype === "mixed") return mixedWords(mixed);
  return String((msgtype === "voice" ? voice : text)?.content ?? "");
}

/** The words that a quote shows. WeCom does not tell which message they are of. */
function wordsOfQuote({ text, voice, mixed }: QuoteContent): string {
  return mixed ? mixedWords(mixed) : String((text ?? voice)?.content ?? "");
}

interface MixedItem {
  readonly msgtype?: unknown;
  readonly text?: { readonly content?: unknown };
}

function mixedWords(mixed: unknown): string {
  return itemsOf(mixed)
    .flatMap(({ text }) => (typeof text?.content === "string" ? text.content : []))
    .join("\n");
}

function itemsOf(mixed: unknown): readonly MixedItem[] {
  const items = (mixed as { msg_item?: unknown } | undefined)?.msg_item;
  return Array.isArray(items) ? items : [];
}

/** The message as it came, without what opens its files for whoever reads the row: addresses and keys live five minutes and are no use later. */
function withoutLinks(message: BaseMessage): unknown {
  return JSON.parse(
    JSON.stringify(message, (key, value: unknown) =>
      key === "url" || key === "aeskey" || key === "response_url" ? undefined : value,
    ),
    (_, value: unknown) => (typeof value === "string" ? storableText(value) : value),
  );
}
