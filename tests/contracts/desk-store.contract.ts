import { describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "../../src/domain/authority.ts";
import { type TicketChange, thenEvent, thenNote, unchanged } from "../../src/domain/change.ts";
import type { Choice, NewPost } from "../../src/domain/post.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import type { HeldButton } from "../../src/ports/desk-store.ts";
import { draftingTurn, hearing, later, owed, said, silentTurn, t0, windowOf } from "../support/talk.ts";
import type { Stores, StoresBench } from "./stores-bench.ts";

const HOUR_MS = 3_600_000;
const approve: Choice = { label: "通过", action: { do: "event", event: "approve" } };
const menu: Choice = { label: "改类", action: { do: "show", menu: "categories" } };

/** The promises of `DeskStore`, as tests. Call it once in each implementation's test file. */
export function deskStoreContract(name: string, openBench: () => Promise<StoresBench>): void {
  /** Two estates with a group each, staff of both, and a hand that drafts tickets as turns do. */
  async function opened() {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    for (const path of ["社区", "社区/东苑", "社区/西苑"]) await bench.plantArea(path);
    const groupId = await bench.plantGroup({ ref: "east", areaPath: "社区/东苑" });
    const westId = await bench.plantGroup({ ref: "west", areaPath: "社区/西苑" });
    const staffGroupId = await bench.plantGroup({ ref: "staff", areaPath: "社区", kind: "staff" });
    const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "社区" });
    const grid = await bench.plantStaff({ name: "小方", role: "grid", areaPath: "社区/东苑" });
    const stranger = await bench.plantStaff({ name: "老韩", role: "grid", areaPath: "社区/西苑" });
    let talked = 0;
    const draft = async (
      ref = "east",
      id = groupId,
      posts: (ticket: Ticket) => NewPost[] = () => [],
      summary = "电梯坏了",
    ) => {
      await bench.intake.accept(said(ref, `m${++talked}`), hearing());
      const window = await windowOf(bench.intake, id);
      const turn = draftingTurn(window, [`m${talked}`], { summary });
      const ticket = turn.changes[0]!.after;
      await bench.intake.commitTurn(window, turn, posts(ticket), 1);
      return (await bench.desk.open(admin, ticket.id)).ticket;
    };
    return { ...bench, groupId, westId, staffGroupId, admin, grid, stranger, draft };
  }
  const codeOf = (error: { code?: string }) => error.code;
  const reasonOf = (error: { params?: { reason?: string } }) => error.params?.reason;
  const by = (actor: Actor) => ({ kind: "staff", staffId: actor.staffId }) as const;
  const approved = (ticket: Ticket, actor: Actor): TicketChange =>
    thenEvent(unchanged(ticket), "approve", by(actor), t0, "看过了");
  const idsOf = ({ tickets }: { readonly tickets: readonly { readonly id: string }[] }) => tickets.map(({ id }) => id);

  describe(`desk store contract: ${name}`, () => {
    describe("scope", () => {
      it("shows, opens and finds similar only what lies in the actor's area", async () => {
        const { desk, draft, westId, admin, grid, stranger } = await opened();
        const east = await draft();
        const west = await draft("west", westId);
        const all = { statuses: [], limit: 10 } as const;
        expect(idsOf(await desk.list(admin, all)).sort()).toEqual([east.id, west.id].sort());
        expect(idsOf(await desk.list(grid, all))).toEqual([east.id]);
        expect(idsOf(await desk.list(stranger, all))).toEqual([west.id]);
        expect([await desk.count(admin, ["draft"]), await desk.count(grid, ["draft"])]).toEqual([2, 1]);
        expect(await desk.open(stranger, east.id).catch(codeOf)).toBe("TICKET_NOT_FOUND");
        expect(await desk.open(stranger, "no-such-id").catch(codeOf)).toBe("TICKET_NOT_FOUND");
        const second = await draft();
        expect((await desk.near(grid, second)).map(({ id }) => id)).toEqual([east.id]);
        expect(await desk.near(stranger, second)).toEqual([]);
      });

      it("takes an area's name in a query for nothing but a name, and does not widen the grant by it", async () => {
        const { desk, draft, westId, grid, admin } = await opened();
        const east = await draft();
        await draft("west", westId);
        const inArea = async (actor: Actor, areaPath: string) =>
          idsOf(await desk.list(actor, { statuses: [], areaPath, limit: 10 }));
        expect(await inArea(admin, "社区/东苑")).toEqual([east.id]);
        expect(await inArea(grid, "社区/西苑")).toEqual([]);
        expect(await inArea(grid, "社区")).toEqual([east.id]);
        expect(await inArea(admin, "社区/_苑")).toEqual([]);
        expect(await inArea(admin, "%")).toEqual([]);
      });

      it("shows a party's handler that party's work orders, and a handler of no party nothing", async () => {
        const { desk, draft, plantParty, plantStaff, grid } = await opened();
        const partyId = await plantParty({ name: "物业", kind: "property", areaPath: "社区/东苑" });
        const handler = await plantStaff({ name: "小陶", role: "party", areaPath: "社区/东苑", partyId });
        const nobody = await plantStaff({ name: "看门的", role: "party", areaPath: "社区/东苑" });
        const ticket = await draft();
        await draft();
        const change = approved(ticket, grid);
        await desk.save([{ ...change, after: { ...change.after, partyId } }], [], { now: t0, staffId: grid.staffId });
        const list = (actor: Actor) => desk.list(actor, { statuses: [], limit: 10 });
        expect((await list(handler)).tickets).toMatchObject([{ id: ticket.id, partyName: "物业" }]);
        expect(idsOf(await list(nobody))).toEqual([]);
        expect(await desk.open(nobody, ticket.id).catch(codeOf)).toBe("TICKET_NOT_FOUND");
        expect((await desk.open(handler, ticket.id)).partyName).toBe("物业");
      });
    });

    describe("lists", () => {
      it.each([
        ["by status", { statuses: ["draft"] }],
        ["by words", { statuses: [], text: "elevator" }],
      ] as const)("pages from the newest to the oldest, each ticket once: %s", async (_, query) => {
        const { desk, draft, admin } = await opened();
        const drafted: string[] = [];
        for (let index = 0; index < 5; index++) drafted.push((await draft()).id);
        const seen: string[] = [];
        let pages = 0;
        for (let next: string | null | undefined; next !== null; pages++) {
          const page = await desk.list(admin, { ...query, limit: 2, ...(next ? { after: next } : {}) });
          seen.push(...idsOf(page));
          next = page.next;
        }
        expect(pages).toBe(3);
        expect(seen).toEqual(drafted.toSorted().reverse());
      });

      it("finds by status, group, and words of the summary, the code or the category, taken to the letter", async () => {
        const { desk, draft, admin, grid, westId, groupId } = await opened();
        const odd = await draft("east", groupId, undefined, String.raw`门禁100%坏了\ 东门`);
        const plain = await draft("west", westId, undefined, "路灯不亮");
        await desk.save([approved(plain, admin)], [], { now: t0, staffId: admin.staffId });
        const found = async (query: object) => idsOf(await desk.list(admin, { statuses: [], limit: 10, ...query }));
        expect(await found({ statuses: ["approved"] })).toEqual([plain.id]);
        expect(await found({ groupId })).toEqual([odd.id]);
        expect(await found({ text: "路灯" })).toEqual([plain.id]);
        expect(await found({ text: plain.code.toLowerCase() })).toEqual([plain.id]);
        expect((await found({ text: "elevator" })).length).toBe(2);
        expect(await found({ text: "100%坏" })).toEqual([odd.id]);
        expect(await found({ text: "%" })).toEqual([odd.id]);
        expect(await found({ text: "\\" })).toEqual([odd.id]);
        expect(await found({ text: "路_不" })).toEqual([]);
        expect(await found({ text: "路灯\u0000" })).toEqual([plain.id]);
        for (const nonsense of [{ groupId: "no-such-id" }, { after: "no-such-id" }])
          expect(await found(nonsense)).toEqual([]);
        expect(idsOf(await desk.list(grid, { statuses: [], text: "路灯", limit: 10 }))).toEqual([]);
      });

      it("finds by sound: whole syllables from the beginning of one, or first letters in a row; and by every word given", async () => {
        const { desk, draft, admin, groupId } = await opened();
        const lift = await draft("east", groupId, undefined, "3号楼电梯按了没反应");
        const bank = await draft("east", groupId, undefined, "银行门口路灯不亮");
        const found = async (text: string) => idsOf(await desk.list(admin, { statuses: [], limit: 10, text }));
        for (const sound of ["dianti", "DT", "dtalm", "mei", "diantian"])
          expect(await found(sound), sound).toEqual([lift.id]);
        expect(await found("yinhang")).toEqual([bank.id]);
        expect(await found("anti")).toEqual([]);
        expect(await found("号楼 反应")).toEqual([lift.id]);
        expect(await found("号楼 路灯")).toEqual([]);
        expect(await found("梯")).toEqual([lift.id]);
      });

      it("finds a ticket by what it says now, and by no private data", async () => {
        const { desk, draft, admin, groupId } = await opened();
        const ticket = await draft("east", groupId, undefined, "路灯不亮，电话13800138000");
        const found = async (text: string) => idsOf(await desk.list(admin, { statuses: [], limit: 10, text }));
        expect(await found("13800138000")).toEqual([]);
        const change = approved(ticket, admin);
        await desk.save([{ ...change, after: { ...change.after, category: "lighting" } }], [], {
          now: t0,
          staffId: admin.staffId,
        });
        expect([await found("elevator"), await found("lighting")]).toEqual([[], [ticket.id]]);
      });

      it("finds by category, party, lateness, what staff made of the draft, and when it was opened", async () => {
        const { desk, draft, plantParty, admin, setNow } = await opened();
        const partyId = await plantParty({ name: "物业", kind: "property", areaPath: "社区/东苑" });
        const [kept, changed, plain] = [await draft(), await draft(), await draft()];
        const due = { approvedAt: t0, partyId, firstAnswerDueAt: later(60), resolveDueAt: later(60) };
        const save = (ticket: Ticket, facts: Partial<Ticket>) => {
          const change = approved(ticket, admin);
          return desk.save([{ ...change, after: { ...change.after, ...facts } }], [], {
            now: t0,
            staffId: admin.staffId,
          });
        };
        await save(kept, { ...due, firstAnsweredAt: later(30) });
        await save(changed, { ...due, category: "water", reopenedCount: 1 });
        setNow(later(120));
        const found = async (query: object) => idsOf(await desk.list(admin, { statuses: [], limit: 10, ...query }));
        expect(await found({ categories: ["water"] })).toEqual([changed.id]);
        expect(await found({ categories: ["water"], readAs: "elevator" })).toEqual([changed.id]);
        expect(await found({ partyId: "none" })).toEqual([plain.id]);
        expect((await found({ partyId })).length).toBe(2);
        expect(await found({ late: "first_answer" })).toEqual([changed.id]);
        expect((await found({ late: "resolve" })).length).toBe(2);
        expect((await found({ late: "now" })).length).toBe(2);
        expect(await found({ review: "as_drafted" })).toEqual([kept.id]);
        expect(await found({ review: "changed" })).toEqual([changed.id]);
        expect(await found({ reopened: true })).toEqual([changed.id]);
        expect((await found({ openedFrom: t0 })).length).toBe(3);
        expect(await found({ openedUntil: t0 })).toEqual([]);
      });
    });

    describe("an open ticket", () => {
      it("comes with its timeline, its posts, and what was said around its evidence", async () => {
        const { desk, intake, groupId, admin, grid } = await opened();
        for (const ref of ["before", "report", "after"])
          await intake.accept(said("east", ref, { text: ref }), hearing());
        const window = await windowOf(intake, groupId);
        const turn = draftingTurn(window, ["report"]);
        const { id } = turn.changes[0]!.after;
        await intake.commitTurn(window, turn, [owed(groupId, "p1", { ticketId: id, template: "card" })], 1);
        const { ticket } = await desk.open(grid, id);
        await desk.save([approved(ticket, grid)], [], { now: later(5), staffId: grid.staffId });
        const open = await desk.open(admin, id);
        expect(open.ticket).toMatchObject({
          version: 2,
          status: "approved",
          evidence: [{ messageRef: "report", text: "report" }],
        });
        expect(open.context.map(({ text }) => text)).toEqual(["before", "report", "after"]);
        expect(open.timeline).toMatchObject([
          { event: "drafted", by: { kind: "resident" }, staffName: null },
          {
            event: "approve",
            by: { kind: "staff", staffId: grid.staffId },
            staffName: "小方",
            status: "approved",
            note: "看过了",
          },
        ]);
        expect(open.posts).toMatchObject([{ template: "card", state: "pending", groupName: "群east" }]);
        expect(open.speaking.group.id).toBe(groupId);
        expect(await desk.openForHouse(id)).toEqual(open);
      });
    });

    describe("saving", () => {
      it("lets one of two who decide on the same version win, and keeps nothing of the other", async () => {
        const { desk, another, outbox, draft, groupId, admin, grid } = await opened();
        const ticket = await draft();
        const save = (store: Stores, actor: Actor) =>
          store.desk
            .save([approved(ticket, actor)], [owed(groupId, `by ${actor.name}`, { ticketId: ticket.id })], {
              now: t0,
              staffId: actor.staffId,
              corrections: [{ ticketId: ticket.id, field: "category", was: "elevator", became: "power" }],
            })
            .then(() => "saved", codeOf);
        const ends = await Promise.all([save(another(), admin), save(another(), grid)]);
        expect(ends.sort()).toEqual(["TICKET_STALE", "saved"]);
        expect(await outbox.countByState()).toEqual({ pending: 1 });
        const open = await desk.open(admin, ticket.id);
        expect(open.ticket.version).toBe(2);
        expect(open.timeline).toHaveLength(2);
        expect(await desk.save([approved(ticket, admin)], [], { now: t0 }).catch(codeOf)).toBe("TICKET_STALE");
      });

      it("saves what was decided together whole: of two tickets where one is stale, neither", async () => {
        const { desk, draft, admin } = await opened();
        const [fresh, stale] = [await draft(), await draft()];
        await desk.save([approved(stale, admin)], [], { now: t0, staffId: admin.staffId });
        const both = [fresh, stale].map((ticket) => thenNote(unchanged(ticket), "more_info", by(admin), t0));
        expect(await desk.save(both, [], { now: t0 }).catch(codeOf)).toBe("TICKET_STALE");
        expect((await desk.open(admin, fresh.id)).ticket.version).toBe(1);
      });

      it("keeps evidence and households that join, leave and come back", async () => {
        const { desk, draft, admin } = await opened();
        const ticket = await draft();
        const evidence = { messageRef: "more", text: "还在漏", kind: "text", at: t0 } as const;
        const joined = { senderRef: "u2", joinedAt: t0, leftAt: null };
        const change = async (facts: Partial<Ticket>) => {
          const { ticket: now } = await desk.open(admin, ticket.id);
          await desk.save([thenNote(unchanged(now), "more_info", { kind: "resident" }, t0, { facts })], [], {
            now: t0,
          });
          return (await desk.open(admin, ticket.id)).ticket;
        };
        const more = await change({
          evidence: [...ticket.evidence, evidence],
          households: [...ticket.households, joined],
        });
        expect(more.evidence).toHaveLength(2);
        expect(more.households).toHaveLength(2);
        const less = await change({
          evidence: [evidence],
          households: [ticket.households[0]!, { ...joined, leftAt: later(1) }],
        });
        expect(less.evidence).toEqual([evidence]);
        expect(less.households.find(({ senderRef }) => senderRef === "u2")?.leftAt).toEqual(later(1));
        const back = await change({ households: [ticket.households[0]!, joined] });
        expect(back.households.map(({ leftAt }) => leftAt)).toEqual([null, null]);
      });
    });

    describe("buttons", () => {
      /** A draft with an approval card of two buttons in the staff group. */
      async function withCard() {
        const bench = await opened();
        const { draft, groupId, staffGroupId } = bench;
        const card = (ticket: Ticket) => [
          owed(staffGroupId, "card", { ticketId: ticket.id, template: "staff_card", choices: [approve, menu] }),
        ];
        const ticket = await draft("east", groupId, card);
        const tokens = await bench.buttonsOf("card");
        const held = async (label: string, store: Stores = bench) =>
          (await store.desk.button(tokens[label]!, staffGroupId, t0)) as HeldButton;
        return { ...bench, ticket, tokens, held };
      }

      it("say which ticket, which version and what, to whoever holds the token, and are random and not kept", async () => {
        const { outbox, tokens, held, ticket, everythingStored, staffGroupId } = await withCard();
        expect(await held("通过")).toMatchObject({ ticketId: ticket.id, version: 1, action: approve.action });
        expect(await held("改类")).toMatchObject({ action: menu.action });
        for (const token of Object.values(tokens)) expect(token).toMatch(/^[\w-]{22}$/);
        expect(tokens["通过"]).not.toBe(tokens["改类"]);
        // A token is kept in clear only until its post is out.
        const card = (await outbox.claimNext(staffGroupId, { now: t0, leaseMs: HOUR_MS }))!;
        expect(card.choices.map(({ token }) => token)).toEqual(Object.values(tokens));
        await outbox.settle(card, { status: "sent", messageRefs: ["r1"] }, t0);
        const stored = await everythingStored();
        for (const token of Object.values(tokens)) expect(stored).not.toContain(token);
        expect(await held("通过")).toMatchObject({ version: 1 });
      });

      it("are refused with the reason: unknown, elsewhere, late", async () => {
        const { desk, tokens, groupId, staffGroupId } = await withCard();
        const token = tokens["通过"]!;
        expect(await desk.button("made-up", staffGroupId, t0)).toEqual({ refused: "unknown" });
        expect(await desk.button("", staffGroupId, t0)).toEqual({ refused: "unknown" });
        expect(await desk.button(token, groupId, t0)).toEqual({ refused: "elsewhere" });
        expect(await desk.button(token, "", t0)).toEqual({ refused: "elsewhere" });
        expect(await desk.button(token, staffGroupId, later(72 * HOUR_MS - 1))).toMatchObject({ version: 1 });
        expect(await desk.button(token, staffGroupId, later(72 * HOUR_MS))).toEqual({ refused: "expired" });
      });

      it("move a ticket once, though eight press at once", async () => {
        const { another, desk, outbox, ticket, held, tokens, grid, groupId, staffGroupId } = await withCard();
        const doors = Array.from({ length: 4 }, () => another());
        const press = async (door: Stores) => {
          const button = await held("通过", door);
          await door.desk.save([approved(ticket, grid)], [owed(groupId, "told", { ticketId: ticket.id })], {
            now: t0,
            staffId: grid.staffId,
            button,
          });
        };
        const ends = await Promise.allSettled([...doors, ...doors].map(press));
        expect(ends.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
        expect((await desk.open(grid, ticket.id)).ticket).toMatchObject({ status: "approved", version: 2 });
        expect(await desk.button(tokens["通过"]!, staffGroupId, t0)).toEqual({ refused: "used" });
        expect((await outbox.countByState())["pending"]).toBe(2);
      });

      it("are spent only together with what they do: a stale decision leaves them", async () => {
        const { desk, ticket, held, tokens, admin, grid, staffGroupId } = await withCard();
        const button = await held("通过");
        await desk.save([approved(ticket, admin)], [], { now: t0, staffId: admin.staffId });
        const late = desk.save([approved(ticket, grid)], [], { now: t0, staffId: grid.staffId, button });
        expect(await late.catch(codeOf)).toBe("TICKET_STALE");
        expect(await desk.button(tokens["通过"]!, staffGroupId, t0)).toMatchObject({ version: 1 });
      });

      it("fail a decision when somebody spent them meanwhile, and nothing of it is kept", async () => {
        const { desk, ticket, held, grid } = await withCard();
        const button = await held("通过");
        await desk.spend(button, [], t0);
        const late = desk.save([approved(ticket, grid)], [], { now: t0, staffId: grid.staffId, button });
        expect(await late.catch(reasonOf)).toBe("used");
        expect((await desk.open(grid, ticket.id)).ticket.status).toBe("draft");
      });

      it("open a menu once, with buttons of the same version", async () => {
        const { desk, another, ticket, held, staffGroupId, buttonsOf } = await withCard();
        const button = await held("改类");
        const choice: Choice = { label: "供电", action: { do: "event", event: "change_category", category: "power" } };
        const shown = owed(staffGroupId, "menu", { ticketId: ticket.id, template: "staff_card", choices: [choice] });
        const ends = await Promise.all([desk, another().desk].map((store) => store.spend(button, [shown], t0)));
        expect(ends.sort()).toEqual([false, true]);
        const tokens = await buttonsOf("menu");
        expect(await desk.button(tokens["供电"]!, staffGroupId, t0)).toMatchObject({
          version: 1,
          action: choice.action,
        });
      });
    });

    describe("timers", () => {
      it("name tickets whose question nobody answered in time, whoever's area they lie in", async () => {
        const { desk, draft, westId, admin } = await opened();
        const ticket = await draft("west", westId);
        const asked = thenEvent(approved(ticket, admin), "resolve", by(admin), t0);
        await desk.save([{ ...asked, after: { ...asked.after, lapseAt: later(HOUR_MS) } }], [], { now: t0 });
        expect(await desk.lapsed(later(HOUR_MS - 1))).toEqual([]);
        expect(await desk.lapsed(later(HOUR_MS))).toEqual([ticket.id]);
      });
    });

    describe("what is owed with a decision", () => {
      it("is not said any more in a group that was told meanwhile only to listen", async () => {
        const { desk, intake, outbox, directory, draft, groupId, admin } = await opened();
        const ticket = await draft();
        await desk.save([approved(ticket, admin)], [owed(groupId, "p1", { ticketId: ticket.id })], { now: t0 });
        await directory.updateGroup(admin, groupId, { level: "listen" });
        expect(await outbox.claimNext(groupId, { now: t0, leaseMs: 1 })).toBeNull();
        expect(await outbox.groupsOwed(t0)).toEqual([]);
        await intake.accept(said("east", "late"), hearing());
        await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [owed(groupId, "p2")], 1);
        expect(await outbox.countByState()).toEqual({ dropped: 1 });
      });
    });
  });
}
