import { passwordProblem } from "../domain/password.ts";
import { type PaceKey, waitBeforeTryMs } from "../domain/sign-in-pace.ts";
import { AppError } from "../errors/app-error.ts";
import type { AccessStore, KeptProof, OpenedSession, Opening } from "../ports/access-store.ts";
import type { Clock } from "../ports/clock.ts";
import type { Credentials } from "../ports/credentials.ts";
import type { SignedIn } from "../ports/directory.ts";

/** Where a try comes from. */
export interface From {
  readonly address: string;
  readonly device: string;
  /** The token of the session that the browser had before. */
  readonly replaces: string | null;
}

/** What somebody offers as proof: a password, a code of their authenticator, or a recovery code in its place. */
export interface Offered {
  readonly password?: string | undefined;
  readonly code?: string | undefined;
}

/** How staff prove who they are, at the door and again before what must not be done from an unwatched screen. */
export interface Access {
  /** @throws AppError SIGN_IN_REFUSED, SECOND_FACTOR_NEEDED, TOO_MANY_REQUESTS */
  signIn(account: string, offered: Offered, from: From): Promise<OpenedSession>;
  /** Proves anew, by the password or a code. @throws AppError SIGN_IN_REFUSED, TOO_MANY_REQUESTS */
  prove(who: SignedIn, offered: Offered, address: string): Promise<void>;
  /** @throws AppError PASSWORD_REFUSED, ACCOUNT_TAKEN */
  setPassword(who: SignedIn, account: string, password: string): Promise<void>;
  /** A new secret for an authenticator; it is asked for once a first code was right. */
  beginTotp(who: SignedIn): Promise<{ readonly secret: string; readonly uri: string }>;
  /** Takes the first code, and gives the recovery codes, which are shown this once. @throws AppError SIGN_IN_REFUSED */
  confirmTotp(who: SignedIn, code: string): Promise<readonly string[]>;
}

export interface AccessDeps {
  readonly store: AccessStore;
  readonly credentials: Credentials;
  readonly clock: Clock;
}

/** Access over what is kept and the arithmetic of secrets. */
export function createAccess({ store, credentials, clock }: AccessDeps): Access {
  return {
    async signIn(given, offered, { address, ...opening }) {
      const account = accountOf(given);
      const tries = { account_from_address: `${account} ${address}`, account, address };
      await takeTry(tries);
      const proof = await store.proofByAccount(account);
      // Always compared, so that nobody learns from the time it takes which accounts there are.
      const isRight = await credentials.isPassword(offered.password ?? "", proof?.passwordHash ?? null);
      if (!proof || !isRight) return refuse(proof);
      const how = proof.totpConfirmed ? await secondFactor(proof, offered.code) : "password";
      if (how === "asked_for") {
        await store.forgetTries({ address });
        throw new AppError("SECOND_FACTOR_NEEDED", {});
      }
      if (how === null) return refuse(proof);
      await store.forgetTries(tries);
      return store.openSession(proof.staffId, { ...opening, how }, clock.now());
    },

    async prove(who, offered, address) {
      const proof = await store.proofOf(who.staffId);
      const tries = { account_from_address: `${who.staffId} ${address}`, account: who.staffId };
      await takeTry(tries);
      const isRight =
        offered.password === undefined
          ? proof.totpConfirmed && (await isCode(proof, offered.code ?? "")) !== null
          : await credentials.isPassword(offered.password, proof.passwordHash);
      if (!isRight) return refuse(proof);
      await store.forgetTries(tries);
      await store.noteProof(who, who.sessionId, clock.now());
    },

    async setPassword(who, given, password) {
      const account = accountOf(given);
      const problem = passwordProblem(password, [who.name, account]);
      if (problem) throw new AppError("PASSWORD_REFUSED", { problem });
      const hash = await credentials.hashPassword(password);
      await store.setPassword(who, { account, hash, keepSessionId: who.sessionId }, clock.now());
    },

    async beginTotp(who) {
      const secret = credentials.newTotpSecret();
      await store.beginTotp(who, secret);
      const { account } = await store.proofOf(who.staffId);
      const label = encodeURIComponent(`Linli:${account ?? who.name}`);
      return { secret, uri: `otpauth://totp/${label}?secret=${secret}&issuer=Linli` };
    },

    async confirmTotp(who, code) {
      const proof = await store.proofOf(who.staffId);
      const step = proof.totpSecret ? credentials.totpStep(proof.totpSecret, code, clock.now()) : null;
      if (step === null) throw new AppError("SIGN_IN_REFUSED", {});
      const recoveryCodes = credentials.newRecoveryCodes();
      await store.confirmTotp(who, { step, recoveryCodes, keepSessionId: who.sessionId }, clock.now());
      return recoveryCodes;
    },
  };

  async function takeTry(tries: Readonly<Partial<Record<PaceKey, string>>>): Promise<void> {
    const { waitMs } = await store.takeTry(tries, waitBeforeTryMs, clock.now());
    if (waitMs > 0) throw new AppError("TOO_MANY_REQUESTS", { retryAfterMs: waitMs });
  }

  async function refuse(proof: KeptProof | null): Promise<never> {
    if (proof) await store.noteRefused(proof.staffId, clock.now());
    throw new AppError("SIGN_IN_REFUSED", {});
  }

  async function secondFactor(
    proof: KeptProof,
    code: string | undefined,
  ): Promise<Opening["how"] | "asked_for" | null> {
    if (!code) return "asked_for";
    const used = await isCode(proof, code);
    return used === null ? null : used === "totp" ? "password_and_code" : "password_and_recovery_code";
  }

  async function isCode(proof: KeptProof, code: string): Promise<"totp" | "recovery" | null> {
    const step = proof.totpSecret ? credentials.totpStep(proof.totpSecret, code, clock.now()) : null;
    if (step !== null) return (await store.takeStep(proof.staffId, step)) ? "totp" : null;
    return (await store.takeRecoveryCode(proof.staffId, code)) ? "recovery" : null;
  }
}

/** An account name as it is kept: width, case and the spaces around it are the keyboard's. */
function accountOf(given: string): string {
  return given.normalize("NFKC").trim().toLowerCase();
}
