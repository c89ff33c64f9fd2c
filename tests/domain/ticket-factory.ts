import type { Ticket } from "../../src/domain/ticket.ts";

/** A ticket as it may stand, with what a test needs changed. */
export function aTicket(facts: Partial<Ticket> = {}): Ticket {
  const at = new Date("2026-07-02T10:00:00+08:00");
  return {
    ...{ id: "t1", code: "A7K3", version: 3, status: "draft", kind: "complaint", category: "elevator", runnerUp: null },
    readAs: "elevator",
    ...{ confidence: 0.8, because: [], urgency: "routine", sensitive: false, reader: "local", offline: false },
    ...{
      summary: "电梯坏了",
      areaPath: "梨园社区/梨园小区/3号楼/2单元",
      placeFrom: "text",
      spot: "电梯",
      groupId: "g1",
    },
    reporterRef: "u1",
    evidence: [{ messageRef: "r1", text: "电梯又坏了", kind: "text", at }],
    households: [{ senderRef: "u1", joinedAt: at, leftAt: null }],
    ...{
      partyId: null,
      mergedIntoId: null,
      incidentId: null,
      relapseOfId: null,
      approvedById: null,
      approvedAt: null,
      rejectReason: null,
    },
    ...{ firstAnswerDueAt: null, resolveDueAt: null, resolvedAt: null, lapseAt: null, urgedCount: 0, createdAt: at },
    ...{ firstAnsweredAt: null, reopenedCount: 0, publicNote: null },
    ...facts,
  } as Ticket;
}
