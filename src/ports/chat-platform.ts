import type { MessageKind, PlatformName } from "../domain/chat.ts";

/**
 * A chat network, as the rest of the house sees it: it runs, and it sends. It translates and delivers, and decides nothing:
 * policy reads `capabilities`, never the platform's name.
 *
 * `tests/contracts/chat-platform.contract.ts` is this comment as a test suite; every adapter runs it.
 */
export interface ChatPlatform {
  /** As in the config, the keys and the logs: "telegram". Never changes once deployed. */
  readonly name: PlatformName;
  /** Which account of that network speaks: a bot's id. With `name` it scopes every ref the platform gives. */
  readonly account: string;
  readonly capabilities: Capabilities;

  /**
   * Serves the platform until `signal` aborts, and resolves when the last event in hand is kept and the last send under way
   * has its answer. May be called again after that.
   * Calls `onEvent` in the order of one group and marks the bot's own echo as `fromSelf`. A platform that waits for a
   * confirmation gets it only after `onEvent` has resolved, so an event is kept before it is acknowledged;
   * when `onEvent` rejects, the event is not acknowledged and is handed over again.
   *
   * @throws AppError PLATFORM_UNAVAILABLE when it can no longer serve; the caller runs it again after a wait.
   */
  run(options: RunOptions): Promise<void>;

  /**
   * Sends one post, or edits the one named by `editRef`. Never retries by itself: what happened is the answer, and the outbox decides.
   * Works whether or not `run` does, and an edit that changes nothing is `sent`.
   */
  send(post: OutboundPost): Promise<SendOutcome>;

  /**
   * Puts a sign on somebody's message, in the place of the bot's earlier one; absent where the platform has no such thing. The same sign
   * twice is the same as once, so what is not known to have arrived is `retry`. Gives no refs.
   */
  react?(mark: OutboundMark): Promise<SendOutcome>;

  /**
   * Says whether somebody owns or administers the group, by the platform's own word and never by a name; absent where it does not tell.
   * False also when it could not be asked in time.
   */
  isGroupAdmin?(groupRef: string, senderRef: string): Promise<boolean>;
}

/** What a platform can do. Each is checked against behaviour by the contract. */
export interface Capabilities {
  /** A sent post has a ref, and can be changed by it. */
  readonly edit: boolean;
  /** Choices are shown as buttons; without, they are numbered lines. */
  readonly buttons: boolean;
  /** The platform can quote the message that a post answers. */
  readonly reply: boolean;
  readonly seesEdits: boolean;
  readonly seesRecalls: boolean;
  /** Group and member refs stay the same from login to login. */
  readonly stableRefs: boolean;
  /** Longest text of one message, in UTF-16 code units; a longer post is split at line ends. */
  readonly textCharsMax: number;
}

export interface RunOptions {
  readonly signal: AbortSignal;
  /** Keeps one event. Resolves when it is stored. */
  readonly onEvent: (event: PlatformEvent) => Promise<void>;
  /** Takes one press of a button and says what to show to the person who pressed. When it rejects, the press ends without words. */
  readonly onPress: (press: ButtonPress) => Promise<PressAnswer>;
}

/** What every event carries. */
interface EventBase {
  readonly platform: PlatformName;
  readonly account: string;
  /** Unique and stable within platform and account: the same happening delivered again has the same key. */
  readonly eventKey: string;
  /** Empty for an `unknown` event that names no group. */
  readonly groupRef: string;
  /** The group's present name, when the event tells it. */
  readonly groupName: string | null;
  readonly at: Date;
  /** As it came, so that a mended parser can be run again. */
  readonly raw: unknown;
}

export type PlatformEvent =
  | (EventBase & {
      readonly type: "message";
      readonly messageRef: string;
      readonly senderRef: string;
      readonly nick: string;
      readonly fromSelf: boolean;
      readonly kind: MessageKind;
      /** Made storable by `storableText`, as is `nick`: no NUL, no half of a surrogate pair, at most `textCharsMax`. */
      readonly text: string;
      readonly quotedRef: string | null;
      /** Messages of one album share it; null otherwise. */
      readonly albumRef: string | null;
      /** Whether the words call the bot by its name there, or call another; absent where the platform does not tell. */
      readonly calls?: "bot" | "another";
    })
  | (EventBase & { readonly type: "edit"; readonly messageRef: string; readonly text: string })
  | (EventBase & { readonly type: "recall"; readonly messageRef: string })
  /** The bot was let in, or its rights changed; `canPost` null when the platform does not tell. */
  | (EventBase & { readonly type: "joined"; readonly canPost: boolean | null })
  | (EventBase & { readonly type: "left" })
  /** The group goes on under another ref. */
  | (EventBase & { readonly type: "moved"; readonly toGroupRef: string })
  /** Something of a kind the adapter does not know. Kept, and read by nobody. */
  | (EventBase & { readonly type: "unknown" });

export type MessageEvent = Extract<PlatformEvent, { type: "message" }>;

export interface ButtonPress {
  readonly platform: PlatformName;
  readonly account: string;
  readonly groupRef: string;
  /** The post the button hangs on. */
  readonly messageRef: string;
  /** The platform's id of who pressed. */
  readonly senderRef: string;
  /** What the button carried: a one-time token, and nothing else. */
  readonly token: string;
}

/** What the person who pressed is told, to them alone. */
export interface PressAnswer {
  readonly text: string;
}

/** One thing to say in a group. */
export interface OutboundPost {
  readonly groupRef: string;
  /** 1 to 20,000 code units; an adapter splits at line ends what its platform cannot take at once. */
  readonly text: string;
  /** Buttons below the text, in rows of up to three; empty for none. A token is at most 64 bytes. */
  readonly choices: readonly PostChoice[];
  /** The ref of an earlier post that this text and these choices shall replace; null to say it anew. It must fit one message. */
  readonly editRef: string | null;
  /** The message this answers, where the platform can show it; null for none. */
  readonly replyToRef: string | null;
  /** Parts of a split text that an earlier try has already sent. */
  readonly partsDone: number;
  /** The same for every try of the same post. */
  readonly idempotencyKey: string;
}

/** A sign on a message: one emoji. */
export interface OutboundMark {
  readonly groupRef: string;
  readonly messageRef: string;
  readonly sign: string;
}

export interface PostChoice {
  readonly label: string;
  readonly token: string;
}

/**
 * What became of a send. `unknown` means the platform may have taken it: it is never sent again unasked.
 * `retry` means that sending again says nothing twice: the part after `partsDone` was not taken, or was an edit. It is not a failed try, and
 * the same post is sent again no earlier than `afterMs`. `messageRefs` are of the parts this call sent, in order; empty where posts have no ref.
 */
export type SendOutcome =
  | { readonly status: "sent"; readonly messageRefs: readonly string[] }
  /** Nothing is said yet: a person is shown these texts, a message each, pastes them, and says so. */
  | { readonly status: "handed"; readonly parts: readonly string[] }
  | { readonly status: "retry"; readonly afterMs: number; readonly reason: string; readonly partsDone: number }
  | { readonly status: "moved"; readonly groupRef: string }
  | { readonly status: "unknown"; readonly reason: string; readonly partsDone: number }
  | { readonly status: "failed"; readonly reason: string };

/** The dedupe key of an event at the door of the house. */
export function dedupeKey(event: {
  readonly platform: string;
  readonly account: string;
  readonly eventKey: string;
}): string {
  return `${event.platform}:${event.account}:${event.eventKey}`;
}
