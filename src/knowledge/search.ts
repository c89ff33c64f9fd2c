import { type Article, type ArticleHold, articleHold } from "../domain/article.ts";
import type { ArticleIndex, IndexedArticle } from "./article-index.ts";
import { type Closeness, closestArticles } from "./closest.ts";
import { likeness } from "./grams.ts";
import { judge } from "./sureness.ts";

/** The nearest so many are told. */
const hitsMax = 10;
/** A second article this near, as a share of the first, is another answer to the same words. */
const TIE_AT = 0.97;

/** Where and when a question is asked. */
export interface Asking {
  /** Null while the group is not bound: then nothing holds. */
  readonly areaPath: string | null;
  readonly now: Date;
}

/** One article that came near, and what became of it. */
export interface Hit {
  readonly article: Article;
  /** For ranking within this search. */
  readonly closeness: number;
  readonly hold: ArticleHold;
}

/** What search makes of a question. */
export interface Finding {
  readonly decision: "answer" | "offer_two" | "silent";
  /** How sure it is, 0 to 1, that the nearest article that holds is the answer. */
  readonly score: number;
  /** How sure it must be for an answer. */
  readonly answerAt: number;
  /** What is to be said: one article, two to choose from, or none. */
  readonly articles: readonly Article[];
  /** The nearest, nearest first, whether they hold or not: for whoever tries a question out. */
  readonly hits: readonly Hit[];
  /** Why nothing is said; null when something is. */
  readonly silentBecause: "nothing_near" | "not_sure" | Exclude<ArticleHold, "holds"> | null;
}

/**
 * Looks for the article that answers a question here and now. Pure.
 *
 * An expired article or another area's never answers, and where one of them is the nearest, nothing does: the question was about it.
 */
export function search(index: ArticleIndex, question: string, asking: Asking): Finding {
  const near = closestArticles(index, question);
  const holdOf = ({ entry }: Closeness) => articleHold(entry.article, asking);
  const hits = near
    .slice(0, hitsMax)
    .map((one): Hit => ({ article: one.entry.article, closeness: one.closeness, hold: holdOf(one) }));
  const silent = (score: number, silentBecause: Finding["silentBecause"]): Finding => ({
    decision: "silent",
    score,
    answerAt: judge(near).answerAt,
    articles: [],
    hits,
    silentBecause,
  });

  // Last year's version of an article that holds is no other reading of the question.
  const best = near.find((one) => holdOf(one) === "holds");
  const rivals = near.filter((one) => holdOf(one) === "holds" || !best || !sameMatter(one.entry, best.entry));
  const [first, second] = rivals;
  if (!first) return silent(0, "nothing_near");
  const hold = holdOf(first);
  if (hold !== "holds") return silent(0, hold);

  const { score, answerAt, enough } = judge(rivals);
  const isTie = second !== undefined && second.closeness >= TIE_AT * first.closeness;
  if (enough && !isTie)
    return { decision: "answer", score, answerAt, articles: [first.entry.article], hits, silentBecause: null };
  const enoughWithout = (left: Closeness) => judge(rivals.filter((one) => one !== left)).enough;
  if (second && holdOf(second) === "holds" && enoughWithout(second) && enoughWithout(first)) {
    return {
      decision: "offer_two",
      score,
      answerAt,
      articles: [first.entry.article, second.entry.article],
      hits,
      silentBecause: null,
    };
  }
  return silent(score, "not_sure");
}

/** True when two articles answer to the same question: versions of one, as a rule. */
function sameMatter(one: IndexedArticle, other: IndexedArticle): boolean {
  return one.asks.some((ask) => other.asks.some((asked) => likeness(ask, asked) >= 0.6));
}
