import type { Actor } from "../domain/authority.ts";
import type { ChatWindow, PlatformName } from "../domain/chat.ts";
import type { EmergencyKind } from "../domain/emergency.ts";
import type { GroupPolicy } from "../domain/group.ts";
import type { NewPost } from "../domain/post.ts";
import type { Reading } from "../domain/reading.ts";
import type { Ticket } from "../domain/ticket.ts";
import type { Turn } from "../domain/turn.ts";
import type { PlatformEvent } from "./chat-platform.ts";

/**
 * The inbox and what turns make of it. The tables are the truth: whatever a queue forgets can be found here.
 *
 * Promises (tests/contracts/intake-store.contract.ts): an event is kept once, however often and from wherever it is delivered; what
 * `accept` has resolved for survives any crash; a commit is whole or nothing and happens once for a message; an event whose turn
 * dies three times is parked with its text, and the others go on.
 */
export interface IntakeStore {
  /** Keeps one event, and says what it was; null when it had been kept before. Cheap when many arrive at once: they share a transaction. @throws AppError DATABASE_UNAVAILABLE */
  accept(event: PlatformEvent, options: AcceptOptions): Promise<Accepted | null>;

  /** What a group's next turn reads; `wait` while people are still writing; null when nothing is left. Marks the messages as begun. */
  openWindow(groupId: string, now: Date): Promise<TurnWindow | { readonly waitMs: number } | null>;
  /**
   * Tickets of other groups of the estate that the staff of the window's group may see: of the categories reported those that are open or
   * were resolved within a fortnight, and the other tickets of the incidents that the window's own belong to.
   */
  ticketsNear(window: TurnWindow, reading: Reading): Promise<readonly Ticket[]>;
  /** Commits a turn with its tickets, questions and posts, and marks its messages as read. @throws AppError TURN_STALE when another worker was faster. */
  commitTurn(window: TurnWindow, turn: Turn, posts: readonly NewPost[], tookMs: number): Promise<void>;
  /** Counts one more turn that began with a suspect message; taken back by the commit, or by nobody if the worker dies. */
  strike(window: TurnWindow): Promise<void>;
  /** Gives the messages of a turn back as if it had not begun: for failures that were not theirs. */
  releaseWindow(window: TurnWindow): Promise<void>;

  /** The alarm a message raised at the door, with what is needed to answer it; null when it has been answered. */
  openAlarm(eventId: string): Promise<OpenAlarm | null>;
  /** Commits the alarm's ticket and posts once. @throws AppError TURN_STALE when the group was read meanwhile: open it anew. */
  commitAlarm(alarm: OpenAlarm, turn: Turn, posts: readonly NewPost[]): Promise<void>;

  /** Groups whose messages are due to be read, and alarms not yet answered: what the sweep rings for. */
  dueWork(now: Date): Promise<{ readonly groupIds: readonly string[]; readonly alarmEventIds: readonly string[] }>;
  /** Empties the words of ordinary talk older than a day. Returns how many messages. */
  wipeChatter(before: Date): Promise<number>;

  /** A group goes on under another ref. */
  moveGroup(from: GroupKey, toRef: string): Promise<void>;
  /** The bot was put out, or let in again: that ends `gone`, and no pause and no quarantine. */
  setGroupStatus(where: GroupKey, status: "active" | "gone"): Promise<void>;

  /** Messages that were parked, for staff. */
  parked(areaPath: string): Promise<readonly ParkedEvent[]>;
  /** Lets a parked message be read again. False when it is not parked, or outside the area. */
  retryParked(actor: Actor, eventId: string): Promise<boolean>;
}

/** Names a group as its platform does. */
export interface GroupKey {
  readonly platform: string;
  readonly account: string;
  readonly ref: string;
}

export interface AcceptOptions {
  readonly now: Date;
  /** A turn waits until a group has been quiet for so long … */
  readonly listenQuietMs: number;
  /** … but never longer than this after the first unread message. */
  readonly listenMaxMs: number;
  readonly alarm: EmergencyKind | null;
}

/** An event that is kept now. */
export interface Accepted {
  readonly groupId: string;
  readonly eventId: string;
  /** When the group's turn is due; null when the event calls for none. */
  readonly dueInMs: number | null;
}

/** A window with what deciding and speaking need. */
export interface TurnWindow extends ChatWindow {
  /** The turn's number: a commit that is overtaken fails. */
  readonly seq: number;
  /** Inbox rows this turn answers for. */
  readonly eventIds: readonly string[];
  readonly ticketRecords: readonly Ticket[];
  readonly speaking: SpeakingContext;
  /** Its one message was in a turn that died: it is read alone, so that nobody else is charged if it kills its worker again. */
  readonly isSuspect?: boolean;
}

/** What deciding about words needs to know of a group and of the staff who look after it. */
export interface SpeakingContext {
  readonly group: { readonly id: string; readonly name: string; readonly areaPath: string } & GroupPolicy;
  /** The nearest staff group whose area covers it; null when there is none. */
  readonly staffGroup: ({ readonly id: string; readonly areaPath: string } & GroupPolicy) | null;
  readonly parties: readonly { readonly id: string; readonly name: string }[];
}

export interface OpenAlarm {
  readonly eventId: string;
  readonly kind: EmergencyKind;
  readonly window: TurnWindow;
}

export interface ParkedEvent {
  readonly id: string;
  readonly platform: PlatformName;
  readonly groupId: string;
  readonly groupName: string;
  readonly at: Date;
  readonly text: string;
  readonly crashes: number;
}
