/** The name under which the rows of the house know the account: whoever is logged in. Its refs tell the logins apart. */
export const account = "wechat";

/**
 * A group's ref: the account that is logged in, and the room as that account knows it. So another account that is scanned finds none of
 * the rooms of the one before, even where a puppet gives a room the same id for everybody in it.
 */
export function groupRefOf(selfId: string, roomId: string): string {
  return `${selfId}/${roomId}`;
}

/** Every ref of one login begins with this. */
export function loginPrefixOf(selfId: string): string {
  return `${selfId}/`;
}

/** Reads a ref back; null for what is none of ours. */
export function parseGroupRef(groupRef: string): { readonly selfId: string; readonly roomId: string } | null {
  const cut = groupRef.indexOf("/");
  if (cut < 1 || cut === groupRef.length - 1) return null;
  return { selfId: groupRef.slice(0, cut), roomId: groupRef.slice(cut + 1) };
}
