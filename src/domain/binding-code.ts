/** "绑定 7KQ2M4XP": how a one-time code is said in a chat, to bind the group to an area or the writer's account to a member of staff. */
const bindingWords = /^\s*(?:绑定|\/bind(?:@\w+)?|\/start)\s+([0-9A-Za-z]{8})\s*$/;

/** The code that a line hands in; null for a line that hands in none. */
export function readBindingCode(text: string): string | null {
  return bindingWords.exec(text)?.[1] ?? null;
}
