import Fastify, { type FastifyInstance } from "fastify";
import { createMemorySandboxLog } from "../../adapters/memory/sandbox-log.ts";
import type { OpenedEstate, PersonaView } from "../../adapters/sandbox/sandbox-api.ts";
import { createSandboxPlatform, type SandboxPlatform } from "../../adapters/sandbox/sandbox-platform.ts";
import { type SandboxGroup, sandboxRoutes } from "../../adapters/sandbox/sandbox-routes.ts";
import type { ButtonPress, PlatformEvent, PressAnswer } from "../../src/ports/chat-platform.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { SandboxLog } from "../../src/ports/sandbox-log.ts";

/** The sandbox on a bare server: its own routes, a log in memory, and a house that only keeps what it hears. */
export interface SandboxApp {
  readonly app: FastifyInstance;
  readonly platform: SandboxPlatform;
  readonly log: SandboxLog;
  readonly groups: SandboxGroup[];
  readonly events: PlatformEvent[];
  readonly presses: ButtonPress[];
  /** Starts the platform again after `stop`. */
  run(): void;
  /** Ends the platform's run; the server goes on. */
  stop(): Promise<void>;
  /** Listens on a free port of loopback and gives the address. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

/** What a test may decide about the house behind it. */
export interface SandboxAppOptions {
  readonly personas?: readonly PersonaView[];
  readonly onEvent?: (event: PlatformEvent) => Promise<void> | void;
  readonly onPress?: (press: ButtonPress) => Promise<PressAnswer>;
  readonly beatMs?: number;
  /** Stands between the sandbox and its log. */
  readonly through?: (log: SandboxLog) => SandboxLog;
  /** Called before the sandbox's own routes are there. */
  readonly prepare?: (app: FastifyInstance) => Promise<void>;
}

/** Two groups of one building: neighbours, and the staff who look after them. */
export const sandboxGroups: readonly SandboxGroup[] = [
  { id: "id-g1", ref: "g1", name: "幸福里3号楼业主群", areaPath: "幸福里小区/3号楼", kind: "residents" },
  { id: "id-s1", ref: "s1", name: "幸福里网格工作群", areaPath: "幸福里小区", kind: "staff" },
];

/** Opens the sandbox on a bare server, running. */
export async function openSandboxApp(options: SandboxAppOptions = {}): Promise<SandboxApp> {
  const memory = createMemorySandboxLog();
  const log = options.through?.(memory) ?? memory;
  const platform = createSandboxPlatform({ log, clock: systemClock, account: "sandbox" });
  const groups = [...sandboxGroups];
  const events: PlatformEvent[] = [];
  const presses: ButtonPress[] = [];
  let stopping = new AbortController();
  let running = Promise.resolve();

  function run() {
    stopping = new AbortController();
    running = platform.run({
      signal: stopping.signal,
      async onEvent(event) {
        await options.onEvent?.(event);
        events.push(event);
      },
      async onPress(press) {
        presses.push(press);
        return options.onPress?.(press) ?? { text: "已记下" };
      },
    });
  }

  async function openEstate(estate: { id: string; groups: readonly { id: string; name: string; binds: string }[] }) {
    const opened: OpenedEstate["groups"] = [];
    for (const { id: key, name, binds } of estate.groups) {
      const ref = `${estate.id}/${key}`;
      const known = groups.find((group) => group.ref === ref);
      if (!known) groups.push({ id: `id-${ref}`, ref, name, areaPath: binds, kind: "residents" });
      opened.push({ key, id: known?.id ?? `id-${ref}`, ref, name });
    }
    return { groups: opened };
  }

  const app = Fastify();
  await options.prepare?.(app);
  await app.register(sandboxRoutes, {
    prefix: "/api/sandbox",
    farSide: platform.farSide,
    log,
    clock: systemClock,
    account: platform.account,
    groups: async () => groups,
    personas: options.personas ?? [],
    openEstate,
    ...(options.beatMs === undefined ? {} : { beatMs: options.beatMs }),
  });
  run();

  const stop = () => {
    stopping.abort();
    return running;
  };
  return {
    app,
    platform,
    log,
    groups,
    events,
    presses,
    run,
    stop,
    listen: () => app.listen({ host: "127.0.0.1", port: 0 }),
    async close() {
      await stop();
      await app.close();
    },
  };
}
