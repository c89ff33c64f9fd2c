import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import { migrate } from "../../adapters/postgres/migrate.ts";
import type { TestDatabase } from "../support/database.ts";

/** A database server of a check's own, for houses that run in this process by a clock in the check's hand. */
export interface ScratchServer {
  /** A migrated, empty database. */
  database(): Promise<TestDatabase>;
  close(): Promise<void>;
}

/** For databases that nobody will miss. */
const forgetful = { fsync: "off", synchronous_commit: "off", full_page_writes: "off" };

/** Starts a server in a folder that goes with it. */
export async function openScratchServer(): Promise<ScratchServer> {
  const dataDir = mkdtempSync(join(tmpdir(), "linli-accept-"));
  const server = await openEmbeddedPostgres({ dataDir, log: () => {}, settings: forgetful });
  const urlOf = (name: string) => {
    const url = new URL(server.url);
    url.pathname = `/${name}`;
    return url.href;
  };
  const run = async (statement: string) => {
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(statement).finally(() => client.end());
  };
  await run("create database template_of_all");
  await migrate(urlOf("template_of_all"));
  let made = 0;
  return {
    async database() {
      made += 1;
      const name = `check_${made}`;
      await run(`create database ${name} template template_of_all`);
      return { url: urlOf(name), drop: () => run(`drop database ${name} with (force)`) };
    },
    async close() {
      await server.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
