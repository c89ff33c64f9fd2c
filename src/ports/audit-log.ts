import type { AuditAction, AuditHead, AuditVerdict } from "../domain/audit.ts";
import type { Actor } from "../domain/authority.ts";

/**
 * What staff did, each entry in the transaction of what it tells of and chained to the one before.
 *
 * Promises (tests/adapters/audit-log.test.ts): what was changed, taken out or put in is found; a log that was cut off or written anew is found
 * by a head noted outside.
 */
export interface AuditLog {
  /** The newest first; of the actor's areas only. */
  list(
    actor: Actor,
    query: AuditQuery,
  ): Promise<{ readonly entries: readonly AuditEntry[]; readonly next: string | null }>;
  /** Writes down that the actor took a copy. */
  noteExport(actor: Actor, rows: number, now: Date, what?: "export_audit" | "export_tickets"): Promise<void>;
  /** Goes through the whole log, and compares it with heads that were noted outside. */
  verify(anchors: readonly AuditHead[]): Promise<AuditVerdict>;
  head(): Promise<AuditHead>;
}

/** Where heads of the log are noted outside of its database. */
export interface AuditAnchors {
  /** Notes a head, unless it is the one noted last. */
  note(head: AuditHead, now: Date): Promise<void>;
  /** Every head noted, the oldest first. */
  all(): Promise<readonly AuditHead[]>;
}

export interface AuditQuery {
  readonly staffId?: string | undefined;
  readonly action?: AuditAction | undefined;
  /** What was done about one ticket. */
  readonly code?: string | undefined;
  readonly from?: Date | undefined;
  readonly until?: Date | undefined;
  /** Entries older than this one. */
  readonly before?: string | undefined;
  readonly limit: number;
}

export interface AuditEntry {
  readonly seq: string;
  readonly at: Date;
  readonly staffId: string | null;
  readonly staffName: string | null;
  readonly action: AuditAction;
  readonly object: string;
  /** What the object is called now; null when it is gone, or has no name. */
  readonly about: string | null;
  readonly areaPath: string;
  readonly detail: Readonly<Record<string, unknown>>;
  readonly hash: string;
}
