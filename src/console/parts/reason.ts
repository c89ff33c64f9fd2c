/** The shortest reason that says something, in characters. */
const reasonCharsMin = 4;

/** True for what the server takes as a reason. */
export function isReason(words: string): boolean {
  return words.trim().length >= reasonCharsMin;
}
