import { randomBytes, randomInt } from "node:crypto";
import type { NewCode } from "../../src/ports/directory.ts";
import { writeAudit } from "./audit-rows.ts";
import type { Database, Transaction } from "./database.ts";
import { hashOf } from "./post-rows.ts";

/** What people read off a screen and type: no 0 and O, no 1, I and L, no U that sounds like V. Eight of them are 39 bits. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const typedChars = 8;

/** A secret that nobody types, of 256 bits. */
export function newToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Makes and keeps a code: one to click for signing in, one to type for binding. */
export async function issueCode(database: Database, code: NewCode, now: Date): Promise<string> {
  const { purpose, ttlMs, by, ...about } = code;
  const secret = purpose === "sign_in" ? newToken() : typedCode();
  const expiresAt = new Date(now.getTime() + ttlMs);
  await database.$transaction(async (tx) => {
    await tx.oneTimeCode.create({ data: { hash: hashOf(secret), purpose, ...about, expiresAt } });
    const staff = "staffId" in about ? await tx.staff.findUnique({ where: { id: about.staffId } }) : null;
    const entry = {
      action: purpose === "sign_in" ? "issue_sign_in_link" : "issue_binding_code",
      staffId: by?.staffId ?? null,
      object: "staffId" in about ? `staff ${about.staffId}` : `area ${about.areaPath}`,
      areaPath: "areaPath" in about ? about.areaPath : (staff?.areaPath ?? ""),
    } as const;
    await writeAudit(tx, entry, now);
  });
  return secret;
}

/** What a spent code was for. */
export interface SpentCode {
  readonly purpose: string;
  readonly staffId: string | null;
  readonly areaPath: string | null;
}

/** Spends a code, so that of several who use it at once one succeeds; null when it is not good for any of these purposes. */
export async function spendCode(
  tx: Transaction,
  secret: string,
  purposes: readonly NewCode["purpose"][],
  now: Date,
): Promise<SpentCode | null> {
  const [spent] = await tx.oneTimeCode.updateManyAndReturn({
    where: { hash: hashOf(secret), purpose: { in: [...purposes] }, usedAt: null, expiresAt: { gt: now } },
    data: { usedAt: now },
  });
  return spent ?? null;
}

/** What somebody typed for a code, as it was issued: spaces, dashes and small letters are theirs. */
export function asTyped(text: string): string {
  return text.toUpperCase().replaceAll(/[^0-9A-Z]/g, "");
}

function typedCode(): string {
  return Array.from({ length: typedChars }, () => alphabet[randomInt(alphabet.length)]).join("");
}
