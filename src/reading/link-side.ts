import type { Line } from "./bursts.ts";
import { createHolders, type Holders, pairsOf, shareShared } from "./in-common.ts";
import { type KnownMatter, keyOf } from "./known-matter.ts";
import type { LineWords } from "./line-words.ts";
import type { ReaderModel } from "./reader-model.ts";
import type { Talk, Talked, TalkedOf } from "./talk.ts";

/** What a line and its matters are looked at with. */
export interface LinkContext {
  readonly lines: readonly Line[];
  readonly model: Pick<ReaderModel, "category" | "link">;
  readonly talk: Talk;
  /** Matters by their telltales, as far as lines were held against them. */
  readonly holders: Holders<KnownMatter>;
}

/** A context in which nothing has been said yet. */
export function createLinkContext(context: Omit<LinkContext, "holders">): LinkContext {
  return { ...context, holders: createHolders() };
}

/** One line and all it may speak of: whatever need not be found for each matter again. */
export interface Side {
  readonly line: Line;
  readonly matters: number;
  /** How like each matter the line is, and how like the two likest. */
  readonly alike: Rivals;
  /** The same, the rarer a word the more, and with the words that have fallen since. */
  readonly telling: Rivals;
  /** Most words of the category of any of the matters. */
  readonly hitsMost: number;
  /** The pairs of signs of what it quotes in words. */
  readonly quotedPairs: ReadonlySet<number>;
  readonly newestAt: number;
  /** What was spoken of each matter before. */
  readonly talked: ReadonlyMap<string, TalkedOf>;
  readonly before: Talked | undefined;
  /** The lines right before this one, the nearest first, each with the matter it spoke of. */
  readonly previous: readonly { readonly line: Line; readonly key: string | undefined }[];
  readonly categoryClasses: readonly string[];
}

/** A figure of each matter, and the best two. */
interface Rivals {
  readonly all: readonly number[];
  readonly best: number;
  readonly next: number;
}

function rivals(all: readonly number[]): Rivals {
  let best = all[0] ?? 0;
  let next = all.length > 1 ? Number.NEGATIVE_INFINITY : 0;
  for (let at = 1; at < all.length; at++) {
    const one = all[at]!;
    if (one > best) {
      next = best;
      best = one;
    } else if (one > next) next = one;
  }
  return { all, best, next };
}

/** How much further one of them is than the best of the others. */
export function lead({ all, best, next }: Rivals, index: number): number {
  const own = all[index]!;
  return own - (own === best ? next : best);
}

/** How many lines back a talk is still the talk one is in. */
export const talkLines = 4;

/** Finds what is the same for every matter a line is held against. */
export function sideOf(
  line: Line,
  matters: readonly KnownMatter[],
  { lines, model, talk, holders }: LinkContext,
): Side {
  const { words } = line;
  const spoken = talk.before(line);
  const talked = talk.of(spoken);
  const here = lines.indexOf(line);
  const places = matters.map((matter) => holders.placeOf(matter, matter.telltales));
  const shared = holders.sharedWith(words.telltales, words.pairs, words.weights);
  let [hitsMost, newestAt] = [0, Number.NEGATIVE_INFINITY];
  for (const { category, lastAt } of matters) {
    hitsMost = Math.max(hitsMost, words.hits.get(category) ?? 0);
    newestAt = Math.max(newestAt, lastAt.getTime());
  }
  return {
    line,
    matters: matters.length,
    alike: rivals(places.map((place) => shareShared(shared.pairs[place]!, words.pairs))),
    telling: rivals(
      matters.map((matter, at) => {
        const later = talked.get(keyOf(matter));
        return saturated(later ? sharedWithTalk(words, matter, later) : shared.weights[places[at]!]!);
      }),
    ),
    hitsMost,
    quotedPairs: pairsOf(line.quotedText ?? ""),
    newestAt,
    talked,
    before: spoken.findLast((one) => one.line.message.senderRef === line.message.senderRef),
    previous: lines
      .slice(Math.max(here - talkLines, 0), here)
      .reverse()
      .map((before) => ({ line: before, key: spoken.findLast((one) => one.line === before)?.key })),
    categoryClasses: model.category.classes,
  };
}

/** What a line's telling words count that a matter has too, those of the later talk for half. */
function sharedWithTalk({ telltales, weights }: LineWords, matter: KnownMatter, talked: TalkedOf): number {
  let sum = 0;
  for (let at = 0; at < telltales.length; at++) {
    if (matter.telltales.has(telltales[at]!)) sum += weights[at]!;
    else if (talked.telltales.has(telltales[at]!)) sum += weights[at]! / 2;
  }
  return sum;
}

/** The more words in common, the less another one adds. */
function saturated(sum: number): number {
  return sum / (1 + sum / 3);
}
