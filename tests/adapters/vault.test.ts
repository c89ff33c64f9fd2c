import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { openVault } from "../../adapters/credentials/vault.ts";
import { createAccessStore, sealSecrets } from "../../adapters/postgres/access-store.ts";
import { openDatabase } from "../../adapters/postgres/database.ts";
import { openTestDatabase } from "../support/database.ts";

const secret = "JBSWY3DPEHPK3PXP";

function dataDir(): string {
  const folder = mkdtempSync(join(tmpdir(), "linli-vault-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

describe("a vault", () => {
  it("opens what it has sealed, for whom it was sealed, and nothing that was changed", () => {
    const vault = openVault({ dataDir: dataDir(), key: null });
    const sealed = vault.seal(secret, "totp a");
    expect(sealed).not.toContain(secret);
    expect(vault.seal(secret, "totp a")).not.toBe(sealed);
    expect(vault.open(sealed, "totp a")).toBe(secret);
    expect(vault.open(sealed, "totp b")).toBeNull();
    const other = sealed.at(-1) === "A" ? "B" : "A";
    for (const odd of [secret, "sealed:1:", `${sealed.slice(0, -1)}${other}`.replace(/.(?=.{9}$)/, other)])
      expect(vault.open(odd, "totp a"), odd).toBeNull();
  });

  it("keeps its key in a file that nobody else may read, and finds it again", () => {
    const folder = dataDir();
    const sealed = openVault({ dataDir: folder, key: null }).seal(secret, "totp a");
    expect(openVault({ dataDir: folder, key: null }).open(sealed, "totp a")).toBe(secret);
    expect(statSync(join(folder, "secrets.key")).mode & 0o777).toBe(0o600);
    expect(openVault({ dataDir: dataDir(), key: null }).open(sealed, "totp a")).toBeNull();
    const key = readFileSync(join(folder, "secrets.key"), "utf8");
    expect(openVault({ dataDir: dataDir(), key }).open(sealed, "totp a")).toBe(secret);
  });

  it("seals what lay in the database in clear, once, and counts what its key does not open", async () => {
    const rows = await openTestDatabase();
    const database = openDatabase(rows.url, { connectionsMax: 2 });
    onTestFinished(async () => {
      await database.$disconnect();
      await rows.drop();
    });
    const { id: staffId } = await database.staff.create({ data: { name: "小周", role: "grid", areaPath: "社区" } });
    await database.staffProof.create({ data: { staffId, totpSecret: secret, totpConfirmedAt: new Date() } });
    const vault = openVault({ dataDir: dataDir(), key: null });

    expect(await sealSecrets(database, vault)).toEqual({ sealed: 1, unreadable: 0 });
    const { totpSecret } = await database.staffProof.findUniqueOrThrow({ where: { staffId } });
    expect(vault.open(totpSecret!, `totp ${staffId}`)).toBe(secret);
    expect(await sealSecrets(database, vault)).toEqual({ sealed: 0, unreadable: 0 });
    expect((await createAccessStore(database, vault).proofOf(staffId)).totpSecret).toBe(secret);

    const stranger = openVault({ dataDir: dataDir(), key: null });
    expect(await sealSecrets(database, stranger)).toEqual({ sealed: 0, unreadable: 1 });
    // The second factor is still asked for; a recovery code or an admin's link lets in.
    const proof = await createAccessStore(database, stranger).proofOf(staffId);
    expect(proof).toMatchObject({ totpSecret: null, totpConfirmed: true });
  });
});
