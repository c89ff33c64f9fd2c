import { describe, expect, it } from "vitest";
import type { ChatWindow, TicketBrief } from "../../src/domain/chat.ts";
import type { Reading, Report } from "../../src/domain/reading.ts";
import { isWorthAsking } from "../../src/reading/gate.ts";

const windowOf = (fresh: readonly string[], tickets: readonly Pick<TicketBrief, "evidenceIds">[] = []) =>
  ({ freshIds: new Set(fresh), tickets }) as unknown as ChatWindow;
const hearing = (...evidence: readonly string[][]) =>
  ({ reports: evidence.map((evidenceIds) => ({ evidenceIds }) as unknown as Report) }) as unknown as Reading;

describe("the gate before the language model", () => {
  it("lets a window through that brings a matter nobody follows yet", () => {
    expect(isWorthAsking(windowOf(["m2", "m3"]), hearing(["m1", "m3"]))).toBe(true);
    expect(isWorthAsking(windowOf(["m3"], [{ evidenceIds: ["m1"] }]), hearing(["m1", "m2"], ["m3"]))).toBe(true);
  });

  it("keeps back what is only talk, what was read before, and what goes on about a ticket", () => {
    expect(isWorthAsking(windowOf(["m1"]), hearing())).toBe(false);
    expect(isWorthAsking(windowOf(["m4"]), hearing(["m1", "m2"]))).toBe(false);
    expect(isWorthAsking(windowOf(["m3"], [{ evidenceIds: ["m1"] }]), hearing(["m1", "m3"]))).toBe(false);
  });
});
