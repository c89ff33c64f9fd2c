/**
 * Filters a column of paths to an area and everything under it: `{ where: { OR: insideArea("areaPath", actor.areaPath) } }`.
 * Prisma passes "%", "_" and "\" of a prefix on to LIKE, where they would let one area see another's; so they are escaped here.
 */
export function insideArea<C extends string>(
  column: C,
  areaPath: string,
): Record<C, string | { readonly startsWith: string }>[] {
  const prefix = `${areaPath.replaceAll(/[\\%_]/g, "\\$&")}/`;
  return [{ [column]: areaPath }, { [column]: { startsWith: prefix } }] as Record<
    C,
    string | { readonly startsWith: string }
  >[];
}

/** The area and every one above it: "a", "a/b", "a/b/c". What serves or covers an area lies at one of these. */
export function areaAndAbove(areaPath: string): string[] {
  const names = areaPath.split("/");
  return names.map((_, index) => names.slice(0, index + 1).join("/"));
}
