import { z } from "zod";
import { articleKinds, articleBounds as bounds } from "../domain/article.ts";
import { articleEvents, articleFields, articleStages } from "../domain/article-life.ts";
import { certificateIssuers } from "../domain/starter.ts";
import { AreaPath, Id, Instant } from "./wire.ts";

const line = (charsMax: number) => z.string().trim().min(1).max(charsMax);

/** What a person writes of an article. Days are of Beijing; both bounds count. */
export const ArticleWordsBody = z
  .strictObject({
    /** As the office would put it. */
    question: line(bounds.questionCharsMax),
    /** As residents put it. */
    variants: z.array(line(bounds.questionCharsMax)).max(bounds.variantsMax),
    answer: line(bounds.answerCharsMax),
    kind: z.enum(articleKinds),
    /** The document, number or notice it comes from. */
    source: line(bounds.sourceCharsMax),
    issuer: line(bounds.issuerCharsMax),
    /** 文号, null when the source has none. */
    documentNumber: line(bounds.documentNumberCharsMax).nullable(),
    areaPath: AreaPath,
    validFrom: z.iso.date().nullable(),
    validUntil: z.iso.date().nullable(),
  })
  .refine(({ validFrom, validUntil }) => validFrom === null || validUntil === null || validFrom <= validUntil, {
    error: "ends before it begins",
    path: ["validUntil"],
  });
export type ArticleWordsBody = z.infer<typeof ArticleWordsBody>;

/** Words that were accepted once: an estate's folder may have longer ones than a form. */
const WordsView = z.object({
  ...{ question: z.string(), variants: z.array(z.string()), answer: z.string(), kind: z.enum(articleKinds) },
  ...{ source: z.string(), issuer: z.string(), documentNumber: z.string().nullable(), areaPath: z.string() },
  ...{ validFrom: z.iso.date().nullable(), validUntil: z.iso.date().nullable() },
});

/** Where an article stands in its life. */
export const ArticleStage = z.enum(articleStages);
/** What moves an article. */
export const ArticleEvent = z.enum(articleEvents);

/** One FAQ entry in the list, with the words that answer now, or a draft's. */
export const ArticleView = WordsView.extend({
  id: z.string(),
  /** Names it in imports and exports. */
  slug: z.string(),
  stage: ArticleStage,
  /** An expired article answers nothing. */
  expired: z.boolean(),
  /** Days it still holds, the last one counted; null when it does not end. */
  daysLeft: z.int().nullable(),
  /** Who saved its newest words; null for what the house brought. */
  savedBy: z.string().nullable(),
  changedAt: Instant,
});
export type ArticleView = z.infer<typeof ArticleView>;

/** The answer of `GET /api/articles`. */
export const ArticleList = z.array(ArticleView);

/** The path of one article. */
export const ArticleParams = z.object({ articleId: Id });

/** One save of an article, and who stood for it. */
export const ArticleVersionView = z.object({
  number: z.int(),
  words: WordsView,
  savedBy: z.string().nullable(),
  savedAt: Instant,
  publishedBy: z.string().nullable(),
  publishedAt: Instant.nullable(),
  /** The version it brought back. */
  restores: z.int().nullable(),
});
export type ArticleVersionView = z.infer<typeof ArticleVersionView>;

/** One article with its history, and what the reader may do to it. */
export const ArticleFileView = z.object({
  id: z.string(),
  slug: z.string(),
  stage: ArticleStage,
  /** Counts its changes; an event must name the one it was decided on. */
  revision: z.int(),
  /** The version that answers, or did until it was retired; null while none has. */
  liveVersion: z.int().nullable(),
  expired: z.boolean(),
  daysLeft: z.int().nullable(),
  /** Newest first. */
  versions: z.array(ArticleVersionView).min(1),
  retiredBy: z.string().nullable(),
  retiredAt: Instant.nullable(),
  /** Why the reader may not do each; null when they may. */
  can: z.record(ArticleEvent, z.enum(["wrong_stage", "not_your_role", "not_your_area", "own_words"]).nullable()),
});
export type ArticleFileView = z.infer<typeof ArticleFileView>;

