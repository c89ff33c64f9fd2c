import { z } from "zod";
import { Id } from "./wire.ts";

/** A view of the ticket list that somebody keeps under a name. */
export const SavedFilterView = z.object({
  id: z.string(),
  name: z.string(),
  /** The list's address after the question mark. */
  query: z.string(),
});
export type SavedFilterView = z.infer<typeof SavedFilterView>;

/** The answer of `GET /api/filters`: the reader's own, by name. */
export const SavedFilterList = z.array(SavedFilterView);

/** The body of `POST /api/filters`. A name that is there is replaced. */
export const PostSavedFilter = z.strictObject({
  name: z.string().trim().min(1).max(30),
  query: z.string().max(1_000),
});
export type PostSavedFilter = z.infer<typeof PostSavedFilter>;

/** The path of one view. */
export const SavedFilterParams = z.object({ filterId: Id });
