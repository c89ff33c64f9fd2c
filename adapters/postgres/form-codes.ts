import { randomBytes } from "node:crypto";
import { type Actor, mayDo } from "../../src/domain/authority.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { FormCode, FormStore } from "../../src/ports/form-store.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded } from "./database.ts";
import type { FormCode as FormCodeRow } from "./generated/client.ts";
import { asHouse } from "./staff-scope.ts";

type Codes = Pick<FormStore, "key" | "codes" | "makeCode" | "endCode" | "codeNow">;

/** Codes that have ended and are still listed, the newest. */
const endedMax = 200;

/** Codes of the form on the wall, and the key that signs them, on PostgreSQL. */
export function createFormCodes(database: Database): Codes {
  return {
    async key() {
      await guarded(() => database.formKey.createMany({ data: { id: 1, key: randomBytes(32) }, skipDuplicates: true }));
      const { key } = await asHouse(() => guarded(() => database.formKey.findUniqueOrThrow({ where: { id: 1 } })));
      return key;
    },

    async codes(actor) {
      const theirs = { OR: insideArea("areaPath", actor.areaPath) };
      const orderBy = { createdAt: "desc" } as const;
      // A code that hangs on a wall is shown however old it is: what cannot be seen cannot be ended.
      const [live, ended] = await guarded(() =>
        Promise.all([
          database.formCode.findMany({ where: { ...theirs, revokedAt: null }, orderBy }),
          database.formCode.findMany({ where: { ...theirs, revokedAt: { not: null } }, orderBy, take: endedMax }),
        ]),
      );
      return counted([...live, ...ended].sort((one, other) => other.createdAt.getTime() - one.createdAt.getTime()));
    },

    async makeCode(actor, { id, areaPath, expiresAt }, now) {
      allow(actor, areaPath);
      if (!(await guarded(() => database.area.findUnique({ where: { path: areaPath } }))))
        throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no area "${areaPath}"`] });
      if (expiresAt && expiresAt <= now)
        throw new AppError("INPUT_INVALID", { problems: ["expiresAt: lies in the past"] });
      const data = { id, areaPath, madeById: actor.staffId, createdAt: now, expiresAt };
      const made = () =>
        database.$transaction(async (tx) => {
          const row = await tx.formCode.create({ data });
          const entry = { staffId: actor.staffId, object: `form_code ${id}`, areaPath };
          await writeAudit(tx, { ...entry, action: "make_form_code" }, now);
          return row;
        });
      return only(await guarded(made));
    },

    async endCode(actor, codeId, replacementId, now) {
      const code = await guarded(() => database.formCode.findUnique({ where: { id: codeId } }));
      const isTheirs = code && insideAreaOf(actor, code.areaPath);
      if (!isTheirs) throw new AppError("NOT_FOUND", { path: `form code ${codeId}` });
      allow(actor, code.areaPath);
      const { areaPath, expiresAt } = code;
      const ended = { revokedAt: now, revokedById: actor.staffId };
      await guarded(() =>
        database.$transaction(async (tx) => {
          const { count } = await tx.formCode.updateMany({ where: { id: codeId, revokedAt: null }, data: ended });
          // Of two who replace one code at once, one makes the new one.
          if (count === 0) return;
          if (replacementId !== null) {
            const isOver = expiresAt !== null && expiresAt <= now;
            const data = { id: replacementId, areaPath, madeById: actor.staffId, createdAt: now };
            await tx.formCode.create({ data: { ...data, expiresAt: isOver ? null : expiresAt } });
          }
          const entry = { staffId: actor.staffId, object: `form_code ${codeId}`, areaPath };
          await writeAudit(tx, { ...entry, action: "end_form_code", detail: { replacementId } }, now);
        }),
      );
      const id = replacementId ?? codeId;
      const row = await guarded(() => database.formCode.findUnique({ where: { id } }));
      if (!row) throw new AppError("NOT_FOUND", { path: `form code ${codeId}, which somebody has just ended` });
      return only(row);
    },

    async codeNow(codeId, now) {
      const code = await guarded(() => database.formCode.findUnique({ where: { id: codeId } }));
      if (!code) return null;
      const { areaPath, revokedAt, expiresAt } = code;
      return { areaPath, isLive: revokedAt === null && (expiresAt === null || expiresAt > now) };
    },
  };

  async function counted(rows: readonly FormCodeRow[]): Promise<FormCode[]> {
    const reports = await guarded(() =>
      database.formReport.groupBy({
        by: ["codeId"],
        where: { codeId: { in: rows.map(({ id }) => id) } },
        _count: true,
        _max: { createdAt: true },
      }),
    );
    return rows.map(({ id, areaPath, createdAt, expiresAt, revokedAt }) => {
      const filed = reports.find(({ codeId }) => codeId === id);
      const lastReportAt = filed?._max.createdAt ?? null;
      return { id, areaPath, createdAt, expiresAt, revokedAt, reports: filed?._count ?? 0, lastReportAt };
    });
  }

  async function only(row: FormCodeRow): Promise<FormCode> {
    const [code] = await counted([row]);
    return code!;
  }
}

function insideAreaOf(actor: Actor, areaPath: string): boolean {
  return mayDo(actor, "read_groups", areaPath);
}

function allow(actor: Actor, areaPath: string): void {
  if (!mayDo(actor, "manage_groups", areaPath))
    throw new AppError("NOT_ALLOWED", { role: actor.role, action: "manage_groups" });
}
