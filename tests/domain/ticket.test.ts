import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  applyTicketEvent,
  ticketCan,
  ticketEvents,
  ticketStatuses,
  ticketTransitions,
} from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { aTicket } from "./ticket-factory.ts";

describe("a ticket's life", () => {
  it("reaches every status from a draft", () => {
    const reached = new Set(["draft"]);
    for (let grown = true; grown; ) {
      grown = false;
      for (const { from, to } of Object.values(ticketTransitions)) {
        if (!reached.has(to) && from.some((status) => reached.has(status))) {
          reached.add(to);
          grown = true;
        }
      }
    }
    expect([...reached].sort()).toEqual([...ticketStatuses].sort());
  });

  it("is closed by a resident's word and by nothing else", () => {
    const closing = ticketEvents.filter((event) => ticketTransitions[event].to === "closed");
    expect(closing).toEqual(["confirm"]);
  });

  it("never takes silence for satisfaction, in whatever order things happen", () => {
    const silent = ticketEvents.filter((event) => event !== "confirm");
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...silent), { maxLength: 40 }), (events) => {
        let ticket = aTicket();
        for (const event of events) if (ticketCan(event, ticket)) ticket = applyTicketEvent(ticket, event).ticket;
        expect(ticket.status).not.toBe("closed");
      }),
    );
  });

  it("is nobody's work before it is approved", () => {
    for (const event of ["dispatch", "start", "resolve", "escalate"] as const) {
      expect(ticketCan(event, { status: "draft" })).toBe(false);
    }
  });

  it("refuses what its status cannot take, and says what it can", () => {
    const refused = () => applyTicketEvent(aTicket({ status: "rejected" }), "approve");
    expect(refused).toThrow(AppError);
    expect(refused).toThrow(/"rejected" and cannot take "approve"; it can take: nothing/);
  });
});
