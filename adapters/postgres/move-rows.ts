import { type BackupCounts, restoreBackup, writeBackup } from "./backup.ts";
import { openEmbeddedPostgres, runningPostgresUrl } from "./embedded.ts";

/** Writes a backup beside a running house or without one, or restores one into a database that is empty. `url` is null where Linli runs its own. */
export async function moveRows(
  asked: "backup" | "restore",
  file: string,
  { url, dataDir }: { readonly url: string | null; readonly dataDir: string },
): Promise<BackupCounts> {
  const running = url ?? runningPostgresUrl(dataDir);
  const embedded = running ? null : await openEmbeddedPostgres({ dataDir, log: () => {} });
  try {
    const database = running ?? embedded!.url;
    return await (asked === "backup" ? writeBackup(database, file) : restoreBackup(database, file));
  } finally {
    await embedded?.stop();
  }
}
