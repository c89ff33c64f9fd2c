/** A stretch of a message, and whether the category was judged by it. */
export interface Stretch {
  readonly text: string;
  readonly marked: boolean;
}

/** Cuts a text where the quotes lie in it. Overlapping quotes become one stretch; a quote that is not there marks nothing. */
export function markQuotes(text: string, quotes: readonly string[]): readonly Stretch[] {
  const spans = quotes
    .filter((quote) => quote !== "" && text.includes(quote))
    .map((quote) => ({ from: text.indexOf(quote), to: text.indexOf(quote) + quote.length }))
    .sort((one, other) => one.from - other.from);

  const stretches: Stretch[] = [];
  let done = 0;
  for (const { from, to } of spans) {
    if (to <= done) continue;
    const start = Math.max(from, done);
    const last = stretches.at(-1);
    if (start > done) stretches.push({ text: text.slice(done, start), marked: false });
    else if (last?.marked) {
      stretches[stretches.length - 1] = { text: last.text + text.slice(done, to), marked: true };
      done = to;
      continue;
    }
    stretches.push({ text: text.slice(start, to), marked: true });
    done = to;
  }
  if (done < text.length) stretches.push({ text: text.slice(done), marked: false });
  return stretches;
}
