import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Vault } from "../../src/ports/vault.ts";

const mark = "sealed:1:";
const keyBytes = 32;
const nonceBytes = 12;
const tagBytes = 16;

/** Seals by AES-256-GCM (NIST SP 800-38D), a random nonce each. */
export function createVault(key: Buffer): Vault {
  if (key.length !== keyBytes) throw new Error(`a vault's key has ${keyBytes} bytes, not ${key.length}`);
  return {
    seal(secret, about) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(Buffer.from(about));
      const words = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
      return mark + Buffer.concat([nonce, cipher.getAuthTag(), words]).toString("base64url");
    },
    open(sealed, about) {
      if (!sealed.startsWith(mark)) return null;
      const bytes = Buffer.from(sealed.slice(mark.length), "base64url");
      if (bytes.length < nonceBytes + tagBytes) return null;
      const decipher = createDecipheriv("aes-256-gcm", key, bytes.subarray(0, nonceBytes))
        .setAAD(Buffer.from(about))
        .setAuthTag(bytes.subarray(nonceBytes, nonceBytes + tagBytes));
      try {
        return decipher.update(bytes.subarray(nonceBytes + tagBytes), undefined, "utf8") + decipher.final("utf8");
      } catch {
        return null;
      }
    },
    isSealed: (text) => text.startsWith(mark),
  };
}

/** The vault of this house: by the key that is given, in base64, or by the one in `secrets.key` in the data folder, made when missing. */
export function openVault({ dataDir, key }: { readonly dataDir: string; readonly key: string | null }): Vault {
  return createVault(Buffer.from(key ?? keptKey(dataDir), "base64"));
}

function keptKey(dataDir: string): string {
  const file = join(dataDir, "secrets.key");
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(file)) {
    // Of two that start at once one makes it, and the other reads what it made.
    try {
      writeFileSync(file, randomBytes(keyBytes).toString("base64"), { mode: 0o600, flag: "wx" });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
  }
  return readFileSync(file, "utf8").trim();
}
