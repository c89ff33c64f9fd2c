import { z } from "zod";
import { partyKinds } from "../domain/taxonomy.ts";

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
