/**
 * Cuts a text into parts of at most `charsMax` UTF-16 code units: at the last line end that fits (which falls away), or
 * else at the limit, never inside a surrogate pair. A text that fits is its own only part; parts with nothing to see fall away.
 */
export function splitText(text: string, charsMax: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > charsMax) {
    const lineEnd = rest.lastIndexOf("\n", charsMax);
    const cut = lineEnd > 0 ? lineEnd : withinPair(rest, charsMax) ? charsMax - 1 : charsMax;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(lineEnd > 0 ? cut + 1 : cut);
  }
  if (parts.length === 0) return [text];
  // Platforms refuse a message of nothing but blanks, and the parts after it would never be sent.
  return [...parts, rest].filter((part) => part.trim() !== "");
}

/** Whether a cut here would part a pair; only ever true when there is something left of it. */
function withinPair(text: string, index: number): boolean {
  return index > 1 && (text.codePointAt(index - 1) ?? 0) > 0xffff;
}
