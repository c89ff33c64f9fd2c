import { areaCovers } from "../../src/domain/area.ts";
import { type Actor, mayDo } from "../../src/domain/authority.ts";
import type { EstateKind, PartyKind } from "../../src/domain/taxonomy.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { EstateOffice, KeptParty } from "../../src/ports/estate-office.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import { type Area, type Party, Prisma } from "./generated/client.ts";

/**
 * Every table in which an area is named, with the column. The audit log is none of them: what it says was so when it was said. A test
 * compares the list with the database.
 */
export const namedIn: readonly (readonly [table: string, column: string])[] = [
  ["area", "path"],
  ["chat_group", "area_path"],
  ["party", "area_path"],
  ["staff", "area_path"],
  ["staff_grant", "area_path"],
  ["one_time_code", "area_path"],
  ["ticket", "area_path"],
  ["article", "area_path"],
  ["article_version", "area_path"],
  ["question", "area_path"],
  ["exam_question", "area_path"],
  ["form_code", "area_path"],
];

/** The area tree and the parties on PostgreSQL. */
export function createEstateOffice(database: Database): EstateOffice {
  const inOne = <T>(work: (tx: Transaction) => Promise<T>) => guarded(() => database.$transaction(work));
  return {
    async tree(actor) {
      const inside = insideArea("areaPath", actor.areaPath);
      const [areas, groups, staff] = await guarded(() =>
        Promise.all([
          database.area.findMany({ where: { OR: insideArea("path", actor.areaPath) } }),
          database.chatGroup.findMany({ where: { OR: inside, oneReport: false }, select: { areaPath: true } }),
          database.staff.findMany({ where: { OR: inside, active: true }, select: { areaPath: true } }),
        ]),
      );
      const at = (rows: readonly { areaPath: string | null }[], path: string) =>
        rows.filter(({ areaPath }) => areaPath === path).length;
      return areas
        .toSorted((a, b) => (a.path < b.path ? -1 : 1))
        .map(({ id, path, estateKind }) => ({
          ...{ id, path, groups: at(groups, path), staff: at(staff, path) },
          estateKind: estateKind as EstateKind | null,
        }));
    },

    addArea: (actor, { parentId, name, estateKind }, now) =>
      inOne(async (tx) => {
        const parent = await areaOf(tx, actor, parentId);
        const path = `${parent.path}/${name}`;
        await mustBeFree(tx, path);
        const { id } = await tx.area.create({ data: { path, estateKind } });
        const entry = { staffId: actor.staffId, object: `area ${id}`, areaPath: path };
        await writeAudit(tx, { ...entry, action: "add_area", detail: { name } }, now);
      }),

    changeArea: (actor, areaId, { name, estateKind }, now) =>
      inOne(async (tx) => {
        const area = await areaOf(tx, actor, areaId);
        const was = area.path.slice(area.path.lastIndexOf("/") + 1);
        const isRenamed = name !== undefined && name !== was;
        // Whoever renames their own root would lose sight of what was written down under its old name.
        if (isRenamed && area.path === actor.areaPath) throw notAllowed(actor, "rename the area of their own duty");
        const path = isRenamed ? [...area.path.split("/").slice(0, -1), name].join("/") : area.path;
        if (isRenamed) {
          await mustBeFree(tx, path);
          await rename(tx, area.path, path);
        }
        if (estateKind !== undefined) await tx.area.update({ where: { id: area.id }, data: { estateKind } });
        const detail = { ...(isRenamed ? { was, name } : {}), ...(estateKind === undefined ? {} : { estateKind }) };
        const entry = { staffId: actor.staffId, object: `area ${area.id}`, areaPath: path };
        await writeAudit(tx, { ...entry, action: "change_area", detail }, now);
      }),

    removeArea: (actor, areaId, now) =>
      inOne(async (tx) => {
        const { id, path } = await areaOf(tx, actor, areaId);
        if (path === actor.areaPath) throw notAllowed(actor, "remove the area of their own duty");
        const inUse = await usesOf(tx, path);
        if (inUse.length > 0) throw new AppError("AREA_IN_USE", { path, by: inUse });
        await tx.area.delete({ where: { id } });
        const entry = { staffId: actor.staffId, object: `area ${id}`, areaPath: path };
        await writeAudit(tx, { ...entry, action: "remove_area" }, now);
      }),

    async parties(actor) {
      const where = { OR: insideArea("areaPath", actor.areaPath) };
      const rows = await guarded(() =>
        database.party.findMany({ where, orderBy: [{ areaPath: "asc" }, { name: "asc" }] }),
      );
      return rows.map(keptParty);
    },

    addParty: (actor, asked, now) =>
      inOne(async (tx) => {
        await mustServe(tx, actor, asked.areaPath);
        const { id } = await tx.party.create({ data: { ...asked, categories: [...asked.categories] } });
        const entry = { staffId: actor.staffId, object: `party ${id}`, areaPath: asked.areaPath };
        await writeAudit(tx, { ...entry, action: "add_party", detail: { name: asked.name } }, now);
      }),

    changeParty: (actor, partyId, { categories, ...change }, now) =>
      inOne(async (tx) => {
        const party = await partyOf(tx, actor, partyId);
        if (change.areaPath !== undefined) await mustServe(tx, actor, change.areaPath);
        const data = { ...change, ...(categories ? { categories: [...categories] } : {}) };
        const { areaPath } = await tx.party.update({ where: { id: party.id }, data });
        const entry = { staffId: actor.staffId, object: `party ${party.id}`, areaPath };
        await writeAudit(tx, { ...entry, action: "change_party", detail: { name: party.name, ...data } }, now);
      }),

    removeParty: (actor, partyId, now) =>
      inOne(async (tx) => {
        const { id, name, areaPath } = await partyOf(tx, actor, partyId);
        const uses = [
          ["tickets", await tx.ticket.count({ where: { partyId: id } })],
          ["staff", await tx.staff.count({ where: { partyId: id } })],
          ["grants", await tx.staffGrant.count({ where: { partyId: id } })],
        ] as const;
        const by = uses.flatMap(([what, count]) => (count > 0 ? [`${count} ${what}`] : []));
        if (by.length > 0) throw new AppError("PARTY_IN_USE", { name, by });
        await tx.party.delete({ where: { id } });
        const entry = { staffId: actor.staffId, object: `party ${id}`, areaPath };
        await writeAudit(tx, { ...entry, action: "remove_party", detail: { name } }, now);
      }),
  };
}

