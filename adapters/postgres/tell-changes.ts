import type { LiveSubject } from "../../src/ports/live-changes.ts";
import type { Database } from "./database.ts";

/** What happens within this time is told once. */
const foldMs = 250;

/**
 * Tells whoever listens that rows have changed, soon and folded. For changes that come many a second, in place of a trigger: a commit that
 * carries a notification keeps every other such commit waiting until it has reached the disk, and this one need not reach it.
 * A process that dies in between takes its word with it; pages ask anew at the next one.
 */
export function createTeller(database: Database, what: LiveSubject): () => void {
  let isFolding = false;

  const tell = async () => {
    isFolding = false;
    // In one statement, and so in one transaction, which is the one that does not wait for the disk.
    await database.$executeRaw`SELECT set_config('synchronous_commit', 'off', true), pg_notify('linli_changed', ${what})`;
  };

  return () => {
    if (isFolding) return;
    isFolding = true;
    setTimeout(() => void tell().catch(() => {}), foldMs).unref();
  };
}
