import type { Actor } from "../domain/authority.ts";
import type { PlatformName } from "../domain/chat.ts";
import type { NewPost } from "../domain/post.ts";
import type { Ticket, TicketStatus } from "../domain/ticket.ts";
import type { SpeakingContext } from "./intake-store.ts";

/**
 * What the house keeps of one resident: whoever reported a ticket, under every ref that is known to be theirs. All of it within the areas of
 * whoever asks; what lies beyond is counted, for the admin of a larger area.
 *
 * Promises (tests/adapters/person-records.test.ts):
 * - What is taken out, and what is erased, is written down in the same transaction.
 * - An outline is what an erasure would do, by the erasure itself, taken back.
 * - After an erasure no words, names, refs, numbers or files of the person are left in any table; tickets and figures are.
 * - A turn or a decision that began before an erasure commits nothing of what was erased.
 *
 * Each refuses with TICKET_NOT_FOUND outside the actor's areas, NOT_ALLOWED for a role that may not, PERSON_ERASED for whoever has been erased
 * already, and PERSON_IS_STAFF for an account of staff.
 */
export interface PersonRecords {
  /** What erasing would take away, and what would stay. Changes nothing. */
  outline(actor: Actor, ticketId: string, names: readonly string[], now: Date): Promise<PersonOutline>;
  /** Everything that is kept. */
  takeOut(actor: Actor, ticketId: string, reason: string, now: Date): Promise<PersonFile>;
  /**
   * Erases it. `names` are looked for in everybody's words, beside those that the house knows. What `show` makes of each ticket that was
   * shown in those words is owed with it: whoever dies after erasing has not left a card that goes on quoting.
   */
  erase(actor: Actor, ticketId: string, erasure: Erasure, now: Date, show: ShowTicket): Promise<PersonErased>;
}

/** What a ticket owes to chats that show it in other words than it has now. */
export type ShowTicket = (shown: {
  readonly ticket: Ticket;
  readonly speaking: SpeakingContext;
  readonly near: readonly Ticket[];
}) => readonly NewPost[];

/** What is asked of an erasure. */
export interface Erasure {
  readonly names: readonly string[];
  readonly reason: string;
}

/** What is kept of a person, in figures. */
export interface PersonOutline {
  /** Refs by which chats and forms know them. */
  readonly accounts: number;
  /** Of their own, still kept as talk. */
  readonly messages: number;
  /** Reported by them: these lose their words and stay. */
  readonly tickets: number;
  /** Codes of those that are still somebody's work. */
  readonly openCodes: readonly string[];
  /** Tickets of others in which they are counted as a household, and stay counted. */
  readonly joined: number;
  /** What they said that is kept with tickets: evidence and follow-ups. */
  readonly quotes: number;
  /** What the bot said that repeats their words. */
  readonly posts: number;
  readonly questions: number;
  /** Reports handed in by the form, the photos and voice notes with them, and the numbers left there. */
  readonly forms: number;
  readonly files: number;
  readonly numbers: number;
  /** Words of others, of staff and of the house in which their names or texts stand. */
  readonly mentions: number;
  /** What lies outside the areas of whoever asks, and is not touched. */
  readonly beyond: { readonly messages: number; readonly tickets: number };
}

/** What an erasure has done. */
export interface PersonErased extends PersonOutline {
  /** The groups that are owed a card of it. */
  readonly groupIds: readonly string[];
}

/** Everything that is kept of a person, as it is given to them. */
export interface PersonFile {
  readonly accounts: readonly {
    readonly platform: PlatformName;
    readonly senderRef: string;
    /** What they call themselves, as far as it is still known. */
    readonly names: readonly string[];
    readonly groups: readonly string[];
  }[];
  readonly messages: readonly { readonly at: Date; readonly groupName: string; readonly text: string }[];
  readonly tickets: readonly PersonTicket[];
  readonly questions: readonly { readonly at: Date; readonly text: string; readonly status: string }[];
  readonly forms: readonly {
    readonly at: Date;
    readonly phone: string | null;
    readonly words: readonly { readonly at: Date; readonly text: string }[];
    readonly files: readonly { readonly kind: string; readonly mediaType: string; readonly base64: string }[];
  }[];
  /** Who looked up who they are, or took all of this out, and why. */
  readonly shownTo: readonly {
    readonly at: Date;
    readonly staffName: string;
    readonly what: "reveal_reporter" | "export_person";
    readonly code: string;
    readonly reason: string;
  }[];
}

/** A ticket that they reported, or in which they are a household. Of others' tickets only the facts. */
export interface PersonTicket {
  readonly code: string;
  readonly part: "reporter" | "household";
  readonly status: TicketStatus;
  readonly category: string;
  readonly areaPath: string;
  readonly createdAt: Date;
  readonly resolvedAt: Date | null;
  /** Null for a ticket of somebody else. */
  readonly summary: string | null;
  /** Who wrote the summary: the local model, or a prompt's version. */
  readonly reader: string;
  readonly evidence: readonly { readonly at: Date; readonly text: string }[];
  /** What residents made known since, the stars they gave among it. Empty for a ticket of somebody else. */
  readonly followUps: readonly { readonly at: Date; readonly event: string; readonly text: string }[];
}
