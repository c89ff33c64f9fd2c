import { describe, expect, it } from "vitest";
import { unchanged } from "../../src/domain/change.ts";
import type { ChatMessage } from "../../src/domain/chat.ts";
import { applyFollowUp } from "../../src/domain/follow-up.ts";
import type { FollowUpMeaning } from "../../src/domain/reading.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { aTicket } from "./ticket-factory.ts";

const now = new Date("2026-07-02T18:00:00+08:00");
const resolved = { status: "resolved", lapseAt: new Date("2026-07-05T18:00:00+08:00") } as const;

function told(ticket: Ticket, meaning: FollowUpMeaning, by: Partial<ChatMessage> & { text?: string } = {}) {
  const message = {
    ...{ id: "m9", ref: "r9", senderRef: "u1", nick: "", fromStaff: false, at: now, kind: "text", text: "好了" },
    ...{ quotedRef: null, recalled: false },
    ...by,
  } as ChatMessage;
  return applyFollowUp(unchanged(ticket), meaning, message, now);
}

describe("what a resident's word does", () => {
  it("closes, reopens and halves a resolved ticket by a household's word", () => {
    expect(told(aTicket(resolved), "solved").after).toMatchObject({ status: "closed", lapseAt: null });
    expect(told(aTicket(resolved), "not_solved").after).toMatchObject({ status: "in_progress", lapseAt: null });
    expect(told(aTicket(resolved), "half_solved").after.status).toBe("half_solved");
  });

  it.each(["solved", "not_solved", "half_solved", "withdraw"] as const)(
    "moves nothing by a bystander's %s, but keeps it",
    (meaning) => {
      const change = told(aTicket(resolved), meaning, { senderRef: "u99" });
      expect(change.after.status).toBe("resolved");
      expect(change.entries).toHaveLength(1);
    },
  );

  it("closes nothing by a member of staff's word in the chat", () => {
    const ticket = aTicket({ ...resolved, households: [{ senderRef: "s1", joinedAt: now, leftAt: null }] });
    expect(told(ticket, "solved", { senderRef: "s1", fromStaff: true }).after.status).toBe("resolved");
  });

  it("takes a household's word before the party has reported, without asking again", () => {
    const { after: ticket, effects } = told(aTicket({ status: "dispatched" }), "solved");
    expect(ticket.status).toBe("closed");
    expect(effects).not.toContain("ask_to_confirm");
  });

  it("takes 我家好了 for one household while others wait", () => {
    const households = ["u1", "u2"].map((senderRef) => ({ senderRef, joinedAt: now, leftAt: null }));
    const { after: ticket } = told(aTicket({ ...resolved, households }), "solved", { text: "我家好了" });
    expect(ticket.status).toBe("resolved");
    expect(ticket.households.find(({ senderRef }) => senderRef === "u1")?.leftAt).toEqual(now);
  });

  it("counts a household once, however often it says +1, and again after it has left", () => {
    const once = told(aTicket({ status: "dispatched" }), "plus_one", { senderRef: "u2" });
    expect(once.after.households.map(({ senderRef }) => senderRef)).toEqual(["u1", "u2"]);
    expect(told(once.after, "plus_one", { senderRef: "u2" }).entries).toEqual([]);
    const gone = aTicket({ households: [{ senderRef: "u1", joinedAt: now, leftAt: now }] });
    expect(told(gone, "plus_one").after.households).toEqual([{ senderRef: "u1", joinedAt: now, leftAt: null }]);
  });

  it("withdraws by the reporter alone, and only leaves while other households wait", () => {
    expect(told(aTicket(), "withdraw").after.status).toBe("withdrawn");
    const two = aTicket({ households: ["u1", "u2"].map((senderRef) => ({ senderRef, joinedAt: now, leftAt: null })) });
    expect(told(two, "withdraw").after.status).toBe("draft");
  });

  it("adds the reporter's own words to a draft as evidence, and nobody else's", () => {
    expect(told(aTicket(), "more_info", { text: "在三楼" }).after.evidence.map(({ text }) => text)).toEqual([
      "电梯又坏了",
      "在三楼",
    ]);
    expect(told(aTicket(), "more_info", { senderRef: "u2", text: "别信他" }).after.evidence).toHaveLength(1);
  });
});
