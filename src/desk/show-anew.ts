import { unchanged } from "../domain/change.ts";
import { openStatuses } from "../domain/ticket.ts";
import { owePosts } from "../outreach/index.ts";
import type { DeskDeps } from "./desk.ts";

/**
 * Shows staff tickets as they stand now, where their words were taken away: a card that quotes what is erased is edited in the chats it
 * stands in, and where nothing can be edited only what is still somebody's work is shown once more.
 */
export async function showAnew(
  ticketIds: readonly string[],
  { store, queue, clock, taxonomy }: Omit<DeskDeps, "directory">,
): Promise<void> {
  for (const ticketId of ticketIds) {
    const { ticket, speaking, posts: said } = await store.openForHouse(ticketId);
    const wasShown = said.some(({ template }) => template === "staff_card");
    const isWork = openStatuses.includes(ticket.status);
    if (!wasShown || !(isWork || speaking.staffGroup?.canEdit)) continue;
    const now = clock.now();
    const near = await store.near("house", ticket);
    const change = unchanged(ticket);
    const posts = owePosts(change, { speaking, taxonomy, now, near });
    await store.save([change], posts, { now });
    for (const groupId of new Set(posts.map((post) => post.groupId))) await queue.ring("drain-outbox", groupId);
  }
}
