import { z } from "zod";
import { Id, Instant } from "./wire.ts";

/** A question waits for staff, or is done with. */
export const QuestionStatus = z.enum(["open", "closed"]);

/** The query of `GET /api/questions`. */
export const ListQuestions = z.object({ status: QuestionStatus.optional() });
export type ListQuestions = z.infer<typeof ListQuestions>;

/** A question of a resident that no article answers; private data redacted, nobody named. */
export const QuestionView = z.object({
  id: z.string(),
  group: z.object({ id: z.string(), name: z.string() }),
  text: z.string(),
  askedAt: Instant,
  status: QuestionStatus,
  note: z.string().nullable(),
  closedAt: Instant.nullable(),
});
export type QuestionView = z.infer<typeof QuestionView>;

/** The answer of `GET /api/questions`, oldest first. */
export const QuestionList = z.array(QuestionView);

/** The path of one question. */
export const QuestionParams = z.object({ questionId: Id });

/** The body of `POST /api/questions/:questionId/close`. */
export const CloseQuestion = z.strictObject({ note: z.string().trim().min(1).max(2_000).optional() });
export type CloseQuestion = z.infer<typeof CloseQuestion>;

/** Open questions that ask the same, as good as; private data redacted. */
export const QuestionGroupView = z.object({
  /** The one that is most like the others. */
  question: z.string(),
  /** The other ways it was asked. */
  variants: z.array(z.string()),
  questionIds: z.array(z.string()),
  households: z.int(),
  /** The narrowest area that covers all who asked; null when they share none. */
  areaPath: z.string().nullable(),
  lastAskedAt: Instant,
});
export type QuestionGroupView = z.infer<typeof QuestionGroupView>;

/** The answer of `GET /api/questions/groups`, those of the most households first. */
export const QuestionGroupList = z.array(QuestionGroupView);
