import { createHash } from "node:crypto";
import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditHead } from "../../src/domain/audit.ts";
import type { AuditAnchors } from "../../src/ports/audit-log.ts";

/**
 * Heads of the audit log as lines of a file in the data folder, which is only ever added to: "42 9f86d0… 2026-11-22T09:00:00.000Z".
 * Each database has a file of its own, named by its address and by nothing that lies in it: whoever rewrites the database cannot choose
 * another. `databaseUrl` is null for the house's own.
 */
export function createAuditAnchors(dataDir: string, databaseUrl: string | null): AuditAnchors {
  const file = join(dataDir, `audit-heads-${databaseUrl === null ? "own" : markOf(databaseUrl)}.log`);
  const all = async (): Promise<AuditHead[]> => {
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code === "ENOENT") return "";
      throw error;
    });
    return text.split("\n").flatMap((line) => {
      const [, seq, hash] = /^(\d+) ([0-9a-f]{64}) /.exec(line) ?? [];
      return seq && hash ? [{ seq: Number(seq), hash }] : [];
    });
  };
  return {
    all,
    async note({ seq, hash }, now) {
      if (seq === 0 || (await all()).at(-1)?.seq === seq) return;
      await mkdir(dataDir, { recursive: true });
      await appendFile(file, `${seq} ${hash} ${now.toISOString()}\n`, { mode: 0o600 });
    },
  };
}

function markOf(databaseUrl: string): string {
  const { host, pathname } = new URL(databaseUrl);
  return createHash("sha256")
    .update(host + pathname)
    .digest("hex")
    .slice(0, 12);
}
