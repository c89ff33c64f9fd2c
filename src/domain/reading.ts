/**
 * What was understood in a window. A reading proposes and has no power: `decideTurn` in turn.ts decides, and staff approve.
 */

/** What a report asks for. `help` is help offered or needed by a person; `wish` a small wish somebody may grant. */
export const reportKinds = ["complaint", "request", "hazard", "emergency", "suggestion", "help", "wish"] as const;
export type ReportKind = (typeof reportKinds)[number];

/** `emergency` means danger to life now. */
export const urgencies = ["routine", "urgent", "emergency"] as const;
export type Urgency = (typeof urgencies)[number];

/** What a follow-up says about a ticket. */
export const followUpMeanings = [
  "solved",
  "not_solved",
  "half_solved",
  "urge",
  "withdraw",
  "more_info",
  "plus_one",
] as const;
export type FollowUpMeaning = (typeof followUpMeanings)[number];

export interface Reading {
  readonly reports: readonly Report[];
  readonly questions: readonly Question[];
  readonly followUps: readonly FollowUp[];
  /** First and last message of each quarrel: the house says nothing there and tells staff. */
  readonly quarrels: readonly { readonly fromId: string; readonly toId: string }[];
  /** Who read: the local model, or a language model under a prompt ("triage@3"). */
  readonly reader: string;
  /** True when a language model should have read and could not: the draft is marked 离线判断. */
  readonly offline: boolean;
}

/** Says whether a language model wrote the words of a reading. Who else reads are the local model and the rule for alarms. */
export function isModelWritten(reader: string): boolean {
  return reader.includes("@") && !reader.startsWith("local@");
}

/** One matter of one person. Its evidence never mixes two people's words. */
export interface Report {
  readonly kind: ReportKind;
  /** Ids of the reporter's messages that carry it, oldest first; at least one. Some may lie before the fresh ones. */
  readonly evidenceIds: readonly string[];
  readonly reporterRef: string;
  readonly triage: Triage;
  readonly place: Place;
  readonly urgency: Urgency;
  /** A named neighbour, violence, illness of mind, minors, self-harm: nothing of it is said in the group. */
  readonly sensitive: boolean;
  /** Whose households are affected, the reporter's first, each once. */
  readonly householdRefs: readonly string[];
  /** For staff: one line, with no name, number or room in it. */
  readonly summary: string;
}

export interface Triage {
  /** A code of the live taxonomy, always. */
  readonly category: string;
  readonly runnerUp: string | null;
  /** How sure, 0 to 1, calibrated: of the categories given with 0.8, eight in ten are right. */
  readonly confidence: number;
  /** The words it was judged by, for the approval card. Each `quote` is a substring of that message. */
  readonly because: readonly { readonly messageId: string; readonly quote: string }[];
}

export interface Place {
  /** A path of the estate's area tree; null when it is outside the estate or unknown. */
  readonly areaPath: string | null;
  /** Where within it, in the resident's word: 电梯, 楼道. Null when not said. */
  readonly spot: string | null;
  /** What the area was inferred from. Only `text` is sure; the rest staff must see as inferred. */
  readonly from: "text" | "quote" | "nick" | "group" | "unknown";
}

/** Something the community office could answer. */
export interface Question {
  readonly messageId: string;
  readonly text: string;
  readonly confidence: number;
}

export interface FollowUp {
  readonly messageId: string;
  readonly meaning: FollowUpMeaning;
  /** The ticket it speaks of, or the index of a report of this same reading. */
  readonly about: { readonly ticketId: string } | { readonly report: number };
  readonly confidence: number;
}
