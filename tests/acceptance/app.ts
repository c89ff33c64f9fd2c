import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import type { Program } from "./planted-tree.ts";

/** The house as a process of its own, which can be killed. */
export interface App {
  readonly pid: number;
  /** Resolves when it serves; rejects with the end of its log when it ends before. */
  readonly ready: Promise<void>;
  readonly exited: Promise<void>;
  isRunning(): boolean;
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface AppOptions {
  readonly program: Program;
  readonly port: number;
  readonly env: Readonly<Record<string, string>>;
  readonly logFile: string;
  /** Modules that are loaded before the house. */
  readonly preload?: readonly string[];
}

const readyWithinMs = 300_000;

/** Starts the house, with nothing of our environment but the path. */
export function startApp({ program, port, env, logFile, preload = [] }: AppOptions): App {
  const log = openSync(logFile, "a");
  const imports = preload.flatMap((module) => ["--import", module]);
  const child = spawn(process.execPath, [...imports, ...program.argv], {
    cwd: program.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: String(port), ...env },
    stdio: ["ignore", log, log],
  });
  closeSync(log);
  const abandon = () => child.kill("SIGKILL");
  process.once("exit", abandon);
  const exited = once(child, "exit").then(() => {
    process.off("exit", abandon);
  });
  const ready = serves(child, port, logFile);
  ready.catch(() => {});
  return {
    pid: child.pid ?? 0,
    ready,
    exited,
    isRunning: () => child.exitCode === null && child.signalCode === null,
    async kill(signal = "SIGKILL") {
      child.kill(signal);
      await exited;
    },
  };
}

async function serves(child: ChildProcess, port: number, logFile: string): Promise<void> {
  const deadline = Date.now() + readyWithinMs;
  while (child.exitCode === null && child.signalCode === null && Date.now() < deadline) {
    const answer = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (answer?.ok) return;
    await sleep(20);
  }
  const tail = readFileSync(logFile, "utf8").slice(-2_000);
  throw new Error(`the app did not come up (${child.signalCode ?? child.exitCode ?? "no answer"}):\n${tail}`);
}
