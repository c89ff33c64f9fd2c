import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import pg from "pg";
import { AppError } from "../../src/errors/app-error.ts";

const prismaFolder = fileURLToPath(new URL("../../prisma/", import.meta.url));
const migrationsFolder = join(prismaFolder, "migrations");
const noFilters = { externalTables: [], externalEnums: [] };

/** Held while migrating, so that of several processes starting at once one migrates and the others wait. */
const MIGRATION_LOCK = 7_266_473;

/**
 * Brings a database to the newest migration. A second call changes nothing.
 * It runs Prisma's own engine, as WebAssembly and over our own connection: the command line would download a binary first.
 *
 * @throws AppError MIGRATION_FAILED when the engine refuses, naming the last migration folder.
 */
export async function migrate(url: string): Promise<void> {
  const lock = new pg.Client({ connectionString: url });
  await lock.connect();
  try {
    await lock.query("SELECT pg_advisory_lock($1)", [MIGRATION_LOCK]);
    if (await isCurrent(lock)) return;
    await withEngine(url, (engine) => engine.applyMigrations({ migrationsList: migrationList(), filters: noFilters }));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new AppError("MIGRATION_FAILED", { migration: migrationNames().at(-1) ?? "none", reason }, { cause: error });
  } finally {
    await lock.end();
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

/** True when every migration of the folder is recorded as finished: then the engine need not be loaded, which saves a second at start. */
async function isCurrent(client: pg.Client): Promise<boolean> {
  const table = await client.query("SELECT to_regclass('_prisma_migrations') IS NOT NULL AS there");
  if (!table.rows[0]?.there) return false;
  const { rows } = await client.query<{ migration_name: string }>(
    "SELECT migration_name FROM _prisma_migrations WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL",
  );
  const done = new Set(rows.map((row) => row.migration_name));
  return migrationNames().every((name) => done.has(name));
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

function migrationList(): MigrationList {
  const lockfile = join(migrationsFolder, "migration_lock.toml");
  return {
    baseDir: migrationsFolder,
    lockfile: { path: "migration_lock.toml", content: existsSync(lockfile) ? readFileSync(lockfile, "utf8") : null },
    shadowDbInitScript: "",
    migrationDirectories: migrationNames().map((name) => ({
      path: name,
      migrationFile: {
        path: "migration.sql",
        content: { tag: "ok", value: readFileSync(join(migrationsFolder, name, "migration.sql"), "utf8") },
      },
    })),
  };
}
