import type { Chat, Message, Update, User } from "grammy/types";
import { type MessageKind, storableText } from "../../src/domain/chat.ts";
import type { ButtonPress, PlatformEvent } from "../../src/ports/chat-platform.ts";
import { groupRefOf } from "./refs.ts";

/** What one update comes to. Both are null for what is nobody's business, such as private talk with the bot. */
export interface Translated {
  readonly event: PlatformEvent | null;
  readonly press: ButtonPress | null;
  /** The press Telegram waits to have answered; set also when nothing can be made of the press. */
  readonly queryId: string | null;
}

/** What an update does not say of itself. */
export interface TranslateContext {
  /** The bot's own id. */
  readonly account: string;
  readonly receivedAt: Date;
  /** What the bot is called in Telegram; absent until Telegram has told. */
  readonly username?: string | undefined;
}

const nothing: Translated = { event: null, press: null, queryId: null };

/**
 * Says what an update of the Bot API means. Pure, and never throws: what it cannot make sense of is an `unknown` event, so that
 * it is kept and can be read again by a better translator.
 */
export function translate(update: Update, context: TranslateContext): Translated {
  try {
    return translateKnown(update, context) ?? unknownEvent(update, context);
  } catch {
    return unknownEvent(update, context);
  }
}

function translateKnown(update: Update, context: TranslateContext): Translated | null {
  if (update.message) return translateMessage(update, update.message, context);
  if (update.edited_message) return translateEdit(update, update.edited_message, context);
  if (update.my_chat_member) return translateMembership(update, update.my_chat_member, context);
  if (update.callback_query) return translatePress(update.callback_query, context);
  return null;
}

/** The only words in private that are anybody's business: a one-time code, also as a link's "start". */
const handsInCode = /^\s*(?:\/start|\/bind|绑定)\s/;

function translateMessage(update: Update, message: Message, context: TranslateContext): Translated | null {
  if (message.chat.type === "private" && !handsInCode.test(message.text ?? "")) return nothing;

  // A group that becomes a supergroup says so twice, from both ends: one happening, so one key.
  const { migrate_to_chat_id: to, migrate_from_chat_id: from } = message;
  if (to !== undefined || from !== undefined) {
    const groupRef = String(from ?? message.chat.id);
    const toGroupRef = String(to ?? message.chat.id);
    const place = { ...placeOf(update, message, context), groupRef, eventKey: `moved:${groupRef}:${toGroupRef}` };
    return { ...nothing, event: { ...place, type: "moved", toGroupRef } };
  }

  const event: PlatformEvent = {
    ...placeOf(update, message, context),
    type: "message",
    messageRef: String(message.message_id),
    ...senderOf(message, context.account),
    kind: kindOf(message),
    text: storableText(wordsOf(message)),
    quotedRef: quotedRefOf(message),
    albumRef: message.media_group_id ?? null,
    ...callsOf(wordsOf(message), context.username),
  };
  return { ...nothing, event };
}

function translateEdit(update: Update, message: Message, context: TranslateContext): Translated | null {
  if (message.chat.type === "private") return nothing;
  // A shared live location is "edited" every few seconds as its owner walks.
  if (message.location) return nothing;
  const event: PlatformEvent = {
    ...placeOf(update, message, context),
    type: "edit",
    messageRef: String(message.message_id),
    text: storableText(wordsOf(message)),
  };
  return { ...nothing, event };
}

function translateMembership(
  update: Update,
  { chat, date, new_chat_member: member }: NonNullable<Update["my_chat_member"]>,
  context: TranslateContext,
): Translated {
  if (chat.type === "private") return nothing;
  const place = placeOf(update, { chat, date }, context);
  const isOut = member.status === "left" || member.status === "kicked";
  if (isOut || (member.status === "restricted" && !member.is_member)) {
    return { ...nothing, event: { ...place, type: "left" } };
  }
  const canPost = member.status === "restricted" ? member.can_send_messages : postRights[member.status];
  return { ...nothing, event: { ...place, type: "joined", canPost } };
}

/** A plain member may post unless the whole group is muted, which this update does not tell. */
const postRights = { creator: true, administrator: true, member: null } as const;

function translatePress(query: NonNullable<Update["callback_query"]>, { account }: TranslateContext): Translated {
  const { id: queryId, message, data, from } = query;
  if (!message || data === undefined) return { ...nothing, queryId };
  const press: ButtonPress = {
    platform: "telegram",
    account,
    groupRef: groupRefOf(message.chat.id, topicOf(message)),
    messageRef: String(message.message_id),
    senderRef: String(from.id),
    token: storableText(data),
  };
  return { event: null, press, queryId };
}

function unknownEvent(update: Update, context: TranslateContext): Translated {
  const body: { chat?: unknown } =
    Object.values(update).find((value) => typeof value === "object" && value !== null) ?? {};
  const chat = isChat(body.chat) ? body.chat : null;
  if (chat?.type === "private") return nothing;
  const place = { platform: "telegram", account: context.account, eventKey: String(update.update_id) } as const;
  const where = { groupRef: chat ? String(chat.id) : "", groupName: null, at: context.receivedAt };
  return { ...nothing, event: { ...place, ...where, raw: storableRaw(update), type: "unknown" } };
}

