import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import type { TestProject } from "vitest/node";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import { migrate } from "../../adapters/postgres/migrate.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** Where `openTestDatabase` makes databases, and the migrated one it copies. */
    testDatabase: { readonly serverUrl: string; readonly template: string };
  }
}

/** For databases that nobody will miss. */
const FORGETFUL = { fsync: "off", synchronous_commit: "off", full_page_writes: "off", max_connections: "100" };

/** One database server for the whole run, with one migrated database in it to copy. TEST_DATABASE_URL names another server to use. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const server = await openServer(process.env.TEST_DATABASE_URL);
  // A server of one's own may serve several runs at once.
  const template = `linli_template_${process.pid}`;
  try {
    await onServer(server.url, `create database ${template}`);
    await migrate(withDatabase(server.url, template));
  } catch (error) {
    await server.close();
    throw error;
  }
  project.provide("testDatabase", { serverUrl: server.url, template });
  return async () => {
    await onServer(server.url, `drop database ${template} with (force)`);
    await server.close();
  };
}

async function openServer(url: string | undefined): Promise<{ url: string; close(): Promise<void> }> {
  if (url) return { url, close: async () => {} };
  const dataDir = await mkdtemp(join(tmpdir(), "linli-test-"));
  const server = await openEmbeddedPostgres({ dataDir, log: () => {}, settings: FORGETFUL });
  const close = async () => {
    await server.stop();
    await rm(dataDir, { recursive: true });
  };
  return { url: server.url, close };
}

async function onServer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function withDatabase(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}
