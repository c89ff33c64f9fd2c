import { v7 as uuid } from "uuid";
import { expect, it, onTestFinished } from "vitest";
import { createAuditLog } from "../../adapters/postgres/audit-log.ts";
import { createFormCodes } from "../../adapters/postgres/form-codes.ts";
import { createStaffAlerts } from "../../adapters/postgres/staff-alerts.ts";
import { createDesk } from "../../src/desk/desk.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { staffNote } from "../../src/outreach/index.ts";
import { defaultTaxonomy } from "../../src/reading/index.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";
import { draftingTurn, hearing, later, owed, said, silentTurn, t0, windowOf } from "../support/talk.ts";

/** What is right with ten rows and was wrong with a hundred, or with bad luck: limits that hide what matters, heads of queues that never clear. */

const dayMs = 86_400_000;

async function house() {
  const bench = await openPostgresStores();
  onTestFinished(() => bench.close());
  await bench.plantArea("社区/小区", "property");
  const groupId = await bench.plantGroup({ ref: "g1", areaPath: "社区/小区" });
  const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "社区" });
  /** Tickets of a group, a second apart, each with a code of its own unless told. */
  const plantTickets = (count: number, more: (index: number) => Partial<Ticket>) =>
    bench.database.ticket.createMany({
      data: Array.from({ length: count }, (_, index) => ({
        ...{ id: uuid(), code: `Z${String(index).padStart(3, "0")}`, status: "draft", kind: "complaint" },
        ...{ category: "elevator", readAs: "elevator", confidence: 0.8, because: [], urgency: "routine" },
        ...{ sensitive: false, reader: "test", summary: "电梯坏了", areaPath: "社区/小区", placeFrom: "group" },
        ...{ groupId, reporterRef: "u1", createdAt: new Date(t0.getTime() + index * 1_000), updatedAt: t0 },
        ...(more(index) as object),
      })),
    });
  return { ...bench, groupId, admin, plantTickets };
}

it("sees every member of an incident, however many other drafts are newer", async () => {
  const { plantGroup, plantTickets, desk, admin } = await house();
  const [lead, member] = [uuid(), uuid()];
  const [g2, g3] = [
    await plantGroup({ ref: "g2", areaPath: "社区/小区" }),
    await plantGroup({ ref: "g3", areaPath: "社区/小区" }),
  ];
  const joined = { status: "dispatched", incidentId: lead } as const;
  await plantTickets(1, () => ({ ...joined, id: lead, code: "LEAD" }));
  await plantTickets(1, () => ({ ...joined, id: member, code: "MEMB", groupId: g2 }));
  await plantTickets(70, () => ({ groupId: g3 }));
  const near = await desk.near(admin, (await desk.open(admin, lead)).ticket);
  expect(near.map(({ id }) => id)).toContain(member);
  expect(new Set(near.map(({ id }) => id)).size).toBe(near.length);
});

it("finds the ticket whose code is said, however many are newer", async () => {
  const { intake, groupId, plantTickets } = await house();
  const before = new Date(t0.getTime() - dayMs);
  await plantTickets(1, () => ({ code: "VK7P", status: "resolved", resolvedAt: t0, createdAt: before }));
  await plantTickets(110, () => ({}));
  await intake.accept(said("g1", "m1", { text: "没好 vk7p" }), hearing());
  const codes = (await windowOf(intake, groupId)).tickets.map(({ code }) => code);
  expect(codes).toHaveLength(100);
  expect(codes).toContain("VK7P");
});

