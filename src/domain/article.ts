import { areaCovers } from "./area.ts";

/** What an article is: a rule, which office issues which certificate, a useful number, who must do what, or an announcement. */
export const articleKinds = ["policy", "certificate_guide", "contact", "responsibility", "notice"] as const;
export type ArticleKind = (typeof articleKinds)[number];

/** A draft answers nobody; a second person publishes it; retired is out of use and kept. */
export const articleStatuses = ["draft", "published", "retired"] as const;
export type ArticleStatus = (typeof articleStatuses)[number];

/** What a person writes of an article: what may be answered, on whose authority, where and until when. */
export interface ArticleWords {
  /** As the office would put it. Empty for a plain document, a statute's article for one: then it is found by its text alone. */
  readonly question: string;
  /** As residents put it. */
  readonly variants: readonly string[];
  /** The words that are said, to the letter. */
  readonly answer: string;
  readonly kind: ArticleKind;
  /** The document, list or notice it comes from, as it is cited. */
  readonly source: string;
  readonly issuer: string;
  /** 文号, null when the source has none. */
  readonly documentNumber: string | null;
  /** It holds here and below. */
  readonly areaPath: string;
  /** The first and the last instant it holds, as a rule the beginning and the end of a day in Beijing; null without such a bound. */
  readonly validFrom: Date | null;
  readonly validUntil: Date | null;
}

/** One entry of the FAQ, with the words that answer now; those of a draft answer nobody. */
export interface Article extends ArticleWords {
  readonly id: string;
  /** Names it in imports; unique. */
  readonly slug: string;
  readonly status: ArticleStatus;
  /** Which of its versions these words are. */
  readonly version: number;
  readonly changedAt: Date;
}

/** Whether an article may answer in a place at a time, and if not, why. */
export type ArticleHold = "holds" | "unpublished" | "not_yet" | "expired" | "elsewhere";

/** Whether the article may answer somebody of this area now. An area of null is of nowhere, so nothing holds there. */
export function articleHold(
  article: Pick<Article, "status" | "areaPath" | "validFrom" | "validUntil">,
  { areaPath, now }: { readonly areaPath: string | null; readonly now: Date },
): ArticleHold {
  if (article.status !== "published") return "unpublished";
  if (areaPath === null || !areaCovers(article.areaPath, areaPath)) return "elsewhere";
  if (article.validFrom !== null && now < article.validFrom) return "not_yet";
  return article.validUntil !== null && now > article.validUntil ? "expired" : "holds";
}

/** The instant at which a day begins in Beijing: from when an article holds. */
export function beginOfDay(day: string): Date {
  return new Date(`${day}T00:00:00+08:00`);
}

/** The last instant of a day in Beijing: until when an article holds. */
export function endOfDay(day: string): Date {
  return new Date(`${day}T23:59:59.999+08:00`);
}

/** The most of each that an article may have, in UTF-16 code units; lists in entries. A question is one line of a chat, an answer one post. */
export const articleBounds = {
  questionCharsMax: 200,
  variantsMax: 40,
  answerCharsMax: 4_000,
  sourceCharsMax: 200,
  issuerCharsMax: 100,
  documentNumberCharsMax: 100,
} as const;

/** So long before its last day an article is somebody's task: time to ask the issuer what comes after. */
export const expiryNoticeDays = 30;
const dayMs = 24 * 3_600_000;

/** How many days an article still holds, the last one counted; 0 when it does no more, null when it does not end. */
export function daysLeft({ validUntil }: Pick<ArticleWords, "validUntil">, now: Date): number | null {
  return validUntil === null ? null : Math.max(0, Math.ceil((validUntil.getTime() - now.getTime()) / dayMs));
}
