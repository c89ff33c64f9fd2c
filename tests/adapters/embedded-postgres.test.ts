import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pg from "pg";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import { processExists } from "../../adapters/postgres/data-folder.ts";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";

describe("the embedded database", () => {
  it("makes a cluster once, keeps what was written, and serves it again", async () => {
    const dataDir = temporaryFolder();
    const first = await openEmbeddedPostgres({ dataDir, log: () => {} });
    await query(first.url, "create table kept as select '几栋几单元' as words");
    await first.stop();

    const second = await openEmbeddedPostgres({ dataDir, log: () => {} });
    onTestFinished(second.stop);
    expect(await query(second.url, "select words from kept")).toEqual([{ words: "几栋几单元" }]);
  });

  it("puts every commit on disk before it is confirmed, and speaks UTF-8 in the plain order of code points", async () => {
    const { url } = await opened(temporaryFolder());
    const settings = await query(
      url,
      `select current_setting('fsync') as fsync, current_setting('synchronous_commit') as commits,
              current_setting('server_encoding') as encoding, datcollate as collation
         from pg_database where datname = current_database()`,
    );
    expect(settings).toEqual([{ fsync: "on", commits: "on", encoding: "UTF8", collation: "C" }]);
  });

  it("answers on this machine alone, and only to the password that is kept for its owner", async () => {
    const dataDir = temporaryFolder();
    const { url } = await opened(dataDir);
    expect(new URL(url).hostname).toBe("127.0.0.1");
    expect(statSync(join(dataDir, "postgres.password")).mode & 0o777).toBe(0o600);
    const guess = new URL(url);
    guess.password = "postgres";
    await expect(query(guess.href, "select 1")).rejects.toThrow(/password/);
  });

  it("tells a second start on the same data who holds it, and where that one answers", async () => {
    const dataDir = temporaryFolder();
    const holder = await opened(dataDir);
    holder.announce("http://127.0.0.1:3000");
    await expect(openEmbeddedPostgres({ dataDir, log: () => {} })).rejects.toMatchObject({
      code: "DATA_FOLDER_HELD",
      message: expect.stringMatching(new RegExp(`process ${process.pid}, .* http://127.0.0.1:3000`)),
    });
  });

  it("does not take a process that was given a dead holder's number for the holder", async () => {
    const dataDir = temporaryFolder();
    const dead = { pid: process.ppid, began: "another boot 1", since: "2026-01-01T00:00:00Z", address: null };
    writeFileSync(join(dataDir, "holder.json"), JSON.stringify(dead));
    const { url } = await opened(dataDir);
    expect(await query(url, "select 1 as one")).toEqual([{ one: 1 }]);
  });

  it("recovers every commit after its Linli was killed, and stops the server that was left running", async () => {
    const dataDir = temporaryFolder();
    const { linli, url } = await startedElsewhere(dataDir);
    await query(url, "create table kept as select 1 as one");
    linli.kill("SIGKILL");
    await once(linli, "exit");
    const orphan = postmasterOf(dataDir);

    const next = await opened(dataDir);

    expect(await query(next.url, "select one from kept")).toEqual([{ one: 1 }]);
    expect(processExists(orphan)).toBe(false);
  });

  it("starts the server again on the same port when it is killed", async () => {
    const dataDir = temporaryFolder();
    const { url } = await opened(dataDir);
    await query(url, "create table kept as select 1 as one");
    process.kill(postmasterOf(dataDir), "SIGKILL");
    await expect
      .poll(() => query(url, "select one from kept").catch(String), { timeout: 10_000 })
      .toEqual([{ one: 1 }]);
  });
});

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "linli-embedded-"));
  folders.push(folder);
  return folder;
}

async function opened(dataDir: string) {
  const server = await openEmbeddedPostgres({ dataDir, log: () => {} });
  onTestFinished(server.stop);
  return server;
}

async function startedElsewhere(dataDir: string): Promise<{ linli: ChildProcess; url: string }> {
  const program = `
    import { openEmbeddedPostgres } from ${JSON.stringify(new URL("../../adapters/postgres/embedded.ts", import.meta.url))};
    const { url } = await openEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)}, log: () => {} });
    process.send(url);
  `;
  const file = join(dataDir, "linli.mts");
  writeFileSync(file, program);
  const linli = fork(file, { execArgv: ["--import", import.meta.resolve("tsx")] });
  const [url] = await once(linli, "message");
  return { linli, url };
}

function postmasterOf(dataDir: string): number {
  return Number(readFileSync(join(dataDir, "postgres", "postmaster.pid"), "utf8").split("\n")[0]);
}

async function query(connectionString: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString });
  client.on("error", () => {});
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}
