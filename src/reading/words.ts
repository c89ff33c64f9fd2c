import type { Category } from "../domain/taxonomy.ts";

/** How many of each category's own words, its label among them, the folded text has; categories without a hit are left out. */
export function wordHits(text: string, taxonomy: readonly Category[]): Map<string, number> {
  const { words, labels } = indexOf(taxonomy);
  return hitsOf(taxonomy, counted(text, labels, counted(text, words, new Uint16Array(taxonomy.length))));
}

/** The same without the label. */
export function hitsBesideLabels(text: string, taxonomy: readonly Category[]): Map<string, number> {
  return hitsOf(taxonomy, counted(text, indexOf(taxonomy).words, new Uint16Array(taxonomy.length)));
}

/** Adds to each category's count the words the text has; one that is said twice counts once. */
function counted(text: string, index: WordIndex, counts: Uint16Array): Uint16Array {
  for (let at = 0; at < text.length; at++) {
    const words = index.get(text.charCodeAt(at));
    if (!words) continue;
    for (const { word, category } of words)
      if (text.startsWith(word, at) && text.indexOf(word) === at) counts[category]!++;
  }
  return counts;
}

function hitsOf(taxonomy: readonly Category[], counts: Uint16Array): Map<string, number> {
  const hits = new Map<string, number>();
  for (const [at, { code }] of taxonomy.entries()) if (counts[at]! > 0) hits.set(code, counts[at]!);
  return hits;
}

/** Words by their first sign, each with the place of its category in the list: a text has few signs that a word begins with. */
type WordIndex = ReadonlyMap<number, readonly { readonly word: string; readonly category: number }[]>;

const indexes = new WeakMap<readonly Category[], { readonly words: WordIndex; readonly labels: WordIndex }>();

function indexOf(taxonomy: readonly Category[]) {
  const known = indexes.get(taxonomy);
  if (known) return known;
  const made = {
    words: byFirstSign(taxonomy.map(({ words }) => words)),
    labels: byFirstSign(taxonomy.map(({ label }) => [label])),
  };
  indexes.set(taxonomy, made);
  return made;
}

function byFirstSign(wordsOf: readonly (readonly string[])[]): WordIndex {
  const index = new Map<number, { word: string; category: number }[]>();
  for (const [category, words] of wordsOf.entries()) {
    for (const said of words) {
      const word = said.toLowerCase();
      const first = word.charCodeAt(0);
      index.set(first, [...(index.get(first) ?? []), { word, category }]);
    }
  }
  return index;
}
