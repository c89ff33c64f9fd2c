import { describe, expect, it } from "vitest";
import type { ContextMessage, TimelineEntry } from "../../src/api/tickets.ts";
import { behind, lastWeeks, mondaysOf } from "../../src/console/parts/figure-scope.ts";
import { areaTree, askedFilter, filterOf, openOnes } from "../../src/console/parts/ticket-filter.ts";
import { isIn, timelineOf } from "../../src/console/parts/timeline-entries.ts";

describe("the filters of the ticket list", () => {
  it("are what the address says, and nothing else of it", () => {
    expect(filterOf(new URLSearchParams("q=灯&view=board&area=社区&late="))).toEqual({ q: "灯", area: "社区" });
  });

  it("ask for open tickets unless told otherwise", () => {
    expect(askedFilter({ q: "灯" })).toEqual({ q: "灯", status: openOnes });
    expect(askedFilter({ status: "all" })).toEqual({});
    expect(askedFilter({ status: "closed" })).toEqual({ status: "closed" });
  });

  it("show areas as the tree they are, under the reader's own", () => {
    const [root, ...others] = areaTree(["街道/社区", "街道/社区/东苑", "街道/社区/东苑/1号楼", "街道/社区/西苑"]);
    expect(others).toEqual([]);
    expect(root?.title).toBe("街道/社区");
    expect(root?.children.map(({ title }) => title)).toEqual(["东苑", "西苑"]);
    expect(root?.children[0]?.children[0]?.value).toBe("街道/社区/东苑/1号楼");
  });
});

describe("the time that figures look back", () => {
  it("begins on a Monday in China and ends today, a Sunday night there as elsewhere", () => {
    expect(lastWeeks(1, new Date("2026-11-22T15:59:00Z"))).toEqual({ from: "2026-11-16", until: "2026-11-22" });
    expect(lastWeeks(2, new Date("2026-11-22T16:00:00Z"))).toEqual({ from: "2026-11-16", until: "2026-11-23" });
  });

  it("has a place for each week, and leads to every ticket of it", () => {
    const scope = { from: "2026-11-02", until: "2026-11-18", area: "社区" };
    expect(mondaysOf(scope)).toEqual(["2026-11-02", "2026-11-09", "2026-11-16"]);
    expect(behind(scope, { late: "resolve" })).toEqual({
      ...{ status: "all", openedFrom: "2026-11-02", openedUntil: "2026-11-18", area: "社区", late: "resolve" },
    });
  });
});

describe("a ticket's one line of time", () => {
  const message = { id: "1", at: "2026-11-20T01:00:00Z", evidence: true } as ContextMessage;
  const talk = { ...message, id: "2", evidence: false };
  const noted = { type: "event", id: "e1", at: "2026-11-20T03:00:00Z", event: "noted", source: "staff", note: "看过" };
  const approved = { ...noted, id: "e0", at: "2026-11-20T02:00:00Z", event: "approve", note: null };
  const file = { id: "f", kind: "photo", bytes: 1, createdAt: "2026-11-20T01:30:00Z" } as const;
  const told = timelineOf({ context: [message, talk], timeline: [approved, noted] as TimelineEntry[] }, [file]);

  it("holds what was said, handed in and done, the oldest first, and no talk around it", () => {
    expect(told.map(({ id }) => id)).toEqual(["m1", "ff", "e0", "e1"]);
  });

  it("can be narrowed to work, words or notes", () => {
    const shown = (view: Parameters<typeof isIn>[0]) => told.filter((one) => isIn(view, one)).map(({ id }) => id);
    expect(shown("work")).toEqual(["e0"]);
    expect(shown("words")).toEqual(["m1", "ff"]);
    expect(shown("notes")).toEqual(["e1"]);
  });
});
