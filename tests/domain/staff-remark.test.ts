import { describe, expect, it } from "vitest";
import type { Actor } from "../../src/domain/authority.ts";
import { decideStaffRemark, remarkKinds, remarkRefusal } from "../../src/domain/staff-remark.ts";
import { ticketStatuses } from "../../src/domain/ticket.ts";
import { aTicket } from "./ticket-factory.ts";

const now = new Date("2026-07-02T10:00:00+08:00");
const actor: Actor = { staffId: "s1", name: "小刘", role: "grid", areaPath: "梨园社区", partyId: null };
const atWork = aTicket({ status: "in_progress" });

describe("what staff say of a ticket without moving it", () => {
  it("moves no ticket, whatever is said", () => {
    const joined = { ...atWork, incidentId: "first" };
    for (const remark of remarkKinds) {
      const { after } = decideStaffRemark(joined, { remark, text: "看过现场" }, { actor, now });
      expect(after.status).toBe("in_progress");
    }
  });

  it("can always be noted inside, and is told or urged only while somebody owes work", () => {
    for (const status of ticketStatuses) expect(remarkRefusal("note", aTicket({ status }), actor)).toBeNull();
    expect(remarkRefusal("urge", aTicket({ status: "closed" }), actor)).toBe("status");
    expect(remarkRefusal("tell", aTicket({ status: "draft" }), actor)).toBe("status");
  });

  it("is nothing that a group reads when the matter is sensitive", () => {
    const secret = { ...atWork, sensitive: true };
    expect(() => decideStaffRemark(secret, { remark: "tell", text: "在办" }, { actor, now })).toThrow(/sensitive/);
    expect(remarkRefusal("note", secret, actor)).toBeNull();
  });

  it("stands on a card without personal data and in a line, or not at all", () => {
    const tell = (text: string) => decideStaffRemark(atWork, { remark: "tell", text }, { actor, now });
    expect(tell("配件已订").after.publicNote).toBe("配件已订");
    expect(() => tell("请打13800138000")).toThrow(/personal data/);
    expect(() => tell("很".repeat(61))).toThrow(/at most/);
  });

  it("is nobody's outside of their area and role", () => {
    const auditor = { ...actor, role: "auditor" } as const;
    const elsewhere = { ...actor, areaPath: "桃园社区" };
    for (const remark of remarkKinds)
      for (const stranger of [auditor, elsewhere])
        expect(() => decideStaffRemark(atWork, { remark, text: "看过" }, { actor: stranger, now })).toThrow(/may not/);
  });
});
