/**
 * The arithmetic of secrets: what is known of them is kept elsewhere.
 *
 * Promises (tests/adapters/credentials.test.ts): a password is not to be had from its hash; a wrong one, and one that nobody has, take
 * as long as the right one; codes are those of RFC 6238.
 */
export interface Credentials {
  hashPassword(password: string): Promise<string>;
  /** With a hash of null, which is nobody's, it takes the same time and is false. */
  isPassword(password: string, hash: string | null): Promise<boolean>;
  /** A new secret for an authenticator, in base32. */
  newTotpSecret(): string;
  /** Which step of 30 s a code is of, now or one before or after; null when it is of none. */
  totpStep(secret: string, code: string, now: Date): number | null;
  /** New codes that each stand in for the second factor once. */
  newRecoveryCodes(): readonly string[];
}
