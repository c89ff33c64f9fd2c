import { type Actor, mayDo, type Role } from "../../src/domain/authority.ts";
import { grantDaysMax, grantState, needsSecondAdmin } from "../../src/domain/grant.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { GrantRecord, NewGrant, StaffOffice } from "../../src/ports/staff-office.ts";
import { areaAndAbove, insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import type { Staff, StaffGrant } from "./generated/client.ts";

const dayMs = 24 * 3_600_000;

/** Grants that are over are still shown for so long: who had what last week is a question that is asked. */
const shownAfterMs = 30 * dayMs;

/** Who works here on PostgreSQL. */
export function createStaffOffice(database: Database): StaffOffice {
  const inOne = <T>(work: (tx: Transaction) => Promise<T>) => guarded(() => database.$transaction(work));
  return {
    invite: (actor, { name, role, areaPath, partyId }, now) =>
      inOne(async (tx) => {
        mustManage(actor, areaPath);
        await mustStand(tx, role, areaPath, partyId);
        const waits = await needsAnother(tx, actor, role, areaPath);
        const data = { name, role, areaPath, partyId, invitedById: actor.staffId, active: !waits, createdAt: now };
        const { id } = await tx.staff.create({ data });
        const entry = { staffId: actor.staffId, object: `staff ${id}`, areaPath };
        await writeAudit(tx, { ...entry, action: "invite_staff", detail: { role, waits } }, now);
        return id;
      }),

    async grants(actor, now) {
      const rows = await guarded(() =>
        database.staffGrant.findMany({
          where: { OR: insideArea("areaPath", actor.areaPath), until: { gt: new Date(now.getTime() - shownAfterMs) } },
          orderBy: { givenAt: "desc" },
          take: 500,
        }),
      );
      const names = await namesOf(database, rows);
      return rows.map((row) => grantRecord(row, names));
    },

    give: (actor, staffId, asked, now) =>
      inOne(async (tx) => {
        const member = await theirs(tx, actor, staffId);
        if (member.id === actor.staffId) throw notAllowed(actor, "give rights to themselves");
        const duty = await dutyOf(tx, actor, asked);
        mustManage(actor, duty.areaPath);
        await mustStand(tx, duty.role, duty.areaPath, duty.partyId);
        mustLast(asked, now);
        const waits = await needsAnother(tx, actor, duty.role, duty.areaPath);
        const { from, until } = asked;
        const { id } = await tx.staffGrant.create({
          data: {
            ...{ ...duty, staffId, from, until, givenById: actor.staffId, givenAt: now },
            confirmedAt: waits ? null : now,
          },
        });
        const detail = { grant: id, role: duty.role, standsInFor: duty.standsInForId, ...days(asked), waits };
        const entry = { staffId: actor.staffId, object: `staff ${staffId}`, areaPath: duty.areaPath };
        await writeAudit(tx, { ...entry, action: "give_grant", detail }, now);
      }),

    confirm: (actor, grantId, now) =>
      inOne(async (tx) => {
        const grant = await grantOf(tx, actor, grantId);
        if (grant.givenById === actor.staffId || grant.staffId === actor.staffId)
          throw notAllowed(actor, "be the second admin for what is their own");
        const { count } = await tx.staffGrant.updateMany({
          where: { id: grant.id, confirmedAt: null, endedAt: null },
          data: { confirmedAt: now, confirmedById: actor.staffId },
        });
        if (count > 0) await writeAudit(tx, { ...about(actor, grant), action: "confirm_grant" }, now);
      }),

    end: (actor, grantId, now) =>
      inOne(async (tx) => {
        const grant = await grantOf(tx, actor, grantId);
        const { count } = await tx.staffGrant.updateMany({
          where: { id: grant.id, endedAt: null },
          data: { endedAt: now, endedById: actor.staffId },
        });
        if (count > 0) await writeAudit(tx, { ...about(actor, grant), action: "end_grant" }, now);
      }),

    async duties({ staffId }, now) {
      const own = await guarded(() => database.staff.findUniqueOrThrow({ where: { id: staffId } }));
      const rows = await guarded(() =>
        database.staffGrant.findMany({ where: { staffId, until: { gt: now } }, orderBy: { from: "asc" } }),
      );
      const live = rows.filter((row) => grantState(row, now) === "live");
      const names = await namesOf(database, live);
      const { role, areaPath, partyId } = own;
      return [
        { grantId: null, role: role as Role, areaPath, partyId, standsInForName: null, until: null },
        ...live.map((row) => {
          const { id: grantId, standsInForName, ...duty } = grantRecord(row, names);
          return { grantId, standsInForName, ...duty };
        }),
      ];
    },

    takeDuty: (actor, sessionId, grantId, now) =>
      inOne(async (tx) => {
        const grant =
          grantId !== null && isUuid(grantId)
            ? await tx.staffGrant.findFirst({ where: { id: grantId, staffId: actor.staffId } })
            : null;
        if (grantId !== null && (!grant || grantState(grant, now) !== "live"))
          throw new AppError("NOT_FOUND", { path: "/api/session/duty" });
        await tx.session.updateMany({ where: { id: sessionId, staffId: actor.staffId }, data: { grantId } });
        const own = await tx.staff.findUniqueOrThrow({ where: { id: actor.staffId } });
        const { role, areaPath } = grant ?? own;
        const entry = { staffId: actor.staffId, object: `staff ${actor.staffId}`, areaPath };
        await writeAudit(tx, { ...entry, action: "take_duty", detail: { grant: grantId, role } }, now);
      }),
  };
}

/** What a grant makes of somebody: the duty of whom they stand in for, or the one that is named. */
async function dutyOf(tx: Transaction, actor: Actor, asked: NewGrant) {
  if (!("standsInForId" in asked)) {
    const { role, areaPath, partyId } = asked;
    return { role, areaPath, partyId, standsInForId: null };
  }
  const { id: standsInForId, role, areaPath, partyId } = await theirs(tx, actor, asked.standsInForId);
  return { role: role as Role, areaPath, partyId, standsInForId };
}

/** True when a second admin has to agree, and there is one who covers the area. */
export async function needsAnother(tx: Transaction, actor: Actor, role: Role, areaPath: string): Promise<boolean> {
  if (!needsSecondAdmin(role)) return false;
  const where = { role: "admin", active: true, id: { not: actor.staffId }, areaPath: { in: areaAndAbove(areaPath) } };
  return (await tx.staff.count({ where })) > 0;
}

function mustManage(actor: Actor, areaPath: string): void {
  if (!mayDo(actor, "manage_staff", areaPath)) throw notAllowed(actor, "give rights outside of their areas");
}

/** The area exists, and a handler has a party that serves it. */
async function mustStand(tx: Transaction, role: Role, areaPath: string, partyId: string | null): Promise<void> {
  const problems = [
    ...((await tx.area.count({ where: { path: areaPath } })) === 0 ? [`areaPath: there is no "${areaPath}"`] : []),
    ...((role === "party") === (partyId === null) ? ["partyId: a handler has a party, and nobody else has"] : []),
  ];
  const party = partyId !== null && isUuid(partyId) ? await tx.party.findUnique({ where: { id: partyId } }) : null;
  if (partyId !== null && !party) problems.push("partyId: there is no such party");
  if (problems.length > 0) throw new AppError("INPUT_INVALID", { problems });
}

function mustLast({ from, until }: NewGrant, now: Date): void {
  const lasts = until > from && until > now && until.getTime() - from.getTime() <= grantDaysMax * dayMs;
  if (!lasts)
    throw new AppError("INPUT_INVALID", { problems: [`until: after from, not past, within ${grantDaysMax} days`] });
}

async function theirs(tx: Transaction, actor: Actor, staffId: string): Promise<Staff> {
  const where = { id: staffId, active: true, OR: insideArea("areaPath", actor.areaPath) };
  const staff = isUuid(staffId) ? await tx.staff.findFirst({ where }) : null;
  if (!staff) throw new AppError("NOT_FOUND", { path: `/api/staff/${staffId}` });
  return staff;
}

async function grantOf(tx: Transaction, actor: Actor, grantId: string): Promise<StaffGrant> {
  const where = { id: grantId, OR: insideArea("areaPath", actor.areaPath) };
  const grant = isUuid(grantId) ? await tx.staffGrant.findFirst({ where }) : null;
  if (!grant) throw new AppError("NOT_FOUND", { path: `/api/grants/${grantId}` });
  return grant;
}

function about(actor: Actor, { id, staffId, areaPath, role }: StaffGrant) {
  return { staffId: actor.staffId, object: `staff ${staffId}`, areaPath, detail: { grant: id, role } };
}

function days({ from, until }: NewGrant) {
  return { from: from.toISOString(), until: until.toISOString() };
}

function notAllowed({ role }: Actor, action: string): AppError {
  return new AppError("NOT_ALLOWED", { role, action });
}

async function namesOf(database: Database, rows: readonly StaffGrant[]): Promise<ReadonlyMap<string, string>> {
  const ids = rows.flatMap(({ standsInForId, givenById }) => [givenById, ...(standsInForId ? [standsInForId] : [])]);
  if (ids.length === 0) return new Map();
  const staff = await guarded(() => database.staff.findMany({ where: { id: { in: ids } } }));
  return new Map(staff.map(({ id, name }) => [id, name]));
}

function grantRecord(row: StaffGrant, names: ReadonlyMap<string, string>): GrantRecord {
  const { id, staffId, areaPath, partyId, standsInForId, from, until, givenById, confirmedAt, endedAt } = row;
  return {
    ...{ id, staffId, areaPath, partyId, standsInForId, from, until, givenById, confirmedAt, endedAt },
    role: row.role as Role,
    standsInForName: standsInForId ? (names.get(standsInForId) ?? null) : null,
    givenByName: names.get(givenById) ?? null,
  };
}
