import type { Category } from "../domain/taxonomy.ts";
import type { Line } from "./bursts.ts";
import {
  createHolders,
  type Holders,
  type NamedPlace,
  pairsOf,
  placesIn,
  shareShared,
  telltalesOf,
} from "./in-common.ts";
import type { Heard } from "./inputs.ts";
import { type KnownMatter, keyOf, type Part } from "./known-matter.ts";
import type { Figure, LinearModel } from "./linear-model.ts";
import type { ReaderModel } from "./reader-model.ts";
import type { Talk, Talked, TalkedOf } from "./talk.ts";
import { gramOfKey } from "./text-classifier.ts";
import { hitsBesideLabels } from "./words.ts";

/** What a line and its matters are looked at with. */
export interface LinkContext {
  readonly lines: readonly Line[];
  readonly taxonomy: readonly Category[];
  readonly model: Pick<ReaderModel, "category">;
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
  readonly hits: ReadonlyMap<string, number>;
  readonly hitsMost: number;
  readonly places: readonly NamedPlace[];
  readonly newestAt: number;
  /** What was spoken of each matter before. */
  readonly talked: ReadonlyMap<string, TalkedOf>;
  readonly before: Talked | undefined;
  /** The lines right before this one, the nearest first, each with the matter it spoke of. */
  readonly previous: readonly { readonly line: Line; readonly key: string | undefined }[];
  readonly categoryClasses: readonly string[];
  readonly speaker: Partial<Record<Part, readonly Figure[]>>;
}

/** A figure of each matter, and the best two. */
interface Rivals {
  readonly all: readonly number[];
  readonly best: number;
  readonly next: number;
}

function rivals(all: readonly number[]): Rivals {
  let [best, next] = [all[0] ?? 0, Number.NEGATIVE_INFINITY];
  for (const one of all.slice(1)) [best, next] = one > best ? [one, best] : [best, Math.max(next, one)];
  return { all, best, next: all.length > 1 ? next : 0 };
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
  { lines, taxonomy, model, talk, holders }: LinkContext,
): Side {
  const { text } = line.heard;
  const { pairs, telltales } = wordsOf(line.heard, model.category);
  const spoken = talk.before(line);
  const talked = talk.of(spoken);
  const hits = hitsBesideLabels(text, taxonomy);
  const here = lines.indexOf(line);
  for (const matter of matters) holders.add(matter, matter.telltales);
  const pairsShared = holders.sums(Array.from(pairs, (pair) => [pair, 1] as const));
  const told = holders.sums(telltales);
  return {
    line,
    matters: matters.length,
    alike: rivals(matters.map((matter) => shareShared(pairsShared.get(matter) ?? 0, pairs))),
    telling: rivals(
      matters.map((matter) => {
        const later = talked.get(keyOf(matter));
        return saturated(later ? sharedWithTalk(telltales, matter, later) : (told.get(matter) ?? 0));
      }),
    ),
    hits,
    hitsMost: Math.max(...matters.map(({ category }) => hits.get(category) ?? 0)),
    places: placesIn(text),
    newestAt: Math.max(...matters.map(({ lastAt }) => lastAt.getTime())),
    talked,
    before: spoken.findLast((one) => one.line.message.senderRef === line.message.senderRef),
    previous: lines
      .slice(Math.max(here - talkLines, 0), here)
      .reverse()
      .map((before) => ({ line: before, key: spoken.find((one) => one.line === before)?.key })),
    categoryClasses: model.category.classes,
    speaker: {},
  };
}

/** What a rare sign or pair counts for, against one that everybody uses. */
const rarest = 8;

/** What a text may have in common with a matter. */
interface Words {
  readonly pairs: ReadonlySet<number>;
  /** Each with how telling it is. */
  readonly telltales: readonly Telltale[];
}

/** Kept with what was heard, which belongs to one model and is met again in each window. */
function wordsOf(heard: Heard, model: Pick<LinearModel, "rarityOf">): Words {
  const known = found.get(heard);
  if (known) return known;
  const telltales = Array.from(telltalesOf(heard.text), (key): Telltale => {
    const gram = gramOfKey(key);
    const rarity = Math.min(model.rarityOf(gram) ?? rarest, rarest);
    // A sign by itself tells less than a pair.
    return [key, gram.length === 1 ? Math.max(rarity - 3.5, 0) / 10 : Math.max(rarity - 2, 0) / 6];
  });
  const words = { pairs: pairsOf(heard.text), telltales };
  found.set(heard, words);
  return words;
}

type Telltale = readonly [key: number, weight: number];

const found = new WeakMap<Heard, Words>();

/** What a line's telling words count that a matter has too, those of the later talk for half. */
function sharedWithTalk(telltales: readonly Telltale[], matter: KnownMatter, talked: TalkedOf): number {
  let sum = 0;
  for (const [key, weight] of telltales) {
    if (matter.telltales.has(key)) sum += weight;
    else if (talked.telltales.has(key)) sum += weight / 2;
  }
  return sum;
}

/** The more words in common, the less another one adds. */
function saturated(sum: number): number {
  return sum / (1 + sum / 3);
}
