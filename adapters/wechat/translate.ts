import type { payloads } from "wechaty-puppet";
import { type MessageKind, storableText } from "../../src/domain/chat.ts";
import { groupRefOf } from "./refs.ts";
import type { WireEvent } from "./wire.ts";

/** What a message does not say of itself. */
export interface MessagePlace {
  /** The account that is logged in. */
  readonly selfId: string;
  /** The room's present topic; null when it is not known. */
  readonly topic: string | null;
  /** What the sender is called in that room. */
  readonly nick: string;
  readonly receivedAt: Date;
}

/** By the puppet's number of a message's type (wechaty-puppet's `types.Message`). What is not here is `unknown`. */
const kindByType: Readonly<Record<number, MessageKind>> = {
  1: "file",
  2: "voice",
  5: "sticker",
  6: "image",
  7: "text",
  8: "location",
  9: "link",
  10: "text",
  12: "red_packet",
  14: "link",
  15: "video",
};
const recalledType = 13;

/**
 * Says what a puppet's message means; null for what was said in private, which is nobody's business. Pure, and never throws.
 *
 * A quote stays in the words, as WeChat pastes it: 「张三：…」 and a rule of dashes. No puppet names the message that is quoted, and
 * src/reading takes the quote apart.
 */
export function translateMessage(message: payloads.Message, place: MessagePlace): WireEvent | null {
  const { roomId } = message;
  if (!roomId) return null;
  const told = {
    eventKey: `${place.selfId}:${message.id}`,
    groupRef: groupRefOf(place.selfId, roomId),
    groupName: place.topic === null ? null : storableText(place.topic),
    at: instantOf(message.timestamp, place.receivedAt),
    raw: storableRaw(message),
  };
  if (message.type === recalledType) {
    const messageRef = message.text?.trim();
    return messageRef ? { ...told, type: "recall", messageRef } : { ...told, type: "unknown" };
  }
  const talkerId = message.talkerId || "unknown";
  const kind = kindByType[message.type] ?? "unknown";
  return {
    ...told,
    type: "message",
    messageRef: message.id,
    senderRef: talkerId,
    nick: storableText(place.nick),
    fromSelf: talkerId === place.selfId,
    kind,
    text: storableText(wordsOf(message, kind)),
  };
}

/** What WeChat carries in pictures, cards and the like is markup, or the inside of a file: no words of anybody. */
function wordsOf({ text = "", filename = "" }: payloads.Message, kind: MessageKind): string {
  if (kind === "text") return text;
  if (kind === "file") return filename || (isMarkup(text) ? "" : text);
  if (kind === "link" || kind === "unknown" || kind === "location") return isMarkup(text) ? "" : text;
  return "";
}

function isMarkup(text: string): boolean {
  return /^\s*(?:<|@[0-9a-f]+:\s*<)/.test(text);
}

/** Somebody's room, something that happened to it, and when the puppet says it was: seconds or milliseconds, as it likes. */
export interface RoomHappening {
  readonly roomId: string;
  readonly timestamp: number;
}

/** The account was let into a room, or put out of it. */
export function translateMembership(
  type: "joined" | "left",
  happening: RoomHappening,
  place: Omit<MessagePlace, "nick">,
): WireEvent {
  return { ...toldOfRoom(type, happening, place), type };
}

/** A room has another topic: a line of the network's own, as where anybody can see it in the room. */
export function translateTopic(
  happening: RoomHappening & { readonly newTopic: string; readonly changerId: string },
  place: Omit<MessagePlace, "nick" | "topic">,
): WireEvent {
  const told = toldOfRoom("topic", happening, { ...place, topic: happening.newTopic });
  return {
    ...told,
    type: "message",
    messageRef: told.eventKey,
    senderRef: happening.changerId || "unknown",
    nick: "",
    fromSelf: happening.changerId === place.selfId,
    kind: "system",
    text: storableText(happening.newTopic),
  };
}

function toldOfRoom(what: string, happening: RoomHappening, place: Omit<MessagePlace, "nick">) {
  const at = instantOf(happening.timestamp, place.receivedAt);
  return {
    eventKey: `${place.selfId}:${what}:${happening.roomId}:${at}`,
    groupRef: groupRefOf(place.selfId, happening.roomId),
    groupName: place.topic === null ? null : storableText(place.topic),
    at,
    raw: storableRaw(happening),
  };
}

/** Puppets count in seconds or in milliseconds; the next second that is as large as a millisecond of today lies in the year 5138. */
function instantOf(timestamp: number, receivedAt: Date): string {
  const at = new Date(timestamp > 1e11 ? timestamp : timestamp * 1_000);
  const isInstant = timestamp > 0 && !Number.isNaN(at.getTime()) && at.getUTCFullYear() < 10_000;
  return (isInstant ? at : receivedAt).toISOString();
}

function storableRaw(payload: object): WireEvent["raw"] {
  return JSON.parse(JSON.stringify(payload), (_, value) => (typeof value === "string" ? storableText(value) : value));
}

/** What WeChat says in place of taking a message from an account that acts too often. */
const tooOften = /操作过于频繁|操作太频繁|操作频率过快/;
/** At the start only: a line such as 「"某某"邀请…」 begins with a name, and anybody can take any name. */
const tooOftenNotice = /^\s*[您你]?的?(?:操作过于频繁|操作太频繁|操作频率过快)/;

/** True for WeChat's own word that the account acts too often. A resident who writes the same words stops nothing. */
export function isThrottleNotice({ type, text, talkerId, roomId }: payloads.Message): boolean {
  const isPerson = kindByType[type] === "text" && Boolean(talkerId) && talkerId !== roomId;
  return !isPerson && text !== undefined && tooOftenNotice.test(text);
}

/** How a send was refused. wechat4u's assertion means that the server has answered, and with a no; 1205 is its number for "too often". */
export function readRefusal(error: unknown): "throttled" | "refused" | "unclear" {
  const words = wordsOfError(error);
  if (tooOften.test(words) || /"Ret":\s*1205\b/.test(words)) return "throttled";
  const code = error instanceof Error && "code" in error ? error.code : null;
  return code === "ERR_ASSERTION" ? "refused" : "unclear";
}

function wordsOfError(error: unknown): string {
  try {
    const message = error instanceof Error ? error.message : error;
    return typeof message === "string" ? message : JSON.stringify(message).slice(0, 5_000);
  } catch {
    return "";
  }
}
