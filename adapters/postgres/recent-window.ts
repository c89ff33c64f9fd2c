import type { Actor } from "../../src/domain/authority.ts";
import type { ChatWindow } from "../../src/domain/chat.ts";
import type { Category } from "../../src/domain/taxonomy.ts";
import { insideArea } from "./area-scope.ts";
import { type Database, isUuid } from "./database.ts";
import { type CanEdit, foldEvents, surroundingsOf } from "./window-rows.ts";

/** As much of what was said last as is shown, and how much of it counts as new. Ordinary talk is kept for a day. */
const [messagesMax, freshMax] = [40, 15];

/** What was said last in a group, as a reader would be given it: for whoever tries a prompt. Null when there is no such group of the actor's. */
export async function recentWindowOf(
  database: Database,
  { taxonomy, canEdit }: { readonly taxonomy: readonly Category[]; readonly canEdit: CanEdit },
  { areaPath }: Actor,
  groupId: string,
): Promise<ChatWindow | null> {
  if (!isUuid(groupId)) return null;
  const group = await database.chatGroup.findFirst({ where: { id: groupId, OR: insideArea("areaPath", areaPath) } });
  if (!group) return null;
  const rows = await database.inboxEvent.findMany({
    where: { groupId, wipedAt: null, fromSelf: false },
    orderBy: { id: "desc" },
    take: messagesMax,
  });
  const { staffRefs, areas } = await surroundingsOf(database, group, canEdit, new Date());
  const messages = foldEvents(rows.reverse(), staffRefs);
  return {
    group: { id: group.id, name: group.name, areaPath: group.areaPath },
    messages,
    freshIds: new Set(messages.slice(-freshMax).map(({ id }) => id)),
    areas,
    tickets: [],
    taxonomy,
  };
}
