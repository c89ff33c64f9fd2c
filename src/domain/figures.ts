import { areaCovers } from "./area.ts";
import { costOf, type ModelPrices, type ModelUse, type Money } from "./model-price.ts";

/** A period and an area that figures are taken of. */
export interface FigureScope {
  /** The area and everything below it. */
  readonly areaPath: string;
  readonly from: Date;
  /** The first instant after it. */
  readonly until: Date;
}

/** What was counted, as a store gives it. Weeks are named by their Monday in China. */
export interface FigureCounts {
  readonly weeks: readonly WeekCounts[];
  /** Tickets opened, by the place and the category they now have. */
  readonly places: readonly { readonly areaPath: string; readonly category: string; readonly count: number }[];
  readonly firstAnswer: DueCounts;
  readonly resolution: DueCounts;
  /** What became of tickets that were said to be solved. */
  readonly outcomes: {
    /** A resident said that it is. */
    readonly confirmed: number;
    /** Of these, how many were never taken up again. */
    readonly firstTime: number;
    readonly half: number;
    /** Nobody answered. Never counted as satisfied. */
    readonly unconfirmed: number;
    /** Asked, and there is still time to answer. */
    readonly asked: number;
    /** Of all these, and those being worked on again: how many were taken up again. */
    readonly reopened: number;
  };
  /** How many residents gave one star, two, … five. */
  readonly ratings: readonly number[];
  /** What staff made of drafts, by the category that was read and the one it became; null for no report at all. */
  readonly reviews: readonly ReviewCount[];
  /** What each model was asked in each week, over the whole house. */
  readonly model: readonly ModelWeekUse[];
  /** Messages of groups that were read in each week, over the whole house. */
  readonly read: readonly { readonly week: string; readonly messages: number }[];
}

/** One week of tickets. */
export interface WeekCounts {
  readonly week: string;
  readonly opened: number;
  readonly approved: number;
  readonly resolved: number;
  readonly asDrafted: number;
  readonly changed: number;
  readonly rejected: number;
}

/** How a due time was kept, over tickets that have one. */
export interface DueCounts {
  readonly inTime: number;
  readonly late: number;
  /** Not there yet, and still in time. */
  readonly open: number;
  /** Half of them took less; null when there was none. */
  readonly medianMinutes: number | null;
}

export interface ReviewCount {
  readonly readAs: string;
  readonly became: string | null;
  readonly count: number;
}

/** What one language model was asked in a week. */
export interface ModelWeekUse extends ModelUse {
  readonly week: string;
  readonly calls: number;
  /** Calls without a usable answer: the local reader stood in. */
  readonly failed: number;
}

/** What language models cost in a week, over the whole house. */
export interface ModelWeek extends Omit<ModelWeekUse, "model"> {
  /** Messages of groups that were read in that week, most of them without a model. */
  readonly messages: number;
  /** Null when the price of a model that was asked is not known. */
  readonly cost: Money | null;
}

/** The weeks in which a model was asked, its models together, with what that cost at these prices. */
export function modelWeeks(
  { model, read }: Pick<FigureCounts, "model" | "read">,
  prices: ModelPrices | null,
): ModelWeek[] {
  return [...new Set(model.map(({ week }) => week))].map((week) => {
    const uses = model.filter((use) => use.week === week);
    const sum = (count: "calls" | "failed" | "inputTokens" | "cachedTokens" | "outputTokens") =>
      uses.reduce((all, use) => all + use[count], 0);
    return {
      ...{ week, calls: sum("calls"), failed: sum("failed") },
      ...{ inputTokens: sum("inputTokens"), cachedTokens: sum("cachedTokens"), outputTokens: sum("outputTokens") },
      messages: read.find((one) => one.week === week)?.messages ?? 0,
      cost: costOf(uses, prices),
    };
  });
}

/** Tickets by area and category, the areas being the parts of one area. */
export interface HeatTable {
  /** The busiest first; the area itself among them, when something lies in it and in none of its parts. */
  readonly areas: readonly string[];
  /** The most frequent first. */
  readonly categories: readonly string[];
  /** Zeros left out. */
  readonly cells: readonly { readonly areaPath: string; readonly category: string; readonly count: number }[];
}

/** Deeper than this nobody tells one place from the next in a table. */
const depthMore = 4;

/** Folds places into the parts of an area: its children, or further down where all lies in one of them. */
export function heatTable(areaPath: string, places: FigureCounts["places"]): HeatTable {
  const depth = areaPath.split("/").length;
  const inside = places.filter((place) => areaCovers(areaPath, place.areaPath));
  let cells = fold(inside, depth + 1);
  for (let more = 2; more <= depthMore && new Set(cells.map((cell) => cell.areaPath)).size === 1; more++) {
    cells = fold(inside, depth + more);
  }
  return { areas: byWeight(cells, "areaPath"), categories: byWeight(cells, "category"), cells };
}

function fold(places: FigureCounts["places"], depth: number): HeatTable["cells"] {
  const cells = new Map<string, HeatTable["cells"][number]>();
  for (const { areaPath, category, count } of places) {
    const part = areaPath.split("/").slice(0, depth).join("/");
    const key = `${part}\n${category}`;
    cells.set(key, { areaPath: part, category, count: count + (cells.get(key)?.count ?? 0) });
  }
  return [...cells.values()];
}

function byWeight(cells: HeatTable["cells"], by: "areaPath" | "category"): string[] {
  const sums = new Map<string, number>();
  for (const cell of cells) sums.set(cell[by], (sums.get(cell[by]) ?? 0) + cell.count);
  return [...sums].sort(([a, n], [b, m]) => m - n || a.localeCompare(b)).map(([name]) => name);
}

/** The part of a whole, 0 to 1; null of nothing, which is no zero. */
export function shareOf(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
