import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createVault } from "../../adapters/credentials/vault.ts";
import { createAccessStore } from "../../adapters/postgres/access-store.ts";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { createDirectory } from "../../adapters/postgres/directory.ts";
import { createEstateOffice, namedIn } from "../../adapters/postgres/estate-office.ts";
import { createStaffOffice } from "../../adapters/postgres/staff-office.ts";
import type { Actor, Role } from "../../src/domain/authority.ts";
import type { AppError } from "../../src/errors/app-error.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";

const now = new Date("2026-11-22T02:00:00Z");
const dayMs = 24 * 3_600_000;
const days = (from: number, until: number) => ({
  from: new Date(now.getTime() + from * dayMs),
  until: new Date(now.getTime() + until * dayMs),
});
const codeOf = (error: AppError) => error.code;

let rows: TestDatabase;
let database: Database;
beforeAll(async () => {
  rows = await openTestDatabase();
  database = openDatabase(rows.url, { connectionsMax: 4 });
});
afterAll(async () => {
  await database.$disconnect();
  await rows.drop();
});
beforeEach(async () => {
  for (const [table] of namedIn) await database.$executeRawUnsafe(`DELETE FROM "${table}"`);
  await database.area.createMany({ data: ["社区", "社区/东苑", "社区/东苑/3号楼", "别处"].map((path) => ({ path })) });
});

async function plant(name: string, role: Role, areaPath = "社区"): Promise<Actor> {
  const { id } = await database.staff.create({ data: { name, role, areaPath } });
  return { staffId: id, name, role, areaPath, partyId: null };
}

/** A browser of a member of staff, and who the house takes it for at some time. */
async function signedIn(actor: Actor) {
  const directory = createDirectory(database);
  const token = await directory.issueCode({ purpose: "sign_in", staffId: actor.staffId, ttlMs: dayMs }, now);
  const { session } = (await directory.signIn(token, now))!;
  const is = async (at = now) => directory.session(session, at);
  return { is, sessionId: (await is())!.sessionId };
}

async function told(): Promise<readonly string[]> {
  const entries = await database.auditEntry.findMany({ orderBy: { seq: "desc" }, take: 3 });
  return entries.map(({ action }) => action);
}

describe("the staff office", () => {
  const office = () => createStaffOffice(database);

  it("makes somebody a deputy for some days, in which they act under that duty, and not a moment longer", async () => {
    const [admin, a, b] = [
      await plant("云云", "admin"),
      await plant("小方", "grid", "社区/东苑"),
      await plant("小韩", "grid", "别处"),
    ];
    await database.staff.update({ where: { id: b.staffId }, data: { areaPath: "社区" } });
    await office().give(admin, b.staffId, { standsInForId: a.staffId, ...days(0, 2) }, now);
    const browser = await signedIn(b);
    const [own, deputy] = await office().duties(b, now);
    expect([own?.areaPath, deputy]).toMatchObject(["社区", { areaPath: "社区/东苑", standsInForName: "小方" }]);
    await office().takeDuty(b, browser.sessionId, deputy!.grantId, now);
    expect(await browser.is()).toMatchObject({ staffId: b.staffId, areaPath: "社区/东苑", grantId: deputy!.grantId });
    expect(await told()).toEqual(["take_duty", "sign_in", "issue_sign_in_link"]);
    // Within the day a session lasts, the grant may end before it.
    await office().end(admin, deputy!.grantId!, now);
    expect(await browser.is()).toMatchObject({ areaPath: "社区", grantId: null });
    expect(await office().takeDuty(b, browser.sessionId, deputy!.grantId, now).catch(codeOf)).toBe("NOT_FOUND");
  });

  it("gives nobody anything by their own hand, outside of their areas, or without an end", async () => {
    const [admin, grid] = [await plant("云云", "admin", "社区/东苑"), await plant("小方", "grid", "社区/东苑")];
    const duty = { role: "grid", areaPath: "社区/东苑", partyId: null } as const;
    const give = (to: Actor, asked: object) =>
      office()
        .give(admin, to.staffId, { ...duty, ...days(0, 2), ...asked }, now)
        .then(() => "given", codeOf);
    expect(await give(admin, {})).toBe("NOT_ALLOWED");
    expect(await give(grid, { areaPath: "社区" })).toBe("NOT_ALLOWED");
    expect(await give(grid, { areaPath: "社区/东苑/没有" })).toBe("INPUT_INVALID");
    expect(await give(grid, { role: "party" })).toBe("INPUT_INVALID");
    expect(await give(grid, days(2, 1))).toBe("INPUT_INVALID");
    expect(await give(grid, days(0, 400))).toBe("INPUT_INVALID");
    expect(await office().grants(admin, now)).toEqual([]);
    const elsewhere = await plant("老外", "admin", "别处");
    expect(
      await office()
        .give(elsewhere, grid.staffId, { ...duty, ...days(0, 1) }, now)
        .catch(codeOf),
    ).toBe("NOT_FOUND");
  });

  it("lets an admin be made only with a second admin, who is not the one it is for", async () => {
    const [first, second, grid] = [
      await plant("云云", "admin"),
      await plant("老冯", "admin"),
      await plant("小方", "grid"),
    ];
    await office().give(first, grid.staffId, { role: "admin", areaPath: "社区", partyId: null, ...days(0, 2) }, now);
    expect(await office().duties(grid, now)).toHaveLength(1);
    const [grant] = await office().grants(first, now);
    expect(await office().confirm(first, grant!.id, now).catch(codeOf)).toBe("NOT_ALLOWED");
    expect(
      await office()
        .confirm({ ...grid, role: "admin" }, grant!.id, now)
        .catch(codeOf),
    ).toBe("NOT_ALLOWED");
    await office().confirm(second, grant!.id, now);
    expect(await office().duties(grid, now)).toHaveLength(2);

    const guest = await office().invite(first, { name: "新人", role: "admin", areaPath: "社区", partyId: null }, now);
    const access = createAccessStore(database, createVault(randomBytes(32)));
    expect(await access.setActive(first, guest, true, now).catch(codeOf)).toBe("NOT_ALLOWED");
    await access.setActive(second, guest, true, now);
    expect(await told()).toEqual(["activate_staff", "invite_staff", "confirm_grant"]);
  });

  it("takes on who works in the area at once, and an admin too where there is nobody to agree", async () => {
    const only = await plant("云云", "admin");
    const ids = [
      await office().invite(only, { name: "小方", role: "grid", areaPath: "社区/东苑", partyId: null }, now),
      await office().invite(only, { name: "老冯", role: "admin", areaPath: "社区", partyId: null }, now),
    ];
    const staff = await database.staff.findMany({ where: { id: { in: ids } } });
    expect(staff.map(({ active }) => active)).toEqual([true, true]);
    const outside = { name: "小韩", role: "grid", areaPath: "别处", partyId: null } as const;
    expect(await office().invite(only, outside, now).catch(codeOf)).toBe("NOT_ALLOWED");
  });
});

