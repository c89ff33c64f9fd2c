import { unchanged } from "../domain/change.ts";
import type { NewPost } from "../domain/post.ts";
import { openStatuses } from "../domain/ticket.ts";
import { owePosts } from "../outreach/index.ts";
import type { ShowTicket } from "../ports/person-records.ts";
import type { DeskDeps } from "./desk.ts";

/**
 * What shows staff a ticket as it stands now, where its words were taken away: a card that quotes what is erased is edited in the chats it
 * stands in, and where nothing can be edited only what is still somebody's work is shown once more.
 */
export function showAnew(
  { ticket, speaking, near }: Parameters<ShowTicket>[0],
  { taxonomy, now }: Pick<DeskDeps, "taxonomy"> & { readonly now: Date },
): readonly NewPost[] {
  const isWork = openStatuses.includes(ticket.status);
  if (!isWork && !speaking.staffGroup?.canEdit) return [];
  return owePosts(unchanged(ticket), { speaking, taxonomy, now, near });
}
