/**
 * Seals secrets that the database keeps, under a key that it does not have.
 *
 * Promises (tests/adapters/vault.test.ts): what is sealed can be opened for what it was sealed for, and under the same key, alone; no two
 * seals are alike.
 */
export interface Vault {
  /** `about` names whose it is, "totp 0197…": a seal that is moved to another does not open there. */
  seal(secret: string, about: string): string;
  /** Null for what was sealed under another key or for something else, and for what was changed. */
  open(sealed: string, about: string): string | null;
  /** Says whether this is a seal at all, of whatever key. */
  isSealed(text: string): boolean;
}
