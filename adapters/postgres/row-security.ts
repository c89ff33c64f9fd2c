import { createHash } from "node:crypto";
import type pg from "pg";
import { houseOnly, rowRules } from "./row-rules.ts";

/** Whether the second line stands; else what its operator must do, as statements for whoever may make roles. */
export interface RowSecurity {
  readonly missing: readonly string[];
}

/** The role that pages read as, for whoever the house signs in to PostgreSQL as. It owns nothing and cannot sign in. */
export const deskRoleSql = "current_user || '_desk'";

/** PostgreSQL's code for what an account may not do; and for a role that is there already, was made just now, or is not there to be granted. */
const notAllowed = "42501";
const madeOrMissing = new Set([notAllowed, "42710", "23505", "42704"]);

/**
 * Puts the row rules into the database, and makes the role that is bound by them. What stands already is left alone, so that a start beside
 * a running house waits for nothing. Part of `migrate`, as a dump knows no roles.
 */
export async function keepRowSecurity(client: pg.Client): Promise<RowSecurity> {
  const { rows } = await client.query<{ name: string; rule: string | null }>(`
    SELECT c.relname AS name, obj_description(p.oid, 'pg_policy') AS rule FROM pg_class c
    LEFT JOIN pg_policy p ON p.polrelid = c.oid AND p.polname = 'seen_by_staff' AND c.relrowsecurity
    WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind = 'r'`);
  const ruled = rows.filter(({ name }) => rowRules[name] !== undefined);
  const changed = ruled.filter(({ name, rule }) => rule !== markOf(rowRules[name]!));
  if (changed.length > 0)
    await inOne(
      client,
      changed.map(({ name }) => ruleSql(name, rowRules[name]!)),
    );
  const role = await deskRole(client);
  const missing = role.isUsable
    ? []
    : [`CREATE ROLE ${role.quoted} NOLOGIN;`, `GRANT ${role.quoted} TO ${role.member};`];
  if (missing.length === 0)
    await grant(
      client,
      role.quoted,
      ruled.map(({ name }) => name),
    );
  return { missing };
}

function markOf(rule: string): string {
  return createHash("sha256").update(rule).digest("hex").slice(0, 16);
}

function ruleSql(table: string, rule: string): string {
  return `ALTER TABLE "${table}" ENABLE ROW LEVEL SECURITY;
    DROP POLICY IF EXISTS seen_by_staff ON "${table}";
    CREATE POLICY seen_by_staff ON "${table}" FOR SELECT USING (${rule});
    COMMENT ON POLICY seen_by_staff ON "${table}" IS '${markOf(rule)}'`;
}

/** Makes the role if it may. One that could see past the rules, or that we may not become, is of no use. */
async function deskRole(client: pg.Client): Promise<{ quoted: string; member: string; isUsable: boolean }> {
  const { rows: named } = await client.query<{ quoted: string; member: string }>(
    `SELECT quote_ident(${deskRoleSql}) AS quoted, quote_ident(current_user) AS member`,
  );
  const { quoted, member } = named[0]!;
  for (const statement of [`CREATE ROLE ${quoted} NOLOGIN`, `GRANT ${quoted} TO ${member}`]) {
    if ((await stateOf(client)).isUsable) break;
    await client.query(statement).catch((error: { code?: string }) => {
      if (!madeOrMissing.has(error.code ?? "")) throw error;
    });
  }
  return { quoted, member, ...(await stateOf(client)) };
}

async function stateOf(client: pg.Client): Promise<{ isUsable: boolean }> {
  await client.query("BEGIN");
  try {
    const { rowCount } = await client.query(
      `SELECT set_config('role', rolname, true) FROM pg_roles WHERE rolname = ${deskRoleSql} AND NOT rolsuper AND NOT rolbypassrls`,
    );
    return { isUsable: rowCount === 1 };
  } catch (error) {
    if ((error as { code?: string }).code !== notAllowed) throw error;
    return { isUsable: false };
  } finally {
    await client.query("ROLLBACK");
  }
}

/** What a page may read at all: the tables with a rule. */
async function grant(client: pg.Client, role: string, tables: readonly string[]): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) name WHERE NOT has_table_privilege(${deskRoleSql}, quote_ident(name), 'SELECT')`,
    [tables],
  );
  const { rows: open } = await client.query<{ name: string }>(
    `SELECT name FROM unnest($1::text[]) name WHERE to_regclass(quote_ident(name)) IS NOT NULL AND has_table_privilege(${deskRoleSql}, quote_ident(name), 'SELECT')`,
    [houseOnly],
  );
  await client.query(`GRANT USAGE ON SCHEMA public TO ${role}`).catch(() => {});
  for (const { name } of rows) await client.query(`GRANT SELECT ON "${name}" TO ${role}`);
  for (const { name } of open) await client.query(`REVOKE SELECT ON "${name}" FROM ${role}`);
}

async function inOne(client: pg.Client, statements: readonly string[]): Promise<void> {
  await client.query(`BEGIN; ${statements.join(";\n")}; COMMIT`).catch(async (error: unknown) => {
    await client.query("ROLLBACK").catch(() => {});
    throw error;
  });
}
