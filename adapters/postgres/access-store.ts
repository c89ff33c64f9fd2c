import type { Actor, Role } from "../../src/domain/authority.ts";
import { failuresForgottenMs, type PaceKey } from "../../src/domain/sign-in-pace.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { AccessStore, KeptProof } from "../../src/ports/access-store.ts";
import type { Vault } from "../../src/ports/vault.ts";
import { insideArea } from "./area-scope.ts";
import { type NewAuditEntry, writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import type { Staff } from "./generated/client.ts";
import { hashOf } from "./post-rows.ts";
import { liveSessions, openSession } from "./sessions.ts";
import { needsAnother } from "./staff-office.ts";
import { asHouse } from "./staff-scope.ts";

/** Passwords, second factors and sessions on PostgreSQL. */
export function createAccessStore(database: Database, vault: Vault): AccessStore {
  const inOne = <T>(work: (tx: Transaction) => Promise<T>) => guarded(() => database.$transaction(work));
  return {
    async proofByAccount(account) {
      const staff = await asHouse(() => guarded(() => database.staff.findUnique({ where: { account } })));
      return staff?.active ? proofOf(database, vault, staff) : null;
    },

    async proofOf(staffId) {
      const staff = await guarded(() => database.staff.findUniqueOrThrow({ where: { id: staffId } }));
      return proofOf(database, vault, staff);
    },

    takeTry: (keys, wait, now) =>
      inOne(async (tx) => {
        const hashes = hashesOf(keys);
        const data = hashes.map(([, key]) => ({ key, count: 0, lastAt: now }));
        await tx.signInFailure.deleteMany({ where: { lastAt: { lt: new Date(now.getTime() - failuresForgottenMs) } } });
        await tx.signInFailure.createMany({ data, skipDuplicates: true });
        const held = await tx.$queryRaw<{ key: string; count: number; last_at: Date }[]>`
          SELECT key, count, last_at FROM sign_in_failure WHERE key = ANY(${data.map(({ key }) => key)}) ORDER BY key FOR UPDATE`;
        const waits = hashes.map(([kind, hash]) => {
          const row = held.find(({ key }) => key === hash);
          return wait(kind, row && row.count > 0 ? { count: row.count, lastAt: row.last_at } : null, now);
        });
        const waitMs = Math.max(...waits);
        if (waitMs > 0) return { waitMs };
        await tx.signInFailure.updateMany({
          where: { key: { in: data.map(({ key }) => key) } },
          data: { count: { increment: 1 }, lastAt: now },
        });
        return { waitMs: 0 };
      }),

    forgetTries: (keys) =>
      inOne(async (tx) => {
        const { account_from_address, account, address } = Object.fromEntries(hashesOf(keys)) as typeof keys;
        await tx.signInFailure.deleteMany({
          where: { key: { in: [account_from_address, account].filter((key) => key !== undefined) } },
        });
        // An address may be a whole office, or somebody who knows one password and guesses at the others: one right try takes one wrong one back.
        if (address) {
          await tx.signInFailure.updateMany({
            where: { key: address, count: { gt: 0 } },
            data: { count: { decrement: 1 } },
          });
        }
      }),

    noteRefused: (staffId, now) =>
      inOne(async (tx) => {
        const staff = await tx.staff.findUniqueOrThrow({ where: { id: staffId } });
        await writeAudit(tx, { ...about(staff), action: "sign_in_refused" }, now);
      }),

    takeStep: (staffId, step) =>
      guarded(async () => {
        const isNew = { OR: [{ totpLastStep: null }, { totpLastStep: { lt: step } }] };
        const { count } = await database.staffProof.updateMany({
          where: { staffId, ...isNew },
          data: { totpLastStep: step },
        });
        return count === 1;
      }),

    takeRecoveryCode: (staffId, code) =>
      guarded(async () => {
        const { count } = await database.recoveryCode.updateMany({
          where: { hash: recoveryHash(staffId, code), usedAt: null },
          data: { usedAt: new Date() },
        });
        return count === 1;
      }),

    openSession: (staffId, opening, now) =>
      inOne(async (tx) => {
        const staff = await tx.staff.findUniqueOrThrow({ where: { id: staffId } });
        return openSession(tx, staff, opening, now);
      }),

    noteProof: (actor, id, now) =>
      inOne(async (tx) => {
        await tx.session.updateMany({ where: { id }, data: { provedAt: now } });
        await writeAudit(tx, { ...by(actor), action: "prove_again" }, now);
      }),

    setPassword: (actor, { account, hash, keepSessionId }, now) =>
      inOne(async (tx) => {
        const taken = await tx.staff.findFirst({ where: { account, id: { not: actor.staffId } } });
        if (taken) throw new AppError("ACCOUNT_TAKEN", { account });
        await tx.staff.update({ where: { id: actor.staffId }, data: { account } });
        await keepProof(tx, actor.staffId, { passwordHash: hash, passwordSetAt: now });
        await tx.session.deleteMany({ where: { staffId: actor.staffId, id: { not: keepSessionId } } });
        await writeAudit(tx, { ...by(actor), action: "set_password" }, now);
      }),

    beginTotp: ({ staffId }, secret) => {
      const totpSecret = vault.seal(secret, aboutTotp(staffId));
      return inOne((tx) => keepProof(tx, staffId, { totpSecret, totpConfirmedAt: null, totpLastStep: null }));
    },

    confirmTotp: (actor, { step, recoveryCodes, keepSessionId }, now) =>
      inOne(async (tx) => {
        const { staffId } = actor;
        await keepProof(tx, staffId, { totpConfirmedAt: now, totpLastStep: step });
        await tx.recoveryCode.deleteMany({ where: { staffId } });
        await tx.recoveryCode.createMany({
          data: recoveryCodes.map((code) => ({ staffId, hash: recoveryHash(staffId, code) })),
        });
        await tx.session.deleteMany({ where: { staffId, id: { not: keepSessionId } } });
        await writeAudit(tx, { ...by(actor), action: "set_second_factor" }, now);
      }),

    dropTotp: (actor, now) =>
      inOne(async (tx) => {
        await keepProof(tx, actor.staffId, { totpSecret: null, totpConfirmedAt: null, totpLastStep: null });
        await tx.recoveryCode.deleteMany({ where: { staffId: actor.staffId } });
        await writeAudit(tx, { ...by(actor), action: "drop_second_factor" }, now);
      }),

    sessionsOf: (staffId, now) =>
      guarded(() =>
        database.session.findMany({
          where: { staffId, ...liveSessions(now) },
          orderBy: { lastSeenAt: "desc" },
          select: { id: true, device: true, createdAt: true, lastSeenAt: true },
        }),
      ),

    endSessions: (actor, which, now) =>
      inOne(async (tx) => {
        if ("id" in which && !isUuid(which.id)) return false;
        const id = "id" in which ? which.id : { not: which.allBut };
        const { count } = await tx.session.deleteMany({ where: { staffId: actor.staffId, id } });
        if (count > 0) await writeAudit(tx, { ...by(actor), action: "end_session", detail: { sessions: count } }, now);
        return count > 0;
      }),

    endSessionsOf: (actor, staffId, now) =>
      inOne(async (tx) => {
        const staff = await theirs(tx, actor, staffId);
        const { count } = await tx.session.deleteMany({ where: { staffId: staff.id } });
        const entry = { ...about(staff), staffId: actor.staffId };
        await writeAudit(tx, { ...entry, action: "end_session", detail: { sessions: count } }, now);
      }),

    setActive: (actor, staffId, active, now) =>
      inOne(async (tx) => {
        const staff = await theirs(tx, actor, staffId);
        if (staff.id === actor.staffId)
          throw new AppError("NOT_ALLOWED", { role: actor.role, action: "let themselves in or out" });
        // Who invited an admin is not the one who agrees to it.
        const isOwnGuest = active && staff.invitedById === actor.staffId;
        if (isOwnGuest && (await needsAnother(tx, actor, staff.role as Role, staff.areaPath)))
          throw new AppError("NOT_ALLOWED", { role: actor.role, action: "be the second admin for what is their own" });
        if (staff.active === active) return;
        await tx.staff.update({ where: { id: staff.id }, data: { active } });
        if (!active) {
          await tx.session.deleteMany({ where: { staffId: staff.id } });
          await tx.oneTimeCode.updateMany({ where: { staffId: staff.id, usedAt: null }, data: { usedAt: now } });
        }
        const entry = { ...about(staff), staffId: actor.staffId };
        await writeAudit(tx, { ...entry, action: active ? "activate_staff" : "deactivate_staff" }, now);
      }),
  };
}

/** A member of staff of the actor's areas, whoever else looks the same as nobody. */
async function theirs(tx: Transaction, actor: Actor, staffId: string): Promise<Staff> {
  const where = { id: staffId, OR: insideArea("areaPath", actor.areaPath) };
  const staff = isUuid(staffId) ? await tx.staff.findFirst({ where }) : null;
  if (!staff) throw new AppError("NOT_FOUND", { path: `/api/staff/${staffId}` });
  return staff;
}

/** What a second factor's secret is sealed for. */
const aboutTotp = (staffId: string) => `totp ${staffId}`;

/**
 * Seals the secrets that lie in the database in clear, and counts those that this key does not open: whoever they belong to comes in by a
 * recovery code or an admin's link.
 */
export async function sealSecrets(
  database: Database,
  vault: Vault,
): Promise<{ readonly sealed: number; readonly unreadable: number }> {
  const rows = await guarded(() => database.staffProof.findMany({ where: { totpSecret: { not: null } } }));
  const clear = rows.filter(({ totpSecret }) => !vault.isSealed(totpSecret!));
  for (const { staffId, totpSecret } of clear) {
    const sealed = vault.seal(totpSecret!, aboutTotp(staffId));
    await guarded(() =>
      database.staffProof.updateMany({ where: { staffId, totpSecret }, data: { totpSecret: sealed } }),
    );
  }
  const odd = rows.filter(
    (row) => !clear.includes(row) && vault.open(row.totpSecret!, aboutTotp(row.staffId)) === null,
  );
  return { sealed: clear.length, unreadable: odd.length };
}

async function proofOf(database: Database, vault: Vault, staff: Staff): Promise<KeptProof> {
  // No page shows any of it: what is asked for is whether a password or a code is right.
  const [proof, recoveryCodesLeft] = await asHouse(() =>
    guarded(() =>
      Promise.all([
        database.staffProof.findUnique({ where: { staffId: staff.id } }),
        database.recoveryCode.count({ where: { staffId: staff.id, usedAt: null } }),
      ]),
    ),
  );
  return {
    ...{ staffId: staff.id, name: staff.name, account: staff.account, recoveryCodesLeft },
    passwordHash: proof?.passwordHash ?? null,
    totpSecret: proof?.totpSecret ? vault.open(proof.totpSecret, aboutTotp(staff.id)) : null,
    totpConfirmed: (proof?.totpConfirmedAt ?? null) !== null,
  };
}

type ProofChange = Parameters<Transaction["staffProof"]["update"]>[0]["data"];

async function keepProof(tx: Transaction, staffId: string, change: ProofChange): Promise<void> {
  await tx.staffProof.createMany({ data: [{ staffId }], skipDuplicates: true });
  await tx.staffProof.update({ where: { staffId }, data: change });
}

function hashesOf(keys: Readonly<Partial<Record<PaceKey, string>>>): [PaceKey, string][] {
  return Object.entries(keys).map(([kind, of]) => [kind as PaceKey, hashOf(`${kind}:${of}`)]);
}

function recoveryHash(staffId: string, code: string): string {
  return hashOf(`${staffId}:${code.toUpperCase().replaceAll(/[^0-9A-Z]/g, "")}`);
}

function by({ staffId, areaPath }: Actor): Pick<NewAuditEntry, "staffId" | "areaPath" | "object"> {
  return { staffId, areaPath, object: `staff ${staffId}` };
}

function about({ id, areaPath }: Staff): Pick<NewAuditEntry, "staffId" | "areaPath" | "object"> {
  return { staffId: id, areaPath, object: `staff ${id}` };
}
