import type { Article } from "../domain/article.ts";
import { eachGram, foldText, type Gram, gramSet, gramWeight, undress } from "./grams.ts";

/** BM25 as its authors set it: how soon repetition stops to count, and how much a long text is held back. */
const saturation = 1.2;
const lengthShare = 0.75;

/** The articles that hold one gram, and what each gains by it. */
interface Postings {
  readonly articles: Uint32Array;
  readonly gains: Float32Array;
  /** What the gram is worth: the rarer, the more. */
  readonly weight: number;
}

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
  readonly postings: ReadonlyMap<Gram, Postings>;
  /** What a gram is worth that no article has. */
  readonly unseenWeight: number;
}

/**
 * Builds the index over published articles. Expired ones and those of other areas are in it on purpose: a question that is theirs must
 * not go to the next best that happens to hold.
 */
export function buildIndex(articles: readonly Article[]): ArticleIndex {
  const entries = articles.filter(({ status }) => status === "published").map(indexArticle);
  const { held, lengths } = countGrams(entries);
  const meanLength = lengths.reduce((sum, length) => sum + length, 0) / Math.max(1, entries.length);
  const room = lengths.map((length) => saturation * (1 - lengthShare + (lengthShare * length) / meanLength));

  const postings = new Map<Gram, Postings>();
  for (const [gram, { articles: holders, counts }] of held) {
    const weight = rarity(entries.length, holders.length) * gramWeight(gram);
    const gains = Float32Array.from(
      counts,
      (count, i) => (weight * count * (saturation + 1)) / (count + room[holders[i]!]!),
    );
    postings.set(gram, { articles: Uint32Array.from(holders), gains, weight });
  }
  return { entries, postings, unseenWeight: rarity(entries.length, 0) };
}

/** What a gram of the question is worth in this index. */
export function weightOf(index: ArticleIndex, gram: Gram): number {
  return index.postings.get(gram)?.weight ?? index.unseenWeight * gramWeight(gram);
}

function indexArticle(article: Article): IndexedArticle {
  const asked = [article.question, ...article.variants].filter((words) => words.trim() !== "");
  return {
    article,
    text: [...asked, article.answer].map(foldText).join("\n"),
    asks: asked.map((words) => gramSet(undress(words))),
  };
}

/** For each gram the articles that hold it, in order, and how often; for each article how many grams it has. */
function countGrams(entries: readonly IndexedArticle[]): {
  held: ReadonlyMap<Gram, { readonly articles: number[]; readonly counts: number[] }>;
  lengths: number[];
} {
  const held = new Map<Gram, { articles: number[]; counts: number[] }>();
  const lengths = entries.map(({ text }, index) => {
    let length = 0;
    eachGram(text, (gram) => {
      length += 1;
      const list = held.get(gram);
      if (!list) held.set(gram, { articles: [index], counts: [1] });
      else if (list.articles.at(-1) === index) list.counts[list.counts.length - 1]! += 1;
      else {
        list.articles.push(index);
        list.counts.push(1);
      }
    });
    return length;
  });
  return { held, lengths };
}

/** In a handful of articles no word could be rare; the others are imagined. */
const ARTICLES_MIN = 30;

/** Robertson's inverse document frequency, kept above zero. */
function rarity(articles: number, holders: number): number {
  return Math.log(1 + (Math.max(articles, ARTICLES_MIN) - holders + 0.5) / (holders + 0.5));
}
