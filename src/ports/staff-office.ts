import type { Actor, Role } from "../domain/authority.ts";
import type { Grant } from "../domain/grant.ts";

/**
 * Who works here, and what they may do beside their own duty.
 *
 * Promises (tests/adapters/staff-office.test.ts): nobody gives themselves anything, or more than lies in their own areas; what makes an admin
 * or an auditor waits for a second admin where there is one; every change is written down in its own transaction; a grant that is over lets
 * nobody do anything, whatever their browser still believes.
 */
export interface StaffOffice {
  /** Takes somebody on. Gives their id. @throws AppError NOT_ALLOWED, INPUT_INVALID */
  invite(actor: Actor, asked: NewMember, now: Date): Promise<string>;
  /** Every grant to staff of the actor's areas that is not long over, the newest first. */
  grants(actor: Actor, now: Date): Promise<readonly GrantRecord[]>;
  /** @throws AppError NOT_ALLOWED for oneself or outside of the actor's areas, NOT_FOUND, INPUT_INVALID */
  give(actor: Actor, staffId: string, asked: NewGrant, now: Date): Promise<void>;
  /** A second admin agrees. @throws AppError NOT_FOUND, NOT_ALLOWED for who gave it and for whom it is */
  confirm(actor: Actor, grantId: string, now: Date): Promise<void>;
  /** Ends a grant before its day. @throws AppError NOT_FOUND */
  end(actor: Actor, grantId: string, now: Date): Promise<void>;

  /** What the actor may act as: their own duty first, then their live grants. */
  duties(actor: Actor, now: Date): Promise<readonly Duty[]>;
  /** From now on the session acts under a grant; null for their own duty. @throws AppError NOT_FOUND when it is not theirs or not live */
  takeDuty(actor: Actor, sessionId: string, grantId: string | null, now: Date): Promise<void>;
}

export interface NewMember {
  readonly name: string;
  readonly role: Role;
  readonly areaPath: string;
  readonly partyId: string | null;
}

export type NewGrant = Pick<Grant, "from" | "until"> &
  (
    | { readonly standsInForId: string }
    | { readonly role: Role; readonly areaPath: string; readonly partyId: string | null }
  );

export interface GrantRecord extends Grant {
  readonly id: string;
  readonly staffId: string;
  readonly standsInForName: string | null;
  readonly givenByName: string | null;
}

/** A duty that somebody can act under. */
export interface Duty {
  /** Null for their own. */
  readonly grantId: string | null;
  readonly role: Role;
  readonly areaPath: string;
  readonly partyId: string | null;
  readonly standsInForName: string | null;
  readonly until: Date | null;
}
