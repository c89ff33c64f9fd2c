import type { Actor } from "../domain/authority.ts";
import type { TicketChange, TimelineEntry } from "../domain/change.ts";
import type { ChatMessage } from "../domain/chat.ts";
import type { ButtonAction, NewPost, PostState } from "../domain/post.ts";
import type { Urgency } from "../domain/reading.ts";
import type { Ticket, TicketStatus } from "../domain/ticket.ts";
import type { TicketUndo } from "../domain/undo.ts";
import type { SpeakingContext } from "./intake-store.ts";

/**
 * Tickets as staff see and move them. Every call carries who asks, and reaches only what their grant covers.
 *
 * Promises (tests/contracts/desk-store.contract.ts): nothing outside the actor's area is read or changed; a change is saved with its
 * timeline, corrections and posts, or not at all; of two who decide on one version, one wins; a button works once; a decision is taken back
 * whole, before anything of it is said, or not at all.
 */
export interface DeskStore {
  list(
    actor: Actor,
    query: TicketQuery,
  ): Promise<{ readonly tickets: readonly TicketListed[]; readonly next: string | null }>;
  count(actor: Actor, statuses: readonly TicketStatus[]): Promise<number>;
  /** @throws AppError TICKET_NOT_FOUND when it does not exist, or lies outside the actor's grant: the two look the same. */
  open(actor: Actor, ticketId: string): Promise<OpenTicket>;
  /**
   * What a ticket is held against: those of its category in its estate that are open or resolved and not yet confirmed, the newest first, the
   * other tickets of its incident, and the one it is a relapse of. Only what the actor may see; the house sees all.
   */
  near(actor: Actor | "house", ticket: Ticket): Promise<readonly Ticket[]>;
  /** Saves changes decided together. @throws AppError TICKET_STALE when one was changed meanwhile. */
  save(changes: readonly TicketChange[], posts: readonly NewPost[], options: SaveOptions): Promise<void>;

  /** The actor's last decision on a ticket, while it can be taken back. @throws AppError UNDO_TOO_LATE, TICKET_NOT_FOUND */
  undoable(actor: Actor, ticketId: string, now: Date): Promise<readonly TicketUndo[]>;
  /**
   * Saves the changes that take the actor's last decision back, and lets go of what waited to be said of it.
   * @throws AppError UNDO_TOO_LATE when any of it is said already, or somebody was faster.
   */
  undo(
    actor: Actor,
    ticketId: string,
    changes: readonly TicketChange[],
    posts: readonly NewPost[],
    now: Date,
  ): Promise<void>;

  /** What a button asks for, unspent; or why it cannot be used. Reads only. */
  button(
    token: string,
    groupId: string,
    now: Date,
  ): Promise<HeldButton | { readonly refused: "unknown" | "used" | "expired" | "elsewhere" }>;
  /** Spends a button that moves no ticket and posts what it shows. False when it was spent meanwhile. */
  spend(button: HeldButton, posts: readonly NewPost[], now: Date): Promise<boolean>;

  /** Tickets whose question 好了吗 nobody answered in time. */
  lapsed(now: Date): Promise<readonly string[]>;
  /** For the house's own timers, which act in every area. */
  openForHouse(ticketId: string): Promise<OpenTicket>;
}

export interface SaveOptions {
  readonly now: Date;
  /** Spent in the same transaction; saving fails with BUTTON_INVALID when it was spent meanwhile. */
  readonly button?: HeldButton;
  readonly staffId?: string;
  /** What the decision owes waits until then, and until then whoever decided can take it back. */
  readonly undoUntil?: Date;
  readonly corrections?: readonly {
    readonly ticketId: string;
    readonly field: string;
    readonly was: string;
    readonly became: string;
  }[];
}

/** What a list is narrowed to. Everything given must hold. */
export interface TicketQuery {
  /** Any of them; none for all. */
  readonly statuses: readonly TicketStatus[];
  /** An area and everything below it. */
  readonly areaPath?: string | undefined;
  readonly groupId?: string | undefined;
  /** A party's id, or "none" for what nobody has. */
  readonly partyId?: string | undefined;
  readonly categories?: readonly string[] | undefined;
  /** The category that the reading proposed. */
  readonly readAs?: string | undefined;
  readonly urgencies?: readonly Urgency[] | undefined;
  readonly openedFrom?: Date | undefined;
  readonly openedUntil?: Date | undefined;
  readonly approvedFrom?: Date | undefined;
  readonly approvedUntil?: Date | undefined;
  /** The first answer came late or is late; the solution likewise; or it is open and overdue now. */
  readonly late?: "first_answer" | "resolve" | "now" | undefined;
  /** What staff made of the draft: approved in the category that was read, in another, or no report at all. */
  readonly review?: "as_drafted" | "changed" | "rejected" | undefined;
  readonly reopened?: boolean | undefined;
  readonly offline?: boolean | undefined;
  /** Words of the summary, the place, the code or the category's code; in letters also how they sound: "dianti", "dt". */
  readonly text?: string | undefined;
  readonly after?: string | undefined;
  readonly limit: number;
}

/** A ticket as a list shows it: without the words it was drafted from. */
export interface TicketListed extends Omit<Ticket, "evidence"> {
  readonly updatedAt: Date;
  readonly groupName: string;
  readonly partyName: string | null;
}

export interface OpenTicket {
  readonly ticket: Ticket;
  readonly speaking: SpeakingContext;
  readonly partyName: string | null;
  /** `partyName`: whose work order it became. */
  readonly timeline: readonly (TimelineEntry & {
    readonly staffName: string | null;
    readonly partyName: string | null;
  })[];
  /** What it was merged into. */
  readonly mergedInto: { readonly id: string; readonly code: string } | null;
  /** What was said around the evidence and has not been wiped. */
  readonly context: readonly ChatMessage[];
  readonly posts: readonly {
    readonly id: string;
    readonly template: string;
    readonly text: string;
    readonly state: PostState;
    readonly groupId: string;
    readonly groupName: string;
    readonly reason: string | null;
    readonly at: Date;
  }[];
  /** The last decision on it while it can be taken back, with the posts that wait for it; null when none can. */
  readonly undo: {
    readonly staffId: string;
    readonly until: Date;
    readonly posts: readonly {
      readonly groupId: string;
      readonly groupName: string;
      readonly template: string;
      readonly text: string;
      readonly state: PostState;
      /** It edits what the group has read before, and makes no sound. */
      readonly edits: boolean;
      /** Before this it is not said; null when nothing keeps it. */
      readonly notBefore: Date | null;
    }[];
  } | null;
}

export interface HeldButton {
  readonly hash: string;
  readonly ticketId: string;
  readonly version: number;
  readonly groupId: string;
  readonly action: ButtonAction;
}
