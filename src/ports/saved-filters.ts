import type { Actor } from "../domain/authority.ts";

/** A view of the ticket list that somebody keeps under a name. */
export interface SavedFilter {
  readonly id: string;
  readonly name: string;
  /** The list's address after the question mark: "status=draft&area=…". */
  readonly query: string;
}

/** Most views that one person keeps: more than fit on a screen are a list again. */
export const savedFiltersMax = 30;

/**
 * The views that staff keep, each their own.
 *
 * Promises (tests/http/steering.test.ts): nobody sees or drops another's; a name that is there is replaced.
 */
export interface SavedFilters {
  /** By name. */
  list(actor: Actor): Promise<readonly SavedFilter[]>;
  /** @throws AppError INPUT_INVALID when there are `savedFiltersMax` already. */
  keep(actor: Actor, filter: Omit<SavedFilter, "id">, now: Date): Promise<SavedFilter>;
  /** Dropping what is not there, or is not theirs, changes nothing. */
  drop(actor: Actor, filterId: string): Promise<void>;
}
