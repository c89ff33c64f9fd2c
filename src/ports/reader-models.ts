import type { Actor } from "../domain/authority.ts";
import type { ExamReport } from "../domain/exam.ts";

/** One thing that the local reader has learnt, or the way back to an earlier one. */
export interface LearntModel {
  readonly number: number;
  /** From how many decisions of staff. */
  readonly examples: number;
  readonly trainedAt: Date;
  /** Its exam; null for a roll-back, which needs none. */
  readonly report: ExamReport | null;
  /** Null when the exam refused it. */
  readonly publishedAt: Date | null;
  /** Null when the house published it, by the exam. */
  readonly publishedBy: string | null;
  /** The one it brought back; 0 is the shipped model. */
  readonly restores: number | null;
}

/** What the local reader has learnt from staff. A classifier is whatever the reader made of it: it is kept as JSON, and not looked into. */
export interface ReaderModels {
  /** The newest first. */
  list(): Promise<readonly LearntModel[]>;
  /** The one published last; null while the shipped model is in use. */
  inUse(): Promise<{ readonly number: number; readonly classifier: unknown } | null>;
  /** Keeps what was trained, published or refused as its report says. Gives its number. */
  add(
    model: { readonly classifier: unknown; readonly examples: number; readonly report: ExamReport },
    now: Date,
  ): Promise<number>;
  /**
   * Goes back to one that was in use before, or with 0 to the shipped model.
   *
   * @throws AppError NOT_FOUND when there is none of this number that was published.
   */
  rollBack(actor: Actor, to: number, now: Date): Promise<void>;
}
