import { describe, expect, it } from "vitest";
import { quickSize, runBench } from "./bench.ts";
import { listeningEnds } from "./listening.ts";
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
