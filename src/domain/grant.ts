import type { Role } from "./authority.ts";

/** What somebody may do beside their own duty, from one day to another: as a deputy (AB角) of somebody, or in their own name. */
export interface Grant {
  readonly role: Role;
  readonly areaPath: string;
  /** Set for a party's handler. */
  readonly partyId: string | null;
  /** Whose deputy it makes them; null when it is in their own name. */
  readonly standsInForId: string | null;
  readonly from: Date;
  readonly until: Date;
  readonly givenById: string;
  /** The second admin, where one is needed; until then it counts for nothing. */
  readonly confirmedAt: Date | null;
  readonly endedAt: Date | null;
}

/** `waiting`: for a second admin; `coming`: its days have not begun; `over`: they are past, or it was ended. */
export const grantStates = ["waiting", "coming", "live", "over"] as const;
export type GrantState = (typeof grantStates)[number];

/** The longest that a grant may last: whoever is needed for longer gets a duty. */
export const grantDaysMax = 366;

/** Says how a grant stands. Only a live one lets anybody do anything. */
export function grantState(grant: Pick<Grant, "from" | "until" | "confirmedAt" | "endedAt">, now: Date): GrantState {
  if (grant.endedAt !== null || grant.until <= now) return "over";
  if (grant.confirmedAt === null) return "waiting";
  return grant.from > now ? "coming" : "live";
}

/** Who can give rights, and who watches those who do, is not one admin's to decide: a second one has to agree, where there is a second one. */
export function needsSecondAdmin(role: Role): boolean {
  return role === "admin" || role === "auditor";
}
