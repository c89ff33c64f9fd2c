import type { MessageKind } from "../domain/chat.ts";
import type { PostChoice } from "./chat-platform.ts";

/**
 * What the sandbox's far side keeps: every message of its groups, as each now stands.
 *
 * One counter, the revision, orders everything: each append, edit and recall takes the next number. Revisions become
 * visible in their order: whoever has read up to n never meets a smaller one later. So a browser that knows its last
 * revision can catch up with one `changedSince`. `tests/contracts/sandbox-log.contract.ts` is this comment as a test suite.
 */
export interface SandboxLog {
  /**
   * Adds a message at the end of its group. When the group already has its `ref`, or any message its `sendKey`, nothing
   * changes and the message kept then is the answer, with `fresh` false.
   */
  append(message: NewSandboxMessage): Promise<{ readonly message: SandboxMessage; readonly fresh: boolean }>;

  /** Replaces text and choices of a message that is not recalled. Null when there is none such. */
  edit(groupRef: string, ref: string, change: SandboxEdit): Promise<SandboxMessage | null>;

  /** Empties a message and marks it; it keeps its place. A second recall changes nothing. Null when there is no such message. */
  recall(groupRef: string, ref: string): Promise<SandboxMessage | null>;

  /** Puts the bot's sign on a message that is not recalled, in the place of an earlier one. Null when there is none such. */
  sign(groupRef: string, ref: string, sign: string): Promise<SandboxMessage | null>;

  /** The message of this ref, or null. */
  find(groupRef: string, ref: string): Promise<SandboxMessage | null>;

  /** The `limit` last messages of a group with a position below `before` (null: the newest), oldest first. */
  page(groupRef: string, before: number | null, limit: number): Promise<readonly SandboxMessage[]>;

  /** Messages of all groups that were added or changed after a revision, in order of revision, each once and as it now stands. */
  changedSince(revision: number, limit: number): Promise<readonly SandboxMessage[]>;

  /** The highest revision visible; 0 in an empty log. */
  lastRevision(): Promise<number>;
}

/** A message to add. `groupRef` and `ref` together are unique. */
export interface NewSandboxMessage {
  readonly groupRef: string;
  /** 1 to 128 code units. */
  readonly ref: string;
  /** Which try-proof send of the bot this is; unique in the log. Null for what residents say. */
  readonly sendKey: string | null;
  readonly senderRef: string;
  readonly nick: string;
  readonly fromBot: boolean;
  readonly kind: MessageKind;
  /** At most 8,000 code units, without NUL and lone surrogates. */
  readonly text: string;
  readonly quotedRef: string | null;
  /** Which of the page's drawn pictures an `image` shows; null when it is only described. */
  readonly picture: string | null;
  readonly choices: readonly PostChoice[];
  /** When it was said. Replayed chats say it in their own time, so this does not order the log. */
  readonly at: Date;
}

/** A message as it now stands. */
export interface SandboxMessage extends NewSandboxMessage {
  /** The revision of its append: its place. */
  readonly position: number;
  /** The revision of its last change; equals `position` until then. */
  readonly revision: number;
  readonly editedAt: Date | null;
  /** The bot's sign on it, one emoji; null without. */
  readonly sign: string | null;
  /** True once taken back; then text is empty, and so are picture, sign and choices. */
  readonly recalled: boolean;
}

/** What an edit puts in place. */
export interface SandboxEdit {
  readonly text: string;
  readonly choices: readonly PostChoice[];
  readonly editedAt: Date;
}
