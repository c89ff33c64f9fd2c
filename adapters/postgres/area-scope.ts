import { Prisma } from "./generated/client.ts";

/**
 * Filters a column of paths to an area and everything under it: `{ where: { OR: insideArea("areaPath", actor.areaPath) } }`.
 */
export function insideArea<C extends string>(
  column: C,
  areaPath: string,
): Record<C, string | { readonly startsWith: string }>[] {
  const prefix = `${asPattern(areaPath)}/`;
  return [{ [column]: areaPath }, { [column]: { startsWith: prefix } }] as Record<
    C,
    string | { readonly startsWith: string }
  >[];
}

/** The same for a statement: `WHERE ${insideSql("g.area_path", actor.areaPath)}`. */
export function insideSql(column: string, areaPath: string): Prisma.Sql {
  return Prisma.sql`(${Prisma.raw(column)} = ${areaPath} OR starts_with(${Prisma.raw(column)}, ${`${areaPath}/`}))`;
}

/** The area and every one above it: "a", "a/b", "a/b/c". What serves or covers an area lies at one of these. */
export function areaAndAbove(areaPath: string): string[] {
  const names = areaPath.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}

/**
 * Words as a part of a pattern that means nothing but them. Prisma passes "%", "_" and "\" on to LIKE, where the first two match anything,
 * so that one area would see another's, and the last alone is an error.
 */
export function asPattern(words: string): string {
  return words.replaceAll(/[\\%_]/g, "\\$&");
}
