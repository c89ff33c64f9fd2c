import { z } from "zod";
import { type ExamMeasure, examMeasures } from "../domain/exam.ts";
import { promptBounds as bounds } from "../domain/prompt.ts";
import { promptEvents } from "../domain/prompt-life.ts";
import { followUpMeanings, reportKinds, urgencies } from "../domain/reading.ts";
import { AreaPath, Id, Instant } from "./wire.ts";

/** A figure of an exam. */
export const Measure = z.enum(Object.keys(examMeasures) as [ExamMeasure, ...ExamMeasure[]]);

/** What an exam showed: the figures of both, and every case that went worse. */
export const ExamReportView = z.object({
  passed: z.boolean(),
  cases: z.int(),
  measures: z.array(
    z.object({ measure: Measure, was: z.number(), is: z.number(), margin: z.number(), worse: z.boolean() }),
  ),
  lost: z.array(
    z.object({
      caseId: z.string(),
      said: z.string(),
      /** Titles of articles or codes of categories; none where nothing should be said. */
      expected: z.array(z.string()),
      was: z.array(z.string()),
      is: z.array(z.string()),
    }),
  ),
  won: z.int(),
});
export type ExamReportView = z.infer<typeof ExamReportView>;

/** What a person writes of a prompt. */
export const PromptWordsBody = z.strictObject({
  system: z.string().trim().min(1).max(bounds.partCharsMax),
  input: z.string().trim().min(1).max(bounds.partCharsMax),
  maxTokens: z.int().min(bounds.maxTokensMin).max(bounds.maxTokensMax),
  changed: z.string().trim().min(bounds.changedCharsMin).max(bounds.changedCharsMax),
});
export type PromptWordsBody = z.infer<typeof PromptWordsBody>;

const Refusal = z
  .enum(["not_your_role", "not_whole_house", "own_words", "in_use", "never_in_use", "no_such_version"])
  .nullable();

/** One version of a prompt, and what the reader may do to it. */
export const PromptVersionView = z.object({
  /** 0 is the shipped one. */
  number: z.int(),
  words: z.object({ system: z.string(), input: z.string(), maxTokens: z.int(), changed: z.string() }),
  savedBy: z.string().nullable(),
  savedAt: Instant.nullable(),
  publishedBy: z.string().nullable(),
  publishedAt: Instant.nullable(),
  restores: z.int().nullable(),
  can: z.object({ publish: Refusal, roll_back: Refusal }),
});
export type PromptVersionView = z.infer<typeof PromptVersionView>;

/** One exam of a version against the one that was in use. */
export const ExamRunView = z.object({
  id: z.string(),
  number: z.int(),
  against: z.int(),
  model: z.string(),
  state: z.enum(["waiting", "running", "done", "failed"]),
  report: ExamReportView.nullable(),
  /** Why it could not be held. */
  reason: z.string().nullable(),
  startedAt: Instant,
  endedAt: Instant.nullable(),
});
export type ExamRunView = z.infer<typeof ExamRunView>;

/** The answer of `GET /api/prompts`. */
export const PromptList = z.object({
  /** The language model that reads; null without one: then a prompt can be written, and neither tried nor published. */
  model: z.string().nullable(),
  prompts: z.array(z.object({ id: z.string(), live: z.int(), newest: z.int() })),
});
export type PromptList = z.infer<typeof PromptList>;

/** One prompt with its history. */
export const PromptFileView = z.object({
  id: z.string(),
  model: z.string().nullable(),
  /** What every version must use, and no other. */
  values: z.array(z.string()),
  live: z.int(),
  /** Newest first; the last is the shipped one. */
  versions: z.array(PromptVersionView).min(1),
  exams: z.array(ExamRunView),
  canSave: Refusal,
});
export type PromptFileView = z.infer<typeof PromptFileView>;

const promptId = z.string().regex(/^[a-z][a-z-]{0,40}$/);
/** The path of one prompt. */
export const PromptParams = z.object({ promptId });
/** The path of one version of it. */
export const PromptVersionParams = z.object({ promptId, number: z.coerce.number().int().min(0) });

/** What moves a prompt. */
export const PromptEvent = z.enum(promptEvents);
/** The body of `POST /api/prompts/:promptId/events`. */
export const PostPromptEvent = z.discriminatedUnion("event", [
  z.strictObject({ event: z.literal("save"), words: PromptWordsBody }),
  z.strictObject({ event: z.literal("publish"), number: z.int().min(1) }),
  z.strictObject({ event: z.literal("roll_back"), to: z.int().min(0) }),
]);
export type PostPromptEvent = z.infer<typeof PostPromptEvent>;

/** The body of a trial: on what was said last in this group. */
export const TryPrompt = z.strictObject({ groupId: Id });

const TriedView = z.object({
  /** "triage@own-2". */
  ref: z.string(),
  /** Why the model gave nothing; null when it did. */
  reason: z.string().nullable(),
  reports: z.array(
    z.object({
      category: z.string(),
      confidence: z.number(),
      kind: z.enum(reportKinds),
      urgency: z.enum(urgencies),
      lines: z.array(z.int()),
      /** With the mark of what a model wrote. */
      summary: z.string(),
    }),
  ),
  questions: z.array(z.int()),
  followUps: z.array(z.object({ line: z.int(), meaning: z.enum(followUpMeanings) })),
});

/** What two versions make of the same talk. Lines are as a model sees them. */
export const PromptTrialView = z.object({
  lines: z.array(z.object({ n: z.int(), who: z.string(), text: z.string() })),
  current: TriedView,
  candidate: TriedView,
});
export type PromptTrialView = z.infer<typeof PromptTrialView>;

/** The exam: its pass marks, and the questions that staff have put into it. */
export const ExamView = z.object({
  /** Windows that ship with the house, and those from what staff decided. */
  windows: z.object({ shipped: z.int(), decided: z.int() }),
  margins: z.array(z.object({ measure: Measure, margin: z.number(), usual: z.number() })),
  questions: z.array(
    z.object({
      id: z.string(),
      question: z.string(),
      areaPath: z.string(),
      articleId: z.string().nullable(),
      /** Null when no article should answer, or the article is out of the reader's sight. */
      article: z.string().nullable(),
    }),
  ),
});
export type ExamView = z.infer<typeof ExamView>;

/** The body of `POST /api/exam/questions`: asked there, this article answers, or with null none. */
export const AddExamQuestion = z.strictObject({
  question: z.string().trim().min(1).max(500),
  areaPath: AreaPath,
  articleId: Id.nullable(),
});
export type AddExamQuestion = z.infer<typeof AddExamQuestion>;

/** The path of one question of the exam. */
export const ExamQuestionParams = z.object({ questionId: Id });

/** The body of `PATCH /api/exam/margins`: by how much each figure may be worse. */
export const ExamMarginsBody = z.partialRecord(Measure, z.number().min(0).max(1_000));

/** What the local reader has learnt here, the newest first. */
export const LearntModelList = z.object({
  /** The number in use; 0 is the shipped model. */
  live: z.int(),
  models: z.array(
    z.object({
      number: z.int(),
      examples: z.int(),
      trainedAt: Instant,
      report: ExamReportView.nullable(),
      publishedAt: Instant.nullable(),
      publishedBy: z.string().nullable(),
      restores: z.int().nullable(),
    }),
  ),
});
export type LearntModelList = z.infer<typeof LearntModelList>;

/** The body of `POST /api/reader-models/roll-back`. */
export const RollBackModel = z.strictObject({ to: z.int().min(0) });
