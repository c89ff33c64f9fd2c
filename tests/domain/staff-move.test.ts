import { describe, expect, it } from "vitest";
import { type Actor, actionForEvent, mayDo, roles, type StaffEvent, staffEvents } from "../../src/domain/authority.ts";
import { decideLapse, decideStaffMove } from "../../src/domain/staff-move.ts";
import { defaultTaxonomy as taxonomy } from "../../src/reading/taxonomy.ts";
import { aTicket } from "./ticket-factory.ts";

const now = new Date("2026-07-02T10:00:00+08:00");
const grid: Actor = { staffId: "s1", name: "小刘", role: "grid", areaPath: "梨园社区/梨园小区", partyId: null };
const context = { actor: grid, taxonomy, party: { id: "p1" }, now };

describe("what staff do to a ticket", () => {
  it("approves and dispatches in one breath, and starts the clocks", () => {
    const [change] = decideStaffMove(aTicket(), { event: "approve" }, context);
    expect(change?.after).toMatchObject({ status: "dispatched", partyId: "p1", approvedById: "s1", approvedAt: now });
    expect(change!.after.resolveDueAt!.getTime()).toBeGreaterThan(now.getTime());
    expect(change?.effects).toEqual(expect.arrayContaining(["show_card", "tell_party"]));
  });

  it("approves without a party, and leaves it to be dispatched", () => {
    const [change] = decideStaffMove(aTicket(), { event: "approve" }, { ...context, party: null });
    expect(change?.after).toMatchObject({ status: "approved", partyId: null });
  });

  it("takes a category of the live list only, and is then sure of it", () => {
    const [change] = decideStaffMove(
      aTicket({ runnerUp: "power" }),
      { event: "change_category", category: "water" },
      context,
    );
    expect(change?.after).toMatchObject({ category: "water", runnerUp: null, confidence: 1, status: "draft" });
    expect(() => decideStaffMove(aTicket(), { event: "change_category", category: "magic" }, context)).toThrow(
      /there is no "magic"/,
    );
  });

  it("merges into an open ticket of the group, whose households grow", () => {
    const into = aTicket({ id: "t2", code: "B8M4", households: [{ senderRef: "u2", joinedAt: now, leftAt: null }] });
    const [gone, target] = decideStaffMove(aTicket(), { event: "merge", into }, context);
    expect(gone?.after).toMatchObject({ status: "merged", mergedIntoId: "t2" });
    expect(target?.after.households.map(({ senderRef }) => senderRef)).toEqual(["u2", "u1"]);
    for (const wrong of [{ id: "t1" }, { groupId: "g2" }, { status: "rejected" }, { mergedIntoId: "t3" }] as const) {
      expect(() => decideStaffMove(aTicket(), { event: "merge", into: { ...into, ...wrong } }, context)).toThrow(
        /cannot be merged/,
      );
    }
  });

  it("takes a merge back: the one is a draft again, and its households no longer count for the other", () => {
    const into = aTicket({ id: "t2", code: "B8M4", households: [{ senderRef: "u2", joinedAt: now, leftAt: null }] });
    const [gone, target] = decideStaffMove(
      aTicket({ status: "approved", approvedAt: now }),
      { event: "merge", into },
      context,
    );
    const [back, parted] = decideStaffMove(gone!.after, { event: "unmerge", into: target!.after }, context);
    expect(back?.after).toMatchObject({ status: "draft", mergedIntoId: null });
    expect(parted?.after.households).toMatchObject([
      { senderRef: "u2", leftAt: null },
      { senderRef: "u1", leftAt: now },
    ]);
    const [, again] = decideStaffMove(back!.after, { event: "merge", into: parted!.after }, context);
    expect(again?.after.households).toMatchObject([{ senderRef: "u2" }, { senderRef: "u1", leftAt: null }]);
    expect(() => decideStaffMove(gone!.after, { event: "unmerge", into: aTicket({ id: "t9" }) }, context)).toThrow(
      /is not merged into/,
    );
  });

  it("keeps a household that said the same by itself, when a merge is taken back", () => {
    const into = aTicket({ id: "t2", households: [{ senderRef: "u1", joinedAt: new Date(0), leftAt: null }] });
    const [gone, target] = decideStaffMove(aTicket(), { event: "merge", into }, context);
    const [, parted] = decideStaffMove(gone!.after, { event: "unmerge", into: target!.after }, context);
    expect(parted?.after.households).toEqual(into.households);
  });

  it("does not wind a clock back when what was approved before is approved once more, and owes no second card", () => {
    const due = new Date(now.getTime() + 1);
    const once = { approvedAt: new Date(0), firstAnswerDueAt: due, resolveDueAt: due };
    const [change] = decideStaffMove(aTicket(once), { event: "approve" }, context);
    expect(change?.after).toMatchObject(once);
    expect(change?.effects).not.toContain("show_card");
  });

  it("hands a work order to another party, who begins anew", () => {
    const [change] = decideStaffMove(
      aTicket({ status: "in_progress", partyId: "p1" }),
      { event: "transfer", partyId: "p2", reason: "归供水公司" },
      context,
    );
    expect(change?.after).toMatchObject({ status: "dispatched", partyId: "p2" });
    expect(() =>
      decideStaffMove(aTicket({ status: "dispatched", partyId: "p1" }), { event: "transfer", partyId: "p1" }, context),
    ).toThrow(/already with this party/);
  });

  it("notes when somebody first answered, and how often a matter came back", () => {
    const [started] = decideStaffMove(aTicket({ status: "dispatched" }), { event: "start" }, context);
    const later = { ...context, now: new Date(now.getTime() + 60_000) };
    const [resolved] = decideStaffMove(started!.after, { event: "resolve" }, later);
    const [reopened] = decideStaffMove(resolved!.after, { event: "reopen" }, later);
    expect(reopened?.after).toMatchObject({ firstAnsweredAt: now, reopenedCount: 1 });
  });

  it("asks residents after resolving, and keeps their silence as what it is", () => {
    const [change] = decideStaffMove(aTicket({ status: "in_progress" }), { event: "resolve" }, context);
    expect(change!.after.lapseAt!.getTime()).toBeGreaterThan(now.getTime());
    expect(decideLapse(change!.after, now).after).toMatchObject({ status: "unconfirmed", lapseAt: null });
  });

  it("lets nobody do what their role or area does not cover", () => {
    const needs: Readonly<Record<StaffEvent, object>> = {
      ...{
        change_category: { category: "water" },
        approve: {},
        reject: { reason: "misread" },
        escalate: {},
        start: {},
        return: {},
      },
      ...{ resolve: {}, reopen: {}, dispatch: { partyId: "p1" }, merge: { into: aTicket({ id: "t2" }) } },
      ...{ unmerge: { into: aTicket({ id: "t2" }) }, transfer: { partyId: "p2" } },
    };
    for (const event of staffEvents) {
      for (const role of roles) {
        for (const areaPath of ["梨园社区/梨园小区", "梨园社区/别的小区", "梨园社区/梨园小区/3号楼/2单元", "梨园"]) {
          const actor = { ...grid, role, areaPath };
          const allowed = mayDo(actor, actionForEvent[event], aTicket().areaPath);
          const decide = () => decideStaffMove(aTicket(), { event, ...needs[event] }, { ...context, actor });
          if (!allowed) expect(decide).toThrow(/may not/);
          else if (event === "approve") expect(decide).not.toThrow();
        }
      }
    }
    expect(mayDo({ ...grid, role: "auditor" }, "approve", aTicket().areaPath)).toBe(false);
    expect(mayDo({ ...grid, areaPath: "梨园" }, "approve", aTicket().areaPath)).toBe(false);
  });
});
