import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createAuditAnchors } from "../../adapters/postgres/audit-anchors.ts";
import { createAuditLog } from "../../adapters/postgres/audit-log.ts";
import { writeAudit } from "../../adapters/postgres/audit-rows.ts";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { createDirectory } from "../../adapters/postgres/directory.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";

const now = new Date("2026-11-22T09:00:00.000Z");
const entries = 12;

let rows: TestDatabase;
let database: Database;
let dataDir: string;
beforeEach(async () => {
  rows = await openTestDatabase();
  database = openDatabase(rows.url, { connectionsMax: 4 });
  dataDir = await mkdtemp(join(tmpdir(), "linli-audit-"));
});
afterEach(async () => {
  await database.$disconnect();
  await rows.drop();
  await rm(dataDir, { recursive: true, force: true });
});

/** A log of a dozen entries, its head noted outside. */
async function written() {
  const log = createAuditLog(database);
  const anchors = createAuditAnchors(dataDir, null);
  for (let n = 1; n <= entries; n++) await write(n);
  await anchors.note(await log.head(), now);
  return { log, anchors, verdict: async () => log.verify(await anchors.all()) };
}

function write(n: number, areaPath = "社区") {
  const entry = {
    staffId: null,
    action: "change_group",
    object: `group ${n}`,
    areaPath,
    detail: { level: n },
  } as const;
  return database.$transaction((tx) => writeAudit(tx, entry, now));
}

/** Does what only the owner of the database can: past the trigger. */
async function tamper(...statements: readonly string[]) {
  await database.$transaction(async (tx) => {
    await tx.$executeRawUnsafe("SET LOCAL session_replication_role = replica");
    for (const statement of statements) await tx.$executeRawUnsafe(statement);
  });
}