describe("the estate office", () => {
  const office = () => createEstateOffice(database);
  const idOf = async (path: string) => (await database.area.findUniqueOrThrow({ where: { path } })).id;

  it("knows every column that names an area, but the log's", async () => {
    const columns = await database.$queryRaw<{ table_name: string }[]>`
      SELECT table_name FROM information_schema.columns
      WHERE table_schema = current_schema() AND (column_name = 'area_path' OR table_name = 'area' AND column_name = 'path')`;
    const known = [...namedIn.map(([table]) => table), "audit_entry"];
    expect(columns.map(({ table_name }) => table_name).sort()).toEqual(known.sort());
  });

  it("gives an area another name wherever it is named, and under it, and nowhere else", async () => {
    const admin = await plant("云云", "admin");
    const grid = await plant("小方", "grid", "社区/东苑/3号楼");
    await database.area.create({ data: { path: "社区/东苑2期" } });
    await office().changeArea(admin, await idOf("社区/东苑"), { name: "东苑小区" }, now);
    expect((await office().tree(admin)).map(({ path }) => path)).toEqual([
      "社区",
      "社区/东苑2期",
      "社区/东苑小区",
      "社区/东苑小区/3号楼",
    ]);
    expect(await database.staff.findUnique({ where: { id: grid.staffId } })).toMatchObject({
      areaPath: "社区/东苑小区/3号楼",
    });
    expect(await told()).toContain("change_area");
    expect(
      await office()
        .changeArea(admin, await idOf("社区"), { name: "新社区" }, now)
        .catch(codeOf),
    ).toBe("NOT_ALLOWED");
    expect(
      await office()
        .changeArea(admin, await idOf("社区/东苑小区"), { name: "东苑2期" }, now)
        .catch(codeOf),
    ).toBe("AREA_TAKEN");
    expect(
      await office()
        .changeArea(admin, await idOf("别处"), { name: "这里" }, now)
        .catch(codeOf),
    ).toBe("NOT_FOUND");
  });

  it("adds under what is theirs, and removes only what nothing belongs to", async () => {
    const admin = await plant("云云", "admin");
    await office().addArea(admin, { parentId: await idOf("社区"), name: "西苑", estateKind: "none" }, now);
    expect(
      await office()
        .addArea(admin, { parentId: await idOf("别处"), name: "这里", estateKind: null }, now)
        .catch(codeOf),
    ).toBe("NOT_FOUND");
    expect(
      await office()
        .removeArea(admin, await idOf("社区/东苑"), now)
        .catch(codeOf),
    ).toBe("AREA_IN_USE");
    await office().removeArea(admin, await idOf("社区/西苑"), now);
    expect((await office().tree(admin)).map(({ path }) => path)).not.toContain("社区/西苑");
  });

  it("keeps parties that serve its areas, and lets none go that has anything to do", async () => {
    const admin = await plant("云云", "admin");
    await office().addParty(
      admin,
      { name: "东苑物业", kind: "property", areaPath: "社区/东苑", categories: ["elevator"] },
      now,
    );
    const [party] = await office().parties(admin);
    await office().changeParty(admin, party!.id, { name: "新东苑物业" }, now);
    expect(await office().parties(admin)).toMatchObject([{ name: "新东苑物业", categories: ["elevator"] }]);
    await database.staff.create({ data: { name: "小陶", role: "party", areaPath: "社区", partyId: party!.id } });
    expect(await office().removeParty(admin, party!.id, now).catch(codeOf)).toBe("PARTY_IN_USE");
    await database.staff.deleteMany({ where: { partyId: party!.id } });
    await office().removeParty(admin, party!.id, now);
    expect(await office().parties(admin)).toEqual([]);
  });
});
