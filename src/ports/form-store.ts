import type { Actor } from "../domain/authority.ts";
import type { MessageKind } from "../domain/chat.ts";
import type { TicketStatus } from "../domain/ticket.ts";

/**
 * The form on the wall as the tables keep it: codes, what was handed in, and each report's page.
 *
 * Promises (tests/resident, tests/adapters/webform.test.ts): a report is filed whole or not at all, with its group; the same proof files once; what is said
 * on a page is said once a ref; a message is unheard until it was heard, whatever crashes.
 */
export interface FormStore {
  /** The key that signs codes, challenges and links. The same for ever: made when it is first asked for. */
  key(): Promise<Uint8Array>;

  /** The codes of the actor's areas, the newest first. */
  codes(actor: Actor): Promise<readonly FormCode[]>;
  /** @throws AppError NOT_ALLOWED, INPUT_INVALID */
  makeCode(actor: Actor, code: NewFormCode, now: Date): Promise<FormCode>;
  /** Ends a code, and puts another in its place when one is given. A code that has ended stays ended. @throws AppError NOT_FOUND, NOT_ALLOWED */
  endCode(actor: Actor, codeId: string, replacementId: string | null, now: Date): Promise<FormCode>;
  /** Where a code stands for whoever scans it; null when it was never made. */
  codeNow(codeId: string, now: Date): Promise<{ readonly areaPath: string; readonly isLive: boolean } | null>;

  /** Files a report under a proof. The same again is `again`; something else under the same proof is `spent`. */
  file(report: NewFormReport, now: Date): Promise<"filed" | "again" | "spent">;
  /** What a follow-up link shows; null when there is none. */
  report(tokenHash: string): Promise<FiledReport | null>;
  /** Adds the resident's words to a page, once for a ref. */
  say(reportId: string, words: NewFormMessage, now: Date): Promise<void>;

  /** Adds one part of a post, once for a send key; its ref, or null when there is no such report. */
  post(
    reportId: string,
    part: { readonly sendKey: string; readonly senderRef: string; readonly text: string },
    now: Date,
  ): Promise<string | null>;
  /** Changes a post. False when there is no such post of that sender. */
  editPost(
    reportId: string,
    ref: string,
    change: { readonly senderRef: string; readonly text: string },
    now: Date,
  ): Promise<boolean>;

  /** What the house has not heard yet, oldest first. */
  unheard(limit: number): Promise<readonly UnheardMessage[]>;
  /** Notes that the house has kept a message, and what the page goes on showing of it. */
  heard(messageId: string, shownText: string, now: Date): Promise<void>;

  /** What was handed in with the reports that a ticket follows, those merged into it among them. Whether the reader may see that ticket is asked before. */
  filesOf(ticketId: string): Promise<readonly FormFileInfo[]>;
  /** One of `filesOf`; null when it is none of them. */
  openFile(
    ticketId: string,
    fileId: string,
  ): Promise<{ readonly mediaType: string; readonly kind: FormFileKind; readonly bytes: Uint8Array } | null>;
}

/** A code as an admin sees it. */
export interface FormCode {
  readonly id: string;
  readonly areaPath: string;
  readonly createdAt: Date;
  /** Null: for as long as nobody revokes it. */
  readonly expiresAt: Date | null;
  readonly revokedAt: Date | null;
  /** How many reports were handed in under it, and when the last one was. */
  readonly reports: number;
  readonly lastReportAt: Date | null;
}

export interface NewFormCode {
  readonly id: string;
  readonly areaPath: string;
  readonly expiresAt: Date | null;
}

export type FormFileKind = "photo" | "voice";

/** Everything that one press of 提交 hands in. */
export interface NewFormReport {
  /** A uuid: also the ref of the report's group and of who reports. */
  readonly id: string;
  readonly codeId: string;
  readonly areaPath: string;
  readonly groupName: string;
  readonly tokenHash: string;
  readonly proofHash: string;
  readonly bodyHash: string;
  /** Where the reporter may be called. Kept apart, and shown by `ReporterContact` alone. */
  readonly phone: string | null;
  readonly messages: readonly NewFormMessage[];
  readonly files: readonly { readonly kind: FormFileKind; readonly mediaType: string; readonly bytes: Uint8Array }[];
}

export interface NewFormMessage {
  readonly ref: string;
  readonly kind: MessageKind;
  readonly text: string;
  readonly quotedRef: string | null;
}

/** A message on its way to the house. `kind` is as stored: the platform says what it knows. */
export interface UnheardMessage {
  readonly id: string;
  readonly reportId: string;
  readonly ref: string;
  readonly senderRef: string;
  readonly kind: string;
  readonly text: string;
  readonly quotedRef: string | null;
  readonly at: Date;
}

/** A report as its page shows it. */
export interface FiledReport {
  readonly id: string;
  readonly areaPath: string;
  readonly filedAt: Date;
  readonly tickets: readonly FiledTicket[];
  /** What was said, oldest first; cards of tickets are with their tickets. */
  readonly messages: readonly {
    readonly ref: string;
    readonly senderRef: string;
    readonly text: string;
    readonly at: Date;
  }[];
}

export interface FiledTicket {
  readonly id: string;
  readonly code: string;
  readonly status: TicketStatus;
  readonly category: string;
  /** The status card in its present words; null while none was posted. */
  readonly card: { readonly ref: string; readonly text: string } | null;
  /** Where it is followed since staff merged it. */
  readonly mergedInto: { readonly code: string; readonly status: TicketStatus } | null;
  readonly changedAt: Date;
}

export interface FormFileInfo {
  readonly id: string;
  readonly kind: FormFileKind;
  readonly mediaType: string;
  readonly bytes: number;
  readonly createdAt: Date;
}
