import { writeFileSync } from "node:fs";
import { buildIndex, search } from "../../src/knowledge/index.ts";
import { documentArticle, readLines } from "./knowledge-data.ts";

/** The files of one run; their forms stand in the head of score.mjs. */
export interface RetrieveFiles {
  /** Lines of `{docid, text}`. */
  readonly docs: string;
  /** Lines of `{id, question}`. */
  readonly questions: string;
  /** Where the lines of `{id, docids, score, answered}` are written. */
  readonly out: string;
}

/** What a run took, in milliseconds. */
export interface RetrieveRun {
  readonly questions: number;
  readonly buildMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Answers every question from plain documents, as the house would answer from articles, and writes what it found. */
export function retrieve({ docs, questions, out }: RetrieveFiles): RetrieveRun {
  const articles = readLines<{ docid: string; text: string }>(docs).map(({ docid, text }) =>
    documentArticle(docid, text),
  );
  const startedAt = performance.now();
  const index = buildIndex(articles);
  const buildMs = performance.now() - startedAt;

  const tookMs: number[] = [];
  const lines = readLines<{ id: string; question: string }>(questions).map(({ id, question }) => {
    const askedAt = performance.now();
    const { hits, score, decision } = search(index, question, { areaPath: "everywhere", now: new Date(0) });
    tookMs.push(performance.now() - askedAt);
    return JSON.stringify({
      id,
      docids: hits.map(({ article }) => article.id),
      score,
      answered: decision === "answer",
    });
  });
  writeFileSync(out, `${lines.join("\n")}\n`);
  tookMs.sort((one, other) => one - other);
  const at = (share: number) => Math.round((tookMs[Math.floor(tookMs.length * share)] ?? 0) * 100) / 100;
  return { questions: lines.length, buildMs: Math.round(buildMs), p50Ms: at(0.5), p99Ms: at(0.99) };
}
