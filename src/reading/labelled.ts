import type { ChatMessage } from "../domain/chat.ts";
import type { FollowUpMeaning, ReportKind, Urgency } from "../domain/reading.ts";
import type { Part } from "./known-matter.ts";

/** A whole chat with what a person read in it: what a reader is trained on and measured by. */
export interface LabelledChat {
  readonly id: string;
  readonly group: { readonly id: string; readonly name: string; readonly areaPath: string | null };
  readonly areas: readonly string[];
  readonly messages: readonly ChatMessage[];
  /** What was recalled, by message id, with the message that recalled it. */
  readonly recalls: ReadonlyMap<string, string>;
  readonly tickets: readonly LabelledTicket[];
  readonly questionIds: ReadonlySet<string>;
  readonly followUps: readonly LabelledFollowUp[];
}

export interface LabelledTicket {
  readonly id: string;
  readonly category: string;
  readonly kind: ReportKind;
  readonly urgency: Urgency;
  readonly evidenceIds: readonly string[];
  readonly reporterRef: string;
  readonly summary: string;
}

export interface LabelledFollowUp {
  readonly messageId: string;
  readonly ticketId: string;
  readonly meaning: FollowUpMeaning;
}

/** Something said without a chat around it, written by this project. */
export interface LabelledLine {
  /** Each part is one message of the same person. */
  readonly parts: readonly string[];
  readonly role: MessageRole;
  readonly category?: string;
  readonly kind?: ReportKind;
  readonly urgency?: Urgency;
  readonly meaning?: FollowUpMeaning;
  /** Who says it of the matter: with `meaning`. */
  readonly part?: Part;
}

/** What one message is: a part of a report, a question for the office, something about a known matter, or only talk. */
export const messageRoles = ["report", "question", "follow_up", "talk"] as const;
export type MessageRole = (typeof messageRoles)[number];
