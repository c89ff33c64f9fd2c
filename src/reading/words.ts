import type { Category } from "../domain/taxonomy.ts";

/** How many of each category's own words the folded text has; categories without a hit are left out. */
export function wordHits(text: string, taxonomy: readonly Category[]): Map<string, number> {
  const hits = new Map<string, number>();
  for (const { code, words } of foldedWords(taxonomy)) {
    let count = 0;
    for (const word of words) if (text.includes(word)) count++;
    if (count > 0) hits.set(code, count);
  }
  return hits;
}

const folded = new WeakMap<
  readonly Category[],
  readonly { readonly code: string; readonly words: readonly string[] }[]
>();

function foldedWords(taxonomy: readonly Category[]) {
  const known = folded.get(taxonomy);
  if (known) return known;
  const words = taxonomy.map((category) => ({
    code: category.code,
    words: [category.label, ...category.words].map((word) => word.toLowerCase()),
  }));
  folded.set(taxonomy, words);
  return words;
}
