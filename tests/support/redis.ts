import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";

/** A redis-server of a test's own, which keeps nothing on disk. */
export interface TestRedis {
  readonly url: string;
  /** Like a power cut: what it held is gone. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Whether there is a redis-server on this machine. */
export const hasRedis = spawnSync("redis-server", ["--version"]).status === 0;

/** Starts redis-server on a free loopback port. */
export async function openTestRedis(): Promise<TestRedis> {
  const port = await freePort();
  let server = await started(port);
  const kill = async () => {
    if (server.exitCode !== null || server.signalCode !== null) return;
    const ended = once(server, "exit");
    server.kill("SIGKILL");
    await ended;
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    kill,
    async restart() {
      await kill();
      server = await started(port);
    },
    close: kill,
  };
}

async function started(port: number): Promise<ChildProcess> {
  const flags = ["--port", String(port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const server = spawn("redis-server", [...flags, "--maxmemory-policy", "noeviction"], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  for await (const line of server.stdout) {
    if (String(line).includes("Ready to accept connections")) break;
  }
  return server;
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
