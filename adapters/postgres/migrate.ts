import { createHash, randomUUID } from "node:crypto";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { AppError } from "../../src/errors/app-error.ts";
import { keepRowSecurity, type RowSecurity } from "./row-security.ts";

const prismaFolder = fileURLToPath(new URL("../../prisma/", import.meta.url));
const migrationsFolder = join(prismaFolder, "migrations");
const noFilters = { externalTables: [], externalEnums: [] };

/** Held while migrating, so that of several processes starting at once one migrates and the others wait. */
const MIGRATION_LOCK = 7_266_473;

/** The table in which Prisma's own tools look for what has been applied. */
const historySql = `CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
  id varchar(36) PRIMARY KEY, checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name varchar(255) NOT NULL, logs text,
  rolled_back_at timestamptz, started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`;

/**
 * Brings a database to the newest migration, and its row rules to the newest table of them. A second call changes nothing, and of two at once one waits for the other.
 *
 * Each migration and its line in the history are one transaction. Prisma's engine cuts a script at every semicolon and runs the pieces one
 * by one, so a crash would leave half of it, and a function's body could not be written: that is why this is ours.
 *
 * @throws AppError MIGRATION_FAILED naming the migration; nothing of it is kept.
 */
export async function migrate(url: string): Promise<RowSecurity> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await client.query(historySql);
    const { rows } = await client.query<{ migration_name: string }>(
      `SELECT migration_name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL`,
    );
    const done = new Set(rows.map((row) => row.migration_name));
    for (const name of migrationNames()) if (!done.has(name)) await apply(client, name);
    return await keepRowSecurity(client);
  } finally {
    await client.end();
  }
}

async function apply(client: pg.Client, name: string): Promise<void> {
  const sql = migrationSql(name);
  try {
    await client.query("BEGIN");
    await client.query(sql);
    await client.query(
      `INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)`,
      [randomUUID(), createHash("sha256").update(sql).digest("hex"), name],
    );
    await client.query("COMMIT");
  } catch (error) {
    await client.query("ROLLBACK").catch(() => {});
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("MIGRATION_FAILED", { migration: name, reason }, { cause: error });
  }
}

/** The SQL that makes an empty database into what schema.prisma says: for writing a migration, and for proving that migrations say the same. */
export async function schemaSql(url: string): Promise<string> {
  const { stdout } = await withEngine(url, (engine) =>
    engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files: [schemaFile()] },
      script: true,
      exitCode: null,
      filters: noFilters,
    }),
  );
  return stdout ?? "";
}

/** The engine keeps its connections after it is freed, so they are ours to end. */
async function withEngine<T>(url: string, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const pool = new pg.Pool({ connectionString: url });
  try {
    const engine = await openEngine(pool);
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

/** Loads the engine by hand: its own entry imports a .wasm file, which Node 20 does only under a flag. */
async function openEngine(pool: pg.Pool): Promise<SchemaEngine> {
  const glue = await import("@prisma/schema-engine-wasm/schema_engine_bg");
  const file = join(
    dirname(createRequire(import.meta.url).resolve("@prisma/schema-engine-wasm")),
    "schema_engine_bg.wasm",
  );
  const { instance } = await WebAssembly.instantiate(readFileSync(file), { "./schema_engine_bg.js": glue });
  glue.__wbg_set_wasm(instance.exports);
  (instance.exports["__wbindgen_start"] as () => void)();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  return glue.SchemaEngine.new({ datamodels: [[schemaFile().path, schemaFile().content]] }, () => {}, adapter);
}

function schemaFile(): { path: string; content: string } {
  const path = join(prismaFolder, "schema.prisma");
  return { path, content: readFileSync(path, "utf8") };
}

function migrationNames(): string[] {
  if (!existsSync(migrationsFolder)) return [];
  const folders = readdirSync(migrationsFolder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  return folders.map((entry) => entry.name).sort();
}

function migrationSql(name: string): string {
  return readFileSync(join(migrationsFolder, name, "migration.sql"), "utf8");
}
