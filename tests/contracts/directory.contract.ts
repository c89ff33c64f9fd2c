import { describe, expect, it, onTestFinished } from "vitest";
import type { Actor } from "../../src/domain/authority.ts";
import type { ChatMessage } from "../../src/domain/chat.ts";
import { draftingTurn, hearing, later, owed, said, t0, windowOf } from "../support/talk.ts";
import type { StoresBench } from "./stores-bench.ts";

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;

/** The promises of `Directory`, as tests. Call it once in each implementation's test file. */
export function directoryContract(name: string, openBench: () => Promise<StoresBench>): void {
  /** Two communities side by side, the one's name a part of the other's, with an admin each. */
  async function opened() {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    for (const path of ["桥湾", "桥湾/青禾苑", "桥湾/青禾苑/1号楼", "桥湾东", "桥湾东/玉林里"]) {
      await bench.plantArea(path, path.endsWith("苑") ? "property" : path.endsWith("里") ? "mixed" : undefined);
    }
    const admin = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "桥湾" });
    const stranger = await bench.plantStaff({ name: "小谭", role: "admin", areaPath: "桥湾东" });
    return { ...bench, admin, stranger };
  }
  const chat = { platform: "memory", account: "bot", groupRef: "g1", groupName: null, senderRef: "u7" } as const;

  describe(`directory contract: ${name}`, () => {
    describe("areas, parties, staff", () => {
      it("shows everybody the areas of their grant, parents before children, and none beside it", async () => {
        const { directory, admin, stranger } = await opened();
        expect(await directory.areas(admin)).toEqual(["桥湾", "桥湾/青禾苑", "桥湾/青禾苑/1号楼"]);
        expect(await directory.areas(stranger)).toEqual(["桥湾东", "桥湾东/玉林里"]);
      });

      it("takes a name with the database's wildcards for nothing but a name", async () => {
        const { directory, plantArea, plantStaff } = await opened();
        for (const path of ["a%b/x", "a_b/x", "a\\b/x", "axb/x", "axxb/x"]) await plantArea(path);
        for (const areaPath of ["a%b", "a_b", "a\\b"]) {
          const actor = await plantStaff({ name: areaPath, role: "admin", areaPath });
          expect(await directory.areas(actor)).toEqual([`${areaPath}/x`]);
        }
      });

      it("knows an estate's kind anywhere within it", async () => {
        const { directory } = await opened();
        expect(await directory.estateKind("桥湾/青禾苑/1号楼")).toBe("property");
        expect(await directory.estateKind("桥湾东/玉林里/没有的楼")).toBe("mixed");
        expect(await directory.estateKind("桥湾")).toBeNull();
      });

      it("lists the parties that serve an area or lie in it", async () => {
        const { directory, plantParty, plantStaff, stranger } = await opened();
        const names = async (actor: Actor) => (await directory.parties(actor)).map((party) => party.name);
        await plantParty({ name: "居委会", kind: "community", areaPath: "桥湾" });
        await plantParty({ name: "物业", kind: "property", areaPath: "桥湾/青禾苑" });
        const grid = await plantStaff({ name: "小方", role: "grid", areaPath: "桥湾/青禾苑" });
        expect((await names(grid)).sort()).toEqual(["居委会", "物业"]);
        expect(await names(stranger)).toEqual([]);
      });

      it("finds the nearest party of a kind, before it one that takes the category", async () => {
        const { directory, plantParty } = await opened();
        const found = async (category: string, areaPath = "桥湾/青禾苑/1号楼") =>
          (await directory.partyFor("utility", category, areaPath))?.name ?? null;
        expect(await found("power")).toBeNull();
        await plantParty({ name: "供水所", kind: "utility", areaPath: "桥湾/青禾苑", categories: ["water"] });
        // Alone, it takes everything.
        expect(await found("power")).toBe("供水所");
        await plantParty({ name: "综合站", kind: "utility", areaPath: "桥湾" });
        expect(await found("power")).toBe("综合站");
        await plantParty({ name: "供电所", kind: "utility", areaPath: "桥湾", categories: ["power"] });
        expect(await found("power")).toBe("供电所");
        expect(await found("water")).toBe("供水所");
        await plantParty({ name: "院内电工", kind: "utility", areaPath: "桥湾/青禾苑" });
        expect(await found("power")).toBe("院内电工");
        expect(await found("power", "桥湾东/玉林里")).toBeNull();
        expect(await directory.partyFor("property", "power", "桥湾/青禾苑")).toBeNull();
      });

      it("lists the staff of the grant with their party and the platforms they write from", async () => {
        const { directory, plantParty, plantStaff, admin } = await opened();
        const partyId = await plantParty({ name: "物业", kind: "property", areaPath: "桥湾/青禾苑" });
        const handler = await plantStaff({ name: "小陶", role: "party", areaPath: "桥湾/青禾苑", partyId });
        const code = await directory.issueCode({ purpose: "bind_staff", staffId: handler.staffId, ttlMs: HOUR_MS }, t0);
        await directory.bind(code, chat, t0);
        const staff = await directory.staff(admin);
        expect(staff.map((one) => one.name).sort()).toEqual(["云云", "小陶"]);
        const expected = {
          role: "party",
          areaPath: "桥湾/青禾苑",
          partyName: "物业",
          active: true,
          accounts: ["memory"],
        };
        expect(staff.find(({ id }) => id === handler.staffId)).toMatchObject(expected);
      });
    });

    describe("groups", () => {
      it("shows a group to the staff of its area, and one that is bound to none to those who can bind it", async () => {
        const { directory, plantGroup, plantStaff, admin, stranger } = await opened();
        await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        await plantGroup({ ref: "g2", areaPath: null });
        const grid = await plantStaff({ name: "小方", role: "grid", areaPath: "桥湾" });
        const refs = async (actor: Actor) => (await directory.groups(actor)).map(({ ref }) => ref);
        expect(await refs(admin)).toEqual(["g1", "g2"]);
        expect(await refs(grid)).toEqual(["g1"]);
        expect(await refs(stranger)).toEqual(["g2"]);
      });

      it("counts what waits for staff or to be said, and what was said unasked today", async () => {
        const { directory, intake, plantGroup, admin } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑", postsPerDay: 1 });
        await intake.accept(said("g1", "m1"), hearing({ now: t0 }));
        const window = await windowOf(intake, groupId);
        const question = { messageRef: "m1", text: "居住证明怎么开", answer: null };
        const turn = { ...draftingTurn(window, ["m1"]), questions: [question] };
        // Of three unasked posts the first is within the budget; the others wait for the digest.
        const posts = ["p1", "p2", "p3"].map((key) => owed(groupId, key, { proactive: true }));
        await intake.commitTurn(window, turn, [...posts, owed(groupId, "p4")], 1);
        await intake.accept(said("g1", "m2"), hearing({ now: later(5_000) }));
        const [group] = await directory.groups(admin);
        expect(group).toMatchObject({ id: groupId, postsToday: 1, postsPerDay: 1, lastEventAt: later(5_000) });
        expect(group?.waiting).toEqual({ drafts: 1, questions: 1, posts: 4 });
        expect(await directory.groupByRef("memory", "bot", "g1")).toEqual(group);
        expect(await directory.groupByRef("memory", "other", "g1")).toBeNull();
      });

      it("changes what is named and leaves the rest", async () => {
        const { directory, plantGroup, admin } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        const changed = await directory.updateGroup(admin, groupId, { level: "listen", postsPerDay: 7 });
        expect(changed).toMatchObject({ level: "listen", postsPerDay: 7, status: "active", areaPath: "桥湾/青禾苑" });
        expect(await directory.updateGroup(admin, groupId, { status: "paused" })).toMatchObject({
          status: "paused",
          level: "listen",
        });
      });

      it("pauses a group at its owner's word, once, and lets it go on", async () => {
        const { directory, intake, plantGroup } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        await intake.accept(said("g1", "m1"), hearing());
        expect(await directory.obeyOwner(groupId, "resume", t0)).toBe(false);
        expect(await directory.obeyOwner(groupId, "pause", t0)).toBe(true);
        expect(await directory.obeyOwner(groupId, "pause", t0)).toBe(false);
        expect(await directory.groupByRef("memory", "bot", "g1")).toMatchObject({
          status: "paused",
          pausedBy: "owner",
        });
        expect((await intake.dueWork(later(60_000))).groupIds).toEqual([]);
        expect(await directory.obeyOwner(groupId, "resume", t0)).toBe(true);
        expect(await directory.groupByRef("memory", "bot", "g1")).toMatchObject({ status: "active", pausedBy: null });
      });

      it("lets an owner end no pause of staff's, and staff end an owner's", async () => {
        const { directory, plantGroup, admin } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        await directory.updateGroup(admin, groupId, { status: "paused" });
        expect(await directory.obeyOwner(groupId, "resume", t0)).toBe(false);
        await directory.updateGroup(admin, groupId, { status: "active" });
        await directory.obeyOwner(groupId, "pause", t0);
        expect(await directory.updateGroup(admin, groupId, { status: "active" })).toMatchObject({ pausedBy: null });
      });

      it("pauses no group that is bound to nobody, that is staff's, or whose identity is in doubt", async () => {
        const { directory, plantGroup } = await opened();
        const free = await plantGroup({ ref: "g1", areaPath: null });
        const staffs = await plantGroup({ ref: "g2", areaPath: "桥湾", kind: "staff" });
        const doubtful = await plantGroup({ ref: "g3", areaPath: "桥湾", status: "quarantined" });
        for (const groupId of [free, staffs, doubtful])
          expect(await directory.obeyOwner(groupId, "pause", t0)).toBe(false);
      });

      it("tells a group's level once in five minutes, whoever asks", async () => {
        const { directory, plantGroup } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾" });
        const turns = [t0, t0, later(299_000), later(301_000)];
        const told = [];
        for (const at of turns) told.push(await directory.takeLevelTurn(groupId, at));
        expect(told).toEqual([true, false, false, true]);
      });

      it("keeps the platform's word on whether the bot may post", async () => {
        const { directory, plantGroup } = await opened();
        await plantGroup({ ref: "g1", areaPath: "桥湾" });
        const canPost = async () => (await directory.groupByRef("memory", "bot", "g1"))?.canPost;
        expect(await canPost()).toBeNull();
        await directory.noteRights({ platform: "memory", account: "bot", ref: "g1" }, false);
        expect(await canPost()).toBe(false);
      });

      it("lets an admin bind a free group to their areas, and nobody take or give what is not theirs", async () => {
        const { directory, plantGroup, plantStaff, admin, stranger } = await opened();
        const free = await plantGroup({ ref: "g1", areaPath: null });
        const taken = await plantGroup({ ref: "g2", areaPath: "桥湾" });
        const grid = await plantStaff({ name: "小方", role: "grid", areaPath: "桥湾" });
        const refused = (actor: Actor, groupId: string, areaPath: string) =>
          directory.updateGroup(actor, groupId, { areaPath }).then(
            () => "done",
            (error) => error.code,
          );
        expect(await refused(grid, free, "桥湾")).toBe("NOT_ALLOWED");
        expect(await refused(stranger, free, "桥湾")).toBe("NOT_ALLOWED");
        expect(await refused(stranger, taken, "桥湾东")).toBe("GROUP_NOT_FOUND");
        expect(await refused(admin, taken, "桥湾东")).toBe("NOT_ALLOWED");
        expect(await refused(admin, free, "桥湾/没有的小区")).toBe("INPUT_INVALID");
        expect(await refused(admin, "no-such-id", "桥湾")).toBe("GROUP_NOT_FOUND");
        expect(await refused(admin, free, "桥湾/青禾苑")).toBe("done");
      });

      it("reads nothing more in a group that was taken from its area", async () => {
        const { directory, intake, plantGroup, admin } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        await intake.accept(said("g1", "m1"), hearing());
        const unbound = await directory.updateGroup(admin, groupId, { areaPath: null });
        expect(unbound.areaPath).toBeNull();
        expect((await intake.dueWork(later(60_000))).groupIds).toEqual([]);
        expect(await intake.openWindow(groupId, later(60_000))).toBeNull();
      });
    });

    describe("codes and sessions", () => {
      const signInLink = { purpose: "sign_in", ttlMs: HOUR_MS } as const;

      it("signs in by a link once, also when eight try it at once", async () => {
        const { directory, another, admin } = await opened();
        const token = await directory.issueCode({ ...signInLink, staffId: admin.staffId }, t0);
        expect(token).toMatch(/^[\w-]{43}$/);
        const doors = [directory, ...Array.from({ length: 3 }, () => another().directory)];
        const tries = await Promise.all([...doors, ...doors].map((door) => door.signIn(token, later(1))));
        const good = tries.filter((one) => one !== null);
        expect(good).toHaveLength(1);
        expect(await directory.session(good[0]!.session, later(2))).toMatchObject(admin);
        expect(await directory.session(token, later(2))).toBeNull();
      });

      it("does not sign in by a link that is late, that is for something else, or of somebody who left", async () => {
        const { directory, plantStaff, admin } = await opened();
        const late = await directory.issueCode({ ...signInLink, staffId: admin.staffId }, t0);
        expect(await directory.signIn(late, later(HOUR_MS))).toBeNull();
        const other = await directory.issueCode({ purpose: "bind_staff", staffId: admin.staffId, ttlMs: HOUR_MS }, t0);
        expect(await directory.signIn(other, t0)).toBeNull();
        const gone = await plantStaff({ name: "走了", role: "grid", areaPath: "桥湾", active: false });
        expect(
          await directory.signIn(await directory.issueCode({ ...signInLink, staffId: gone.staffId }, t0), t0),
        ).toBeNull();
        expect(await directory.signIn("", t0)).toBeNull();
      });

      it("ends a session when it is signed out, left alone for a shift, or a day old, however busy", async () => {
        const { directory, admin } = await opened();
        const signIn = async () =>
          (await directory.signIn(await directory.issueCode({ ...signInLink, staffId: admin.staffId }, t0), t0))!;
        const { session: left } = await signIn();
        expect(await directory.session(left, later(7 * HOUR_MS))).toMatchObject(admin);
        expect(await directory.session(left, later(11 * HOUR_MS))).toMatchObject(admin);
        const { session: idle } = await signIn();
        expect(await directory.session(idle, later(9 * HOUR_MS))).toBeNull();

        const { session: busy, expiresAt } = await signIn();
        for (let at = HOUR_MS; later(at) < expiresAt; at += HOUR_MS)
          expect(await directory.session(busy, later(at))).toMatchObject(admin);
        expect(expiresAt.getTime() - t0.getTime()).toBeLessThanOrEqual(DAY_MS);
        expect(await directory.session(busy, expiresAt)).toBeNull();

        const { session } = await signIn();
        await directory.signOut(session, t0);
        expect(await directory.session(session, later(1))).toBeNull();
      });

      it("binds the account that says a staff code, once, however it is typed", async () => {
        const { directory, admin } = await opened();
        const code = await directory.issueCode({ purpose: "bind_staff", staffId: admin.staffId, ttlMs: HOUR_MS }, t0);
        expect(code).toMatch(/^[2-9A-HJKMNP-TV-Z]{8}$/);
        const typed = ` ${code.slice(0, 4).toLowerCase()}-${code.slice(4)} `;
        expect(await directory.bind(typed, chat, later(1))).toBe("staff");
        expect(await directory.staffByAccount("memory", "bot", "u7")).toEqual(admin);
        expect(await directory.bind(code, { ...chat, senderRef: "u8" }, later(2))).toBeNull();
        expect(await directory.staffByAccount("memory", "bot", "u8")).toBeNull();
        expect(await directory.staffByAccount("memory", "other", "u7")).toBeNull();
        expect(await directory.staffByAccount("telegram", "bot", "u7")).toBeNull();
      });

      it("knows a bound account as staff in the group's talk, whatever it calls itself, and nobody by a name", async () => {
        const { directory, intake, plantGroup, admin } = await opened();
        const groupId = await plantGroup({ ref: "g1", areaPath: "桥湾/青禾苑" });
        const code = await directory.issueCode({ purpose: "bind_staff", staffId: admin.staffId, ttlMs: HOUR_MS }, t0);
        await directory.bind(code, chat, t0);
        await intake.accept(said("g1", "m1", { senderRef: "u7", nick: "路人" }), hearing());
        await intake.accept(said("g1", "m2", { senderRef: "u9", nick: "桥湾社区-云云" }), hearing());
        const { messages } = await windowOf(intake, groupId);
        expect(messages.map(({ ref, fromStaff }: ChatMessage) => [ref, fromStaff])).toEqual([
          ["m1", true],
          ["m2", false],
        ]);
      });

      it("binds the group a group code is said in, once, and ends its quarantine", async () => {
        const { directory, another, plantGroup } = await opened();
        await plantGroup({ ref: "g1", areaPath: null });
        const issue = () => directory.issueCode({ purpose: "bind_group", areaPath: "桥湾/青禾苑", ttlMs: HOUR_MS }, t0);
        const code = await issue();
        const tries = await Promise.all(
          ["g1", "g2"].map((groupRef) => another().directory.bind(code, { ...chat, groupRef }, later(1))),
        );
        expect(tries.filter((one) => one === "group")).toHaveLength(1);
        // Also a group that nothing was heard of yet.
        expect(await directory.bind(await issue(), { ...chat, groupRef: "g3" }, later(1))).toBe("group");
        expect(await directory.groupByRef("memory", "bot", "g3")).toMatchObject({
          areaPath: "桥湾/青禾苑",
          status: "active",
        });
        expect(await directory.bind(await issue(), chat, later(HOUR_MS))).toBeNull();
      });

      it("keeps no code and no session in clear", async () => {
        const { directory, admin, everythingStored } = await opened();
        const link = await directory.issueCode({ ...signInLink, staffId: admin.staffId }, t0);
        const typed = await directory.issueCode({ purpose: "bind_group", areaPath: "桥湾", ttlMs: HOUR_MS }, t0);
        const { session } = (await directory.signIn(link, t0))!;
        const stored = await everythingStored();
        expect(stored).toContain("云云");
        for (const secret of [link, typed, session]) expect(stored).not.toContain(secret);
      });

      it("names the first admin, and nobody while there is none", async () => {
        const bench = await openBench();
        onTestFinished(() => bench.close());
        expect(await bench.directory.firstAdmin()).toBeNull();
        await bench.plantStaff({ name: "走了", role: "admin", areaPath: "桥湾", active: false });
        await bench.plantStaff({ name: "小方", role: "grid", areaPath: "桥湾" });
        const first = await bench.plantStaff({ name: "云云", role: "admin", areaPath: "桥湾" });
        await bench.plantStaff({ name: "后来的", role: "admin", areaPath: "桥湾" });
        expect(await bench.directory.firstAdmin()).toEqual(first);
      });
    });
  });
}
