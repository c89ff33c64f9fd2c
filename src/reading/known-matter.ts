import type { Line } from "./bursts.ts";

/** A matter a line may speak of: a ticket of the group, or a report of this same reading. */
export interface KnownMatter {
  readonly about: { readonly ticketId: string } | { readonly report: number };
  readonly category: string;
  /** Its words: summary and evidence, folded. */
  readonly text: string;
  /** The same as `telltalesOf` sees it. */
  readonly telltales: ReadonlySet<number>;
  readonly reporterRef: string;
  /** What the reporter may be called, see `calledNames`. */
  readonly reporterNames: readonly string[];
  readonly householdRefs: ReadonlySet<string>;
  /** Refs of its evidence and of what the bot posted about it. */
  readonly refs: ReadonlySet<string>;
  readonly areaPath: string | null;
  /** In small letters, as folded text has it. */
  readonly code: string | null;
  /** How likely its plainest line is to report, as a model of single lines sees it; null when none of it is in the window. */
  readonly sureness: number | null;
  /** When its first word was said, and its last. */
  readonly since: Date;
  readonly lastAt: Date;
}

/** What a speaker is to a matter. */
export type Part = "reporter" | "household" | "staff" | "other";

/** What the line's speaker is to the matter. */
export function partOf(line: Line, matter: KnownMatter): Part {
  const { senderRef, fromStaff } = line.message;
  if (fromStaff) return "staff";
  if (senderRef === matter.reporterRef) return "reporter";
  return matter.householdRefs.has(senderRef) ? "household" : "other";
}

/** A matter's name within one reading. */
export function keyOf({ about }: KnownMatter): string {
  return "ticketId" in about ? about.ticketId : `#${about.report}`;
}
