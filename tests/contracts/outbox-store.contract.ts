import { describe, expect, it, onTestFinished } from "vitest";
import type { NewPost } from "../../src/domain/post.ts";
import type { SendOutcome } from "../../src/ports/chat-platform.ts";
import type { ClaimedPost, OutboxStore } from "../../src/ports/outbox-store.ts";
import { draftingTurn, hearing, later, owed, said, silentTurn, t0, windowOf } from "../support/talk.ts";
import type { StoresBench } from "./stores-bench.ts";

const MINUTE_MS = 60_000;

/** The promises of `OutboxStore`, as tests. Call it once in each implementation's test file. */
export function outboxStoreContract(name: string, openBench: () => Promise<StoresBench>): void {
  /** A residents' group, and the hand that owes it posts by turns, as the house does. */
  async function opened(group: { readonly quietAtNight?: boolean; readonly postsPerDay?: number } = {}) {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    await bench.plantArea("社区/小区");
    const groupId = await bench.plantGroup({ ref: "g1", areaPath: "社区/小区", ...group });
    const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "社区" });
    const stranger = await bench.plantStaff({ name: "小谭", role: "admin", areaPath: "社" });
    let turns = 0;
    const owe = async (posts: readonly NewPost[], ref = "g1", id = groupId) => {
      await bench.intake.accept(said(ref, `turn${++turns}`), hearing());
      await bench.intake.commitTurn(await windowOf(bench.intake, id), silentTurn(), posts, 1);
    };
    /** Owes plain posts of these keys. */
    const oweAll = (...keys: string[]) => owe(keys.map((key) => owed(groupId, key)));
    return { ...bench, groupId, admin, stranger, owe, oweAll };
  }

  const claim = (outbox: OutboxStore, groupId: string, now = t0) =>
    outbox.claimNext(groupId, { now, leaseMs: MINUTE_MS });
  const sent = (...messageRefs: string[]): SendOutcome => ({ status: "sent", messageRefs });
  const again = (afterMs: number, partsDone = 0): SendOutcome => ({
    status: "retry",
    afterMs,
    reason: "429",
    partsDone,
  });
  const unknown: SendOutcome = { status: "unknown", reason: "the line was cut", partsDone: 0 };
  const keyOf = (post: ClaimedPost | null) => post?.idempotencyKey ?? null;
  const codeOf = (error: { code?: string }) => error.code;
  /** Sends everything that may go out now, and says in which order. */
  async function drain(outbox: OutboxStore, groupId: string, now = t0): Promise<string[]> {
    const keys: string[] = [];
    for (let post = await claim(outbox, groupId, now); post; post = await claim(outbox, groupId, now)) {
      keys.push(post.idempotencyKey);
      await outbox.settle(post, sent(`ref-${post.idempotencyKey}`), now);
    }
    return keys;
  }

  describe(`outbox store contract: ${name}`, () => {
    describe("claiming", () => {
      it("hands out posts in the order in which they were owed, each with all that a sender needs", async () => {
        const { outbox, owe, oweAll, groupId } = await opened();
        await owe([
          owed(groupId, "p1", { text: "第一", fields: { a: 1, b: ["x"] }, replyToRef: "m1" }),
          owed(groupId, "p2"),
        ]);
        await oweAll("p3");
        const first = await claim(outbox, groupId);
        expect(first).toMatchObject({
          ...{
            idempotencyKey: "p1",
            template: "answer",
            fields: { a: 1, b: ["x"] },
            text: "第一",
            replyToRef: "m1",
            choices: [],
          },
          ...{ editRef: null, partsDone: 0, attempts: 1 },
          group: { id: groupId, ref: "g1", kind: "residents", platform: "memory", account: "bot" },
        });
        await outbox.settle(first!, sent("r1"), t0);
        expect(await drain(outbox, groupId)).toEqual(["p2", "p3"]);
        expect(await claim(outbox, groupId)).toBeNull();
        expect(await outbox.countByState()).toEqual({ sent: 3 });
      });

      it("gives a group's posts to one worker at a time, and each to one alone, though eight ask at once", async () => {
        const { outbox, another, oweAll, groupId } = await opened();
        await oweAll(...Array.from({ length: 12 }, (_, index) => `p${index}`));
        const order: string[] = [];
        let inHand = 0;
        const work = async (door: OutboxStore) => {
          while (order.length < 12) {
            const post = await claim(door, groupId);
            if (!post) continue;
            expect(++inHand).toBe(1);
            order.push(post.idempotencyKey);
            inHand--;
            await door.settle(post, sent("r"), t0);
          }
        };
        const doors = [outbox, ...Array.from({ length: 3 }, () => another().outbox)];
        await Promise.all([...doors, ...doors].map(work));
        expect(order).toEqual(Array.from({ length: 12 }, (_, index) => `p${index}`));
      });

      it("lets no later post overtake one that waits to be tried again", async () => {
        const { outbox, oweAll, groupId } = await opened();
        await oweAll("p1", "p2");
        await outbox.settle((await claim(outbox, groupId))!, again(35_000, 1), t0);
        expect(await claim(outbox, groupId, later(34_999))).toBeNull();
        expect(await outbox.groupsOwed(later(34_999))).toEqual([]);
        expect(await outbox.nextDueInMs(groupId, later(5_000))).toBe(30_000);
        expect(await outbox.groupsOwed(later(35_000))).toEqual([groupId]);
        expect(await claim(outbox, groupId, later(35_000))).toMatchObject({
          idempotencyKey: "p1",
          partsDone: 1,
          attempts: 2,
        });
      });

      it("lets nothing overtake it either when the platform has said not before: not even what is urgent", async () => {
        const { outbox, owe, groupId } = await opened();
        await owe([owed(groupId, "p1")]);
        await outbox.settle((await claim(outbox, groupId))!, again(35_000), t0);
        await owe([owed(groupId, "fire", { urgent: true })]);
        expect(await claim(outbox, groupId, later(34_999))).toBeNull();
        expect((await drain(outbox, groupId, later(35_000))).sort()).toEqual(["fire", "p1"]);
      });

      it("puts what is urgent before what only waits in line", async () => {
        const { outbox, owe, groupId } = await opened();
        await owe([owed(groupId, "p1"), owed(groupId, "fire", { urgent: true }), owed(groupId, "p2")]);
        expect(await drain(outbox, groupId)).toEqual(["fire", "p1", "p2"]);
      });

      it("keeps for the morning what was owed by day and was held up until night, and is not held up by it", async () => {
        const { outbox, owe, setNow, groupId } = await opened({ quietAtNight: true });
        const evening = new Date("2026-07-03T21:30:00+08:00");
        const night = new Date("2026-07-03T22:10:00+08:00");
        setNow(evening);
        await owe([owed(groupId, "p1")]);
        await outbox.settle((await claim(outbox, groupId, evening))!, again(30 * MINUTE_MS), evening);
        expect(await claim(outbox, groupId, night)).toBeNull();
        setNow(night);
        await owe([owed(groupId, "fire", { urgent: true })]);
        expect(await drain(outbox, groupId, night)).toEqual(["fire"]);
        const morning = new Date("2026-07-04T07:00:00+08:00");
        expect(await outbox.nextDueInMs(groupId, night)).toBe(morning.getTime() - night.getTime());
        expect(await drain(outbox, groupId, morning)).toEqual(["p1"]);
      });

      it("keeps what is owed at night for the morning, and says meanwhile what may be said", async () => {
        const { outbox, owe, setNow, groupId } = await opened({ quietAtNight: true });
        const night = new Date("2026-07-03T23:30:00+08:00");
        const morning = new Date("2026-07-04T07:00:00+08:00");
        setNow(night);
        await owe([owed(groupId, "p1"), owed(groupId, "fire", { urgent: true }), owed(groupId, "p2")]);
        expect(await drain(outbox, groupId, night)).toEqual(["fire"]);
        expect(await outbox.nextDueInMs(groupId, night)).toBe(7.5 * 3_600_000);
        expect(await outbox.groupsOwed(new Date(morning.getTime() - 1))).toEqual([]);
        expect(await drain(outbox, groupId, morning)).toEqual(["p1", "p2"]);
      });

      it("says nothing in a group that is paused, and not in a heap when it goes on", async () => {
        const { outbox, directory, admin, oweAll, groupId } = await opened();
        await oweAll("p1");
        await directory.updateGroup(admin, groupId, { status: "paused" });
        expect(await claim(outbox, groupId)).toBeNull();
        await directory.updateGroup(admin, groupId, { status: "active" });
        expect(await claim(outbox, groupId)).toBeNull();
        await oweAll("p2");
        expect(keyOf(await claim(outbox, groupId))).toBe("p2");
      });

      it.each([
        ["listen", []],
        ["react", ["mark"]],
        ["reply", ["alarm", "answer", "mark"]],
        ["proactive", ["alarm", "answer", "ask", "card", "digest"]],
      ] as const)(
        "lets out at level %s what its level allows, whatever was owed before: %j",
        async (level, allowed) => {
          const { outbox, directory, admin, owe, groupId } = await opened();
          // What an earlier level let in: a mark is owed at "reply", the rest at "proactive".
          await directory.updateGroup(admin, groupId, { level: "reply" });
          await owe([owed(groupId, "mark", { template: "mark" })]);
          await directory.updateGroup(admin, groupId, { level: "proactive" });
          const rest = ["card", "ask", "answer", "alarm", "digest"];
          await owe(rest.map((template) => owed(groupId, template, { template })));
          await directory.updateGroup(admin, groupId, { level });
          expect((await drain(outbox, groupId)).sort()).toEqual(allowed);
          expect((await outbox.countByState())["dropped"] ?? 0).toBe(6 - allowed.length);
        },
      );

      it("keeps groups apart: one that waits stops no other", async () => {
        const { outbox, owe, oweAll, plantGroup, groupId } = await opened();
        const other = await plantGroup({ ref: "g2", areaPath: "社区/小区" });
        await oweAll("p1");
        await owe([owed(other, "q1")], "g2", other);
        expect([...(await outbox.groupsOwed(t0))].sort()).toEqual([groupId, other].sort());
        expect(keyOf(await claim(outbox, groupId))).toBe("p1");
        expect(keyOf(await claim(outbox, other))).toBe("q1");
        expect(await outbox.groupsOwed(t0)).toEqual([]);
      });
    });

    describe("fates", () => {
      it("claims a post of unknown fate never again, and shows it to staff", async () => {
        const { outbox, oweAll, admin, groupId } = await opened();
        await oweAll("p1", "p2");
        await outbox.settle((await claim(outbox, groupId))!, unknown, t0);
        expect(await drain(outbox, groupId, later(3_600_000))).toEqual(["p2"]);
        const [notice] = await outbox.list(admin, ["uncertain"]);
        expect(notice).toMatchObject({
          state: "uncertain",
          text: "帖 p1",
          reason: "the line was cut",
          groupName: "群g1",
          groupId,
        });
      });

      it("makes a post uncertain whose sender died, once its lease is over and not before", async () => {
        const { outbox, oweAll, groupId } = await opened();
        await oweAll("p1", "p2");
        const dead = (await claim(outbox, groupId))!;
        expect(await outbox.expireLeases(later(MINUTE_MS - 1))).toEqual([]);
        expect(await claim(outbox, groupId, later(MINUTE_MS - 1))).toBeNull();
        expect(await outbox.expireLeases(later(MINUTE_MS + 1))).toMatchObject([{ id: dead.id, state: "uncertain" }]);
        expect(await outbox.expireLeases(later(MINUTE_MS + 1))).toEqual([]);
        expect(await drain(outbox, groupId, later(MINUTE_MS + 1))).toEqual(["p2"]);
        // The dead one comes back and says it was sent: its word counts no more.
        await outbox.settle(dead, again(0), later(MINUTE_MS + 2));
        expect(await outbox.countByState()).toEqual({ uncertain: 1, sent: 1 });
      });

      it("takes nobody's word on a post but the holder's", async () => {
        const { outbox, oweAll, groupId } = await opened();
        await oweAll("p1");
        const post = (await claim(outbox, groupId))!;
        await outbox.settle({ ...post, leaseId: "01a20057-2f67-705f-a392-187bbc23755f" }, sent("r1"), t0);
        expect(await outbox.countByState()).toEqual({ sending: 1 });
        await outbox.settle(post, sent("r1"), t0);
        await outbox.settle(post, unknown, t0);
        expect(await outbox.countByState()).toEqual({ sent: 1 });
      });

      it("leaves a post that a person has in hand alone, for good, and hands out those behind it", async () => {
        const { outbox, oweAll, admin, groupId } = await opened();
        await oweAll("p1", "p2");
        await outbox.settle((await claim(outbox, groupId))!, { status: "handed", parts: ["一", "二"] }, t0);
        expect(keyOf(await claim(outbox, groupId))).toBe("p2");
        expect(await outbox.expireLeases(later(24 * 3_600_000))).toMatchObject([{ text: "帖 p2" }]);
        expect(await drain(outbox, groupId, later(24 * 3_600_000))).toEqual([]);
        expect(await outbox.list(admin, ["handed"])).toMatchObject([{ text: "帖 p1", reason: null, sentAt: null }]);
      });

      it("withholds and fails for good, with the reason", async () => {
        const { outbox, oweAll, admin, groupId } = await opened();
        await oweAll("p1", "p2");
        await outbox.settle((await claim(outbox, groupId))!, { status: "withheld", reason: "a phone number" }, t0);
        await outbox.settle((await claim(outbox, groupId))!, { status: "failed", reason: "kicked" }, t0);
        expect(await claim(outbox, groupId, later(3_600_000))).toBeNull();
        const notices = await outbox.list(admin, ["withheld", "failed"]);
        expect(notices.map(({ state, reason }) => [state, reason])).toEqual([
          ["failed", "kicked"],
          ["withheld", "a phone number"],
        ]);
      });

      it("goes on under a group's new ref", async () => {
        const { outbox, oweAll, groupId } = await opened();
        await oweAll("p1");
        await outbox.settle((await claim(outbox, groupId))!, { status: "moved", groupRef: "g1-super" }, t0);
        expect(await claim(outbox, groupId)).toMatchObject({ idempotencyKey: "p1", group: { ref: "g1-super" } });
      });

      it("goes on too when a message has made the new ref known as a group that nobody has bound", async () => {
        const { outbox, intake, oweAll, groupId } = await opened();
        await oweAll("p1");
        const post = (await claim(outbox, groupId))!;
        await intake.accept(said("g1-super", "m1"), hearing());
        await outbox.settle(post, { status: "moved", groupRef: "g1-super" }, t0);
        expect(await claim(outbox, groupId)).toMatchObject({
          idempotencyKey: "p1",
          group: { id: groupId, ref: "g1-super" },
        });
      });

      it("fails what it owes when the group goes on as one that is bound by itself", async () => {
        const { outbox, plantGroup, admin, oweAll, groupId } = await opened();
        await oweAll("p1");
        await plantGroup({ ref: "g2", areaPath: "社区" });
        await outbox.settle((await claim(outbox, groupId))!, { status: "moved", groupRef: "g2" }, t0);
        expect(await outbox.list(admin, ["failed"])).toMatchObject([{ text: "帖 p1" }]);
      });
    });

    describe("edits", () => {
      /** A ticket with its card sent in the group as "card-1". */
      async function withCard() {
        const bench = await opened();
        const { intake, outbox, groupId } = bench;
        await intake.accept(said("g1", "m1"), hearing());
        const window = await windowOf(intake, groupId);
        const turn = draftingTurn(window, ["m1"]);
        const ticketId = turn.changes[0]!.after.id;
        const card = (key: string, more: Partial<NewPost> = {}) =>
          owed(groupId, key, { ticketId, template: "card", ...more });
        await intake.commitTurn(window, turn, [card("card")], 1);
        return { ...bench, outbox, ticketId, card };
      }

      it("changes the card where it stands", async () => {
        const { outbox, owe, card, groupId } = await withCard();
        expect(await drain(outbox, groupId)).toEqual(["card"]);
        await owe([card("edit1", { replaces: "card" })]);
        const edit = (await claim(outbox, groupId))!;
        expect(edit).toMatchObject({ idempotencyKey: "edit1", editRef: "ref-card" });
        await outbox.settle(edit, sent("ref-card"), t0);
        await owe([card("edit2", { replaces: "card" })]);
        expect(await claim(outbox, groupId)).toMatchObject({ editRef: "ref-card" });
      });

      it("says of several changes that wait only the last", async () => {
        const { outbox, owe, card, groupId } = await withCard();
        await drain(outbox, groupId);
        for (const key of ["edit1", "edit2", "edit3"]) await owe([card(key, { replaces: "card" })]);
        expect(await drain(outbox, groupId)).toEqual(["edit3"]);
        expect(await outbox.countByState()).toMatchObject({ dropped: 2 });
      });

      it("changes no card that never arrived", async () => {
        const { outbox, owe, card, groupId } = await withCard();
        await outbox.settle((await claim(outbox, groupId))!, unknown, t0);
        await owe([card("edit1", { replaces: "card" }), owed(groupId, "p1")]);
        expect(await drain(outbox, groupId)).toEqual(["p1"]);
      });

      it("tells the ticket of a post to whoever must look at it", async () => {
        const { outbox, desk, admin, ticketId, groupId } = await withCard();
        await outbox.settle((await claim(outbox, groupId))!, unknown, t0);
        const { ticket } = await desk.open(admin, ticketId);
        expect(await outbox.list(admin, ["uncertain"])).toMatchObject([{ ticketId, ticketCode: ticket.code }]);
      });
    });

    describe("the digest", () => {
      const evening = new Date("2026-07-03T18:00:00+08:00");
      const overflowing = async () => {
        const bench = await opened({ postsPerDay: 1 });
        await bench.owe(
          ["p1", "p2", "p3"].map((key) => owed(bench.groupId, key, { proactive: true, fields: { key } })),
        );
        return bench;
      };

      it("tells the day's overflow from six in the evening until night, oldest first", async () => {
        const { outbox, groupId } = await overflowing();
        expect(await drain(outbox, groupId)).toEqual(["p1"]);
        expect(await outbox.heldForDigest(new Date(evening.getTime() - 1))).toEqual([]);
        expect(await outbox.heldForDigest(new Date("2026-07-03T22:00:00+08:00"))).toEqual([]);
        const [held, ...none] = await outbox.heldForDigest(evening);
        expect(none).toEqual([]);
        expect(held).toMatchObject({ groupId, contents: [{ fields: { key: "p2" } }, { fields: { key: "p3" } }] });
      });

      it("puts one post in the place of what was held, though two save it", async () => {
        const { outbox, another, groupId } = await overflowing();
        await drain(outbox, groupId);
        const [held] = await outbox.heldForDigest(evening);
        const save = (door: OutboxStore) =>
          door.saveDigest(held!, owed(groupId, "digest:1", { template: "digest" }), evening);
        await Promise.all([save(outbox), save(another().outbox)]);
        expect(await outbox.countByState()).toEqual({ sent: 1, dropped: 2, pending: 1 });
        expect(await outbox.heldForDigest(evening)).toEqual([]);
        expect(await drain(outbox, groupId, evening)).toEqual(["digest:1"]);
      });
    });

    describe("staff's word", () => {
      async function uncertain() {
        const bench = await opened();
        await bench.oweAll("p1");
        const post = (await claim(bench.outbox, bench.groupId))!;
        await bench.outbox.settle(post, unknown, t0);
        return { ...bench, postId: post.id };
      }

      it("shows posts to the staff of their area alone, however many others there are", async () => {
        const { outbox, admin, stranger, owe, plantGroup } = await uncertain();
        expect(await outbox.list(stranger, ["uncertain"])).toEqual([]);
        const elsewhere = await plantGroup({ ref: "g9", areaPath: "社" });
        await owe(
          Array.from({ length: 250 }, (_, index) => owed(elsewhere, `q${index}`)),
          "g9",
          elsewhere,
        );
        expect(await outbox.list(admin, ["uncertain", "pending"])).toHaveLength(1);
      });

      it("was posted: it is sent, and nothing is said again", async () => {
        const { outbox, admin, groupId, postId } = await uncertain();
        await outbox.settleByStaff(admin, postId, "was_posted", t0);
        expect(await outbox.countByState()).toEqual({ sent: 1 });
        expect(await claim(outbox, groupId)).toBeNull();
      });

      it("was not posted: it is said again, by their word", async () => {
        const { outbox, admin, groupId, postId } = await uncertain();
        await outbox.settleByStaff(admin, postId, "was_not_posted", t0);
        expect(await drain(outbox, groupId)).toEqual(["p1"]);
      });

      it("dropped: it is never said", async () => {
        const { outbox, admin, groupId, postId } = await uncertain();
        await outbox.settleByStaff(admin, postId, "drop", t0);
        expect(await outbox.countByState()).toEqual({ dropped: 1 });
        expect(await claim(outbox, groupId)).toBeNull();
      });

      it("counts once, from staff of the area, on a post that waits for it", async () => {
        const { outbox, another, admin, stranger, postId } = await uncertain();
        const settle = (door: OutboxStore, actor: typeof admin, id: string) =>
          door.settleByStaff(actor, id, "was_posted", t0).then(() => "done", codeOf);
        expect(await settle(outbox, stranger, postId)).toBe("POST_NOT_FOUND");
        expect(await settle(outbox, admin, "999999")).toBe("POST_NOT_FOUND");
        expect(await settle(outbox, admin, "no-such-id")).toBe("POST_NOT_FOUND");
        const both = await Promise.all([settle(outbox, admin, postId), settle(another().outbox, admin, postId)]);
        expect(both.sort()).toEqual(["POST_NOT_FOUND", "done"]);
      });

      it("cannot call sent what is being sent", async () => {
        const { outbox, oweAll, admin, groupId } = await opened();
        await oweAll("p1");
        const post = (await claim(outbox, groupId))!;
        for (const word of ["was_posted", "was_not_posted", "drop"] as const) {
          expect(await outbox.settleByStaff(admin, post.id, word, t0).catch(codeOf)).toBe("POST_NOT_FOUND");
        }
      });
    });
  });
}
