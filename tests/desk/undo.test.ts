import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { TicketDetail } from "../../src/api/tickets.ts";
import type { MoveRequest } from "../../src/desk/index.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { undoMs } from "../../src/domain/undo.ts";
import type { AppError } from "../../src/errors/app-error.ts";
import { ticketDetail } from "../../src/http/ticket-views.ts";
import type { Reader } from "../../src/ports/reader.ts";
import { openTestHouse } from "../support/test-house.ts";

/** A weekday morning in China: no group sleeps. */
const morning = new Date("2026-11-23T02:00:00Z");

/** Nothing is asked about what can be done. */
const nothing = {} as Pick<TicketDetail, "can" | "canRemark">;

/** Reads every message as a report of its sender about a lift. */
const liftReader: Reader = {
  read: async ({ messages, freshIds, group }) =>
    ({
      reports: messages
        .filter(({ id }) => freshIds.has(id))
        .map(({ id, senderRef, text }) => ({
          ...{ kind: "complaint", evidenceIds: [id], reporterRef: senderRef, urgency: "routine", sensitive: false },
          triage: { category: "elevator", runnerUp: null, confidence: 0.9, because: [{ messageId: id, quote: text }] },
          place: { areaPath: group.areaPath, spot: "电梯", from: "group" },
          ...{ householdRefs: [senderRef], summary: text },
        })),
      ...{ questions: [], followUps: [], quarrels: [], reader: "test", offline: false },
    }) as Awaited<ReturnType<Reader["read"]>>,
};

/** A house in which residents reported something, and a member of staff who looks at it. */
async function reported(...texts: readonly string[]) {
  const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
  const house = await openTestHouse(estate, [], { now: morning, reader: liftReader });
  onTestFinished(() => house.close());
  const groupRef = [...house.groupRefs.values()][0]!;
  for (const [at, text] of texts.entries()) {
    const { senderRef, nick } = estate.residents[at]!;
    house.platform.chat.say(groupRef, { text, senderRef, nick });
    await house.settle();
    pass(60_000);
    await house.settle();
  }
  function pass(ms: number) {
    house.clock.set(new Date(house.clock.now().getTime() + ms));
  }
  const areaPath = (await house.tickets())[0]!.areaPath.split("/")[0]!;
  const asStaff = async (name: string) => {
    const staffId = await house.addStaff({ name, role: "grid", areaPath });
    return { staffId, name, role: "grid", areaPath, partyId: null } as const;
  };
  const said = () => house.platform.chat.posts(groupRef).map(({ text }) => text);
  const actor = await asStaff("小方");
  const move = async (request: Pick<MoveRequest, "event"> & Partial<MoveRequest>, at = 0) => {
    const { id, version } = (await house.tickets())[at]!;
    return house.desk.move(actor, { ticketId: id, version, undoable: true, ...request });
  };
  return { house, actor, asStaff, said, move, pass, tickets: house.parts.tickets };
}

/** The same ticket, some changes later. */
const asItWas = (was: Ticket, changes: number) => ({
  ...was,
  version: was.version + changes,
  updatedAt: expect.any(Date),
});
const codeOf = (error: AppError) => error.code;

describe("taking a decision back", () => {
  it("says nothing in a group for ten seconds after an approval, and then what was shown before", async () => {
    const { house, actor, said, move, pass, tickets } = await reported("电梯坏了");
    const before = said().length;
    const { id } = await move({ event: "approve" });
    await house.settle();
    expect(said()).toHaveLength(before);
    const { undo } = ticketDetail(await tickets.open(actor, id), { near: [], taxonomy: [] }, nothing, actor);
    expect(undo?.posts).toMatchObject([{ when: "soon" }]);

    pass(undoMs + 1);
    await house.settle();
    expect(said().slice(before)).toEqual(undo?.posts.map(({ text }) => text));
    expect((await tickets.open(actor, id)).undo).toBeNull();
  });

  it("brings an approved draft back as it was, says nothing, and says it once when it is approved again", async () => {
    const { house, actor, said, move, pass } = await reported("电梯坏了");
    const [was] = await house.tickets();
    const before = said().length;
    const { id } = await move({ event: "approve" });
    pass(undoMs - 1);
    await house.settle();
    await house.desk.undo(actor, id);
    pass(60_000);
    await house.settle();
    expect(said()).toHaveLength(before);
    expect(await house.tickets()).toEqual([asItWas(was!, 2)]);

    await move({ event: "approve" });
    pass(undoMs + 1);
    await house.settle();
    expect(said()).toHaveLength(before + 1);
  });

  it("takes back a correction together with the approval that followed it", async () => {
    const { house, actor, move } = await reported("电梯坏了");
    const [was] = await house.tickets();
    const { id } = await move({ event: "change_category", category: "sanitation" });
    await move({ event: "approve" });
    await house.desk.undo(actor, id);
    expect(await house.tickets()).toEqual([asItWas(was!, 3)]);
  });

  it("parts two tickets that were merged, with the households of each", async () => {
    const { house, actor, move, pass } = await reported("电梯坏了", "电梯又停了");
    await move({ event: "approve", undoable: false }, 0);
    pass(60_000);
    await house.settle();
    const [into, was] = await house.tickets();
    await move({ event: "merge", intoTicketId: into!.id }, 1);
    expect((await house.tickets())[0]!.households).toHaveLength(2);
    await house.desk.undo(actor, was!.id);
    expect(await house.tickets()).toMatchObject([
      { status: into!.status, households: into!.households },
      { status: "draft", mergedIntoId: null, households: was!.households },
    ]);
  });

  it("is too late once the time is over, once it is said, and once the ticket moved on", async () => {
    const late = await reported("电梯坏了");
    const { id } = await late.move({ event: "approve" });
    late.pass(undoMs);
    expect(await late.house.desk.undo(late.actor, id).catch(codeOf)).toBe("UNDO_TOO_LATE");

    const moved = await reported("电梯坏了");
    const approved = await moved.move({ event: "approve" });
    await moved.move({ event: "escalate", reason: "要上级协调", undoable: false });
    expect(await moved.house.desk.undo(moved.actor, approved.id).catch(codeOf)).toBe("UNDO_TOO_LATE");
    expect((await moved.house.tickets())[0]!.status).toBe("escalated");
  });

  it("is for whoever decided, once, and a stranger is told of no ticket", async () => {
    const { house, actor, asStaff, move } = await reported("电梯坏了");
    const { id } = await move({ event: "approve" });
    expect(await house.desk.undo(await asStaff("小韩"), id).catch(codeOf)).toBe("UNDO_TOO_LATE");
    const stranger = { ...(await asStaff("老外")), areaPath: "别处社区" };
    expect(await house.desk.undo(stranger, id).catch(codeOf)).toBe("TICKET_NOT_FOUND");
    const ends = await Promise.all([
      house.desk.undo(actor, id).then(() => "undone", codeOf),
      house.desk.undo(actor, id).then(() => "undone", codeOf),
    ]);
    expect(ends.sort()).toEqual([expect.stringMatching(/UNDO_TOO_LATE|TICKET_STALE/), "undone"]);
  });
});
