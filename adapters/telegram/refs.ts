/** A group's ref: the chat's id, and behind "#" the topic's, because to its residents a topic is a group of its own. */
export function groupRefOf(chatId: number, topicId: number | null): string {
  return topicId === null ? String(chatId) : `${chatId}#${topicId}`;
}

/** Reads a ref back; null for what is none of ours. */
export function parseGroupRef(groupRef: string): { readonly chatId: number; readonly topicId: number | null } | null {
  const [, chat, topic] = /^(-?\d{1,15})(?:#(\d{1,15}))?$/.exec(groupRef) ?? [];
  if (chat === undefined) return null;
  return { chatId: Number(chat), topicId: topic === undefined ? null : Number(topic) };
}
