import { z } from "zod";
import { estateKinds, partyKinds } from "../domain/taxonomy.ts";
import { AreaPath, Id } from "./wire.ts";

/** A kind of matter, as the console offers it. */
export const CategoryView = z.object({
  code: z.string(),
  label: z.string(),
  labelEn: z.string(),
  /** Which kind of party takes it where the estate's kind says nothing else. */
  partyKind: z.enum(partyKinds),
  /** Working hours. */
  sla: z.object({ firstAnswerHours: z.number(), resolveHours: z.number() }),
});
export type CategoryView = z.infer<typeof CategoryView>;

/** The answer of `GET /api/taxonomy`. */
export const Taxonomy = z.array(CategoryView);

/** The answer of `GET /api/areas`: every path of the reader's areas, parents before children. */
export const AreaList = z.array(z.string());

/** Who can handle a ticket. */
export const PartyView = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(partyKinds),
  areaPath: z.string(),
});
export type PartyView = z.infer<typeof PartyView>;

/** The answer of `GET /api/parties`. */
export const PartyList = z.array(PartyView);

/** What an area is called: one name of a path. */
const AreaName = z
  .string()
  .trim()
  .min(1)
  .max(40)
  .regex(/^[^/\\%_]+$/);

/** An area as its admin keeps it. */
export const AreaView = z.object({
  id: z.string(),
  path: z.string(),
  /** Decides who sits at the table; null where the area above decides. */
  estateKind: z.enum(estateKinds).nullable(),
  groups: z.int(),
  staff: z.int(),
});
export type AreaView = z.infer<typeof AreaView>;

/** The answer of `GET /api/areas/tree`, parents before children. */
export const AreaTree = z.array(AreaView);

/** The body of `POST /api/areas`. */
export const PostArea = z.strictObject({
  parentId: Id,
  name: AreaName,
  estateKind: z.enum(estateKinds).nullable().default(null),
});
export type PostArea = z.input<typeof PostArea>;

/** The body of `PATCH /api/areas/:areaId`: a new name holds for all that names the area. */
export const PatchArea = z.strictObject({ name: AreaName, estateKind: z.enum(estateKinds).nullable() }).partial();
export type PatchArea = z.infer<typeof PatchArea>;

/** The path of one area. */
export const AreaParams = z.object({ areaId: Id });

/** A party as its admin keeps it. */
export const KeptPartyView = PartyView.extend({
  /** Codes of the taxonomy it takes when several of its kind serve the area; empty for any. */
  categories: z.array(z.string()),
});
export type KeptPartyView = z.infer<typeof KeptPartyView>;

/** The answer of `GET /api/parties/kept`. */
export const KeptPartyList = z.array(KeptPartyView);

/** The body of `POST /api/parties`. */
export const PostParty = z.strictObject({
  name: z.string().trim().min(2).max(60),
  kind: z.enum(partyKinds),
  areaPath: AreaPath,
  categories: z.array(z.string().min(1).max(64)).max(40).default([]),
});
export type PostParty = z.input<typeof PostParty>;

/** The body of `PATCH /api/parties/:partyId`. */
export const PatchParty = z
  .strictObject({
    name: z.string().trim().min(2).max(60),
    kind: z.enum(partyKinds),
    areaPath: AreaPath,
    categories: z.array(z.string().min(1).max(64)).max(40),
  })
  .partial();
export type PatchParty = z.infer<typeof PatchParty>;

/** The path of one party. */
export const PartyParams = z.object({ partyId: Id });
