import { type ArticleIndex, gainsOf, type IndexedArticle, weightOf } from "./article-index.ts";
import { eachGram, type Gram, gramSet, undress } from "./grams.ts";

/** So many of the best by BM25 are looked at closely. */
const LOOKED_AT = 40;
/** A matter fills a paragraph, and its point a sentence: both are slid over the text, in UTF-16 code units. */
const windowChars = [300, 80] as const;
/** What each counts beside BM25; tried on the labelled sets, flat within a factor of two around these. */
const windowShare = 0.6;
const coverageShare = 1;
const askedShare = 0.3;
/** Holds back questions of two words: covering all of "停水" says little. */
const askWeightMin = 2;

/** How near one article is to a question. */
export interface Closeness {
  readonly entry: IndexedArticle;
  /** What articles are ranked by: BM25 over everything and the best windows, as shares of what the question is worth, coverage and asked. */
  readonly closeness: number;
  /** Share of the question's grams that the article has anywhere, each counting the same, and how many it has not. */
  readonly coverage: number;
  readonly missing: number;
  /** Share of the article's own question, or of the nearest variant, that was asked; 0 for a plain document. */
  readonly asked: number;
}

/** The articles nearest to a question, nearest first; empty when they share nothing. */
export function closestArticles(index: ArticleIndex, question: string): Closeness[] {
  const grams = gramSet(undress(question));
  const weights = new Map(Array.from(grams, (gram) => [gram, weightOf(index, gram)]));
  let whole = 0;
  for (const weight of weights.values()) whole += weight;
  if (whole === 0) return [];

  const gained = gainsOf(index, grams);
  const near = bestOf(gained, LOOKED_AT).map((at): Closeness => {
    const entry = index.entries[at]!;
    const seen = placesOf(entry.text, weights);
    const windows = windowChars.reduce((sum, chars) => sum + bestWindow(seen, chars), 0);
    const held = new Set(seen.gram).size;
    const coverage = held / grams.size;
    const asked = Math.max(0, ...entry.asks.map((ask) => shareAsked(index, ask, grams)));
    const matched = (gained[at]! + windowShare * windows) / whole;
    return {
      entry,
      closeness: matched + coverageShare * coverage + askedShare * asked,
      coverage,
      missing: grams.size - held,
      asked,
    };
  });
  return near.sort((one, other) => other.closeness - one.closeness);
}

/** The places of the highest numbers, the highest first; none of zero. */
function bestOf(numbers: Float64Array, most: number): number[] {
  const best: number[] = [];
  let lowest = 0;
  for (let at = 0; at < numbers.length; at++) {
    if (numbers[at]! <= lowest) continue;
    best.push(at);
    // Sorting once in a while is cheaper than keeping a heap: few articles get this far.
    if (best.length < most * 4) continue;
    best.sort((one, other) => numbers[other]! - numbers[one]!);
    best.length = most;
    lowest = numbers[best[most - 1]!]!;
  }
  return best.sort((one, other) => numbers[other]! - numbers[one]!).slice(0, most);
}

/** Where the question's grams stand in a text, in order. */
interface Places {
  readonly at: number[];
  readonly gram: Gram[];
  readonly weights: ReadonlyMap<Gram, number>;
}

function placesOf(text: string, weights: ReadonlyMap<Gram, number>): Places {
  const places: Places = { at: [], gram: [], weights };
  eachGram(text, (gram, at) => {
    if (!weights.has(gram)) return;
    places.at.push(at);
    places.gram.push(gram);
  });
  return places;
}

/** The most that the grams within so many code units are worth, each counted once. */
function bestWindow({ at, gram, weights }: Places, chars: number): number {
  const held = new Map<Gram, number>();
  let worth = 0;
  let best = 0;
  for (let first = 0, last = 0; last < at.length; last++) {
    const entering = gram[last]!;
    const count = held.get(entering) ?? 0;
    held.set(entering, count + 1);
    if (count === 0) worth += weights.get(entering)!;
    for (; at[last]! - at[first]! >= chars; first++) {
      const leaving = gram[first]!;
      const left = held.get(leaving)! - 1;
      held.set(leaving, left);
      if (left === 0) worth -= weights.get(leaving)!;
    }
    best = Math.max(best, worth);
  }
  return best;
}

function shareAsked(index: ArticleIndex, ask: ReadonlySet<Gram>, question: ReadonlySet<Gram>): number {
  let shared = 0;
  let whole = askWeightMin;
  for (const gram of ask) {
    const weight = weightOf(index, gram);
    whole += weight;
    if (question.has(gram)) shared += weight;
  }
  return shared / whole;
}
