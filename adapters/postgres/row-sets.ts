import { Prisma } from "./generated/client.ts";

/**
 * JSON that PostgreSQL can keep: without NUL and without halves of characters, in keys as in values. JSON.stringify writes those as
 * escapes, and no other half; a backslash that somebody wrote before "u0000" is itself escaped, and stays.
 */
export function storableJson(value: unknown): string {
  const json = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/.test(json)) return json;
  return json.replaceAll(/\\(?:(u0000|ud[89a-f][0-9a-f]{2})|.)/g, (written, unstorable?: string) =>
    unstorable ? "" : written,
  );
}

/**
 * Pieces of SQL for a table whose rows are written many at a time, handed over as one JSON text: a list of parameters makes a new text for
 * each length, and each new text is planned anew.
 *
 * @param types - PostgreSQL's type of each column, by the name that the domain gives it; the column is that name in snake_case.
 */
export function rowSet<Name extends string>(types: Readonly<Record<Name, string>>) {
  const names = Object.keys(types) as Name[];
  const list = (write: (name: Name) => string) => Prisma.raw(names.map(write).join(", "));
  const shape = list((name) => `"${name}" ${types[name]}`);
  return {
    /** id, area_path */
    columns: list(columnOf),
    /** x."id", x."areaPath" */
    values: list((name) => `x."${name}"`),
    /** id = x."id", area_path = x."areaPath" */
    assignments: list((name) => `${columnOf(name)} = x."${name}"`),
    /** t.id AS "id", t.area_path AS "areaPath" */
    selected: list((name) => `t.${columnOf(name)} AS "${name}"`),
    /** The rows as a table named x, in order under x.ord. */
    of: (rows: readonly Readonly<Record<Name, unknown>>[]) =>
      Prisma.sql`ROWS FROM (jsonb_to_recordset(${storableJson(rows)}::jsonb) AS (${shape})) WITH ORDINALITY AS x(${list((name) => `"${name}"`)}, ord)`,
  };
}

function columnOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
