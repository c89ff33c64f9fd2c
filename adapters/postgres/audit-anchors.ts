import { appendFile, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AuditHead } from "../../src/domain/audit.ts";
import type { AuditAnchors } from "../../src/ports/audit-log.ts";

const fileName = "audit-heads.log";

/** Heads of the audit log as lines of a file in the data folder, which is only ever added to: "42 9f86d0… 2026-11-22T09:00:00.000Z". */
export function createAuditAnchors(dataDir: string): AuditAnchors {
  const file = join(dataDir, fileName);
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
