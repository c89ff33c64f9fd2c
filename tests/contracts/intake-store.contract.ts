import { randomUUID } from "node:crypto";
import { describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "../../src/domain/authority.ts";
import type { IntakeStore } from "../../src/ports/intake-store.ts";
import {
  draftingTurn,
  edited,
  hearing,
  later,
  owed,
  recalled,
  said,
  silentTurn,
  t0,
  windowOf,
} from "../support/talk.ts";
import type { StoresBench } from "./stores-bench.ts";

/** The promises of `IntakeStore`, as tests. Call it once in each implementation's test file. */
export function intakeStoreContract(name: string, openBench: () => Promise<StoresBench>): void {
  /** One estate with a residents' group g1 of building 1, and a staff group. */
  async function opened() {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    await bench.plantArea("社区/小区", "property");
    for (const building of ["1号楼", "2号楼"]) await bench.plantArea(`社区/小区/${building}`);
    const groupId = await bench.plantGroup({ ref: "g1", areaPath: "社区/小区/1号楼" });
    const staffGroupId = await bench.plantGroup({ ref: "staff", areaPath: "社区", kind: "staff" });
    const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "社区" });
    return { ...bench, groupId, staffGroupId, admin };
  }
  const codeOf = (error: { code?: string }) => error.code;
  const wait = async (intake: IntakeStore, groupId: string, ms: number) => await intake.openWindow(groupId, later(ms));
  const shown = (window: Awaited<ReturnType<typeof windowOf>>) =>
    window.messages.map(({ ref, text }) => `${ref} ${text}`);

  describe(`intake store contract: ${name}`, () => {
    describe("accepting", () => {
      it("keeps an event once, however often and from wherever it is delivered, out of order too", async () => {
        const { intake, another, groupId } = await opened();
        const doors = [intake, ...Array.from({ length: 7 }, () => another().intake)];
        const events = Array.from({ length: 150 }, (_, index) => said("g1", `m${index}`));
        const deliveries = doors.flatMap((door, turn) => {
          const order = turn % 2 === 0 ? events : events.toReversed();
          return order.map((event) => door.accept(event, hearing()));
        });
        const accepted = (await Promise.all(deliveries)).filter((one) => one !== null);
        expect(accepted).toHaveLength(150);
        expect(new Set(accepted.map((one) => one.groupId))).toEqual(new Set([groupId]));
        expect((await windowOf(intake, groupId)).messages).toHaveLength(150);
      });

      it("keeps one of two equal events that arrive together, and says so to both", async () => {
        const { intake } = await opened();
        const both = await Promise.all([
          intake.accept(said("g1", "m1"), hearing()),
          intake.accept(said("g1", "m1"), hearing()),
        ]);
        expect(both).toMatchObject([{ dueInMs: 1_000 }, null]);
      });

      it("takes events of many groups from many sides at once without one side stopping another", async () => {
        const { intake, another, plantGroup } = await opened();
        const refs = Array.from({ length: 12 }, (_, index) => `h${index}`);
        for (const ref of refs) await plantGroup({ ref, areaPath: "社区/小区" });
        const doors = [intake, ...Array.from({ length: 5 }, () => another().intake)];
        const work = doors.map(async (door, side) => {
          for (let round = 0; round < 12; round++) {
            const order = (side + round) % 2 === 0 ? refs : refs.toReversed();
            await Promise.all(order.map((ref) => door.accept(said(ref, `m${side}.${round}`), hearing())));
          }
        });
        await expect(Promise.all(work)).resolves.toBeDefined();
        const { groupIds } = await intake.dueWork(later(60_000));
        expect(groupIds).toHaveLength(12);
        for (const groupId of groupIds) expect((await windowOf(intake, groupId)).messages).toHaveLength(72);
      });

      it("reads a group's messages in the order in which they were delivered", async () => {
        const { intake, groupId } = await opened();
        const refs = ["z", "a", "m", "b", "y"];
        await Promise.all(refs.map((ref) => intake.accept(said("g1", ref), hearing())));
        expect((await windowOf(intake, groupId)).messages.map(({ ref }) => ref)).toEqual(refs);
      });

      it("keeps what a database cannot: without NUL and without halves of characters, wherever they stand", async () => {
        const { intake, groupId } = await opened();
        const odd = { text: "漏\u0000水\ud83d了", nick: "王\u0000姐\udc00" };
        const nested = { deep: ["a\u0000b", { "key\u0000": "half \ud83d" }] };
        const events = [
          said("g1", "m1", { ...odd, raw: nested }),
          // What only looks like an escape is words.
          said("g1", "m2", { text: "\\u0000 \\ud83d", raw: { text: "\\u0000", path: "C:\\u0000\\" } }),
          said("g1", "m3", { text: "\u202e右到左 👩‍👩‍👧", senderRef: "u\u00002" }),
          said("g1", "m\u00004", { eventKey: "key\u0000\ud83d", quotedRef: "m\u00001" }),
        ];
        const accepted = await Promise.all(events.map((event) => intake.accept(event, hearing())));
        expect(accepted).not.toContain(null);
        const { messages } = await windowOf(intake, groupId);
        expect(messages.map(({ text }) => text)).toEqual([
          "漏水了",
          "\\u0000 \\ud83d",
          "\u202e右到左 👩‍👩‍👧",
          events[3]!.type === "message" ? events[3]!.text.replace("\u0000", "") : "",
        ]);
        expect(messages.map(({ senderRef }) => senderRef)).toEqual(["u1", "u1", "u2", "u1"]);
        expect(messages[0]?.nick).toBe("王姐");
        expect(messages[3]?.quotedRef).toBe("m1");
        expect(await intake.accept(events[3]!, hearing())).toBeNull();
      });

      it("refuses one event that cannot be kept at all and keeps those beside it", async () => {
        const { intake, groupId } = await opened();
        const impossible = said("g1", "m2", { at: new Date(Number.NaN) });
        const deliveries = [said("g1", "m1"), impossible, said("g1", "m3")].map((event) =>
          intake.accept(event, hearing()),
        );
        const ends = await Promise.allSettled(deliveries);
        expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
        expect((await windowOf(intake, groupId)).messages.map(({ ref }) => ref)).toEqual(["m1", "m3"]);
      });

      it("keeps no words of a group that is bound to no area, and calls for no turn there", async () => {
        const { intake, directory, everythingStored } = await opened();
        const accepted = await intake.accept(
          said("new", "m1", { text: "秘密的话", raw: { text: "秘密的话" } }),
          hearing({ alarm: "gas" }),
        );
        expect(accepted).toMatchObject({ dueInMs: null });
        expect(await directory.groupByRef("memory", "bot", "new")).toMatchObject({ areaPath: null, name: "new" });
        expect(await everythingStored()).not.toContain("秘密的话");
        expect(await intake.dueWork(later(60_000))).toEqual({ groupIds: [], alarmEventIds: [] });
      });

      it("keeps neither words nor whose they are while a group is paused, and reads what is said after", async () => {
        const { intake, directory, groupId, everythingStored } = await opened();
        await directory.obeyOwner(groupId, "pause", t0);
        const secret = { text: "秘密的话", senderRef: "secret-u", nick: "秘密的人", raw: { text: "秘密的话" } };
        const accepted = await intake.accept(said("g1", "m1", secret), hearing({ alarm: "gas" }));
        expect(accepted).toMatchObject({ dueInMs: null });
        expect(await intake.accept(said("g1", "m1", secret), hearing())).toBeNull();
        expect(await everythingStored()).not.toMatch(/秘密|secret-u/);
        expect(await intake.dueWork(later(60_000))).toEqual({ groupIds: [], alarmEventIds: [] });
        await directory.obeyOwner(groupId, "resume", t0);
        await intake.accept(said("g1", "m2"), hearing());
        expect((await windowOf(intake, groupId)).messages.map(({ ref }) => ref)).toEqual(["m2"]);
      });

      it("reads neither a staff group nor the bot's own words, and keeps what it does not know", async () => {
        const { intake, groupId, staffGroupId } = await opened();
        const own = said("g1", "m1", { fromSelf: true });
        const { type: _, messageRef: __, ...base } = said("g1", "m2");
        const odd = { ...base, type: "unknown", eventKey: "poll-7" } as const;
        for (const event of [own, odd, said("staff", "m3")])
          expect(await intake.accept(event, hearing())).toMatchObject({ dueInMs: null });
        for (const id of [groupId, staffGroupId]) expect(await wait(intake, id, 60_000)).toBeNull();
      });
    });

    describe("listening", () => {
      it("waits until a group is quiet, but never longer than its limit after the first unread message", async () => {
        const { intake, groupId } = await opened();
        const at = (ms: number, ref: string) => intake.accept(said("g1", ref), hearing({ now: later(ms) }));
        expect(await at(0, "m1")).toMatchObject({ dueInMs: 1_000 });
        expect(await at(900, "m2")).toMatchObject({ dueInMs: 1_000 });
        expect(await wait(intake, groupId, 1_000)).toEqual({ waitMs: 900 });
        expect(await at(1_800, "m3")).toMatchObject({ dueInMs: 1_000 });
        expect(await at(2_500, "m4")).toMatchObject({ dueInMs: 500 });
        expect((await intake.dueWork(later(2_999))).groupIds).toEqual([]);
        expect((await intake.dueWork(later(3_000))).groupIds).toEqual([groupId]);
        expect((await windowOf(intake, groupId, later(3_000))).eventIds).toHaveLength(4);
      });

      it("has nothing to read where nothing was said, in a group that is not there, and after a turn", async () => {
        const { intake, groupId } = await opened();
        expect(await wait(intake, groupId, 0)).toBeNull();
        expect(await wait(intake, "01a20057-2f67-705f-a392-187bbc23755f", 0)).toBeNull();
        await intake.accept(said("g1", "m1"), hearing());
        await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [], 1);
        expect(await wait(intake, groupId, 60_000)).toBeNull();
        expect((await intake.dueWork(later(60_000))).groupIds).toEqual([]);
      });

      it("shows what is new with the tail before it, edits and recalls applied", async () => {
        const { intake, groupId } = await opened();
        const take = async () => intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [], 1);
        for (const ref of ["m1", "m2", "m3"]) await intake.accept(said("g1", ref, { text: ref }), hearing());
        await take();
        await intake.accept(edited("g1", "m1", "改了"), hearing());
        await intake.accept(recalled("g1", "m2"), hearing());
        await intake.accept(edited("g1", "m2", "撤了还改"), hearing());
        await intake.accept(said("g1", "m4", { text: "m4" }), hearing());
        await intake.accept(edited("g1", "m4", "马上改"), hearing());
        const window = await windowOf(intake, groupId);
        expect(shown(window)).toEqual(["m1 改了", "m2 ", "m3 m3", "m4 马上改"]);
        expect(window.messages.map((message) => message.recalled)).toEqual([false, true, false, false]);
        // What was edited or taken back must be looked at again; what was not is only context.
        const fresh = window.messages.filter(({ id }) => window.freshIds.has(id)).map(({ ref }) => ref);
        expect(fresh).toEqual(["m1", "m2", "m4"]);
        await intake.commitTurn(window, silentTurn(), [], 1);
        await intake.accept(said("g1", "m5", { text: "m5" }), hearing());
        expect(shown(await windowOf(intake, groupId))).toEqual(["m1 改了", "m2 ", "m3 m3", "m4 马上改", "m5 m5"]);
      });

      it("shows a message that was taken back long after, though more has been said since than a window holds", async () => {
        const { intake, groupId } = await opened();
        await intake.accept(said("g1", "m1"), hearing());
        await Promise.all(
          Array.from({ length: 80 }, (_, index) => intake.accept(said("g1", `talk${index}`), hearing())),
        );
        await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [], 1);
        await intake.accept(recalled("g1", "m1"), hearing());
        const { messages, freshIds } = await windowOf(intake, groupId);
        const [first] = messages;
        expect(first).toMatchObject({ ref: "m1", text: "", recalled: true });
        expect(freshIds.has(first!.id)).toBe(true);
        expect(messages.length).toBeLessThan(80);
      });

      it("brings the areas of the estate, the group's policy and the nearest staff group", async () => {
        const { intake, plantGroup, plantParty, groupId } = await opened();
        const nearer = await plantGroup({ ref: "staff2", areaPath: "社区/小区", kind: "staff" });
        await plantGroup({ ref: "staff3", areaPath: "社区/小区/2号楼", kind: "staff" });
        const partyId = await plantParty({ name: "物业", kind: "property", areaPath: "社区/小区" });
        await intake.accept(said("g1", "m1"), hearing());
        const { areas, speaking, group } = await windowOf(intake, groupId);
        expect(group).toEqual({ id: groupId, name: "群g1", areaPath: "社区/小区/1号楼", isOneReport: false });
        expect(areas).toEqual(["社区/小区", "社区/小区/1号楼", "社区/小区/2号楼"]);
        expect(speaking.group).toMatchObject({
          kind: "residents",
          level: "proactive",
          status: "active",
          postsToday: 0,
        });
        expect(speaking.staffGroup?.id).toBe(nearer);
        expect(speaking.parties).toContainEqual({ id: partyId, name: "物业" });
      });
    });

    describe("committing", () => {
      it("writes tickets, questions and posts with the turn, and a later window has the ticket", async () => {
        const { intake, desk, knowledge, outbox, groupId, admin } = await opened();
        for (const ref of ["m1", "m2"]) await intake.accept(said("g1", ref), hearing());
        const window = await windowOf(intake, groupId);
        const turn = {
          ...draftingTurn(window, ["m1"]),
          questions: [{ messageRef: "m2", text: "居住证明", answer: null }],
        };
        await intake.commitTurn(window, turn, [owed(groupId, "p1")], 12);
        const { tickets } = await desk.list(admin, { statuses: ["draft"], limit: 10 });
        expect(tickets).toMatchObject([
          { version: 1, category: "elevator", groupName: "群g1", households: [{ senderRef: "u1" }] },
        ]);
        expect(await desk.open(admin, tickets[0]!.id)).toMatchObject({
          ticket: { evidence: [{ messageRef: "m1" }] },
          timeline: [{ event: "drafted", by: { kind: "resident" } }],
        });
        expect(await knowledge.questions(admin, "open")).toMatchObject([{ text: "居住证明", groupName: "群g1" }]);
        expect(await outbox.countByState()).toEqual({ pending: 1 });
        await intake.accept(said("g1", "m3"), hearing());
        const next = await windowOf(intake, groupId);
        expect(next.tickets).toMatchObject([
          { id: tickets[0]!.id, status: "draft", householdRefs: ["u1"], evidenceIds: [window.messages[0]!.id] },
        ]);
        expect(next.ticketRecords.map(({ id }) => id)).toEqual([tickets[0]!.id]);
      });

      it("lets one of two who read the same window commit; of the other nothing is kept", async () => {
        const { intake, another, desk, groupId, admin } = await opened();
        await intake.accept(said("g1", "m1"), hearing());
        const windows = [await windowOf(intake, groupId), await windowOf(intake, groupId)];
        const doors = [intake, another().intake];
        const ends = await Promise.allSettled(
          windows.map((window, side) =>
            doors[side]!.commitTurn(window, draftingTurn(window, ["m1"]), [owed(groupId, `p${side}`)], 1),
          ),
        );
        expect(ends.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
        const lost = ends.find((end) => end.status === "rejected");
        expect(codeOf(lost?.reason)).toBe("TURN_STALE");
        expect((await desk.list(admin, { statuses: [], limit: 10 })).tickets).toHaveLength(1);
      });

      it("keeps nothing of a turn whose ticket was changed meanwhile, and reads its messages again", async () => {
        const { intake, desk, outbox, groupId, admin } = await opened();
        await intake.accept(said("g1", "m1"), hearing());
        const first = await windowOf(intake, groupId);
        await intake.commitTurn(first, draftingTurn(first, ["m1"]), [], 1);
        await intake.accept(said("g1", "m2"), hearing());
        const window = await windowOf(intake, groupId);
        const [ticket] = window.ticketRecords;
        const note = { event: "more_info", by: { kind: "resident" }, status: "draft", note: null, at: t0 } as const;
        const change = { before: ticket!, after: { ...ticket!, summary: "新的话" }, effects: [], entries: [note] };
        await desk.save([change], [], { now: t0, staffId: admin.staffId });
        const stale = intake.commitTurn(
          window,
          { ...draftingTurn(window, ["m2"]), changes: [change] },
          [owed(groupId, "p1")],
          1,
        );
        expect(await stale.catch(codeOf)).toBe("TICKET_STALE");
        expect(await outbox.countByState()).toEqual({});
        expect((await windowOf(intake, groupId)).eventIds).toEqual(window.eventIds);
      });

      it("keeps nothing of a turn whose code another ticket of the group has, and strikes nobody; another group may have it", async () => {
        const { intake, outbox, plantGroup, groupId } = await opened();
        const otherId = await plantGroup({ ref: "g2", areaPath: "社区/小区/2号楼" });
        const drafting = async (ofGroup: string, ref: string, code: string) => {
          const window = await windowOf(intake, ofGroup);
          const turn = draftingTurn(window, [ref]);
          const changes = turn.changes.map((change) => ({ ...change, after: { ...change.after, code } }));
          await intake.commitTurn(window, { ...turn, changes }, [owed(ofGroup, `p ${ref}`)], 1).catch(async (error) => {
            await intake.releaseWindow(window);
            throw error;
          });
        };
        await intake.accept(said("g1", "m1"), hearing());
        await intake.accept(said("g2", "m2"), hearing());
        await drafting(groupId, "m1", "A7K3");
        await drafting(otherId, "m2", "A7K3");
        await intake.accept(said("g1", "m3"), hearing());
        const taken = drafting(groupId, "m3", "A7K3");
        await expect(taken).rejects.toMatchObject({ code: "TICKET_CODE_TAKEN", retryable: true });
        expect(await outbox.countByState()).toEqual({ pending: 2 });
        const again = await windowOf(intake, groupId);
        expect(again).toMatchObject({ isSuspect: false });
        await drafting(groupId, "m3", "B8M4");
        expect(await outbox.countByState()).toEqual({ pending: 3 });
      });

      it("leaves what came in meanwhile to the next turn, and makes it due", async () => {
        const { intake, groupId } = await opened();
        await intake.accept(said("g1", "m1"), hearing());
        const window = await windowOf(intake, groupId);
        await intake.accept(said("g1", "m2"), hearing({ now: later(61_000) }));
        await intake.commitTurn(window, silentTurn(), [], 1);
        expect((await intake.dueWork(later(70_000))).groupIds).toEqual([groupId]);
        const next = await windowOf(intake, groupId, later(70_000));
        expect(next.seq).toBe(window.seq + 1);
        expect(next.messages.filter(({ id }) => next.freshIds.has(id)).map(({ ref }) => ref)).toEqual(["m2"]);
      });

      it("forgets no message that arrives in the very moment of a commit", async () => {
        const { intake, another, groupId } = await opened();
        const door = another().intake;
        const read = new Set<string>();
        const total = 120;
        const talking = (async () => {
          for (let index = 0; index < total; index++) await door.accept(said("g1", `m${index}`), hearing());
        })();
        let quiet = false;
        void talking.then(() => {
          quiet = true;
        });
        for (let last = false; !last; ) {
          last = quiet;
          for (const id of (await intake.dueWork(later(60_000))).groupIds) {
            const window = await windowOf(intake, id);
            await intake.commitTurn(window, silentTurn(), [], 1);
            for (const eventId of window.eventIds) read.add(eventId);
            last = false;
          }
        }
        await talking;
        expect(read.size).toBe(total);
        expect(await wait(intake, groupId, 60_000)).toBeNull();
      });

      it("writes a post of one key once, whichever turn owes it", async () => {
        const { intake, outbox, groupId } = await opened();
        for (const ref of ["m1", "m2"]) {
          await intake.accept(said("g1", ref), hearing());
          await intake.commitTurn(await windowOf(intake, groupId), silentTurn(), [owed(groupId, "p1")], 1);
        }
        expect(await outbox.countByState()).toEqual({ pending: 1 });
      });
    });

    describe("turns that die", () => {
      it("parks a message after three turns that began and did not end, with its text, and the others go on", async () => {
        const { intake, groupId } = await opened();
        for (const ref of ["m1", "bad", "m3", "m4"])
          await intake.accept(said("g1", ref, { text: `${ref} 的话` }), hearing());
        const read: string[] = [];
        let begun = 0;
        for (
          let open = await wait(intake, groupId, 60_000);
          open !== null && begun < 20;
          open = await wait(intake, groupId, 60_000)
        ) {
          if ("waitMs" in open) throw new Error("it was due");
          begun++;
          if (open.isSuspect) await intake.strike(open);
          const { messages, freshIds } = open;
          const fresh = messages.filter(({ id }) => freshIds.has(id)).map(({ ref }) => ref);
          if (fresh.includes("bad")) continue;
          await intake.commitTurn(open, silentTurn(), [], 1);
          read.push(...fresh);
        }
        expect(read).toEqual(["m1", "m3", "m4"]);
        expect(await intake.parked("社区")).toMatchObject([{ groupName: "群g1", text: "bad 的话", crashes: 3 }]);
        expect((await intake.dueWork(later(60_000))).groupIds).toEqual([]);
      });

      it("shows and frees what is parked to the staff of its area alone", async () => {
        const { intake, groupId } = await opened();
        await intake.accept(said("g1", "bad"), hearing());
        for (let turn = 0; turn < 3; turn++) await windowOf(intake, groupId);
        expect(await wait(intake, groupId, 60_000)).toBeNull();
        const [parked] = await intake.parked("社区/小区");
        expect(await intake.parked("社")).toEqual([]);
        expect(await intake.parked("社区/小区/2号楼")).toEqual([]);
        expect(await intake.retryParked(staffOf("社区/小区/2号楼"), parked!.id)).toBe(false);
        expect(await intake.retryParked(staffOf("社区"), "no-such-id")).toBe(false);
        expect(await intake.retryParked(staffOf("社区/小区"), parked!.id)).toBe(true);
        expect(await intake.retryParked(staffOf("社区/小区"), parked!.id)).toBe(false);
        const again = await windowOf(intake, groupId);
        await intake.commitTurn(again, silentTurn(), [], 1);
        expect(await intake.parked("社区")).toEqual([]);
      });

      it("parks nothing for failures that were not the messages' own", async () => {
        const { intake, groupId } = await opened();
        await intake.accept(said("g1", "m1"), hearing());
        for (let turn = 0; turn < 5; turn++) await intake.releaseWindow(await windowOf(intake, groupId));
        expect((await windowOf(intake, groupId)).eventIds).toHaveLength(1);
        expect(await intake.parked("社区")).toEqual([]);
      });
    });

    describe("alarms", () => {
      it("opens an alarm until it is answered, and answers it once", async () => {
        const { intake, another, outbox, groupId, staffGroupId } = await opened();
        const { eventId } = (await intake.accept(
          said("g1", "m1", { text: "电梯困人了" }),
          hearing({ alarm: "lift_trapped" }),
        ))!;
        expect((await intake.dueWork(t0)).alarmEventIds).toEqual([eventId]);
        const alarm = (await intake.openAlarm(eventId))!;
        expect(alarm).toMatchObject({ kind: "lift_trapped", window: { group: { id: groupId } } });
        const posts = [owed(groupId, "advice", { urgent: true }), owed(staffGroupId, "page", { urgent: true })];
        const answer = (store: IntakeStore) =>
          store.commitAlarm(alarm, draftingTurn(alarm.window, ["m1"], { urgency: "emergency" }), posts);
        await Promise.all([answer(intake), answer(another().intake)]);
        expect(await outbox.countByState()).toEqual({ pending: 2 });
        expect(await intake.openAlarm(eventId)).toBeNull();
        expect((await intake.dueWork(t0)).alarmEventIds).toEqual([]);
        // The turn that reads the message afterwards finds the alarm's ticket and drafts no second one.
        const window = await windowOf(intake, groupId);
        expect(window.tickets).toMatchObject([{ evidenceIds: [eventId] }]);
        expect(draftingTurn(window, ["m1"]).changes).toEqual([]);
      });

      it("drafts a report once, whichever of turn and alarm began first", async () => {
        const { intake, desk, groupId, admin } = await opened();
        const cry = async (ref: string) =>
          (await intake.accept(said("g1", ref, { text: "电梯困人了" }), hearing({ alarm: "lift_trapped" })))!.eventId;
        const first = await cry("m1");
        const window = await windowOf(intake, groupId);
        const alarm = (await intake.openAlarm(first))!;
        await intake.commitAlarm(alarm, draftingTurn(alarm.window, ["m1"]), []);
        expect(await intake.commitTurn(window, draftingTurn(window, ["m1"]), [], 1).catch(codeOf)).toBe("TURN_STALE");
        const second = await cry("m2");
        const late = (await intake.openAlarm(second))!;
        await intake.releaseWindow(window);
        const next = await windowOf(intake, groupId);
        await intake.commitTurn(next, draftingTurn(next, ["m2"]), [], 1);
        expect(await intake.commitAlarm(late, draftingTurn(late.window, ["m2"]), []).catch(codeOf)).toBe("TURN_STALE");
        const again = (await intake.openAlarm(second))!;
        await intake.commitAlarm(again, draftingTurn(again.window, ["m2"]), []);
        expect(await desk.count(admin, ["draft"])).toBe(2);
      });

      it("closes the alarm of a group that nobody answers for any more", async () => {
        const { intake, directory, groupId, admin } = await opened();
        const { eventId } = (await intake.accept(said("g1", "m1"), hearing({ alarm: "fire" })))!;
        await directory.updateGroup(admin, groupId, { areaPath: null });
        expect(await intake.openAlarm(eventId)).toBeNull();
        expect((await intake.dueWork(t0)).alarmEventIds).toEqual([]);
      });

      it("raises none in a staff group or for the bot's own words", async () => {
        const { intake } = await opened();
        await intake.accept(said("staff", "m1"), hearing({ alarm: "fire" }));
        await intake.accept(said("g1", "m2", { fromSelf: true }), hearing({ alarm: "fire" }));
        expect((await intake.dueWork(t0)).alarmEventIds).toEqual([]);
      });
    });

    describe("forgetting and moving", () => {
      it("wipes ordinary talk that was read, and keeps what a ticket was drafted from with the ticket", async () => {
        const { intake, desk, groupId, admin, everythingStored } = await opened();
        const raw = { text: "闲话" };
        await intake.accept(
          said("g1", "m1", { text: "闲话", nick: "话多的人", senderRef: "u-talker", raw }),
          hearing(),
        );
        await intake.accept(said("g1", "m2", { text: "电梯坏了" }), hearing());
        const window = await windowOf(intake, groupId);
        await intake.commitTurn(window, draftingTurn(window, ["m2"]), [], 1);
        await intake.accept(said("g1", "m3", { text: "还没读的话" }), hearing());
        expect(await intake.wipeChatter(t0)).toBe(0);
        expect(await intake.wipeChatter(later(1))).toBe(2);
        const stored = await everythingStored();
        for (const word of ["闲话", "话多的人", "u-talker"]) expect(stored).not.toContain(word);
        expect(stored).toContain("还没读的话");
        const { tickets } = await desk.list(admin, { statuses: [], limit: 1 });
        expect((await desk.open(admin, tickets[0]!.id)).ticket.evidence).toMatchObject([{ text: "电梯坏了" }]);
        expect(await intake.wipeChatter(later(1))).toBe(0);
        // A wiped message is gone from the tail of the next window too.
        expect(shown(await windowOf(intake, groupId))).toEqual(["m3 还没读的话"]);
      });

      it("goes on with a group under its new ref", async () => {
        const { intake, groupId } = await opened();
        await intake.moveGroup({ platform: "memory", account: "bot", ref: "g1" }, "g1-super");
        expect(await intake.accept(said("g1-super", "m1"), hearing())).toMatchObject({ groupId });
      });

      it("takes the new ref over when a message came from there first, but not from a group that is bound by itself", async () => {
        const { intake, directory, plantGroup, groupId } = await opened();
        const key = { platform: "memory", account: "bot", ref: "g1" };
        await intake.accept(said("g1-super", "m1"), hearing());
        await intake.moveGroup(key, "g1-super");
        expect(await directory.groupsOf("memory")).toHaveLength(2);
        expect(await intake.accept(said("g1-super", "m1"), hearing())).toBeNull();
        expect(await intake.accept(said("g1-super", "m2"), hearing())).toMatchObject({ groupId });
        const other = await plantGroup({ ref: "g9", areaPath: "社区" });
        await intake.moveGroup({ ...key, ref: "g1-super" }, "g9");
        expect(await directory.groupByRef("memory", "bot", "g9")).toMatchObject({ id: other });
        expect(await directory.groupByRef("memory", "bot", "g1-super")).toMatchObject({ id: groupId });
      });

      it("notes that the bot was put out, and let in again, which ends no pause", async () => {
        const { intake, directory, groupId, admin } = await opened();
        const key = { platform: "memory", account: "bot", ref: "g1" };
        const status = async () => (await directory.groupByRef("memory", "bot", "g1"))?.status;
        await intake.setGroupStatus(key, "gone");
        expect(await status()).toBe("gone");
        await intake.setGroupStatus(key, "active");
        expect(await status()).toBe("active");
        await directory.updateGroup(admin, groupId, { status: "paused" });
        for (const told of ["gone", "active"] as const) await intake.setGroupStatus(key, told);
        expect(await status()).toBe("paused");
      });
    });
  });
}

function staffOf(areaPath: string): Actor {
  return { staffId: randomUUID(), name: "小周", role: "grid", areaPath, partyId: null };
}
