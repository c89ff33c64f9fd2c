import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { createAuditAnchors } from "../../adapters/postgres/audit-anchors.ts";
import { createAuditLog } from "../../adapters/postgres/audit-log.ts";
import { restoreBackup, writeBackup } from "../../adapters/postgres/backup.ts";
import { openDatabase } from "../../adapters/postgres/database.ts";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { plantStaff, signIn } from "./staff-door.ts";
import { approveAll } from "./staff-presses.ts";
import { reports, smallTalk } from "./words.ts";

/** A backup of a house at work, in an empty cluster, and a house that goes on from it. */
export const restore: Check = {
  name: "restore",
  promise:
    "A backup written while the house works, restored into an empty database, is the same to the row; the house goes on from it.",
  mutants: [
    patched("counts-from-one", "adapters/postgres/backup.ts", "await goOnCounting(client);\n    for", "for"),
    patched(
      "the-last-rows-stay-behind",
      "adapters/postgres/backup.ts",
      "    await insert();\n    await goOn",
      "    await goOn",
    ),
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 2 });
    const folder = mkdtempSync(join(tmpdir(), "linli-restore-"));
    const other = await openEmbeddedPostgres({ dataDir: join(folder, "other"), log: () => {} });
    const file = join(folder, "linli.backup");
    try {
      const house = lab.start();
      await house.ready;
      const approving = new AbortController();
      const approved = approveAll(lab, approving.signal);
      const ids = await talk(lab, Math.max(1, Math.round(10 * scale)), 1);
      // Odd characters, and rows that are written meanwhile: what is half there at one moment is half there in the backup.
      const meanwhile = talk(lab, 4, 2);
      const early = await writeBackup(lab.databaseUrl, file);
      for (const id of await meanwhile) ids.add(id);
      await lab.settled(60_000);
      approving.abort();
      await approved;
      complaints.atLeast("rows in a backup taken at work", early.rows, 1);
      await aloneInside(file, other.url, complaints);

      await house.kill("SIGTERM");
      const { rows } = await writeBackup(lab.databaseUrl, file);
      await emptied(other.url);
      await restoreBackup(other.url, file);
      await sameRows(lab, other.url, complaints);
      await countersGoOn(other.url, complaints);
      await chainHolds(lab, other.url, complaints);

      const again = lab.start({ env: { DATABASE_URL: other.url } });
      await again.ready;
      const restored = { ...lab, ...askerOf(other.url) };
      const browser = await signIn(restored, await plantStaff(restored, "grid", estatePath));
      const { status, text } = await browser.ask("GET", "/api/tickets");
      complaints.equal("the tickets, on the restored database", status, 200);
      complaints.atLeast(
        "tickets that staff see there",
        (JSON.parse(text) as { tickets: unknown[] }).tickets.length,
        1,
      );
      for (const id of await talk(restored, 2, 3)) ids.add(id);
      complaints.equal("settled after the restore", Number(await restored.settled(60_000)), 1);
      const found = await checkInvariants(restored, ids, complaints);
      complaints.equal("messages that were put aside unread", found.parked, 0);
      await restored.end();
      return { problems: complaints.all, numbers: { ...found, rows, earlyRows: early.rows } };
    } finally {
      await lab.close();
      await other.stop();
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** Lets residents report and talk; gives the ids of what they said. */
async function talk(lab: Lab, rounds: number, part: number): Promise<Set<number>> {
  const ids = new Set<number>();
  for (let round = 0; round < rounds; round += 1) {
    for (const { number, residentsChat } of lab.buildings) {
      const from = { id: 1_000 + part * 100 + round, is_bot: false, first_name: `${number}-1-${part}0${round}` };
      const words = [reports[round % reports.length]!(number), `${smallTalk[round % smallTalk.length]}\u2028\\n"'{}`];
      for (const text of words) {
        const update = lab.message(residentsChat, from, text);
        ids.add((update.message as { message_id: number }).message_id);
        await lab.bring(update);
      }
    }
  }
  return ids;
}

/** The backup that was taken at work, by itself: what belongs together is there together. */
async function aloneInside(file: string, url: string, complaints: Complaints): Promise<void> {
  await restoreBackup(url, file);
  const { query, end } = askerOf(url);
  complaints.none(
    "tickets without their evidence or timeline",
    await query(
      `select code from ticket t where not exists (select from ticket_evidence e where e.ticket_id = t.id) or not exists (select from ticket_event v where v.ticket_id = t.id)`,
    ),
  );
  complaints.none(
    "audit entries beyond the head",
    await query("select seq::text from audit_entry where seq > (select seq from audit_head)"),
  );
  await end();
}

async function emptied(url: string): Promise<void> {
  const { query, end } = askerOf(url);
  await query("drop schema public cascade; create schema public");
  await end();
}

async function sameRows(lab: Lab, url: string, complaints: Complaints): Promise<void> {
  const there = askerOf(url);
  const tables = await lab.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'",
  );
  for (const { name } of tables) {
    const sql = `select count(*)::int as rows, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${name}" t`;
    const [[here], [other]] = await Promise.all([lab.query(sql), there.query(sql)]);
    if (JSON.stringify(here) !== JSON.stringify(other)) complaints.none(`${name} is not the same`, [{ here, other }]);
  }
  await there.end();
}

