import { existsSync } from "node:fs";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import type { Article } from "../../src/domain/article.ts";
import { buildIndexAside, search } from "../../src/knowledge/index.ts";
import { createChance, percentile } from "../acceptance/check.ts";
import { documentArticle, estateFolders, readLines, sharedData } from "../evals/knowledge-data.ts";

/** How much a run of the search for an answer measures. */
export interface KnowledgeBenchSize {
  readonly articles: number;
  /** Questions asked of each set of articles. */
  readonly asks: number;
}

export const fullKnowledge: KnowledgeBenchSize = { articles: 50_000, asks: 2_000 };
export const quickKnowledge: KnowledgeBenchSize = { articles: 500, asks: 50 };

/** What one set of articles has taken, in milliseconds. */
export interface KnowledgeFigures {
  readonly articles: number;
  readonly meanChars: number;
  readonly buildMs: number;
  /** Of the process's time; what the machine did for others is not in it. */
  readonly buildCpuMs: number;
  /** The longest that others waited while the index was built. */
  readonly longestStepMs: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** Builds indexes and asks them what residents ask. The articles of statutes are measured where that set lies beside the project. */
export async function runKnowledgeBench({ articles, asks }: KnowledgeBenchSize, seed: number) {
  const chance = createChance(seed);
  const said = estateFolders.flatMap((folder) =>
    readLines<{ messages: { text?: string }[] }>(join(folder, "chats.jsonl")).flatMap(({ messages }) =>
      messages.flatMap(({ text }) => (text && text.length > 6 ? [text] : [])),
    ),
  );
  const among = <T>(list: readonly T[]): T => list[Math.floor(chance() * list.length)]!;
  const questions = Array.from({ length: asks }, () => among(said));
  const made = Array.from({ length: articles }, (_, at) =>
    documentArticle(`made-${at}`, Array.from({ length: 10 }, () => among(said)).join("。")),
  );
  const laws = join(sharedData, "policy_kb_laws", "articles.jsonl");
  const statutes = existsSync(laws)
    ? readLines<{ text: string }>(laws).map(({ text }, at) => documentArticle(`law-${at}`, text))
    : null;
  return {
    statutes: statutes && (await measure(statutes, questions)),
    made: await measure(made, questions),
    asks,
    seed,
    node: process.version,
  };
}

async function measure(articles: readonly Article[], questions: readonly string[]): Promise<KnowledgeFigures> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  delay.enable();
  const [startedAt, cpu] = [performance.now(), process.cpuUsage()];
  const index = await buildIndexAside(articles);
  const buildMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(cpu);
  delay.disable();
  const tookMs = questions.map((question) => {
    const askedAt = performance.now();
    search(index, question, { areaPath: "everywhere", now: new Date(0) });
    return performance.now() - askedAt;
  });
  return {
    articles: articles.length,
    meanChars: articles.reduce((sum, { answer }) => sum + answer.length, 0) / articles.length,
    buildMs,
    buildCpuMs: (user + system) / 1_000,
    longestStepMs: delay.max / 1e6,
    p50Ms: percentile(tookMs, 0.5),
    p99Ms: percentile(tookMs, 0.99),
  };
}