/** Gives an area and everything under it another name, wherever it is named. */
async function rename(tx: Transaction, was: string, path: string): Promise<void> {
  for (const [table, column] of namedIn) {
    const [t, c] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
    await tx.$executeRaw`
      UPDATE ${t} SET ${c} = ${path} || substr(${c}, length(${was}) + 1) WHERE ${c} = ${was} OR starts_with(${c}, ${was} || '/')`;
  }
}

/** What belongs to an area or to one under it, besides itself: "3 ticket". */
async function usesOf(tx: Transaction, path: string): Promise<string[]> {
  const uses: string[] = [];
  for (const [table, column] of namedIn) {
    const [t, c] = [Prisma.raw(`"${table}"`), Prisma.raw(`"${column}"`)];
    const itself = table === "area" ? Prisma.sql`AND ${c} <> ${path}` : Prisma.empty;
    const [found] = await tx.$queryRaw<{ count: bigint }[]>`
      SELECT count(*) FROM ${t} WHERE (${c} = ${path} OR starts_with(${c}, ${path} || '/')) ${itself}`;
    if (found && found.count > 0n) uses.push(`${found.count} ${table}`);
  }
  return uses;
}

async function areaOf(tx: Transaction, actor: Actor, areaId: string): Promise<Area> {
  const area = isUuid(areaId) ? await tx.area.findUnique({ where: { id: areaId } }) : null;
  if (!area || !areaCovers(actor.areaPath, area.path))
    throw new AppError("NOT_FOUND", { path: `/api/areas/${areaId}` });
  if (!mayDo(actor, "manage_areas", area.path)) throw notAllowed(actor, "manage_areas");
  return area;
}

async function partyOf(tx: Transaction, actor: Actor, partyId: string): Promise<Party> {
  const party = isUuid(partyId) ? await tx.party.findUnique({ where: { id: partyId } }) : null;
  if (!party || !mayDo(actor, "manage_areas", party.areaPath))
    throw new AppError("NOT_FOUND", { path: `/api/parties/${partyId}` });
  return party;
}

async function mustBeFree(tx: Transaction, path: string): Promise<void> {
  if ((await tx.area.count({ where: { path } })) > 0) throw new AppError("AREA_TAKEN", { path });
}

async function mustServe(tx: Transaction, actor: Actor, areaPath: string): Promise<void> {
  if (!mayDo(actor, "manage_areas", areaPath)) throw notAllowed(actor, "keep a party outside of their areas");
  if ((await tx.area.count({ where: { path: areaPath } })) === 0)
    throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no "${areaPath}"`] });
}

function notAllowed({ role }: Actor, action: string): AppError {
  return new AppError("NOT_ALLOWED", { role, action });
}

function keptParty({ id, name, kind, areaPath, categories }: Party): KeptParty {
  return { id, name, kind: kind as PartyKind, areaPath, categories };
}
