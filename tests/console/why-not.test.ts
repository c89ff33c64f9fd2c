import { describe, expect, it } from "vitest";
import type { WhyNot } from "../../src/api/tickets.ts";
import { whyNot } from "../../src/console/parts/why-not.ts";
import {
  type TicketEvent,
  type TicketStatus,
  ticketCan,
  ticketEvents,
  ticketStatuses,
} from "../../src/domain/ticket.ts";
import { consoleLanguages } from "../../src/locales/console.ts";

const text = consoleLanguages.zh;
const calm = { text, live: "live", sending: false } as const;

/** A ticket for which the server has nothing against anything, save what is named. */
function ticket(status: TicketStatus, refusals: Partial<Record<TicketEvent, WhyNot>> = {}) {
  const can = Object.fromEntries(ticketEvents.map((event) => [event, refusals[event] ?? null])) as Record<
    TicketEvent,
    WhyNot | null
  >;
  return { status, can };
}

describe("why a button is grey", () => {
  it("follows the transition table for every status and event, and names both", () => {
    for (const status of ticketStatuses) {
      for (const event of ticketEvents) {
        const reason = whyNot(event, ticket(status), calm);
        if (ticketCan(event, { status })) expect(reason).toBeNull();
        else expect(reason).toBe(`「${text.statuses[status]}」的工单不能「${text.events[event]}」`);
      }
    }
  });

  it("says the server's reason in words when the table allows the event", () => {
    const refused = ticket("draft", { approve: "right" });
    expect(whyNot("approve", refused, calm)).toBe("您的角色没有这个权限");
    expect(whyNot("reject", refused, calm)).toBeNull();
  });

  it("holds every button while the last one is being sent", () => {
    expect(whyNot("approve", ticket("draft"), { ...calm, sending: true })).toBe("正在提交");
  });

  it("holds every button without a network, but not while only the live updates are being mended", () => {
    expect(whyNot("approve", ticket("draft"), { ...calm, live: "offline" })).toContain("网络断了");
    expect(whyNot("approve", ticket("draft"), { ...calm, live: "waiting" })).toBeNull();
  });
});
