import { z } from "zod";
import { AreaPath, Day } from "./wire.ts";

/** The query of `GET /api/figures`: days in China, both counted in. Without an area, the reader's own. */
export const FigureQuery = z.object({
  from: Day,
  until: Day,
  area: AreaPath.optional(),
});
export type FigureQuery = z.infer<typeof FigureQuery>;

/** The longest period of figures, in days: a year, and the week it begins in. */
export const figureDaysMax = 371;

const Count = z.int();

/** How a due time was kept. */
const DueView = z.object({
  inTime: Count,
  late: Count,
  open: Count,
  /** Half of them took less; null when there was none. */
  medianMinutes: z.number().nullable(),
});
export type DueView = z.infer<typeof DueView>;

/** The answer of `GET /api/figures`. Weeks are named by their Monday in China. */
export const FiguresView = z.object({
  areaPath: z.string(),
  weeks: z.array(
    z.object({
      week: z.string(),
      opened: Count,
      approved: Count,
      resolved: Count,
      asDrafted: Count,
      changed: Count,
      rejected: Count,
    }),
  ),
  heat: z.object({
    areas: z.array(z.string()),
    categories: z.array(z.string()),
    cells: z.array(z.object({ areaPath: z.string(), category: z.string(), count: Count })),
  }),
  firstAnswer: DueView,
  resolution: DueView,
  /** What became of tickets that were said to be solved. Nobody's silence is among the confirmed. */
  outcomes: z.object({
    confirmed: Count,
    firstTime: Count,
    half: Count,
    unconfirmed: Count,
    asked: Count,
    reopened: Count,
  }),
  /** How many residents gave one star, two, … five. */
  ratings: z.array(Count),
  /** What staff made of drafts; `became` is null for no report at all. */
  reviews: z.array(z.object({ readAs: z.string(), became: z.string().nullable(), count: Count })),
  /** Over the whole house: a model reads for all areas. */
  model: z.array(
    z.object({
      week: z.string(),
      calls: Count,
      failed: Count,
      inputTokens: z.number(),
      cachedTokens: z.number(),
      outputTokens: z.number(),
      /** Messages of groups that were read in that week, most of them without a model. */
      messages: Count,
      /** At the prices that are set; null when one of them is not known. */
      cost: z.object({ amount: z.number(), currency: z.string() }).nullable(),
    }),
  ),
});
export type FiguresView = z.infer<typeof FiguresView>;

/** What can be taken out as a table: each figure by itself, or all of them. */
export const figureTables = ["weeks", "heat", "due", "outcomes", "reading", "model"] as const;
export type FigureTable = (typeof figureTables)[number];

/** The query of `GET /api/figures/export`. */
export const ExportFigures = FigureQuery.extend({
  table: z.enum(["all", ...figureTables]).default("all"),
  format: z.enum(["xlsx", "csv"]).default("xlsx"),
  language: z.enum(["zh", "en"]).default("zh"),
});
export type ExportFigures = z.infer<typeof ExportFigures>;
