/** The body of a call or of an answer of the Bot API. */
export type Json = Record<string, unknown>;

/** What the Bot API answers: a result, or a refusal with its number. */
export type Answer =
  | { readonly result: unknown }
  | { readonly error_code: number; readonly description: string; readonly parameters?: Json };

/** One message of the bot as a chat sees it now. */
export interface StandInPost {
  readonly messageId: number;
  readonly threadId: number | null;
  text: string;
  buttons: { text: string; callback_data: string }[];
  readonly replyToId: number | null;
  /** When it was said, by `performance.now`. */
  readonly saidAt: number;
  edits: number;
}

/** A group that the stand-in knows; tests change what befalls it. */
export interface StandInChat {
  readonly id: number;
  readonly title: string;
  readonly posts: StandInPost[];
  readonly topics: Set<number>;
  migratedTo: number | null;
  botStatus: "member" | "muted" | "kicked";
  /** What some people are there; everybody else is a member. */
  readonly roles: Map<number, "creator" | "administrator">;
  /** The bot's signs, by message. */
  readonly reactions: Map<number, string>;
}

/** The signs that Telegram lets a bot set: a few of its list. */
const settable = ["👀", "👌", "👍", "🙏"];

/** Carries out `setMessageReaction`. */
export function setMessageReaction(chat: StandInChat | undefined, body: Json): Answer {
  const refusal = refusalOf(chat, { text: "a sign needs no words" });
  if (!chat || refusal) return refusal ?? refuse(400, "Bad Request: chat not found");
  const [reaction] = body.reaction as { emoji: string }[];
  if (!reaction || !settable.includes(reaction.emoji)) return refuse(400, "Bad Request: REACTION_INVALID");
  chat.reactions.set(Number(body.message_id), reaction.emoji);
  return { result: true };
}

/** Carries out `getChatMember`. */
export function getChatMember(chat: StandInChat | undefined, body: Json): Answer {
  if (!chat) return refuse(400, "Bad Request: chat not found");
  const id = Number(body.user_id);
  return { result: { status: chat.roles.get(id) ?? "member", user: { id, is_bot: false, first_name: "" } } };
}

/** Makes a refusal in the Bot API's form. */
export function refuse(error_code: number, description: string, parameters?: Json): Answer {
  return { error_code, description, ...(parameters && { parameters }) };
}

/** Carries out `sendMessage` with Telegram's limits and refusals. */
export function sendMessage(chat: StandInChat | undefined, messageId: number, body: Json): Answer {
  const refusal = refusalOf(chat, body);
  if (!chat || refusal) return refusal ?? refuse(400, "Bad Request: chat not found");
  const threadId = (body.message_thread_id as number | undefined) ?? null;
  if (threadId !== null && !chat.topics.has(threadId)) return refuse(400, "Bad Request: message thread not found");
  const reply = body.reply_parameters as { message_id: number } | undefined;
  const replyToId = reply?.message_id ?? null;
  const saidAt = performance.now();
  const post = { messageId, threadId, text: String(body.text), buttons: buttonsOf(body), replyToId, saidAt, edits: 0 };
  chat.posts.push(post);
  return { result: messageView(chat, post) };
}

/** Carries out `editMessageText`, which takes the buttons away when none are given. */
export function editMessageText(chat: StandInChat | undefined, body: Json): Answer {
  const refusal = refusalOf(chat, body);
  if (!chat || refusal) return refusal ?? refuse(400, "Bad Request: chat not found");
  const post = chat.posts.find(({ messageId }) => messageId === body.message_id);
  if (!post) return refuse(400, "Bad Request: message to edit not found");
  const buttons = buttonsOf(body);
  if (post.text === body.text && JSON.stringify(post.buttons) === JSON.stringify(buttons)) {
    const same = "specified new message content and reply markup are exactly the same";
    return refuse(400, `Bad Request: message is not modified: ${same}`);
  }
  Object.assign(post, { text: body.text, buttons, edits: post.edits + 1 });
  return { result: messageView(chat, post) };
}

/** A chat as updates and answers show it. */
export function chatView({ id, title }: StandInChat): Json {
  return { id, title, type: "supergroup" };
}

function messageView(chat: StandInChat, { messageId, text }: StandInPost): Json {
  return { message_id: messageId, date: 1_790_000_000, chat: chatView(chat), text };
}

function refusalOf(chat: StandInChat | undefined, { text = "", reply_markup }: Json): Answer | null {
  if (!chat) return refuse(400, "Bad Request: chat not found");
  if (chat.migratedTo !== null) {
    const description = "Bad Request: group chat was upgraded to a supergroup chat";
    return refuse(400, description, { migrate_to_chat_id: chat.migratedTo });
  }
  if (chat.botStatus === "kicked") return refuse(403, "Forbidden: bot was kicked from the supergroup chat");
  if (chat.botStatus === "muted")
    return refuse(400, "Bad Request: not enough rights to send text messages to the chat");
  if (typeof text !== "string" || text.trim() === "") return refuse(400, "Bad Request: message text is empty");
  if (text.length > 4096) return refuse(400, "Bad Request: message is too long");
  if (/\p{Surrogate}/u.test(text)) return refuse(400, "Bad Request: strings must be encoded in UTF-8");
  const isTooLong = buttonsOf({ reply_markup }).some(({ callback_data: data }) => Buffer.byteLength(data) > 64);
  return isTooLong ? refuse(400, "Bad Request: BUTTON_DATA_INVALID") : null;
}

function buttonsOf({ reply_markup: markup }: Json): StandInPost["buttons"] {
  return (markup as { inline_keyboard?: StandInPost["buttons"][] } | undefined)?.inline_keyboard?.flat() ?? [];
}
