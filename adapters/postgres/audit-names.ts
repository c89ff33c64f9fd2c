import type { Database } from "./database.ts";

/** What the objects of audit entries are called now: "ticket 0197…" → "A7K3". Whoever asks is told only what they may see; what is gone has no name. */
export async function namesOfObjects(
  database: Database,
  objects: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const idsBy = new Map<string, Set<string>>();
  for (const object of objects) {
    const [kind = "", id = ""] = object.split(" ");
    if (uuidForm.test(id)) idsBy.set(kind, (idsBy.get(kind) ?? new Set()).add(id));
  }
  const named = await Promise.all(
    [...idsBy].map(async ([kind, ids]) => {
      const rows = await (readers[kind]?.(database, [...ids]) ?? []);
      return rows.map(({ id, name }) => [`${kind} ${id}`, name] as const);
    }),
  );
  return new Map(named.flat());
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

type Named = Promise<readonly { readonly id: string; readonly name: string }[]>;

const readers: Readonly<Record<string, (database: Database, ids: string[]) => Named>> = {
  staff: (database, ids) => database.staff.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
  group: (database, ids) =>
    database.chatGroup.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
  party: (database, ids) => database.party.findMany({ where: { id: { in: ids } }, select: { id: true, name: true } }),
  area: async (database, ids) =>
    (await database.area.findMany({ where: { id: { in: ids } } })).map(({ id, path }) => ({ id, name: path })),
  ticket: async (database, ids) =>
    (await database.ticket.findMany({ where: { id: { in: ids } }, select: { id: true, code: true } })).map(
      ({ id, code }) => ({ id, name: code }),
    ),
  article: async (database, ids) =>
    (await database.article.findMany({ where: { id: { in: ids } }, select: { id: true, question: true } })).map(
      ({ id, question }) => ({ id, name: question }),
    ),
};
