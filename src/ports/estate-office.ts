import type { Actor } from "../domain/authority.ts";
import type { EstateKind, PartyKind } from "../domain/taxonomy.ts";

/**
 * The area tree and the parties, as admins keep them.
 *
 * Promises (tests/adapters/estate-office.test.ts): a new name of an area is its name everywhere but in the audit log, in one transaction; an
 * area that anything belongs to is not removed; every change is written down in its own transaction.
 */
export interface EstateOffice {
  /** The actor's areas, parents before children. */
  tree(actor: Actor): Promise<readonly AreaRecord[]>;
  /** @throws AppError NOT_ALLOWED, INPUT_INVALID, AREA_TAKEN */
  addArea(
    actor: Actor,
    asked: { parentId: string; name: string; estateKind: EstateKind | null },
    now: Date,
  ): Promise<void>;
  /** @throws AppError NOT_FOUND, NOT_ALLOWED for the area of the actor's own grant, AREA_TAKEN */
  changeArea(
    actor: Actor,
    areaId: string,
    change: { readonly name?: string; readonly estateKind?: EstateKind | null },
    now: Date,
  ): Promise<void>;
  /** @throws AppError NOT_FOUND, NOT_ALLOWED, AREA_IN_USE */
  removeArea(actor: Actor, areaId: string, now: Date): Promise<void>;

  parties(actor: Actor): Promise<readonly KeptParty[]>;
  /** @throws AppError NOT_ALLOWED, INPUT_INVALID */
  addParty(actor: Actor, asked: NewParty, now: Date): Promise<void>;
  /** @throws AppError NOT_FOUND, NOT_ALLOWED */
  changeParty(actor: Actor, partyId: string, change: Partial<NewParty>, now: Date): Promise<void>;
  /** @throws AppError NOT_FOUND, NOT_ALLOWED, PARTY_IN_USE */
  removeParty(actor: Actor, partyId: string, now: Date): Promise<void>;
}

export interface AreaRecord {
  readonly id: string;
  readonly path: string;
  readonly estateKind: EstateKind | null;
  readonly groups: number;
  readonly staff: number;
}

export interface NewParty {
  readonly name: string;
  readonly kind: PartyKind;
  /** The area it serves. */
  readonly areaPath: string;
  /** What it takes when several of its kind serve the area; empty for anything. */
  readonly categories: readonly string[];
}

export interface KeptParty extends NewParty {
  readonly id: string;
}
