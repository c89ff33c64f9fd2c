import { unchanged } from "../../src/domain/change.ts";
import type { ShowTicket } from "../../src/ports/person-records.ts";
import type { Transaction } from "./database.ts";
import { nearTickets } from "./near-tickets.ts";
import { savePosts } from "./post-rows.ts";
import { saveChanges, ticketFromRow, wholeTicket } from "./ticket-rows.ts";
import { type CanEdit, surroundingsOf } from "./window-rows.ts";

/** Owes the cards of tickets whose words were taken away, where staff have been shown one. Gives the groups that they go to. */
export async function oweCards(
  tx: Transaction,
  ticketIds: readonly string[],
  show: ShowTicket,
  { canEdit, now }: { readonly canEdit: CanEdit; readonly now: Date },
): Promise<readonly string[]> {
  const shown = await tx.post.findMany({
    where: { ticketId: { in: [...ticketIds] }, template: "staff_card" },
    distinct: ["ticketId"],
    select: { ticketId: true },
  });
  const ids = shown.map(({ ticketId }) => ticketId!);
  // Others' tickets among them have not been held so far.
  await tx.$queryRaw`SELECT id FROM ticket WHERE id = ANY(${ids}::uuid[]) ORDER BY id FOR UPDATE`;
  const groupIds = new Set<string>();
  for (const id of ids) {
    const ticket = ticketFromRow(await tx.ticket.findUniqueOrThrow({ where: { id }, include: wholeTicket }));
    const group = await tx.chatGroup.findUniqueOrThrow({ where: { id: ticket.groupId } });
    const { speaking } = await surroundingsOf(tx, group, canEdit, now);
    const posts = show({ ticket, speaking, near: await nearTickets(tx, {}, ticket) });
    if (posts.length === 0) continue;
    await saveChanges(tx, [unchanged(ticket)], now);
    await savePosts(tx, posts, speaking, () => ticket.version + 1, now);
    for (const { groupId } of posts) groupIds.add(groupId);
  }
  return [...groupIds];
}
