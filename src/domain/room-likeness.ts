/** A group that was known in an earlier login, as it was last seen. */
export interface KnownRoom {
  readonly groupId: string;
  readonly topic: string;
  /** Marks of its members: the same person has the same mark, and nobody can be read off one. */
  readonly members: readonly string[];
}

/** A room of the present login, in the same marks. */
export interface RoomInSight {
  readonly ref: string;
  readonly topic: string;
  readonly members: readonly string[];
}

/** A room that may be a known group under another ref. Only a person can say that it is. */
export interface RoomLikeness {
  readonly groupId: string;
  readonly ref: string;
  /** How much of the larger of both memberships is in both, from 0 to 1. */
  readonly sharedMembers: number;
}

/** So much of the members must be the same. Below, a likeness is chance: people who belong together are in several groups together. */
export const sharedMembersLeast = 0.6;

/**
 * Says which rooms are likely the groups that were lost when the ids changed: the same topic, borne by one group and one room alone, and most
 * of the members. Two groups of one name are never guessed at. Pure; names are compared, so a resident can bend it: it suggests, and gives no right.
 */
export function suggestRooms(known: readonly KnownRoom[], seen: readonly RoomInSight[]): RoomLikeness[] {
  return known.flatMap(({ groupId, topic, members }) => {
    const sameTopic = (rooms: readonly { readonly topic: string }[]) => rooms.filter((room) => room.topic === topic);
    const [room, another] = sameTopic(seen) as RoomInSight[];
    if (topic === "" || !room || another || sameTopic(known).length > 1) return [];
    const shared = sharedOf(new Set(members), new Set(room.members));
    return shared >= sharedMembersLeast ? [{ groupId, ref: room.ref, sharedMembers: shared }] : [];
  });
}

function sharedOf(before: ReadonlySet<string>, now: ReadonlySet<string>): number {
  const both = [...before].filter((member) => now.has(member)).length;
  return both / Math.max(before.size, now.size, 1);
}
