import { setImmediate } from "node:timers/promises";
import type { Article } from "../domain/article.ts";
import { eachGram, foldText, type Gram, gramSet, gramWeight, undress } from "./grams.ts";

/** BM25 as its authors set it: how soon repetition stops to count, and how much a long text is held back. */
const saturation = 1.2;
const lengthShare = 0.75;

/** So many articles are one step. */
const articlesAtOnce = 50;

/** One article as the index keeps it. */
export interface IndexedArticle {
  readonly article: Article;
  /** Question, variants and answer, folded, a line each: what windows slide over. */
  readonly text: string;
  /** The grams of the question and of each variant, undressed. */
  readonly asks: readonly ReadonlySet<Gram>[];
}

/** Everything that search needs of a set of articles. Immutable: a change of articles is a new index. */
export interface ArticleIndex {
  readonly entries: readonly IndexedArticle[];
  /** Which articles hold a gram, in order; nobody's for one that no article has. */
  readonly postings: Postings;
  /** What a gram is worth that no article has. */
  readonly unseenWeight: number;
}

/** For each gram the articles that hold it and what each gains by it, in columns: half a million small lists would take four times the room. */
interface Postings {
  readonly placeOf: ReadonlyMap<Gram, number>;
  /** Where the articles of the gram of each place begin; those of the next place begin where they end. */
  readonly begins: Uint32Array;
  readonly articles: Uint32Array;
  readonly gains: Float32Array;
  /** What the gram of each place is worth: the rarer, the more. */
  readonly weights: Float64Array;
}

/**
 * Builds the index over published articles. Expired ones and those of other areas are in it on purpose: a question that is theirs must not
 * go to the next best that happens to hold.
 */
export function buildIndex(articles: readonly Article[]): ArticleIndex {
  const steps = indexing(articles);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

/** The same beside other work: of fifty thousand articles it takes seconds, and others have their turn all the while. */
export async function buildIndexAside(articles: readonly Article[]): Promise<ArticleIndex> {
  const steps = indexing(articles);
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
    await setImmediate();
  }
}

/** Work in steps of some milliseconds each. */
type Steps<T> = Generator<void, T, void>;

function* indexing(articles: readonly Article[]): Steps<ArticleIndex> {
  const entries: IndexedArticle[] = [];
  for (const article of articles.filter(({ status }) => status === "published")) {
    if (entries.length % articlesAtOnce === 0) yield;
    entries.push(indexArticle(article));
  }
  return { entries, postings: yield* postingsOf(entries), unseenWeight: rarity(entries.length, 0) };
}

/** What a gram of the question is worth in this index. */
export function weightOf({ postings, unseenWeight }: ArticleIndex, gram: Gram): number {
  const place = postings.placeOf.get(gram);
  return place === undefined ? unseenWeight * gramWeight(gram) : postings.weights[place]!;
}

/** What each article gains by these grams, by its place among the entries. */
export function gainsOf({ entries, postings }: ArticleIndex, grams: Iterable<Gram>): Float64Array {
  const { placeOf, begins, articles, gains } = postings;
  const gained = new Float64Array(entries.length);
  for (const gram of grams) {
    const place = placeOf.get(gram);
    if (place === undefined) continue;
    const end = begins[place + 1]!;
    for (let at = begins[place]!; at < end; at++) gained[articles[at]!]! += gains[at]!;
  }
  return gained;
}

function indexArticle(article: Article): IndexedArticle {
  const asked = [article.question, ...article.variants].filter((words) => words.trim() !== "");
  return {
    article,
    text: [...asked, article.answer].map(foldText).join("\n"),
    asks: asked.map((words) => gramSet(undress(words))),
  };
}

function* postingsOf(entries: readonly IndexedArticle[]): Steps<Postings> {
  const { placeOf, said, ends } = yield* grammed(entries);
  const sizes = new Uint32Array(placeOf.size);
  yield* eachHeld({ said, ends, places: sizes.length }, (place) => {
    sizes[place]! += 1;
  });
  const begins = new Uint32Array(sizes.length + 1);
  for (let place = 0; place < sizes.length; place++) begins[place + 1] = begins[place]! + sizes[place]!;

  const weights = new Float64Array(sizes.length);
  for (const [gram, place] of placeOf) weights[place] = rarity(entries.length, sizes[place]!) * gramWeight(gram);

  const articles = new Uint32Array(begins.at(-1)!);
  const gains = new Float32Array(articles.length);
  const meanLength = said.length / Math.max(1, entries.length);
  const next = begins.slice();
  yield* eachHeld({ said, ends, places: sizes.length }, (place, article, count, length) => {
    const room = saturation * (1 - lengthShare + (lengthShare * length) / meanLength);
    const at = next[place]!++;
    articles[at] = article;
    gains[at] = (weights[place]! * count * (saturation + 1)) / (count + room);
  });
  return { placeOf, begins, articles, gains, weights };
}

/** The grams of all articles one after the other, each by its place, and where each article's end. */
interface Grammed {
  readonly said: Uint32Array;
  readonly ends: Uint32Array;
}

function* grammed(
  entries: readonly IndexedArticle[],
): Steps<Grammed & { readonly placeOf: ReadonlyMap<Gram, number> }> {
  const ends = new Uint32Array(entries.length);
  let length = 0;
  for (const [article, { text }] of entries.entries()) {
    if (article % articlesAtOnce === 0) yield;
    eachGram(text, () => {
      length += 1;
    });
    ends[article] = length;
  }
  const placeOf = new Map<Gram, number>();
  const said = new Uint32Array(length);
  let at = 0;
  for (const [article, { text }] of entries.entries()) {
    if (article % articlesAtOnce === 0) yield;
    eachGram(text, (gram) => {
      let place = placeOf.get(gram);
      if (place === undefined) {
        place = placeOf.size;
        placeOf.set(gram, place);
      }
      said[at++] = place;
    });
  }
  return { placeOf, said, ends };
}

/** Calls `visit` with each gram of each article once: how often the article has it, and how many grams it has in all. */
function* eachHeld(
  { said, ends, places }: Grammed & { readonly places: number },
  visit: (place: number, article: number, count: number, length: number) => void,
): Steps<void> {
  const counts = new Uint32Array(places);
  for (let article = 0, begin = 0; article < ends.length; article++) {
    if (article % articlesAtOnce === 0) yield;
    const end = ends[article]!;
    for (let at = begin; at < end; at++) counts[said[at]!]! += 1;
    for (let at = begin; at < end; at++) {
      const place = said[at]!;
      if (counts[place] === 0) continue;
      visit(place, article, counts[place]!, end - begin);
      counts[place] = 0;
    }
    begin = end;
  }
}

/** In a handful of articles no word could be rare; the others are imagined. */
const ARTICLES_MIN = 30;

/** Robertson's inverse document frequency, kept above zero. */
function rarity(articles: number, holders: number): number {
  return Math.log(1 + (Math.max(articles, ARTICLES_MIN) - holders + 0.5) / (holders + 0.5));
}
