import { randomUUID } from "node:crypto";
import pg from "pg";
import { inject } from "vitest";

/** A migrated, empty database of a test's own. */
export interface TestDatabase {
  readonly url: string;
  /** Cuts whoever is still connected and removes it. */
  drop(): Promise<void>;
}

/** Makes a database by copying the migrated one of this run, which takes some ten milliseconds. */
export async function openTestDatabase(): Promise<TestDatabase> {
  const { serverUrl, template } = inject("testDatabase");
  const name = `linli_${randomUUID().replaceAll("-", "")}`;
  await onServer(serverUrl, `create database ${name} template ${template}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => onServer(serverUrl, `drop database ${name} with (force)`) };
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
