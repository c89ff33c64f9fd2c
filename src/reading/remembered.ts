/**
 * The same answers, with the last ones at hand: a tail of sixty messages is read again in each turn. Of texts alone, in memory only, and few.
 */
export function remembered<Answer extends object>(answer: (text: string) => Answer): (text: string) => Answer {
  const known = new Map<string, Answer>();
  return (text) => {
    const before = known.get(text);
    if (before) return before;
    const now = answer(text);
    if (known.size >= rememberedMax) known.clear();
    known.set(text, now);
    return now;
  };
}

const rememberedMax = 2_000;
