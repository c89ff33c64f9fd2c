import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";

/** Letters and digits that are not taken for one another on paper: a code can be typed where no camera is. */
const alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const idChars = 8;
/** 60 bits: who guesses a million a second needs ten thousand years, and there is a rate limit. */
const signatureChars = 12;

/**
 * Leading zero bits that a proof of work must have: 32,768 hashes on average. A phone of 2015 does some 100,000 a second in plain script.
 * It keeps nobody out for good; it makes a thousand reports cost a thousand times what one does.
 */
export const proofBits = 15;
/** A page may stay open for so long before its challenge is stale. */
export const challengeTtlMs = 2 * 3_600_000;

/** What a proof of work turned out to be. */
export type ProofVerdict = "good" | "forged" | "stale" | "unsolved";

/** What is made and checked under the house's key, without asking the database: a flood of nonsense costs a hash each. */
export interface FormSigner {
  newCodeId(): string;
  /** What the poster shows: the id and its signature. */
  codeOf(codeId: string): string;
  /** The id in a code; null when the signature is not ours. Small letters, spaces and dashes are the typist's. */
  idOf(code: string): string | null;
  /** Something to work on, good for one code and for a while. */
  challenge(codeId: string, now: Date): string;
  check(proof: Proof, codeId: string, now: Date): ProofVerdict;
  /** The secret of the follow-up link that a challenge leads to: whoever sends the same report twice is given the same link. */
  linkToken(challenge: string): string;
}

/** A challenge and the number that solves it. */
export interface Proof {
  readonly challenge: string;
  readonly solution: string;
}

/** Makes a signer for a key. */
export function createFormSigner(key: Uint8Array): FormSigner {
  const mac = (purpose: string, text: string) => createHmac("sha256", key).update(`${purpose}\n${text}`).digest();
  const letters = (bytes: Uint8Array, count: number) =>
    Array.from(bytes.subarray(0, count), (byte) => alphabet[byte % alphabet.length]).join("");
  const codeOf = (id: string) => `${id}${letters(mac("code", id), signatureChars)}`;
  const sign = (codeId: string, body: string) =>
    mac("challenge", `${codeId}\n${body}`).toString("base64url").slice(0, 16);

  return {
    newCodeId: () => Array.from({ length: idChars }, () => alphabet[randomInt(alphabet.length)]).join(""),
    codeOf,

    idOf(code) {
      const typed = code.toUpperCase().replaceAll(/[\s-]/g, "");
      const id = typed.slice(0, idChars);
      return typed.length === idChars + signatureChars && isSame(typed, codeOf(id)) ? id : null;
    },

    challenge(codeId, now) {
      const body = `${now.getTime().toString(36)}.${proofBits}.${randomBytes(9).toString("base64url")}`;
      return `${body}.${sign(codeId, body)}`;
    },

    check({ challenge, solution }, codeId, now) {
      const [, body = "", issued = "", bits = ""] = challengeForm.exec(challenge) ?? [];
      if (body === "" || !isSame(challenge, `${body}.${sign(codeId, body)}`)) return "forged";
      const ageMs = now.getTime() - Number.parseInt(issued, 36);
      if (ageMs > challengeTtlMs) return "stale";
      const isSolved = /^\d{1,10}$/.test(solution) && zeroBits(`${challenge}.${solution}`) >= Number(bits);
      return isSolved ? "good" : "unsolved";
    },

    linkToken: (challenge) => mac("link", challenge).toString("base64url").slice(0, 32),
  };
}

/** The signer, once the key has been read; many who ask at the same time wait for one reading, and a reading that failed is tried anew. */
export function createSignerOnce(store: { readonly key: () => Promise<Uint8Array> }): () => Promise<FormSigner> {
  let signer: Promise<FormSigner> | null = null;
  return () => {
    signer ??= store.key().then(createFormSigner);
    signer.catch(() => {
      signer = null;
    });
    return signer;
  };
}

const challengeForm = /^(([0-9a-z]{8,9})\.(\d{1,2})\.[\w-]{12})\.[\w-]{16}$/;

/** A hash as it is stored. */
export function hashOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash("sha256");
  // Lengths first, so that no two different lists of parts are one text.
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  return hash.digest("base64url");
}

function zeroBits(text: string): number {
  const first = createHash("sha256").update(text).digest().readUInt32BE(0);
  return Math.clz32(first);
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
