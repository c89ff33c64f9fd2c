import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";

const stepMs = 30_000;
const digits = 6;
/** RFC 4648. */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
/** 160 bits, as RFC 4226 recommends. */
const secretBytes = 20;

/** A new secret for an authenticator, in base32. */
export function newTotpSecret(): string {
  const bits = [...randomBytes(secretBytes)].map((byte) => byte.toString(2).padStart(8, "0")).join("");
  return bits.replaceAll(/.{5}/g, (five) => base32[Number.parseInt(five, 2)]!);
}

/** Which step of 30 s a code is of: this one, or for clocks that differ the one before or after; null when it is of none. RFC 6238. */
export function totpStep(secret: string, code: string, now: Date): number | null {
  const typed = Buffer.from(code.normalize("NFKC").replaceAll(/\s/g, ""));
  const current = Math.floor(now.getTime() / stepMs);
  const near = [current, current - 1, current + 1];
  const isOf = (step: number) => {
    const right = Buffer.from(totpCode(secret, step));
    return typed.length === right.length && timingSafeEqual(typed, right);
  };
  return near.find(isOf) ?? null;
}

/** The code of a step: RFC 4226, 5.3. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(step));
  const mac = createHmac("sha1", bytesOf(secret)).update(counter).digest();
  const offset = mac.at(-1)! & 0x0f;
  const number = mac.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** digits).padStart(digits, "0");
}

function bytesOf(secret: string): Buffer {
  const bits = [...secret].map((char) => base32.indexOf(char).toString(2).padStart(5, "0")).join("");
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
}
