import type { Closeness } from "./closest.ts";

/** What the sureness of an answer is judged by. */
export interface Evidence {
  /** Closeness of the nearest article. */
  readonly closeness: number;
  /** How near the next one comes, as a share of it. Two that are as near are two readings of the question. */
  readonly rival: number;
  /** How far ahead it is of the next and of the twentieth: one matter stands out of a set, chance does not. */
  readonly lead: number;
  readonly leadOfField: number;
  readonly coverage: number;
  readonly asked: number;
}

/** A logistic curve over some of the evidence. */
export interface Curve {
  readonly constant: number;
  readonly weights: Partial<Readonly<Record<keyof Evidence, number>>>;
}

/**
 * Curves fitted by `npm run evals -- calibrate`: to the questions heard in the group chats of two estates, each also with its article taken
 * away, and to each article asked by one of its own variants left out; and to policy questions on whole documents.
 */
export const sureness: { readonly asked: Curve; readonly document: Curve } = {
  asked: { constant: 0.514, weights: { rival: -4.224, asked: 7.644 } },
  document: { constant: -5.849, weights: { closeness: 0.01, lead: 1.205, leadOfField: 1.087, coverage: 5.268 } },
};

/** A small set of articles has no rivals to compare with; a rival is then taken to be about as near as one usually is. */
const rivalMin = 0.3;

/** What speaks for the first of the articles, nearest first. */
export function evidenceFor(near: readonly Closeness[]): Evidence {
  const [first, second] = near;
  if (!first) return { closeness: 0, rival: 1, lead: 0, leadOfField: 0, coverage: 0, asked: 0 };
  const { closeness, coverage, asked } = first;
  const next = second?.closeness ?? 0;
  const field = near[Math.min(19, near.length - 1)]!.closeness;
  return {
    closeness,
    rival: Math.max(rivalMin, next / closeness),
    lead: closeness - next,
    leadOfField: closeness - field,
    coverage,
    asked,
  };
}

/** How sure it is, 0 to 1, that the first article answers the question. */
export function surenessOf(near: readonly Closeness[]): number {
  const [first] = near;
  if (!first) return 0;
  const curve = first.entry.asks.length > 0 ? sureness.asked : sureness.document;
  return probability(curve, evidenceFor(near));
}

/** What the curve makes of this evidence. */
export function probability({ constant, weights }: Curve, evidence: Evidence): number {
  let sum = constant;
  for (const [name, weight] of Object.entries(weights)) sum += weight * evidence[name as keyof Evidence];
  return 1 / (1 + Math.exp(-sum));
}
