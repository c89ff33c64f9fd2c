import { describe, expect, it } from "vitest";
import { loadConfig } from "../../src/config/index.ts";
import { quickSize, runBench } from "./bench.ts";
import { quickKnowledge, runKnowledgeBench } from "./knowledge.ts";
import { listeningEnds } from "./listening.ts";
import { measureModelCost } from "./model-cost.ts";
import { quickTickets, runTicketBench } from "./tickets.ts";

describe("the bench", () => {
  it("measures the house and its ceilings in one run, and says how", { timeout: 300_000 }, async () => {
    const figures = await runBench({ size: quickSize, seed: 1 });

    const positive = expect.toSatisfy((figure: number) => figure > 0);
    expect(figures).toMatchObject({
      messagesPerSecond: positive,
      ratioToBullmq: positive,
      ratioToInsert: positive,
      ackP99Ms: positive,
      approvalP95Ms: expect.any(Number),
      bullmqJobsPerSecond: positive,
      insertsPerSecond: positive,
      drafts: positive,
      node: process.version,
      cores: positive,
    });
    expect(figures.turns).toBeGreaterThan(0);
  });
});

describe("the bench of tickets", () => {
  it("asks for lists and searches, and says how long they took", { timeout: 300_000 }, async () => {
    const { p95Ms, lists, figures, size } = await runTicketBench(quickTickets);
    expect(p95Ms).toBeGreaterThan(0);
    expect(Object.keys(lists).length).toBeGreaterThan(15);
    expect(figures.twelveWeeksMs).toBeGreaterThan(0);
    expect(size.tickets).toBe(quickTickets.tickets);
  });
});

describe("the bench of answers", () => {
  it("builds an index beside other work and asks it, and says how long both took", async () => {
    const { made } = await runKnowledgeBench(quickKnowledge, 1);
    expect(made.articles).toBe(quickKnowledge.articles);
    for (const took of [made.buildMs, made.longestStepMs, made.p50Ms, made.p99Ms]) expect(took).toBeGreaterThan(0);
  });
});

describe("what a language model takes", () => {
  it("is estimated from the prompts that would be sent, and priced where a price is set", {
    timeout: 300_000,
  }, async () => {
    const config = loadConfig({ MODEL_PRICES: "CNY small=2/0.2/8 large=20/2/80" });
    const { countedBy, messages, calls, per1000Messages } = await measureModelCost(config, false);
    expect(countedBy).toBe("estimate");
    expect(per1000Messages.calls).toBeCloseTo((calls / messages) * 1_000, 6);
    const { inputTokens, outputTokens, cost } = per1000Messages;
    expect(cost["small"]?.amount).toBeCloseTo((inputTokens * 2 + outputTokens * 8) / 1_000_000, 6);
    expect(cost["large"]?.amount).toBeCloseTo(10 * cost["small"]!.amount, 6);
  });
});

describe("the listening window", () => {
  const window = { quietMs: 200, maxMs: 1_000 };

  it("ends when the group has been quiet for long enough", () => {
    expect(listeningEnds([0, 100, 900], window)).toEqual([300, 300, 1_100]);
  });

  it("ends at its limit while people go on writing", () => {
    const everyHundred = Array.from({ length: 12 }, (_, index) => index * 100);
    expect(listeningEnds(everyHundred, window)).toEqual([...Array(11).fill(1_000), 1_300]);
  });
});
