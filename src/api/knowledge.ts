import { z } from "zod";
import { Instant } from "./wire.ts";

/** One FAQ entry, with who issued it, where it holds and until when. */
export const ArticleView = z.object({
  id: z.string(),
  question: z.string(),
  answer: z.string(),
  /** The document, number or notice it comes from. */
  source: z.string(),
  issuer: z.string(),
  areaPath: z.string(),
  /** The last day it holds, Beijing time; null when it does not end. */
  validUntil: z.iso.date().nullable(),
  /** An expired article answers nothing. */
  expired: z.boolean(),
  changedAt: Instant,
});
export type ArticleView = z.infer<typeof ArticleView>;

/** The answer of `GET /api/articles`. */
export const ArticleList = z.array(ArticleView);
