import type { Actor } from "../domain/authority.ts";
import type { Failures, PaceKey } from "../domain/sign-in-pace.ts";

/**
 * How staff prove who they are, and where they are signed in.
 *
 * Promises (tests/http/sign-in.test.ts): a code and a recovery code are taken once; a session that was ended opens nothing any more; every
 * change is written down in its own transaction.
 */
export interface AccessStore {
  /** What is kept of whoever signs in by an account name; null for nobody, and for somebody who has left. */
  proofByAccount(account: string): Promise<KeptProof | null>;
  proofOf(staffId: string): Promise<KeptProof>;

  /** Counts a try under each key before it is made, so that many at once are many; or says how long to wait, and counts none. */
  takeTry(
    keys: Readonly<Partial<Record<PaceKey, string>>>,
    wait: WaitFor,
    now: Date,
  ): Promise<{ readonly waitMs: number }>;
  /** Forgets tries, as they ended well. */
  forgetTries(keys: Readonly<Partial<Record<PaceKey, string>>>): Promise<void>;
  noteRefused(staffId: string, now: Date): Promise<void>;

  /** Takes a code of the second factor: false when it was taken before. */
  takeStep(staffId: string, step: number): Promise<boolean>;
  /** Takes a recovery code: false when it is none of theirs, or was taken before. */
  takeRecoveryCode(staffId: string, code: string): Promise<boolean>;
  openSession(staffId: string, opening: Opening, now: Date): Promise<OpenedSession>;
  noteProof(actor: Actor, sessionId: string, now: Date): Promise<void>;

  /** Sets the password, and ends every other session. @throws AppError ACCOUNT_TAKEN */
  setPassword(actor: Actor, set: { account: string; hash: string; keepSessionId: string }, now: Date): Promise<void>;
  /** Keeps a secret that is not asked for yet. */
  beginTotp(actor: Actor, secret: string): Promise<void>;
  /** From now on the second factor is asked for; ends every other session. */
  confirmTotp(
    actor: Actor,
    set: { step: number; recoveryCodes: readonly string[]; keepSessionId: string },
    now: Date,
  ): Promise<void>;
  dropTotp(actor: Actor, now: Date): Promise<void>;

  sessionsOf(staffId: string, now: Date): Promise<readonly SessionRecord[]>;
  /** Ends one of the actor's own sessions, or all but one. False when there was none. */
  endSessions(actor: Actor, which: { id: string } | { allBut: string }, now: Date): Promise<boolean>;
  /** Ends all sessions of a member of the actor's staff. @throws AppError NOT_FOUND */
  endSessionsOf(actor: Actor, staffId: string, now: Date): Promise<void>;
  /** Lets a member of the actor's staff in or out; out takes their sessions and links with it. @throws AppError NOT_FOUND, NOT_ALLOWED for oneself */
  setActive(actor: Actor, staffId: string, active: boolean, now: Date): Promise<void>;
}

/** The domain's rule of waiting, for the store to ask inside its transaction. */
export type WaitFor = (key: PaceKey, failures: Failures | null, now: Date) => number;

export interface KeptProof {
  readonly staffId: string;
  readonly name: string;
  readonly account: string | null;
  readonly passwordHash: string | null;
  readonly totpSecret: string | null;
  /** False until a first code was right: then it is asked for. */
  readonly totpConfirmed: boolean;
  readonly recoveryCodesLeft: number;
}

/** How a browser came to be signed in. */
export interface Opening {
  readonly how: "link" | "password" | "password_and_code" | "password_and_recovery_code";
  readonly device: string;
  /** The token of the session that the browser had before, which ends. */
  readonly replaces: string | null;
}

export interface OpenedSession {
  readonly session: string;
  readonly expiresAt: Date;
}

export interface SessionRecord {
  readonly id: string;
  readonly device: string;
  readonly createdAt: Date;
  readonly lastSeenAt: Date;
}
