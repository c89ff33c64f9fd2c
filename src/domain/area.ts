/**
 * Areas are a tree, written as a path: "幸福里社区/幸福里小区/3号楼/2单元". A path covers itself and everything under it.
 */
export function areaCovers(outer: string, inner: string): boolean {
  return inner === outer || inner.startsWith(`${outer}/`);
}

/** The deepest area that covers both, or null when they share none. */
export function commonArea(one: string, other: string): string | null {
  const [a, b] = [one.split("/"), other.split("/")];
  let depth = 0;
  while (depth < a.length && a[depth] === b[depth]) depth++;
  return depth === 0 ? null : a.slice(0, depth).join("/");
}

/** The area without its room: what may be said in a group. Rooms are never stored as areas, so this cuts at 户 (depth below 单元). */
export function lastAreaName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}
