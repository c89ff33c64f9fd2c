import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import type {
  PersonaView,
  PostMessage,
  SandboxGroupView,
  SandboxMessageView,
} from "../../adapters/sandbox/sandbox-api.ts";
import { openTestDatabase } from "./database.ts";

const projectRoot = fileURLToPath(new URL("../..", import.meta.url));

/** A turn is taken as soon as a group is quiet for this long, so that a walk need not wait as a group would. */
const listening = { LISTEN_QUIET_MS: "300", LISTEN_MAX_MS: "1500" };

/** Somebody who writes in a group. */
export type Sender = Pick<PostMessage, "senderRef" | "nick">;

/** The whole house with its demo estate, as an operator runs it: `src/main.ts` in a process of its own, behind real HTTP. */
export interface RunningHouse {
  readonly address: string;
  /** Signs the first admin in, once. */
  readonly signInLink: string;
  /** Says something in a group of the sandbox, as somebody of the demo estate or as anybody else. */
  say(groupRef: string, who: string | Sender, text: string): Promise<void>;
  /** What stands in a group of the sandbox now, oldest first. */
  heard(groupRef: string): Promise<readonly SandboxMessageView[]>;
  close(): Promise<void>;
}

/** Builds the pages and starts the house on a database of its own. `env` is what its operator sets besides. */
export async function openRunningHouse(env: Readonly<Record<string, string>> = {}): Promise<RunningHouse> {
  const [database] = await Promise.all([openTestDatabase(), buildPages()]);
  const child = spawn(process.execPath, ["--import", "tsx", "src/main.ts"], {
    cwd: projectRoot,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      PORT: "0",
      LOG_LEVEL: "warn",
      DATABASE_URL: database.url,
      ...listening,
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const exited = once(child, "exit");
  const close = async () => {
    child.kill("SIGTERM");
    await exited;
    await database.drop();
  };
  try {
    const signInLink = await saidLink(child);
    const address = new URL(signInLink).origin;
    return { address, signInLink, ...(await sandboxOf(address)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Builds the pages where the house looks for them, unless they are built from what stands there now: `npm test` has done it, and to build
 * them anew would take them away from every house that serves them beside.
 */
export async function buildPages(): Promise<void> {
  await promisify(execFile)(process.execPath, [".config/install-missing.mjs", "--pages"], {
    cwd: projectRoot,
    // The test runner calls itself "test", by which Vite would build for developers.
    env: { ...process.env, NODE_ENV: undefined },
  });
}

/** The sign-in link that the house prints when it serves; what it printed instead, when it ends before. */
async function saidLink({ stdout, stderr }: ChildProcess): Promise<string> {
  const said: string[] = [];
  stderr?.on("data", (chunk: Buffer) => said.push(chunk.toString()));
  for await (const line of createInterface({ input: stdout! })) {
    said.push(line);
    const link = /https?:\S+\/sign-in#\S+/.exec(line)?.[0];
    if (link) {
      // The pipe is emptied to the end: a full one would stop the house.
      stdout?.resume();
      return link;
    }
  }
  throw new Error(`the house did not come up:\n${said.join("\n")}`);
}

async function sandboxOf(address: string): Promise<Pick<RunningHouse, "say" | "heard">> {
  const api = `${address}/api/sandbox`;
  const groups: SandboxGroupView[] = await (await fetch(`${api}/groups`)).json();
  const personas: PersonaView[] = await (await fetch(`${api}/personas`)).json();
  const messagesOf = (ref: string) => `${api}/groups/${groups.find((group) => group.ref === ref)?.id}/messages`;
  return {
    async say(groupRef, who, text) {
      const persona = personas.find(({ ref }) => ref === who);
      const sender = typeof who === "string" ? { senderRef: who, nick: persona!.nick } : who;
      const body: PostMessage = { ...sender, text };
      const answer = await fetch(messagesOf(groupRef), {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
      if (!answer.ok) throw new Error(`could not say "${text}": ${await answer.text()}`);
    },
    heard: async (groupRef) => (await fetch(messagesOf(groupRef))).json(),
  };
}
