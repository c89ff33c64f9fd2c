import { describe, expect, it } from "vitest";
import { currentDraft, orderDrafts } from "../../src/console/parts/draft-queue.ts";
import type { Urgency } from "../../src/domain/reading.ts";

const draft = (id: string, urgency: Urgency, openedAt: string) => ({ id, urgency, openedAt });

describe("the drafts queue", () => {
  it("puts danger to life first, then what is urgent, each the oldest first", () => {
    const drafts = [
      draft("r2", "routine", "2026-07-03T09:00:00.000Z"),
      draft("u1", "urgent", "2026-07-03T10:00:00.000Z"),
      draft("r1", "routine", "2026-07-03T08:00:00.000Z"),
      draft("e2", "emergency", "2026-07-03T11:00:00.000Z"),
      draft("e1", "emergency", "2026-07-03T10:59:00.000Z"),
    ];
    expect(orderDrafts(drafts).map(({ id }) => id)).toEqual(["e1", "e2", "u1", "r1", "r2"]);
  });

  const [a, b, c] = [{ id: "a" }, { id: "b" }, { id: "c" }];

  it("begins with the first one", () => {
    expect(currentDraft([a, b], { id: null, index: 0 })).toEqual({ draft: a, index: 0 });
  });

  it("stays with the draft that is looked at while others come before it", () => {
    expect(currentDraft([c, a, b], { id: "a", index: 0 })).toEqual({ draft: a, index: 1 });
  });

  it("brings the next one up in the place of a decided one", () => {
    expect(currentDraft([a, c], { id: "b", index: 1 })).toEqual({ draft: c, index: 1 });
  });

  it("brings up what is more urgent and came in meanwhile, once the one that was looked at is decided", () => {
    expect(currentDraft([c, b], { id: "a", index: 0 })).toEqual({ draft: c, index: 0 });
  });

  it("goes back to the one before when the last of the list was decided", () => {
    expect(currentDraft([a, b], { id: "c", index: 2 })).toEqual({ draft: b, index: 1 });
  });

  it("is empty when everything is decided", () => {
    expect(currentDraft([], { id: "a", index: 0 })).toBeNull();
  });
});
