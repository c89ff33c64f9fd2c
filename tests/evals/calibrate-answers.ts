import { join } from "node:path";
import { articleHold } from "../../src/domain/article.ts";
import { buildIndex } from "../../src/knowledge/article-index.ts";
import { type Closeness, closestArticles } from "../../src/knowledge/closest.ts";
import { type Curve, type Evidence, evidenceFor } from "../../src/knowledge/sureness.ts";
import {
  documentArticle,
  type EstateQuestions,
  estateFolders,
  readEstateQuestions,
  readLines,
  sharedData,
} from "./knowledge-data.ts";

/** What was seen once: the evidence, whether the nearest article was the right one, and how much it counts. */
interface Case {
  readonly evidence: Evidence;
  readonly right: boolean;
  readonly weight: number;
}

/** A variant left out is worded like its article, as a question in a chat seldom is. */
const variantWeight = 0.3;

/** Fits both curves of `src/knowledge/sureness.ts` to all the labelled questions there are. `folder` holds policy questions on documents. */
export function calibrateAnswers(folder: string = join(sharedData, "ncp_policy_qa")): {
  asked: Curve;
  document: Curve;
} {
  const estates = estateFolders.map(readEstateQuestions);
  return {
    asked: fitCurve(estates.flatMap(casesOfEstate), ["rival", "asked"]),
    document: fitCurve(casesOfDocuments(folder), ["lead", "leadOfField", "coverage", "missing"]),
  };
}

/** Each question as it was asked, and again with its article taken away; each article asked by a variant that was left out. */
export function casesOfEstate({ articles, questions }: EstateQuestions): Case[] {
  const index = buildIndex(articles);
  const heard = questions.flatMap(({ text, articleId, areaPath, at }) => {
    const near = closestArticles(index, text);
    const holds = (one: Closeness | undefined) =>
      one && articleHold(one.entry.article, { areaPath, now: at }) === "holds";
    const seen = (among: Closeness[], right: boolean): Case[] =>
      holds(among[0]) ? [{ evidence: evidenceFor(among), right, weight: 1 }] : [];
    const without = near.filter(({ entry }) => entry.article.id !== articleId);
    return [
      ...seen(near, near[0]?.entry.article.id === articleId),
      ...(articleId === null ? [] : seen(without, false)),
    ];
  });
  const variants = articles.flatMap((article) =>
    article.variants.flatMap((variant) => {
      const left = { ...article, variants: article.variants.filter((other) => other !== variant) };
      const near = closestArticles(buildIndex(articles.map((other) => (other === article ? left : other))), variant);
      const without = near.filter(({ entry }) => entry.article.id !== article.id);
      return [
        { evidence: evidenceFor(near), right: near[0]?.entry.article.id === article.id, weight: variantWeight },
        { evidence: evidenceFor(without), right: false, weight: variantWeight },
      ];
    }),
  );
  return [...heard, ...variants];
}

function casesOfDocuments(folder: string): Case[] {
  const documents = readLines<{ docid: string; text: string }>(join(folder, "docs.jsonl"));
  const index = buildIndex(documents.map(({ docid, text }) => documentArticle(docid, text)));
  return ["answerable", "unanswerable"].flatMap((kind) =>
    readLines<{ question: string }>(join(folder, `${kind}.dev.jsonl`)).map(({ question }) => {
      const near = closestArticles(index, question);
      return { evidence: evidenceFor(near), right: kind === "answerable", weight: 1 };
    }),
  );
}

/** Logistic regression with a little shrinkage, by plain gradient descent on standardised evidence. */
export function fitCurve(cases: readonly Case[], names: readonly (keyof Evidence)[]): Curve {
  const means = names.map((name) => mean(cases.map(({ evidence }) => evidence[name])));
  const spreads = names.map(
    (name, i) => Math.sqrt(mean(cases.map(({ evidence }) => (evidence[name] - means[i]!) ** 2))) || 1,
  );
  const rows = cases.map(({ evidence }) => names.map((name, i) => (evidence[name] - means[i]!) / spreads[i]!));
  const slopes = names.map(() => 0);
  let constant = 0;
  for (let round = 0; round < 5_000; round++) {
    const errors = cases.map(({ right, weight }, at) => {
      const sum = constant + slopes.reduce((total, slope, i) => total + slope * rows[at]![i]!, 0);
      return weight * (1 / (1 + Math.exp(-sum)) - (right ? 1 : 0));
    });
    constant -= mean(errors);
    for (const [i, slope] of slopes.entries())
      slopes[i] = slope - mean(errors.map((error, at) => error * rows[at]![i]!)) - 0.001 * slope;
  }
  const weights = Object.fromEntries(names.map((name, i) => [name, round3(slopes[i]! / spreads[i]!)]));
  return {
    constant: round3(constant - slopes.reduce((sum, slope, i) => sum + (slope * means[i]!) / spreads[i]!, 0)),
    weights,
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / Math.max(1, numbers.length);
}

function round3(number: number): number {
  return Math.round(number * 1_000) / 1_000;
}