/** A number that is given out anew meets the row that has it: whoever insists gets past it in the end, and others are put aside. */
async function countersGoOn(url: string, complaints: Complaints): Promise<void> {
  const { query, end } = askerOf(url);
  const counted = await query<{ name: string; column: string; counter: string }>(
    `select quote_ident(table_name) as name, quote_ident(column_name) as column, pg_get_serial_sequence(quote_ident(table_name), column_name) as counter
     from information_schema.columns
     where table_schema = 'public' and pg_get_serial_sequence(quote_ident(table_name), column_name) is not null`,
  );
  complaints.atLeast("columns that are counted", counted.length, 1);
  for (const { name, column, counter } of counted) {
    const rows = await query(
      `select max(${column})::text as highest, (select last_value::text from ${counter}) as next from ${name}
       having max(${column}) > (select last_value from ${counter})`,
    );
    complaints.none(`${name} is counted from below its rows`, rows);
  }
  await end();
}

/** The restored log, held against the heads that were noted beside the first database. */
async function chainHolds(lab: Lab, url: string, complaints: Complaints): Promise<void> {
  const database = openDatabase(url, { connectionsMax: 2 });
  try {
    complaints.atLeast(
      "heads noted",
      readdirSync(lab.dataDir).filter((name) => name.startsWith("audit-heads")).length,
      1,
    );
    const verdict = await createAuditLog(database).verify(await createAuditAnchors(lab.dataDir, lab.databaseUrl).all());
    complaints.atLeast("entries of the restored log", verdict.entries, 1);
    complaints.none("the restored log", verdict.broken ? [verdict.broken] : []);
  } finally {
    await database.$disconnect();
  }
}

function askerOf(url: string): Pick<Lab, "query" | "number" | "settled" | "databaseUrl"> & { end(): Promise<void> } {
  const pool = new pg.Pool({ connectionString: url, max: 2 }).on("error", () => {});
  const query: Lab["query"] = async (sql, values = []) => (await pool.query(sql, [...values])).rows;
  const number: Lab["number"] = async (sql, values) => Number(Object.values((await query(sql, values))[0] ?? {})[0]);
  return {
    ...{ query, number, databaseUrl: url, end: () => pool.end() },
    async settled(withinMs) {
      const deadline = Date.now() + withinMs;
      for (let quiet = 0; quiet < 5; ) {
        if (Date.now() > deadline) return false;
        const left = await number(
          "select (select count(*) from inbox_event where state = 'new') + (select count(*) from post where state in ('pending', 'sending'))",
        );
        quiet = left === 0 ? quiet + 1 : 0;
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
      return true;
    },
  };
}
