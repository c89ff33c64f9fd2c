import { fileURLToPath } from "node:url";
import { areaPathOf, type DemoEstate, loadEstate } from "../../prisma/demo/load.ts";
import { operator } from "../../prisma/demo/stand-ins.ts";
import { areaCovers } from "../../src/domain/area.ts";
import { type Database, guarded } from "./database.ts";
import { openEstateIn, sandbox } from "./estate-rows.ts";

export { openEstate } from "./estate-rows.ts";

/** Somebody one can be in the sandbox. */
export interface DemoPersona {
  readonly ref: string;
  readonly nick: string;
  readonly role: "resident" | "staff";
  readonly about: string;
  /** The groups this person is in; empty for all. */
  readonly groupIds: string[];
}

/** The estate that `npm start` shows a newcomer. */
export function demoEstate(): DemoEstate {
  return loadEstate(fileURLToPath(new URL("../../prisma/demo", import.meta.url)));
}

/**
 * Loads an estate into a database in which nobody is at home yet; where somebody is, it changes nothing. Says who one can be in its
 * groups: nobody, where the estate is not; and by whom each group is owned.
 */
export async function seedDemo(
  database: Database,
  demo: DemoEstate = demoEstate(),
  now: Date = new Date(),
): Promise<{ readonly personas: readonly DemoPersona[]; readonly owners: ReadonlyMap<string, string> }> {
  await guarded(() =>
    database.$transaction(async (tx) => {
      const atHome = (await tx.area.count()) + (await tx.staff.count());
      if (atHome === 0) await openEstateIn(tx, demo.estate, demo.articles, now);
    }),
  );
  const { estate } = demo;
  const owners = estate.groups.flatMap(({ id, owner }) => (owner ? [[`${estate.id}-${id}`, owner] as const] : []));
  const personas = await personasOf(database, demo);
  return { personas, owners: new Map(personas.length === 0 ? [] : owners) };
}

async function personasOf(database: Database, { estate }: DemoEstate): Promise<DemoPersona[]> {
  const refs = estate.groups.map(({ id }) => `${estate.id}-${id}`);
  const groups = await database.chatGroup.findMany({ where: { ...sandbox, ref: { in: refs } } });
  if (groups.length === 0) return [];
  const residents = estate.residents.map(({ senderRef, nick, character, home }): DemoPersona => {
    const at = areaPathOf(estate, home);
    const theirs = groups.filter(
      ({ kind, areaPath }) => kind === "residents" && areaPath !== null && areaCovers(areaPath, at),
    );
    return { ref: senderRef, nick, role: "resident", about: character, groupIds: theirs.map(({ id }) => id) };
  });
  const staff = estate.staff.map(({ id, nick, area, party }): DemoPersona => {
    const about = estate.parties.find((one) => one.id === party)?.name ?? area ?? estate.community;
    return { ref: id, nick, role: "staff", about, groupIds: [] };
  });
  const { senderRef, nick, about } = operator;
  return [...residents, ...staff, { ref: senderRef, nick, role: "staff", about, groupIds: [] }];
}