describe("the audit log", () => {
  it("is whole when nobody touched it, and goes on being so", async () => {
    const { verdict } = await written();
    expect(await verdict()).toEqual({ entries, anchors: 1, broken: null });
    await write(entries + 1);
    expect(await verdict()).toEqual({ entries: entries + 1, anchors: 1, broken: null });
  });

  it("refuses in the database every statement but an addition", async () => {
    await written();
    for (const statement of [
      "UPDATE audit_entry SET detail = '{}' WHERE seq = 3",
      "DELETE FROM audit_entry WHERE seq = 3",
      "TRUNCATE audit_entry",
    ])
      await expect(database.$executeRawUnsafe(statement)).rejects.toThrow(/only ever added to/);
  });

  it.each([
    "detail = '{}'",
    "staff_id = gen_random_uuid()",
    "at = at + interval '1 ms'",
    "area_path = '别处'",
    "action = 'sign_out'",
    "object = 'group 9'",
  ])("shows that an entry was changed: %s", async (change) => {
    const { verdict } = await written();
    await tamper(`UPDATE audit_entry SET ${change} WHERE seq = 5`);
    expect((await verdict()).broken).toEqual({ seq: 5, how: "changed" });
  });

  it("shows that an entry was taken out, also when the others were moved up", async () => {
    const { verdict } = await written();
    await tamper("DELETE FROM audit_entry WHERE seq = 7");
    expect((await verdict()).broken).toEqual({ seq: 7, how: "missing" });
    await tamper("UPDATE audit_entry SET seq = seq - 1 WHERE seq > 7");
    expect((await verdict()).broken).toEqual({ seq: 7, how: "changed" });
  });

  it("shows that an entry was put in", async () => {
    const { verdict } = await written();
    await tamper(
      "UPDATE audit_entry SET seq = seq + 100 WHERE seq > 4",
      "INSERT INTO audit_entry SELECT 5, at, staff_id, action, object, area_path, detail, prev_hash, hash || 'x' FROM audit_entry WHERE seq = 4",
      "UPDATE audit_entry SET seq = seq - 99 WHERE seq > 100",
    );
    expect((await verdict()).broken).toEqual({ seq: 5, how: "changed" });
  });

  it("shows that its end was cut off, head and all, by what was noted outside", async () => {
    const { log, verdict } = await written();
    await tamper(
      "DELETE FROM audit_entry WHERE seq > 9",
      "UPDATE audit_head SET seq = 9, hash = (SELECT hash FROM audit_entry WHERE seq = 9)",
    );
    expect((await verdict()).broken).toEqual({ seq: 10, how: "cut" });
    expect((await log.verify([])).broken).toBeNull();
  });

  it("shows that it was written anew, from its beginning to its end", async () => {
    const { log, verdict } = await written();
    await tamper("DELETE FROM audit_entry", "UPDATE audit_head SET seq = 0, hash = ''");
    for (let n = 1; n <= entries; n++) await write(n + 1);
    expect((await verdict()).broken).toEqual({ seq: entries, how: "rewritten" });
    expect((await log.verify([])).broken).toBeNull();
  });

  it("stays one chain when many write at once, and keeps nothing of what was rolled back", async () => {
    const { verdict } = await written();
    const failing = database.$transaction(async (tx) => {
      const entry = { staffId: null, action: "change_group", object: "group 0", areaPath: "社区" } as const;
      await writeAudit(tx, entry, now);
      throw new Error("the change failed");
    });
    await Promise.all([...Array.from({ length: 20 }, (_, n) => write(100 + n)), expect(failing).rejects.toThrow()]);
    expect(await verdict()).toEqual({ entries: entries + 20, anchors: 1, broken: null });
  });

  it("is read the newest first, page by page, by area, action and time", async () => {
    const { log } = await written();
    await write(99, "社区/小区");
    await write(100, "别处");
    const at = (areaPath: string): Actor => ({ staffId: "", name: "", role: "auditor", areaPath, partyId: null });
    const first = await log.list(at("社区"), { limit: 5 });
    expect(first.entries.map(({ seq }) => seq)).toEqual(["13", "12", "11", "10", "9"]);
    const second = await log.list(at("社区"), { limit: 50, before: first.next! });
    expect(second.entries).toHaveLength(8);
    expect(second.next).toBeNull();
    expect((await log.list(at("社区/小区"), { limit: 5 })).entries.map(({ object }) => object)).toEqual(["group 99"]);
    expect((await log.list(at("社区"), { limit: 5, action: "sign_in" })).entries).toEqual([]);
    expect((await log.list(at("社区"), { limit: 5, until: now })).entries).toEqual([]);
    expect((await log.list(at("社区"), { limit: 50, from: now })).entries).toHaveLength(13);
  });

  it("notes its head once, in a file that is only added to", async () => {
    const { log, anchors } = await written();
    await anchors.note(await log.head(), now);
    await write(13);
    await anchors.note(await log.head(), now);
    const lines = (await readFile(join(dataDir, "audit-heads-own.log"), "utf8")).trim().split("\n");
    expect(lines.map((line) => line.split(" ")[0])).toEqual(["12", "13"]);
  });

  it("keeps the heads of each database apart, by its address alone", async () => {
    const { log } = await written();
    const [one, other] = ["postgres://me@db:5432/one", "postgres://me@db:5432/other"];
    await createAuditAnchors(dataDir, one).note(await log.head(), now);
    expect(await createAuditAnchors(dataDir, other).all()).toEqual([]);
    expect(await createAuditAnchors(dataDir, "postgres://you:secret@db:5432/one").all()).toHaveLength(1);
  });

  it("tells of a code without the code, in the transaction that made it", async () => {
    const directory = createDirectory(database);
    const { id: staffId } = await database.staff.create({ data: { name: "刘", role: "grid", areaPath: "社区" } });
    const code = await directory.issueCode({ purpose: "sign_in", staffId, ttlMs: 60_000 }, now);
    await directory.signIn(code, now, { device: "Chrome · Windows", replaces: null });
    const said = await database.auditEntry.findMany({ orderBy: { seq: "asc" } });
    expect(said.map(({ action }) => action)).toEqual(["issue_sign_in_link", "sign_in"]);
    expect(said.map((entry) => [entry.object, entry.detail]).join()).not.toContain(code);
  });
});