it("takes the tenth message of the chat that a group goes on in for a new one", async () => {
  const { intake, outbox, database, groupId } = await house();
  await intake.accept(said("g1", "10", { text: "电梯坏了" }), hearing());
  const first = await windowOf(intake, groupId);
  const drafting = draftingTurn(first, ["10"]);
  const ticketId = drafting.changes[0]!.after.id;
  const card = { ticketId, template: "card" as const };
  await intake.commitTurn(first, drafting, [owed(groupId, "card", card), owed(groupId, `answer:${groupId}:10`)], 1);
  for (const ref of ["90", "91"]) {
    const post = (await outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 }))!;
    await outbox.settle(post, { status: "sent", messageRefs: [ref] }, t0);
  }
  await intake.moveGroup({ platform: "memory", account: "bot", ref: "g1" }, "g1-super");

  await intake.accept(said("g1-super", "10", { text: "三楼水管爆了", quotedRef: "90" }), hearing());
  const second = await windowOf(intake, groupId);
  expect(second.messages.map(({ ref, text }) => [ref, text])).toEqual([
    ["moved:10", "电梯坏了"],
    ["10", "三楼水管爆了"],
  ]);
  expect(second.tickets).toMatchObject([{ id: ticketId, evidenceIds: [second.messages[0]!.id], postRefs: [] }]);
  const again = draftingTurn(second, ["10"]);
  expect(again.changes.map(({ before }) => before)).toEqual([null]);
  // The question of the same number is answered, and the card is said anew: nobody can edit the old one from here.
  const edit = owed(groupId, "edit", { ...card, replaces: "card" });
  await intake.commitTurn(second, again, [owed(groupId, `answer:${groupId}:10`), edit], 1);
  const claimed = await outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 });
  expect(claimed).toMatchObject({ idempotencyKey: `answer:${groupId}:10`, group: { ref: "g1-super" } });
  expect(await database.post.findUnique({ where: { idempotencyKey: "edit" } })).toMatchObject({ editsPostId: null });
});

it("leaves alone a group that somebody unbound and that still has tickets, when another group moves to its ref", async () => {
  const { intake, database, groupId, plantGroup, plantTickets } = await house();
  const other = await plantGroup({ ref: "g2", areaPath: null });
  await plantTickets(1, () => ({ groupId: other }));
  await intake.moveGroup({ platform: "memory", account: "bot", ref: "g1" }, "g2");
  const groups = await database.chatGroup.findMany({ where: { id: { in: [groupId, other] } } });
  expect(groups.map(({ ref }) => ref).sort()).toEqual(["g1", "g2"]);
});

it("rings for a cry for help, however many wait in rooms that nobody has confirmed", async () => {
  const { intake, plantGroup } = await house();
  await plantGroup({ ref: "q", areaPath: null, status: "quarantined" });
  const fire = (ref: string, message: string) =>
    intake.accept(said(ref, message, { text: "着火了" }), hearing({ alarm: "fire" }));
  const ours = await fire("g1", "ours");
  for (let index = 0; index < 110; index++) await fire("q", `theirs ${index}`);
  const due = await intake.dueWork(later(10_000));
  expect(due).toMatchObject({ alarmEventIds: [ours!.eventId], groupIds: [ours!.groupId] });
});

it("tells staff of an uncertain post, however many lie where there are no staff to tell", async () => {
  const { database, groupId, plantArea, plantGroup } = await house();
  await plantArea("远/小区");
  const lonely = await plantGroup({ ref: "lonely", areaPath: "远/小区" });
  await plantGroup({ ref: "staff", areaPath: "社区", kind: "staff" });
  const uncertain = (group: string, count: number, createdAt = t0, notBefore: Date | null = null) =>
    database.post.createMany({
      data: Array.from({ length: count }, () => ({
        ...{ idempotencyKey: uuid(), groupId: group, template: "card", fields: {}, text: "x", state: "uncertain" },
        ...{ createdAt, notBefore },
      })),
    });
  await uncertain(lonely, 60);
  await uncertain(groupId, 2);
  // Owed two days ago, tried again until a moment ago.
  await uncertain(groupId, 1, new Date(t0.getTime() - 2 * dayMs), t0);
  const alerts = createStaffAlerts({ database, canEdit: () => true });
  const told = await Promise.all(
    (await alerts.untold(later(1_000))).map((alert) =>
      alerts.tell(alert, (speaking) => staffNote(speaking, alert.key, "x"), later(1_000)),
    ),
  );
  expect(told.filter((group) => group !== null)).toHaveLength(3);
});

it("runs once for a group that is gone with a post to be tried again, and goes on when it is back", async () => {
  const { intake, outbox, groupId } = await house();
  await intake.accept(said("g1", "m1"), hearing());
  await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [owed(groupId, "p1")], 1);
  const post = (await outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 }))!;
  await outbox.settle(post, { status: "retry", afterMs: 300, reason: "429", partsDone: 0 }, t0);
  const key = { platform: "memory", account: "bot", ref: "g1" } as const;
  await intake.setGroupStatus(key, "gone");
  expect(await outbox.nextDueInMs(groupId, later(5_000))).toBeNull();
  await intake.setGroupStatus(key, "active");
  expect(await outbox.nextDueInMs(groupId, later(5_000))).toBe(0);
  expect(await outbox.groupsOwed(later(5_000))).toEqual([groupId]);
});

