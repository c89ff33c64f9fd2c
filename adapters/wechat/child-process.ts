import { spawn } from "node:child_process";
import { mkdirSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { FromChild, type FromHouse } from "./wire.ts";

/** All that the process is given of our environment: where programs, its home and temporary files lie. No address of a database, no key. */
const passedOn = ["PATH", "HOME", "TMPDIR", "TEMP", "TMP", "SystemRoot", "LANG", "TZ", "NODE_EXTRA_CA_CERTS"] as const;

/** The process that speaks WeChat, as the house holds it. */
export interface WechatProcess {
  readonly pid: number | null;
  /** False when the process can no longer be told anything; then it has not been told. */
  tell(message: FromHouse): boolean;
  /** Resolves with why it ended. */
  readonly ended: Promise<string>;
  /** Asks it to end, and ends it when it takes too long. */
  stop(withinMs: number): Promise<void>;
}

/**
 * Starts the process. What it says is checked before anybody hears it; a process that says anything else is ended.
 *
 * @param folder - Where it keeps its login between starts; made when it is not there.
 */
export function startProcess(folder: string, onMessage: (message: FromChild) => void): WechatProcess {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
  const entry = fileURLToPath(new URL("./wechat-child.ts", import.meta.url));
  const env = Object.fromEntries(passedOn.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
  const child = spawn(process.execPath, ["--import", tsx, entry], {
    cwd: folder,
    env: { ...env, WECHATY_LOG: "silent" },
    stdio: ["ignore", "ignore", "ignore", "ipc"],
    serialization: "json",
  });
  let reason: string | null = null;
  let isStopping = false;

  child.on("message", (raw) => {
    const { data } = FromChild.safeParse(raw);
    if (!data) {
      reason = "its process said something that is no message";
      child.kill("SIGKILL");
      return;
    }
    if (data.type === "fatal") reason = data.text;
    onMessage(data);
  });
  const ended = new Promise<string>((resolve) => {
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (code, signal) => resolve(reason ?? `its process ended (${signal ?? code})`));
  });

  return {
    pid: child.pid ?? null,
    ended,
    tell(message) {
      if (!child.connected || isStopping) return false;
      // The process may die before it hears this: then `ended` tells.
      child.send(message, () => {});
      return true;
    },
    async stop(withinMs) {
      isStopping = true;
      if (child.connected) child.send({ type: "stop" } satisfies FromHouse, () => {});
      const hurry = setTimeout(() => child.kill("SIGKILL"), withinMs);
      await ended;
      clearTimeout(hurry);
    },
  };
}
