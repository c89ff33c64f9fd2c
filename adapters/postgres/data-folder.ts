import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { AppError } from "../../src/errors/app-error.ts";

/** The right to use a data folder, held by one process at a time until it lets go or dies. */
export interface DataFolderHold {
  /** Writes down where this process answers, so that a second start can say so. */
  announce(address: string): void;
  /** Gives the folder back. A second call does nothing. */
  release(): void;
}

interface Holder {
  readonly pid: number;
  /** When the process began, as the system knows it: a pid alone is given out again. Null where the system does not say. */
  readonly began: string | null;
  readonly since: string;
  readonly address: string | null;
}

/**
 * Takes the folder for this process; what a dead process left behind does not count.
 *
 * @throws AppError DATA_FOLDER_HELD naming the process that has it and its address.
 */
export function holdDataFolder(folder: string): DataFolderHold {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "holder.json");
  const draft = join(folder, `holder.${process.pid}.json`);
  let mine: Holder = {
    pid: process.pid,
    began: processBegan(process.pid),
    since: new Date().toISOString(),
    address: null,
  };
  const write = (path: string) => writeFileSync(path, JSON.stringify(mine));

  write(draft);
  try {
    while (!linked(draft, file)) displaceDead(folder, file);
  } finally {
    rmSync(draft, { force: true });
  }

  let held = true;
  return {
    announce(address) {
      mine = { ...mine, address };
      write(draft);
      renameSync(draft, file);
    },
    release() {
      if (held) rmSync(file, { force: true });
      held = false;
    },
  };
}

/** `link` is the one call that creates a file with its contents in place, or fails when it exists. */
function linked(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function displaceDead(folder: string, file: string): void {
  const seen = readHolder(file);
  if (seen && isAlive(seen)) {
    const where = seen.address ? ` and answers at ${seen.address}` : "";
    throw new AppError("DATA_FOLDER_HELD", {
      folder,
      holder: `process ${seen.pid}, which began at ${seen.since}${where}`,
    });
  }
  const aside = `${file}.${process.pid}.dead`;
  try {
    renameSync(file, aside);
  } catch {
    return; // Another start has moved it first; look again.
  }
  // Between reading and moving, another start may have displaced the dead one and put itself there: it keeps its place.
  const moved = readHolder(aside);
  if (moved && isAlive(moved)) linked(aside, file);
  rmSync(aside, { force: true });
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null; // Gone, or cut short by a power failure: nobody's in either case.
  }
}

function isAlive({ pid, began }: Holder): boolean {
  return processExists(pid) && processBegan(pid) === began;
}

/** Whether a process with this number runs now, whoever's it is. */
export function processExists(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
  return processState(pid) !== "Z";
}

/** The command line a process was started with, or null when the system does not tell. */
export function processCommand(pid: number): string | null {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim();
  } catch {
    return askPs(pid, "args=");
  }
}

/** When a process began, in a form that differs between two processes that were given the same number. */
function processBegan(pid: number): string | null {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
    const ticks = procStat(pid)[19];
    return `${boot} ${ticks}`;
  } catch {
    return askPs(pid, "lstart=");
  }
}

function processState(pid: number): string | null {
  try {
    return procStat(pid)[0] ?? null;
  } catch {
    return null;
  }
}

/** The fields after the name, which may itself hold spaces and brackets: proc(5). */
function procStat(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

function askPs(pid: number, column: string): string | null {
  const { status, stdout } = spawnSync("ps", ["-o", column, "-p", String(pid)], { encoding: "utf8" });
  return status === 0 ? stdout.trim() : null;
}
