import { describe, expect, it } from "vitest";
import { type Article, articleHold } from "../../src/domain/article.ts";

const article: Pick<Article, "status" | "areaPath" | "validFrom" | "validUntil"> = {
  status: "published",
  areaPath: "幸福里社区/幸福里小区",
  validFrom: new Date("2026-01-01T00:00:00+08:00"),
  validUntil: new Date("2026-12-31T23:59:59+08:00"),
};
const here = { areaPath: "幸福里社区/幸福里小区/3号楼", now: new Date("2026-07-03T12:00:00+08:00") };

describe("where and when an article holds", () => {
  it("holds in its area and below, between its bounds", () => {
    expect(articleHold(article, here)).toBe("holds");
    expect(articleHold({ ...article, validFrom: null, validUntil: null }, here)).toBe("holds");
  });

  it("holds to the last second of its last day in Beijing, and no longer", () => {
    expect(articleHold(article, { ...here, now: new Date("2026-12-31T15:59:59Z") })).toBe("holds");
    expect(articleHold(article, { ...here, now: new Date("2026-12-31T16:00:00Z") })).toBe("expired");
  });

  it.each([
    ["not yet", here, { validFrom: new Date("2026-08-01T00:00:00+08:00") }, "not_yet"],
    ["in a sister estate", { ...here, areaPath: "幸福里社区/幸福里小区二期/3号楼" }, {}, "elsewhere"],
    ["for a group of the whole community", { ...here, areaPath: "幸福里社区" }, {}, "elsewhere"],
    ["for a group that is not bound", { ...here, areaPath: null }, {}, "elsewhere"],
    ["as a draft", here, { status: "draft" }, "unpublished"],
    ["when it is retired", here, { status: "retired" }, "unpublished"],
  ] as const)("does not hold %s", (_, asking, changes, hold) => {
    expect(articleHold({ ...article, ...changes }, asking)).toBe(hold);
  });
});