function isChat(value: unknown): value is Chat {
  return typeof value === "object" && value !== null && "id" in value && "type" in value;
}

/** Account names are Latin; what else stands behind an "@" is a nickname, of which Telegram knows nothing. */
const calledName = /^\s*(?:\/[^\s@]+)?@(\w{4,32})(?!\w)/;

function callsOf(text: string, username: string | undefined): { readonly calls?: "bot" | "another" } {
  const name = calledName.exec(text)?.[1];
  if (name === undefined || username === undefined) return {};
  return { calls: name.toLowerCase() === username.toLowerCase() ? "bot" : "another" };
}

interface Placed {
  readonly chat: Chat;
  readonly date: number;
  readonly edit_date?: number;
  readonly is_topic_message?: boolean;
  readonly message_thread_id?: number;
}

function placeOf(update: Update, message: Placed, { account }: TranslateContext) {
  const seconds = message.edit_date ?? message.date;
  return {
    platform: "telegram",
    account,
    // After a week without updates Telegram starts counting anew somewhere, so the number alone could come twice.
    eventKey: `${update.update_id}:${seconds}`,
    groupRef: groupRefOf(message.chat.id, topicOf(message)),
    groupName: message.chat.title === undefined ? null : storableText(message.chat.title),
    at: instantOf(seconds),
    raw: storableRaw(update),
  } as const;
}

/** @throws RangeError for what is no instant, which makes the update an unknown one. */
function instantOf(seconds: number): Date {
  const at = new Date(seconds * 1_000);
  at.toISOString();
  return at;
}

/** A reply in a group without topics opens a "thread" too; only a topic's is a place of its own. */
function topicOf(message: object): number | null {
  const { is_topic_message: isTopic, message_thread_id: thread }: Partial<Placed> = message;
  return isTopic && thread !== undefined ? thread : null;
}

function senderOf({ from, sender_chat: senderChat, author_signature: signature }: Message, account: string) {
  // Whoever writes as the group or as a channel hides its own id behind a stand-in that all such writers share.
  if (senderChat) {
    const nick = storableText(signature ?? ("title" in senderChat ? (senderChat.title ?? "") : ""));
    return { senderRef: `chat${senderChat.id}`, nick, fromSelf: false };
  }
  const senderRef = from ? String(from.id) : "unknown";
  return { senderRef, nick: storableText(nickOf(from)), fromSelf: senderRef === account };
}

function nickOf(from: User | undefined): string {
  return [from?.first_name, from?.last_name].filter(Boolean).join(" ");
}

function quotedRefOf(message: Message): string | null {
  const quoted = message.reply_to_message;
  if (!quoted) return null;
  // Every message of a topic "answers" the line that opened the topic.
  if (quoted.forum_topic_created || quoted.message_id === topicOf(message)) return null;
  return String(quoted.message_id);
}

/** What a message carries, by the first of these fields that it has. An animation has a document too, so the order matters. */
const kindByField: readonly (readonly [keyof Message, MessageKind])[] = [
  ["text", "text"],
  ["photo", "image"],
  ["animation", "video"],
  ["video", "video"],
  ["video_note", "video"],
  ["voice", "voice"],
  ["audio", "file"],
  ["document", "file"],
  ["sticker", "sticker"],
  ["venue", "location"],
  ["location", "location"],
  ["new_chat_members", "system"],
  ["left_chat_member", "system"],
  ["new_chat_title", "system"],
  ["new_chat_photo", "system"],
  ["delete_chat_photo", "system"],
  ["group_chat_created", "system"],
  ["supergroup_chat_created", "system"],
  ["pinned_message", "system"],
  ["message_auto_delete_timer_changed", "system"],
  ["forum_topic_created", "system"],
  ["forum_topic_edited", "system"],
  ["forum_topic_closed", "system"],
  ["forum_topic_reopened", "system"],
  ["general_forum_topic_hidden", "system"],
  ["general_forum_topic_unhidden", "system"],
  ["video_chat_scheduled", "system"],
  ["video_chat_started", "system"],
  ["video_chat_ended", "system"],
  ["video_chat_participants_invited", "system"],
];

function kindOf(message: Message): MessageKind {
  return kindByField.find(([field]) => message[field] !== undefined)?.[1] ?? "unknown";
}

function wordsOf({ text, caption, venue, poll, sticker, document, new_chat_title: title }: Message): string {
  if (text !== undefined) return text;
  if (caption !== undefined) return caption;
  if (venue) return `${venue.title} ${venue.address}`;
  if (poll) return [poll.question, ...poll.options.map((option) => option.text)].join("\n");
  return sticker?.emoji ?? document?.file_name ?? title ?? "";
}

/** The update as it came, but for what no database would take. */
function storableRaw(update: Update): unknown {
  return JSON.parse(JSON.stringify(update), (_, value) => (typeof value === "string" ? storableText(value) : value));
}
