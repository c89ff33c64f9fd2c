import pg from "pg";
import { type LiveChanges, type LiveSubject, liveSubjects } from "../../src/ports/live-changes.ts";

/** Changes that come within this time are told as one. */
const foldMs = 250;
const reconnectMs = 2_000;

/** Listens to the tables' own word of what changed, in this process or another. Goes on after a lost connection. */
export function listenForChanges(url: string): LiveChanges & { stop(): Promise<void> } {
  const listeners = new Set<(what: LiveSubject) => void>();
  const changed = new Set<LiveSubject>();
  let client: pg.Client | null = null;
  let stopped = false;
  let folding: NodeJS.Timeout | null = null;
  let reconnecting: NodeJS.Timeout | null = null;

  const tell = () => {
    folding = null;
    for (const what of changed) for (const listener of listeners) listener(what);
    changed.clear();
  };

  const lost = () => {
    client = null;
    if (!stopped) reconnecting ??= setTimeout(connect, reconnectMs);
  };

  async function connect(): Promise<void> {
    reconnecting = null;
    const next = new pg.Client({ connectionString: url, keepAlive: true });
    next.on("error", lost);
    next.on("end", lost);
    next.on("notification", ({ payload }) => {
      const what = liveSubjects.find((subject) => subject === payload);
      if (!what) return;
      changed.add(what);
      folding ??= setTimeout(tell, foldMs);
    });
    try {
      await next.connect();
      await next.query("LISTEN linli_changed");
      client = next;
    } catch {
      lost();
    }
  }

  void connect();
  return {
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async stop() {
      stopped = true;
      if (folding) clearTimeout(folding);
      if (reconnecting) clearTimeout(reconnecting);
      await client?.end();
    },
  };
}
