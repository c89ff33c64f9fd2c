import type { Category } from "../domain/taxonomy.ts";

/** How many of a category's own words a text has, and whether it has its label. */
interface Hits {
  words: number;
  label: boolean;
}

/** How many of each category's own words, its label among them, the folded text has; categories without a hit are left out. */
export function wordHits(text: string, taxonomy: readonly Category[]): Map<string, number> {
  return counted(text, taxonomy, ({ words, label }) => words + (label ? 1 : 0));
}

/** The same without the label. */
export function hitsBesideLabels(text: string, taxonomy: readonly Category[]): Map<string, number> {
  return counted(text, taxonomy, ({ words }) => words);
}

function counted(text: string, taxonomy: readonly Category[], count: (hits: Hits) => number): Map<string, number> {
  const hits = taxonomy.map((): Hits => ({ words: 0, label: false }));
  const index = indexOf(taxonomy);
  for (let at = 0; at < text.length; at++) {
    for (const { word, category, isLabel } of index.get(text.charCodeAt(at)) ?? []) {
      // A word that is said twice counts once.
      if (!text.startsWith(word, at) || text.indexOf(word) !== at) continue;
      if (isLabel) hits[category]!.label = true;
      else hits[category]!.words++;
    }
  }
  return new Map(hits.map((of, at) => [taxonomy[at]!.code, count(of)] as const).filter(([, hit]) => hit > 0));
}

interface Word {
  readonly word: string;
  /** Where its category stands in the list. */
  readonly category: number;
  readonly isLabel: boolean;
}

/** The words of all categories by their first sign: a text has few signs that a word begins with. */
type WordIndex = ReadonlyMap<number, readonly Word[]>;

const indexes = new WeakMap<readonly Category[], WordIndex>();

function indexOf(taxonomy: readonly Category[]): WordIndex {
  const known = indexes.get(taxonomy);
  if (known) return known;
  const index = new Map<number, Word[]>();
  for (const [category, { label, words }] of taxonomy.entries()) {
    for (const [at, said] of [label, ...words].entries()) {
      const word = said.toLowerCase();
      const first = word.charCodeAt(0);
      index.set(first, [...(index.get(first) ?? []), { word, category, isLabel: at === 0 }]);
    }
  }
  indexes.set(taxonomy, index);
  return index;
}
