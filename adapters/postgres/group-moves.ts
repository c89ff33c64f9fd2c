import type { GroupKey } from "../../src/ports/intake-store.ts";
import type { Transaction } from "./database.ts";

/**
 * Lets a group go on under another ref. A message may have come from there first and made it known as a group of its own: while nobody has
 * bound that one, and it has no tickets from when somebody had, it is ours and its events become ours. False when it goes on by itself;
 * then an admin sees two, and nothing is changed.
 */
export async function moveGroup(
  tx: Transaction,
  { platform, account, ref }: GroupKey,
  toRef: string,
): Promise<boolean> {
  const group = await tx.chatGroup.findUnique({ where: { platform_account_ref: { platform, account, ref } } });
  if (!group || ref === toRef) return true;
  const other = await tx.chatGroup.findUnique({ where: { platform_account_ref: { platform, account, ref: toRef } } });
  if (other && other.areaPath !== null) return false;
  if (other && (await tx.ticket.count({ where: { groupId: other.id } })) > 0) return false;
  await partFromOldMessages(tx, group.id);
  if (other) {
    await tx.inboxEvent.updateMany({ where: { groupId: other.id }, data: { groupId: group.id } });
    await tx.chatGroup.delete({ where: { id: other.id } });
  }
  await tx.chatGroup.update({ where: { id: group.id }, data: { ref: toRef } });
  return true;
}

/**
 * The chat that a group goes on in counts its messages anew: the tenth there is not the tenth of before. What was said so far keeps its place
 * under a name that no new message has, and what the bot said there can be neither changed nor answered any more, so that what is still to
 * be said of it is said anew.
 */
async function partFromOldMessages(tx: Transaction, groupId: string): Promise<void> {
  await tx.$executeRaw`
    UPDATE inbox_event SET message_ref = 'moved:' || message_ref, quoted_ref = 'moved:' || quoted_ref WHERE group_id = ${groupId}::uuid`;
  await tx.$executeRaw`UPDATE ticket_evidence SET message_ref = 'moved:' || message_ref WHERE group_id = ${groupId}::uuid`;
  await tx.$executeRaw`UPDATE question SET message_ref = 'moved:' || message_ref WHERE group_id = ${groupId}::uuid`;
  await tx.$executeRaw`
    UPDATE post SET message_refs = '{}', reply_to_ref = NULL,
      edits_post_id = CASE WHEN state IN ('pending', 'sending', 'held') THEN NULL ELSE edits_post_id END WHERE group_id = ${groupId}::uuid`;
  // These keys name a group and one of its messages; a note of it stands in the staff's group.
  const keys = ["answer", "question", "quarrel"].map((what) => `${what}:${groupId}:%`);
  await tx.$executeRaw`UPDATE post SET idempotency_key = 'moved:' || idempotency_key WHERE idempotency_key LIKE ANY(${keys})`;
}
