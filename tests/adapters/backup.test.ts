import { mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { writeAudit } from "../../adapters/postgres/audit-rows.ts";
import { restoreBackup, writeBackup } from "../../adapters/postgres/backup.ts";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { openTestDatabase } from "../support/database.ts";

async function opened(): Promise<{ readonly url: string; readonly database: Database }> {
  const rows = await openTestDatabase();
  const database = openDatabase(rows.url, { connectionsMax: 2 });
  onTestFinished(async () => {
    await database.$disconnect();
    await rows.drop();
  });
  return { url: rows.url, database };
}

function fileIn(): string {
  const folder = mkdtempSync(join(tmpdir(), "linli-backup-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "linli.backup");
}

describe("a backup", () => {
  it("brings every row back as it was, whatever stands in it, and numbers go on after it", async () => {
    const [here, there] = [await opened(), await opened()];
    const file = fileIn();
    const at = new Date("2026-11-22T09:00:00.123Z");
    const name = `"3号楼" {\\u2028\u2028\u2029\r\n'\t🙂`;
    const group = await here.database.chatGroup.create({
      data: { platform: "memory", account: "bot", ref: "1", name, areaPath: "社区" },
    });
    const event = { groupId: group.id, type: "message", text: name, at, raw: { words: [name, null, 1.5] } };
    for (let n = 0; n < 1_100; n++) await here.database.inboxEvent.create({ data: { ...event, dedupeKey: `k${n}` } });
    await here.database.formKey.create({ data: { id: 1, key: Buffer.from([0, 1, 254, 255]) } });
    const entry = { staffId: null, action: "bind_group", object: "group 1", areaPath: "社区" } as const;
    await here.database.$transaction((tx) => writeAudit(tx, entry, at));

    const written = await writeBackup(here.url, file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(await restoreBackup(there.url, file)).toEqual(written);

    expect(await there.database.chatGroup.findMany()).toEqual([group]);
    const all = { orderBy: { id: "asc" } } as const;
    expect(await there.database.inboxEvent.findMany(all)).toEqual(await here.database.inboxEvent.findMany(all));
    expect(await there.database.formKey.findMany()).toEqual(await here.database.formKey.findMany());
    expect(await there.database.auditEntry.findMany()).toEqual(await here.database.auditEntry.findMany());
    const next = await there.database.inboxEvent.create({ data: { ...event, dedupeKey: "next" } });
    expect(next.id).toBe(1_101n);
    // What a table refuses it refuses again.
    await expect(there.database.$executeRaw`DELETE FROM audit_entry`).rejects.toThrow(/only ever added to/);
  });

  it("is not put over what is there, and nothing is left of one that does not fit", async () => {
    const { url, database } = await opened();
    const file = fileIn();
    await writeBackup(url, file);
    await database.staff.create({ data: { name: "小周", role: "grid", areaPath: "社区" } });
    await expect(restoreBackup(url, file)).rejects.toMatchObject({ code: "BACKUP_UNFIT" });
    expect(await database.staff.count()).toBe(1);

    const empty = await opened();
    for (const bytes of [
      Buffer.from("no backup"),
      gzipSync("no backup\n"),
      gzipSync('{"linli":1,"migrations":["old"]}\n'),
    ]) {
      writeFileSync(file, bytes);
      await expect(restoreBackup(empty.url, file)).rejects.toMatchObject({ code: "BACKUP_UNFIT" });
    }
  });
});
