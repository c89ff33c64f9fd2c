import { describe, expect, it } from "vitest";
import { heatTable, shareOf } from "../../src/domain/figures.ts";

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
