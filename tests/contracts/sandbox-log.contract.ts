import { describe, expect, it, onTestFinished } from "vitest";
import type { NewSandboxMessage, SandboxLog } from "../../src/ports/sandbox-log.ts";

/** A log that is empty, and what closes it. */
export interface SandboxLogBench {
  readonly log: SandboxLog;
  close(): Promise<void>;
}

/** The promises of `SandboxLog`, as tests. Call it once in each implementation's test file. */
export function sandboxLogContract(name: string, openBench: () => Promise<SandboxLogBench>): void {
  const opened = async (): Promise<SandboxLog> => {
    const bench = await openBench();
    onTestFinished(() => bench.close());
    return bench.log;
  };
  const refs = (messages: readonly { ref: string }[]) => messages.map(({ ref }) => ref);

  describe(`sandbox log contract: ${name}`, () => {
    it("keeps a message as it was given and places it at the end", async () => {
      const log = await opened();
      const given = said("m1", {
        kind: "image",
        picture: "lift-puddle",
        quotedRef: "m0",
        choices: [{ label: "好了", token: "t1" }],
      });
      const { message, fresh } = await log.append(given);
      expect(fresh).toBe(true);
      expect(message).toMatchObject({ ...given, editedAt: null, recalled: false, revision: message.position });
      expect(await log.find("g1", "m1")).toEqual(message);
      expect(await log.lastRevision()).toBe(message.revision);
    });

    it("adds a ref of a group once, and says what it kept then", async () => {
      const log = await opened();
      await log.append(said("m1"));
      const again = await log.append(said("m1", { text: "别的话" }));
      expect(again).toMatchObject({ fresh: false, message: { text: "m1 的话" } });
      expect(await log.append(said("m1", { groupRef: "g2" }))).toMatchObject({ fresh: true });
      expect(refs(await log.page("g1", null, 10))).toEqual(["m1"]);
    });

    it("adds a send once, whatever its ref, also when two come at once", async () => {
      const log = await opened();
      const sends = ["a", "b", "c", "d"].map((ref) => log.append(said(ref, { sendKey: "post-1/0", fromBot: true })));
      const kept = await Promise.all(sends);
      expect(kept.filter(({ fresh }) => fresh)).toHaveLength(1);
      expect(new Set(kept.map(({ message }) => message.ref)).size).toBe(1);
      expect(await log.page("g1", null, 10)).toHaveLength(1);
    });

    it("edits in place", async () => {
      const log = await opened();
      for (const ref of ["m1", "m2"]) await log.append(said(ref));
      const editedAt = new Date("2026-07-03T12:00:00Z");
      const choices = [{ label: "没好", token: "t2" }];
      const edited = await log.edit("g1", "m1", { text: "改了", choices, editedAt });
      expect(edited).toMatchObject({ text: "改了", choices, editedAt });
      expect(refs(await log.page("g1", null, 10))).toEqual(["m1", "m2"]);
      expect(await log.edit("g1", "m9", { text: "", choices: [], editedAt })).toBeNull();
    });

    it("empties what is recalled, keeps its place, and lets nobody edit it", async () => {
      const log = await opened();
      await log.append(said("m1", { picture: "lift-puddle", choices: [{ label: "好了", token: "t1" }] }));
      const recalled = await log.recall("g1", "m1");
      expect(recalled).toMatchObject({ text: "", picture: null, choices: [], recalled: true });
      expect(await log.recall("g1", "m1")).toEqual(recalled);
      expect(await log.edit("g1", "m1", { text: "又来", choices: [], editedAt: new Date(0) })).toBeNull();
      expect(await log.recall("g1", "m9")).toBeNull();
      expect(await log.page("g1", null, 10)).toEqual([recalled]);
    });

    it("puts a sign on a message, another in its place, and none on what is recalled", async () => {
      const log = await opened();
      await log.append(said("m1"));
      const first = await log.sign("g1", "m1", "👀");
      expect(first).toMatchObject({ sign: "👀", text: "m1 的话", editedAt: null });
      expect((await log.sign("g1", "m1", "👀"))?.revision).toBe(first?.revision);
      expect(await log.sign("g1", "m1", "👌")).toMatchObject({ sign: "👌" });
      expect(await log.recall("g1", "m1")).toMatchObject({ sign: null, recalled: true });
      expect(await log.sign("g1", "m1", "👀")).toBeNull();
      expect(await log.sign("g1", "m9", "👀")).toBeNull();
    });

    it("pages backwards through one group, each page oldest first", async () => {
      const log = await opened();
      for (const ref of ["m1", "m2", "m3", "m4", "m5"]) {
        await log.append(said(ref));
        await log.append(said(ref, { groupRef: "g2" }));
      }
      const last = await log.page("g1", null, 2);
      expect(refs(last)).toEqual(["m4", "m5"]);
      expect(refs(await log.page("g1", last[0]!.position, 2))).toEqual(["m2", "m3"]);
      expect(refs(await log.page("g1", 1, 2))).toEqual([]);
      expect(await log.page("g9", null, 2)).toEqual([]);
    });

    it("tells what changed after a revision, once each, as it now stands", async () => {
      const log = await opened();
      for (const ref of ["m1", "m2", "m3"]) await log.append(said(ref));
      const seen = await log.lastRevision();
      await log.append(said("m4", { groupRef: "g2" }));
      await log.edit("g1", "m2", { text: "一改", choices: [], editedAt: new Date(0) });
      await log.edit("g1", "m2", { text: "二改", choices: [], editedAt: new Date(0) });
      await log.recall("g1", "m1");

      const changes = await log.changedSince(seen, 10);
      expect(changes).toMatchObject([{ ref: "m4" }, { ref: "m2", text: "二改" }, { ref: "m1", recalled: true }]);
      const revisions = changes.map(({ revision }) => revision);
      expect(revisions).toEqual(revisions.toSorted((one, other) => one - other));
      expect(revisions.at(-1)).toBe(await log.lastRevision());
      expect(refs(await log.changedSince(seen, 1))).toEqual(["m4"]);
      expect(await log.changedSince(revisions.at(-1)!, 10)).toEqual([]);
    });

    it("lets a reader who follows it miss nothing while many write at once", async () => {
      const log = await opened();
      const writing = Promise.all(Array.from({ length: 60 }, (_, index) => log.append(said(`m${index}`))));
      let done = false;
      void writing.then(() => {
        done = true;
      });
      const seen: string[] = [];
      for (let revision = 0, last = false; !last; ) {
        last = done;
        for (const message of await log.changedSince(revision, 1_000)) {
          seen.push(message.ref);
          revision = message.revision;
        }
      }
      await writing;
      expect(seen).toHaveLength(60);
      expect(new Set(seen).size).toBe(60);
    });
  });
}

function said(ref: string, message: Partial<NewSandboxMessage> = {}): NewSandboxMessage {
  return {
    groupRef: "g1",
    ref,
    sendKey: null,
    senderRef: "u1",
    nick: "3-2-501 王姐",
    fromBot: false,
    kind: "text",
    text: `${ref} 的话`,
    quotedRef: null,
    picture: null,
    choices: [],
    at: new Date("2026-07-03T11:02:11Z"),
    ...message,
  };
}