it("says a card anew of which staff said that it arrived: where it stands nobody knows", async () => {
  const { intake, outbox, groupId, admin } = await house();
  await intake.accept(said("g1", "m1"), hearing());
  const window = await windowOf(intake, groupId);
  const turn = draftingTurn(window, ["m1"]);
  const card = { ticketId: turn.changes[0]!.after.id, template: "card" as const };
  await intake.commitTurn(window, turn, [owed(groupId, "card", card)], 1);
  const post = (await outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 }))!;
  await outbox.settle(post, { status: "unknown", reason: "cut", partsDone: 0 }, t0);
  await outbox.settleByStaff(admin, post.id, "was_posted", t0);
  await intake.accept(said("g1", "m2"), hearing());
  const update = owed(groupId, "update", { ...card, replaces: "card" });
  await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [update], 1);
  expect(await outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 })).toMatchObject({
    ...{ idempotencyKey: "update", editRef: null },
  });
});

it("lists what waits for staff among more groups than a query takes values", async () => {
  const { database, outbox, intake, admin, groupId } = await house();
  await database.$executeRaw`
    INSERT INTO chat_group (id, platform, account, ref, name, area_path)
    SELECT gen_random_uuid(), 'webform', 'webform', 'f' || n, '随手报', '社区/小区' FROM generate_series(1, 33000) n`;
  const post = { groupId, template: "card", fields: {}, text: "x", createdAt: t0 };
  await database.post.create({ data: { ...post, idempotencyKey: "u", state: "uncertain" } });
  await intake.accept(said("g1", "m1", { text: "电梯坏了" }), hearing());
  await database.inboxEvent.updateMany({ data: { state: "parked" } });
  expect(await outbox.list(admin, ["uncertain"])).toMatchObject([{ groupId, state: "uncertain" }]);
  expect(await intake.parked("社区")).toMatchObject([{ groupId, groupName: expect.any(String), text: "电梯坏了" }]);
  expect(await intake.parked("社")).toEqual([]);
});

it("shows every code that hangs on a wall, and of those that ended the newest", async () => {
  const { database, admin } = await house();
  const code = (index: number, revokedAt: Date | null) => ({
    ...{ id: uuid(), areaPath: "社区/小区", madeById: admin.staffId, revokedAt },
    createdAt: new Date(t0.getTime() + index * 1_000),
  });
  const made = (count: number, revokedAt: Date | null) =>
    database.formCode.createMany({ data: Array.from({ length: count }, (_, index) => code(index, revokedAt)) });
  await made(600, null);
  await made(300, t0);
  const listed = await createFormCodes(database).codes(admin);
  expect(listed.filter(({ revokedAt }) => revokedAt === null)).toHaveLength(600);
  expect(listed).toHaveLength(800);
});

it("checks a log with more anchors than a call takes arguments", async () => {
  const { database } = await house();
  const anchors = Array.from({ length: 200_000 }, () => ({ seq: 0, hash: "" }));
  expect(await createAuditLog(database).verify(anchors)).toMatchObject({ anchors: 200_000, broken: null });
});

it("lets silence end every ticket but the one that cannot be opened, and says so", async () => {
  const { database, desk: store, directory, plantGroup, plantTickets, setNow } = await house();
  const lost = await plantGroup({ ref: "lost", areaPath: "社区/小区" });
  const asked = (lapseAt: Date) => ({ status: "resolved", resolvedAt: t0, lapseAt }) as const;
  await plantTickets(1, () => ({ ...asked(later(1_000)), groupId: lost }));
  await plantTickets(3, () => asked(later(2_000)));
  await database.chatGroup.delete({ where: { id: lost } });
  const clock = { now: () => later(10_000) };
  setNow(clock.now());
  const queue = { ring: async () => {} } as never;
  const desk = createDesk({ store, directory, queue, clock, taxonomy: defaultTaxonomy });
  await expect(desk.lapse()).rejects.toThrow("1 of 4 tickets");
  expect(await database.ticket.count({ where: { status: "unconfirmed" } })).toBe(3);
});
