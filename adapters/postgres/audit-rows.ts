import { createHash } from "node:crypto";
import type { AuditAction } from "../../src/domain/audit.ts";
import type { Transaction } from "./database.ts";
import type { AuditEntry as AuditRow } from "./generated/client.ts";

/** Something to be written down. References only: what a resident wrote, and who they are, stays where it is. */
export interface NewAuditEntry {
  /** Null for what the house did. */
  readonly staffId: string | null;
  readonly action: AuditAction;
  /** "ticket 0197…", "group 0197…". */
  readonly object: string;
  readonly areaPath: string;
  readonly detail?: Readonly<Record<string, unknown>>;
}

/**
 * Writes an entry down in the transaction of what it tells of. Call it last: the head of the log is held until the transaction ends, and
 * whoever holds it must wait for nothing else.
 */
export async function writeAudit(tx: Transaction, entry: NewAuditEntry, now: Date): Promise<void> {
  const [head] = await tx.$queryRaw<
    { seq: bigint; hash: string }[]
  >`SELECT seq, hash FROM audit_head WHERE id = 1 FOR UPDATE`;
  const { staffId, action, object, areaPath, detail = {} } = entry;
  const row = {
    seq: head!.seq + 1n,
    at: now,
    staffId,
    action,
    object,
    areaPath,
    detail: JSON.stringify(detail),
    prevHash: head!.hash,
  };
  const hash = chainHash(row);
  await tx.auditEntry.create({ data: { ...row, hash } });
  await tx.auditHead.update({ where: { id: 1 }, data: { seq: row.seq, hash } });
}

/** The hash that chains an entry to the one before it: SHA-256 over all that the entry says. */
export function chainHash(row: Omit<AuditRow, "hash">): string {
  const { prevHash, seq, at, staffId, action, object, areaPath, detail } = row;
  const said = [prevHash, String(seq), at.toISOString(), staffId, action, object, areaPath, detail];
  return createHash("sha256").update(JSON.stringify(said)).digest("hex");
}
