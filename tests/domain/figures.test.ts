import { describe, expect, it } from "vitest";
import { heatTable, modelWeeks, shareOf } from "../../src/domain/figures.ts";
import { costOf, type ModelPrices } from "../../src/domain/model-price.ts";

const place = (areaPath: string, category: string, count: number) => ({ areaPath, category, count });

describe("areas and categories", () => {
  it("folds places into the parts of an area, the busiest first", () => {
    const heat = heatTable("社区", [
      place("社区/东苑/1号楼", "elevator", 2),
      place("社区/东苑/2号楼/1单元", "elevator", 1),
      place("社区/西苑", "water", 5),
      place("社区", "noise", 1),
      place("社区外/北苑", "noise", 9),
    ]);
    expect(heat.areas).toEqual(["社区/西苑", "社区/东苑", "社区"]);
    expect(heat.categories).toEqual(["water", "elevator", "noise"]);
    expect(heat.cells).toContainEqual(place("社区/东苑", "elevator", 3));
  });

  it("goes further down where everything lies in one part", () => {
    const heat = heatTable("街道", [
      place("街道/社区/东苑/1号楼", "water", 1),
      place("街道/社区/东苑/2号楼", "water", 2),
    ]);
    expect(heat.areas).toEqual(["街道/社区/东苑/2号楼", "街道/社区/东苑/1号楼"]);
  });

  it("takes no share of nothing", () => {
    expect([shareOf(0, 0), shareOf(0, 4), shareOf(1, 4)]).toEqual([null, 0, 0.25]);
  });
});

describe("what a language model cost", () => {
  const prices: ModelPrices = { currency: "CNY", byModel: new Map([["small", { input: 2, cached: 0.2, output: 8 }]]) };
  const use = { model: "small", inputTokens: 1_000_000, cachedTokens: 750_000, outputTokens: 50_000 };

  it("is what was read for the first time, what came out of the cache and what was written, each at its price", () => {
    const cost = costOf([use], prices);
    expect(cost).toEqual({ amount: expect.closeTo(0.5 + 0.15 + 0.4, 9), currency: "CNY" });
    expect(costOf([use, use], prices)?.amount).toBeCloseTo(2 * cost!.amount, 9);
    expect(costOf([], prices)?.amount).toBe(0);
  });

  it("is not known where a price is not, rather than too little", () => {
    expect(costOf([use], null)).toBeNull();
    expect(costOf([use, { ...use, model: "other" }], prices)).toBeNull();
  });

  it("is told week by week, its models together, beside the messages that were read", () => {
    const call = { ...use, calls: 2, failed: 1 };
    const model = [
      { ...call, week: "2026-11-16" },
      { ...call, week: "2026-11-23" },
      { ...call, week: "2026-11-23", model: "other" },
    ];
    const weeks = modelWeeks({ model, read: [{ week: "2026-11-23", messages: 900 }] }, prices);
    expect(weeks).toMatchObject([
      { week: "2026-11-16", calls: 2, failed: 1, messages: 0, cost: { currency: "CNY" } },
      { week: "2026-11-23", calls: 4, failed: 2, inputTokens: 2_000_000, messages: 900, cost: null },
    ]);
  });
});
