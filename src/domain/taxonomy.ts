/** A kind of matter the desk knows. Categories are data of a deployment: adding one is a row, never a migration. */
export interface Category {
  /** Stable, snake_case, stored with tickets. */
  readonly code: string;
  /** What people call it: 电梯. */
  readonly label: string;
  readonly labelEn: string;
  /** What residents say when they mean it. Hints for the local reader and for a person who edits the list. */
  readonly words: readonly string[];
  /** Which kind of party takes it, by the kind of estate; `default` where the estate's kind has no line of its own. */
  readonly party: { readonly default: PartyKind } & { readonly [K in EstateKind]?: PartyKind };
  /** Words of troubles that are felt in several buildings at once, as when the water is off; those of one row say the same. */
  readonly spreads?: readonly (readonly string[])[];
  /** Working hours until the first answer, and until it should be solved. */
  readonly sla: { readonly firstAnswerHours: number; readonly resolveHours: number };
}

/** Who handles: property, the community office, the owners' committee, a utility, a city department, volunteers. */
export const partyKinds = ["property", "community", "committee", "utility", "department", "volunteer"] as const;
export type PartyKind = (typeof partyKinds)[number];

/** An estate's kind decides who sits at the table: property-managed, built by a work unit, unmanaged, mixed. */
export const estateKinds = ["property", "self_built", "none", "mixed"] as const;
export type EstateKind = (typeof estateKinds)[number];

/** Which kind of party a matter of this category goes to in an estate of this kind. */
export function partyKindFor(category: Category, estate: EstateKind): PartyKind {
  return category.party[estate] ?? category.party.default;
}
