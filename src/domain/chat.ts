import type { MessageKind } from "./message-kind.ts";
import type { Category } from "./taxonomy.ts";
import type { TicketStatus } from "./ticket.ts";

export { type MessageKind, messageKinds } from "./message-kind.ts";

/** What is said in a group, in the form every platform's words are translated into. */

/** The chat networks the house knows how to speak. The name is stored and logged, so it never changes once deployed. */
export const platformNames = [
  "telegram",
  "wechat",
  "wecom",
  "wecom_webhook",
  "relay",
  "webform",
  "sandbox",
  "memory",
] as const;
export type PlatformName = (typeof platformNames)[number];

/** Longest text of one message that is kept, in UTF-16 code units; the rest is cut. Telegram's own limit is 4096. */
export const textCharsMax = 8_000;

/**
 * Makes any text one that a database and JSON can keep: without NUL and without halves of surrogate pairs, cut to `textCharsMax`.
 * Direction marks, emoji and spaces stay as they are.
 */
export function storableText(text: string): string {
  return text.slice(0, textCharsMax).replaceAll("\0", "").replace(loneSurrogates, "");
}

const loneSurrogates = /\p{Surrogate}/gu;

/** One thing somebody said, as it now stands: edits are applied, and a recalled message keeps its place but loses its text. */
export interface ChatMessage {
  /** Ours: stable, unique in the house. */
  readonly id: string;
  /** The platform's, unique within the group. */
  readonly ref: string;
  /** The platform's id of who wrote it. A pseudonym to the house: never shown to a handling party or in a group. */
  readonly senderRef: string;
  /** What the sender calls itself in this group. Gives hints about a place, and never a right. */
  readonly nick: string;
  /** True when the sender's account is bound to staff of the house, or is the bot itself. */
  readonly fromStaff: boolean;
  readonly at: Date;
  readonly kind: MessageKind;
  /** The words: the text, a caption, a voice transcript, or what a picture shows. Empty when there are none. */
  readonly text: string;
  /** The `ref` of the message this one answers; null when it answers none. */
  readonly quotedRef: string | null;
  readonly recalled: boolean;
}

/** Everything new in a group since its last turn, with the tail before it: what a reader reads. */
export interface ChatWindow {
  readonly group: {
    readonly id: string;
    readonly name: string;
    /** The area the group is bound to, as a path: "幸福里小区/3号楼". Null while it is not bound. */
    readonly areaPath: string | null;
    /** The group is one report that somebody handed in as such: whatever opens it is a report. */
    readonly isOneReport?: boolean;
  };
  /** In the order they were said; context first, then what is fresh. */
  readonly messages: readonly ChatMessage[];
  /** Ids of the messages that no turn has read yet. Empty never: then there is no turn. */
  readonly freshIds: ReadonlySet<string>;
  /** Every area path of the group's estate, for resolving a place. */
  readonly areas: readonly string[];
  /** The group's tickets that a follow-up may mean: not yet closed, or closed within 14 days. Newest first. */
  readonly tickets: readonly TicketBrief[];
  /** The live categories. */
  readonly taxonomy: readonly Category[];
}

/** As much of a ticket as a reader may know. */
export interface TicketBrief {
  readonly id: string;
  readonly code: string;
  readonly status: TicketStatus;
  readonly category: string;
  readonly summary: string;
  readonly areaPath: string | null;
  /** Who reported it and who joined; a reader compares them, and nobody is shown them. */
  readonly reporterRef: string;
  readonly householdRefs: readonly string[];
  /** Ids of the messages the ticket was drafted from. */
  readonly evidenceIds: readonly string[];
  /** Refs of what the bot posted about it here, so that an answer to a card finds its ticket. */
  readonly postRefs: readonly string[];
  readonly openedAt: Date;
}
