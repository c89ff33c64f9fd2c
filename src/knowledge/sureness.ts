import type { Closeness } from "./closest.ts";

/** What the sureness of an answer is judged by. */
export interface Evidence {
  /** How near the next one comes, as a share of it. Two that are as near are two readings of the question. */
  readonly rival: number;
  /** How far ahead it is of the next and of the twentieth: one matter stands out of a set, chance does not. */
  readonly lead: number;
  readonly leadOfField: number;
  readonly coverage: number;
  readonly missing: number;
  readonly asked: number;
}

/** A logistic curve over some of the evidence. */
export interface Curve {
  readonly constant: number;
  readonly weights: Partial<Readonly<Record<keyof Evidence, number>>>;
}

/** A curve, and how sure it must be for an answer. */
interface Threshold extends Curve {
  readonly answerAt: number;
}

/**
 * How sure is sure enough, for an article with a question of its own and for a plain document.
 *
 * Fitted by tests/evals/calibrate-answers.ts: to the questions heard in the chats of two estates, each also with its article taken away, and
 * to each article asked by a variant that was left out; and to policy questions on whole documents. Why these thresholds:
 * docs/decisions/0006-when-an-article-answers.md.
 */
export const thresholds: { readonly asked: Threshold; readonly document: Threshold } = {
  asked: { answerAt: 0.55, constant: 0.824, weights: { rival: -4.827, asked: 7.889 } },
  document: {
    answerAt: 0.65,
    constant: -6.775,
    weights: { lead: 0.859, leadOfField: 1.169, coverage: 4.946, missing: -0.101 },
  },
};

/** How near the next article is taken to be at least. Among a few, none may be near by chance, so that says nothing for the first. */
const rivalMin = (near: number) => (near < 10 ? 0.65 : 0.3);

/** What speaks for the first of the articles, nearest first. */
export function evidenceFor(near: readonly Closeness[]): Evidence {
  const [first, second] = near;
  if (!first) return { rival: 1, lead: 0, leadOfField: 0, coverage: 0, missing: 0, asked: 0 };
  const { closeness, coverage, missing, asked } = first;
  const next = second?.closeness ?? 0;
  const field = near[Math.min(19, near.length - 1)]!.closeness;
  return {
    rival: Math.max(rivalMin(near.length), next / closeness),
    lead: closeness - next,
    leadOfField: closeness - field,
    coverage,
    missing,
    asked,
  };
}

/** How sure it is, 0 to 1, that the first of the articles answers the question, how sure it must be, and whether that is enough to say it. */
export function judge(near: readonly Closeness[]): {
  readonly score: number;
  readonly answerAt: number;
  readonly enough: boolean;
} {
  const [first] = near;
  if (!first) return { score: 0, answerAt: thresholds.asked.answerAt, enough: false };
  const threshold = first.entry.asks.length > 0 ? thresholds.asked : thresholds.document;
  const score = probability(threshold, evidenceFor(near));
  return { score, answerAt: threshold.answerAt, enough: score >= threshold.answerAt };
}

/** What the curve makes of this evidence. */
export function probability({ constant, weights }: Curve, evidence: Evidence): number {
  let sum = constant;
  for (const [name, weight] of Object.entries(weights)) sum += weight * evidence[name as keyof Evidence];
  return 1 / (1 + Math.exp(-sum));
}
