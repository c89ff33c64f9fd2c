import { randomInt } from "node:crypto";
import { hash, verify } from "@node-rs/argon2";
import type { Credentials } from "../../src/ports/credentials.ts";
import { newTotpSecret, totpStep } from "./totp.ts";

/** argon2id (the package's default) at the least that OWASP's Password Storage Cheat Sheet names: 19 MiB, two passes, one lane. */
const cost = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Passwords hashed at once: more would only take the threads and the memory of everything else. */
const atOnceMax = 2;

/** As on a one-time code: no 0 and O, no 1, I and L. Ten of them are 49 bits. */
const alphabet = "23456789ABCDEFGHJKMNPQRSTVWXYZ";
const recoveryCodes = 10;
const recoveryChars = 10;

/** Passwords by argon2id, second factors by RFC 6238. */
export function createCredentials(): Credentials {
  const inTurn = createTurns(atOnceMax);
  // What nobody's password is compared with, so that an unknown account takes as long as a known one.
  const nobodys = hash(String(randomInt(2 ** 47)), cost);
  return {
    hashPassword: (password) => inTurn(() => hash(password.normalize("NFKC"), cost)),
    async isPassword(password, kept) {
      const against = kept ?? (await nobodys);
      const isRight = await inTurn(() => verify(against, password.normalize("NFKC")));
      return isRight && kept !== null;
    },
    newTotpSecret,
    totpStep,
    newRecoveryCodes: () =>
      Array.from({ length: recoveryCodes }, () =>
        Array.from({ length: recoveryChars }, () => alphabet[randomInt(alphabet.length)]).join(""),
      ),
  };
}

/** Lets so many pieces of work run at once; the rest waits. */
function createTurns(max: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= max) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      // Whoever is next takes the place over, so that nobody comes between.
      if (next) next();
      else running--;
    }
  };
}
