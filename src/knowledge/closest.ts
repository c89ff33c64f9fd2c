import { type ArticleIndex, gainsOf, type IndexedArticle, weightOf } from "./article-index.ts";
import { eachGram, type Gram, gramSet, undress } from "./grams.ts";

/** So many of the best by BM25 are looked at closely. */
const LOOKED_AT = 40;
/** The heading of a text says whose matter it is, a paragraph what is said of it, a sentence the point. In UTF-16 code units. */
const headingChars = 120;
const paragraphChars = 150;
const sentenceChars = 80;
/** What each counts beside BM25; tried on the labelled sets, flat within a factor of two around these. */
const headedParagraphShare = 1.5;
const sentenceShare = 0.6;
const coverageShare = 1;
const askedShare = 0.3;
/** Holds back questions of two words: covering all of "停水" says little. */
const askWeightMin = 2;

/** How near one article is to a question. */
export interface Closeness {
  readonly entry: IndexedArticle;
  /**
   * What articles are ranked by: BM25 over everything, the heading with the best paragraph, and the best sentence, as shares of what the
   * question is worth; coverage and asked.
   */
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
    const heading = headingOf(seen);
    const headedParagraph = worthOf(heading, weights) + bestWindow(seen, paragraphChars, heading);
    const held = new Set(seen.gram).size;
    const coverage = held / grams.size;
    const asked = Math.max(0, ...entry.asks.map((ask) => shareAsked(index, ask, grams)));
    const passages = headedParagraphShare * headedParagraph + sentenceShare * bestWindow(seen, sentenceChars);
    return {
      entry,
      closeness: (gained[at]! + passages) / whole + coverageShare * coverage + askedShare * asked,
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

/** The question's grams that stand in the first signs of a text. */
function headingOf({ at, gram }: Places): ReadonlySet<Gram> {
  const end = at.findIndex((place) => place >= headingChars);
  return new Set(end === -1 ? gram : gram.slice(0, end));
}

function worthOf(grams: ReadonlySet<Gram>, weights: ReadonlyMap<Gram, number>): number {
  let worth = 0;
  for (const gram of grams) worth += weights.get(gram)!;
  return worth;
}

/** The most that the grams within so many code units are worth, each counted once, and those that count already not at all. */
function bestWindow({ at, gram, weights }: Places, chars: number, counted?: ReadonlySet<Gram>): number {
  const worthOfNew = (one: Gram) => (counted?.has(one) ? 0 : weights.get(one)!);
  const held = new Map<Gram, number>();
  let worth = 0;
  let best = 0;
  for (let first = 0, last = 0; last < at.length; last++) {
    const entering = gram[last]!;
    const count = held.get(entering) ?? 0;
    held.set(entering, count + 1);
    if (count === 0) worth += worthOfNew(entering);
    for (; at[last]! - at[first]! >= chars; first++) {
      const leaving = gram[first]!;
      const left = held.get(leaving)! - 1;
      held.set(leaving, left);
      if (left === 0) worth -= worthOfNew(leaving);
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
