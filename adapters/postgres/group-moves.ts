import type { GroupKey } from "../../src/ports/intake-store.ts";
import type { Transaction } from "./database.ts";

/**
 * Lets a group go on under another ref. A message may have come from there first and made it known as a group of its own: while nobody has
 * bound that one, it is ours and its events become ours. False when it is bound by itself; then an admin sees two, and nothing is changed.
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
  if (other) {
    await tx.inboxEvent.updateMany({ where: { groupId: other.id }, data: { groupId: group.id } });
    await tx.chatGroup.delete({ where: { id: other.id } });
  }
  await tx.chatGroup.update({ where: { id: group.id }, data: { ref: toRef } });
  return true;
}
