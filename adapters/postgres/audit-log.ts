import type { AuditAction, AuditHead, AuditVerdict } from "../../src/domain/audit.ts";
import type { AuditLog } from "../../src/ports/audit-log.ts";
import { insideArea } from "./area-scope.ts";
import { namesOfObjects } from "./audit-names.ts";
import { chainHash, writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, rowId } from "./database.ts";
import { asHouse } from "./staff-scope.ts";

/** Entries read at once while the log is gone through. */
const verifyBatch = 2_000;

/** The audit log on PostgreSQL. Entries are added by the stores, in their own transactions: `writeAudit`. */
export function createAuditLog(database: Database): AuditLog {
  return {
    async list(actor, { staffId, action, code, from, until, before, limit }) {
      const beforeSeq = before === undefined ? null : rowId(before);
      if (staffId !== undefined && !isUuid(staffId)) return { entries: [], next: null };
      const tickets = code === undefined ? null : await ticketsByCode(database, actor.areaPath, code);
      const rows = await guarded(() =>
        database.auditEntry.findMany({
          where: {
            OR: insideArea("areaPath", actor.areaPath),
            ...(staffId ? { staffId } : {}),
            ...(action ? { action } : {}),
            ...(tickets ? { object: { in: tickets } } : {}),
            ...(beforeSeq === null ? {} : { seq: { lt: beforeSeq } }),
            at: { ...(from ? { gte: from } : {}), ...(until ? { lt: until } : {}) },
          },
          orderBy: { seq: "desc" },
          take: limit + 1,
        }),
      );
      const page = rows.slice(0, limit);
      const ids = [...new Set(page.flatMap((row) => row.staffId ?? []))];
      const staff = await guarded(() => database.staff.findMany({ where: { id: { in: ids } } }));
      const names = await guarded(() =>
        namesOfObjects(
          database,
          page.map(({ object }) => object),
        ),
      );
      const entries = page.map(({ prevHash: _, ...row }) => ({
        ...row,
        seq: String(row.seq),
        action: row.action as AuditAction,
        staffName: staff.find(({ id }) => id === row.staffId)?.name ?? null,
        about: names.get(row.object) ?? null,
        detail: detailOf(row.detail),
      }));
      return { entries, next: rows.length > limit ? page.at(-1)!.seq.toString() : null };
    },

    noteExport: ({ staffId, areaPath }, rows, now, action = "export_audit") =>
      guarded(() =>
        database.$transaction((tx) =>
          writeAudit(tx, { staffId, areaPath, action, object: action.slice("export_".length), detail: { rows } }, now),
        ),
      ),

    // The chain is one for the whole house, and a verdict says nothing of what is in it.
    verify: (anchors) => asHouse(() => guarded(() => verify(database, anchors))),

    async head() {
      const { seq, hash } = await asHouse(() =>
        guarded(() => database.auditHead.findUniqueOrThrow({ where: { id: 1 } })),
      );
      return { seq: Number(seq), hash };
    },
  };
}

/** The tickets of one code, as the log names them: each group has its own codes. */
async function ticketsByCode(database: Database, areaPath: string, code: string): Promise<string[]> {
  const where = { code: code.toUpperCase(), OR: insideArea("areaPath", areaPath) };
  const tickets = await guarded(() => database.ticket.findMany({ where, select: { id: true } }));
  return tickets.map(({ id }) => `ticket ${id}`);
}

async function verify(database: Database, anchors: readonly AuditHead[]): Promise<AuditVerdict> {
  const noted = new Map(anchors.map(({ seq, hash }) => [seq, hash]));
  const found = (seq: number, how: NonNullable<AuditVerdict["broken"]>["how"]): AuditVerdict => ({
    entries: last.seq,
    anchors: anchors.length,
    broken: { seq, how },
  });
  let last: AuditHead = { seq: 0, hash: "" };
  for (;;) {
    const rows = await database.auditEntry.findMany({
      where: { seq: { gt: last.seq } },
      orderBy: { seq: "asc" },
      take: verifyBatch,
    });
    for (const row of rows) {
      const seq = Number(row.seq);
      if (seq !== last.seq + 1) return found(last.seq + 1, "missing");
      if (row.hash !== chainHash(row)) return found(seq, "changed");
      if (row.prevHash !== last.hash) return found(seq, "missing");
      if ((noted.get(seq) ?? row.hash) !== row.hash) return found(seq, "rewritten");
      last = { seq, hash: row.hash };
    }
    if (rows.length < verifyBatch) break;
  }
  const head = await database.auditHead.findUniqueOrThrow({ where: { id: 1 } });
  const newest = anchors.reduce((max, { seq }) => Math.max(max, seq), Number(head.seq));
  // Entries that came while the last ones were being read are whole as far as the head's own chain goes.
  const isCut = newest > last.seq && (await database.auditEntry.count({ where: { seq: { gt: last.seq } } })) === 0;
  return isCut ? found(last.seq + 1, "cut") : { entries: last.seq, anchors: anchors.length, broken: null };
}

function detailOf(text: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    // Somebody wrote over it: the check says so, and the page still opens.
    return { text };
  }
}
