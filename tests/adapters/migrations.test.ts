import { spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { describe, expect, inject, it, onTestFinished } from "vitest";
import { migrate, schemaSql } from "../../adapters/postgres/migrate.ts";

const folder = fileURLToPath(new URL("../../prisma/migrations", import.meta.url));
const names = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);
const migrateModule = new URL("../../adapters/postgres/migrate.ts", import.meta.url).href;

/** A database with nothing in it, and a connection to it. */
async function openEmpty(): Promise<{ readonly url: string; readonly client: pg.Client }> {
  const { serverUrl } = inject("testDatabase");
  const name = `linli_${randomUUID().replaceAll("-", "")}`;
  const server = new pg.Client({ connectionString: serverUrl });
  await server.connect();
  await server.query(`CREATE DATABASE ${name}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: url.href });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await server.query(`DROP DATABASE ${name} WITH (FORCE)`);
    await server.end();
  });
  return { url: url.href, client };
}

/** Every column, index and constraint of a database, a line each; the history of migrations aside. */
async function catalogOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(`
    WITH ours AS (
      SELECT oid, relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
    )
    SELECT format('column %s.%s %s %s %s', relname, attname, format_type(atttypid, atttypmod), CASE WHEN attnotnull THEN 'not null' END,
                  pg_get_expr(adbin, adrelid)) AS line
    FROM ours JOIN pg_attribute ON attrelid = ours.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = ours.oid AND adnum = attnum
    UNION ALL SELECT 'index ' || pg_get_indexdef(indexrelid) FROM ours JOIN pg_index ON indrelid = ours.oid
    UNION ALL SELECT format('constraint %s.%s %s', relname, conname, pg_get_constraintdef(pg_constraint.oid)) FROM ours JOIN pg_constraint ON conrelid = ours.oid
    ORDER BY line`);
  return rows.map(({ line }) => line);
}

async function migrated() {
  const { url, client } = await openEmpty();
  await migrate(url);
  return { url, client };
}

describe("the migrations", () => {
  it("make of an empty database what schema.prisma says, to the last default", async () => {
    const { client: byMigrations } = await migrated();
    const { client: bySchema, url } = await openEmpty();
    await bySchema.query(await schemaSql(url));
    const expected = await catalogOf(bySchema);
    expect(expected.length).toBeGreaterThan(200);
    expect(await catalogOf(byMigrations)).toEqual(expected);
  });

  it.each([
    ["a column more", "ALTER TABLE area ADD COLUMN more text"],
    ["a column less", "ALTER TABLE area DROP COLUMN estate_kind"],
    ["another type", "ALTER TABLE ticket ALTER COLUMN created_at TYPE timestamptz(6)"],
    ["null allowed", "ALTER TABLE ticket ALTER COLUMN summary DROP NOT NULL"],
    ["another default", "ALTER TABLE chat_group ALTER COLUMN posts_per_day SET DEFAULT 4"],
    ["an index less", "DROP INDEX inbox_event_group_id_message_ref_idx"],
    ["a uniqueness less", "DROP INDEX inbox_event_dedupe_key_key"],
    ["a key less", "ALTER TABLE ticket_event DROP CONSTRAINT ticket_event_ticket_id_fkey"],
    ["a table more", "CREATE TABLE more (id int)"],
  ])("would be seen to differ by %s", async (_, change) => {
    const { client } = await migrated();
    const before = await catalogOf(client);
    await client.query(change);
    expect(await catalogOf(client)).not.toEqual(before);
  });

  it("are applied once when two processes start at the same time", async () => {
    const { url, client } = await openEmpty();
    const script = `import { migrate } from ${JSON.stringify(migrateModule)}; await migrate(${JSON.stringify(url)});`;
    const start = async () => {
      const args = ["--import", "tsx", "--input-type=module", "--eval", script];
      const [code] = await once(spawn(process.execPath, args, { stdio: "inherit" }), "exit");
      return code;
    };
    expect(await Promise.all([start(), start()])).toEqual([0, 0]);
    const { rows } = await client.query(
      "SELECT migration_name AS name, finished_at IS NOT NULL AS done FROM _prisma_migrations ORDER BY 1",
    );
    expect(rows).toEqual(names.toSorted().map((name) => ({ name, done: true })));
  });

  it("change nothing the second time", async () => {
    const { url, client } = await migrated();
    const history = "SELECT id, started_at FROM _prisma_migrations ORDER BY id";
    const { rows: before } = await client.query(history);
    await migrate(url);
    expect((await client.query(history)).rows).toEqual(before);
  });

  it("leave nothing of one that fails, and say which", async () => {
    const { url, client } = await openEmpty();
    await client.query("CREATE TABLE ticket (id int)");
    await expect(migrate(url)).rejects.toMatchObject({
      code: "MIGRATION_FAILED",
      params: { migration: names.toSorted()[0] },
    });
    expect(await catalogOf(client)).toEqual(["column ticket.id integer  "]);
    // Mended, it goes through.
    await client.query("DROP TABLE ticket");
    await expect(migrate(url)).resolves.toEqual({ missing: [] });
  });
});