const seen = { revision: z.int().min(1) };
/** The body of `POST /api/articles/:articleId/events`. */
export const PostArticleEvent = z.discriminatedUnion("event", [
  z.strictObject({ event: z.literal("save"), ...seen, words: ArticleWordsBody }),
  z.strictObject({ event: z.literal("publish"), ...seen }),
  z.strictObject({ event: z.literal("roll_back"), ...seen, to: z.int().min(1) }),
  z.strictObject({ event: z.literal("retire"), ...seen }),
]);
export type PostArticleEvent = z.infer<typeof PostArticleEvent>;

/** The query of `GET /api/articles/try`: what somebody in this area would be answered now. */
export const TryQuestion = z.object({ question: z.string().trim().min(1).max(500), areaPath: AreaPath });

/** What would be answered, why, and what came near. */
export const TrialView = z.object({
  decision: z.enum(["answer", "offer_two", "silent"]),
  /** How sure it is, 0 to 1, that the nearest article that holds is the answer, and how sure it must be. */
  score: z.number(),
  answerAt: z.number(),
  /** Why nothing is said; null when something is. */
  silentBecause: z.enum(["nothing_near", "not_sure", "unpublished", "not_yet", "expired", "elsewhere"]).nullable(),
  /** The ids of what would be said, one or two. */
  said: z.array(z.string()),
  /** The nearest, nearest first: the second is the runner-up. */
  hits: z.array(
    z.object({
      article: z.object({ id: z.string(), question: z.string(), answer: z.string(), source: z.string() }),
      /** Against the nearest, which is 1. */
      nearness: z.number(),
      hold: z.enum(["holds", "unpublished", "not_yet", "expired", "elsewhere"]),
      /** The words of the question that it has, as they were understood. */
      matched: z.array(z.string()),
    }),
  ),
});
export type TrialView = z.infer<typeof TrialView>;

/** The form of a file of articles. */
export const SheetFormat = z.enum(["csv", "markdown"]);

/** The body of `POST /api/articles/import`. Without `save` it only says what would become of each row. */
export const ImportArticles = z.strictObject({
  format: z.enum([...SheetFormat.options, "xlsx"]),
  /** Of a workbook its bytes in base64. */
  text: z.string().max(900_000),
  save: z.boolean(),
});
export type ImportArticles = z.infer<typeof ImportArticles>;

/** What stands against a row of a file. */
export const RowProblem = z.enum([
  ...(["missing", "too_long", "too_many", "not_a_day", "ends_before_it_begins"] as const),
  ...(["unknown_kind", "no_such_area", "not_your_area", "twice_in_the_file"] as const),
]);
/** A column of a file: the slug, or a field of an article. */
const Column = z.enum(["slug", ...articleFields]);

/** What became, or would become, of a file. */
export const ImportView = z.object({
  /** Why it could not be read as articles; null when it could. */
  problem: z.enum(["not_a_workbook", "no_header", "no_rows", "too_many_rows"]).nullable(),
  rows: z.array(
    z.object({
      line: z.int(),
      slug: z.string(),
      question: z.string(),
      verdict: z.enum(["new", "changed", "same", "refused"]),
      changed: z.array(Column),
      problems: z.array(z.object({ column: Column, problem: RowProblem })),
    }),
  ),
});
export type ImportView = z.infer<typeof ImportView>;

/** The answer of `GET /api/articles/starter`: what an office can begin with, and who issues what. */
export const StarterList = z.array(
  z.object({
    id: z.string(),
    name: z.string(),
    issuedBy: z.enum(certificateIssuers),
    /** Which body, or which document. */
    body: z.string(),
    source: z.string(),
    /** The place's own list or rules decide. */
    checkLocally: z.boolean(),
  }),
);
export type StarterList = z.infer<typeof StarterList>;

/** The body of `POST /api/articles/starter`: where the drafts shall hold. */
export const BringStarter = z.strictObject({ areaPath: AreaPath });

/** The query of `GET /api/articles/export`. */
export const ExportArticles = z.object({ format: SheetFormat });
