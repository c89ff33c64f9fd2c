import type { Category } from "../domain/taxonomy.ts";
import type { Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import {
  createHolders,
  type Holders,
  type NamedPlace,
  pairsOf,
  placeAgrees,
  placesIn,
  shareOf,
  shareShared,
  telltalesOf,
} from "./in-common.ts";
import { type Heard, withInputs } from "./inputs.ts";
import type { Figure, Inputs, LinearModel } from "./linear-model.ts";
import type { ReaderModel } from "./reader-model.ts";
import type { Talk, Talked, TalkedOf } from "./talk.ts";
import { gramOfKey } from "./text-classifier.ts";
import { hitsBesideLabels } from "./words.ts";

/** A matter a line may speak of: a ticket of the group, or a report of this same reading. */
export interface KnownMatter {
  readonly about: { readonly ticketId: string } | { readonly report: number };
  readonly category: string;
  /** Its words: summary and evidence, folded. */
  readonly text: string;
  /** The same as `pairsOf` and `telltalesOf` see it, the pairs being among the telltales. */
  readonly pairs: ReadonlySet<number>;
  readonly telltales: ReadonlySet<number>;
  readonly reporterRef: string;
  /** What the reporter may be called, see `calledNames`. */
  readonly reporterNames: readonly string[];
  readonly householdRefs: ReadonlySet<string>;
  /** Refs of its evidence and of what the bot posted about it. */
  readonly refs: ReadonlySet<string>;
  readonly areaPath: string | null;
  /** In small letters, as folded text has it. */
  readonly code: string | null;
  /** How likely its plainest line is to report, as a model of single lines sees it; null when none of it is in the window. */
  readonly sureness: number | null;
  /** When its first word was said, and its last. */
  readonly since: Date;
  readonly lastAt: Date;
}

/** What a speaker is to a matter. */
export type Part = "reporter" | "household" | "staff" | "other";

/** What the line's speaker is to the matter. */
export function partOf(line: Line, matter: KnownMatter): Part {
  const { senderRef, fromStaff } = line.message;
  if (fromStaff) return "staff";
  if (senderRef === matter.reporterRef) return "reporter";
  return matter.householdRefs.has(senderRef) ? "household" : "other";
}

const telling: readonly CueName[] = [
  "solved", "thanks", "notSolved", "halfSolved", "urge", "withdraw", "plusOne", "moreInfo", "staffAck", "someoneSee",
  "mentionStaff", "lasting", "again", "laugh", "selling", "elsewhere", "story", "food", "imageFault", "notWorking", "broken", "questionMark", "image", "danger", "whatIf", "past",
]; // biome-ignore format: a list

/** The inputs of the model that tells what a line says of a matter it speaks of. */
export function meaningInputs(heard: Line["heard"], part: Part): Inputs {
  const shown = telling.filter((cue) => heard.cues.has(cue));
  return withInputs(heard.inputs, [[`p${part}`, 1], ...shown.map((cue): Figure => [`p${part} ${cue}`, 0.7])]);
}

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

/** A matter's name within one reading. */
export function keyOf({ about }: KnownMatter): string {
  return "ticketId" in about ? about.ticketId : `#${about.report}`;
}

/** The inputs of the model that tells whether a line speaks of a matter: of every matter it may speak of, which are each other's rivals. */
export function linkInputs(line: Line, matters: readonly KnownMatter[], context: LinkContext): Inputs[] {
  if (matters.length === 0) return [];
  const side = sideOf(line, matters, context);
  return matters.map((matter, index) => ({ grams: "", named: pairInputs(matter, index, side) }));
}

/** One line and all it may speak of: whatever need not be found for each matter again. */
interface Side {
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
function lead({ all, best, next }: Rivals, index: number): number {
  const own = all[index]!;
  return own - (own === best ? next : best);
}

/** How many lines back a talk is still the talk one is in. */
const talkLines = 4;

function sideOf(
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

function pairInputs(matter: KnownMatter, index: number, side: Side): Figure[] {
  const { line, hits } = side;
  const { heard, message } = line;
  const part = partOf(line, matter);
  side.speaker[part] ??= speakerInputs(line, part);
  const named = [...side.speaker[part]];
  const names = ofPart[part];

  if (matter.code && heard.text.includes(matter.code)) named.push(["lcode", 2]);
  const alike = side.alike.all[index]!;
  const alikeLead = lead(side.alike, index);
  const telling = side.telling.all[index]!;
  const tellingLead = lead(side.telling, index);
  const words = hits.get(matter.category) ?? 0;
  const category = side.categoryClasses.indexOf(matter.category);
  if (alike !== 0) named.push(["lalike", alike], [names.alike, alike]);
  if (side.matters > 1 && alikeLead !== 0) named.push(["laliker", alikeLead]);
  if (telling !== 0) named.push(["ltelling", telling], [names.telling, telling]);
  if (side.matters > 1 && tellingLead !== 0) named.push([tellingLead > 0 ? "ltellsMore" : "ltellsLess", tellingLead]);
  if (words > 0) named.push(["lwords", Math.min(words, 2) / 2]);
  if (side.hitsMost > words) named.push(["lotherWords", 1]);
  if (category >= 0 && line.category[category] !== 0) named.push(["lcategory", line.category[category]!]);
  const place = placeAgrees(side.places, matter.areaPath);
  if (place !== 0) named.push(["lplace", place]);
  if (matter.sureness !== null) named.push(["lunsure", 1 - matter.sureness]);

  const lastAt = matter.lastAt.getTime();
  const minutes = (message.at.getTime() - lastAt) / 60_000;
  named.push([laterBy(minutes), 1], [minutes < 10 ? names.soon : names.late, 1]);
  if (lastAt >= side.newestAt) named.push(["lnewest", 0.7]);
  if (side.matters === 1) named.push(["lonly", 0.7]);
  named.push(...talkInputs(matter, part, side));
  return named;
}

/** What the talk so far says for or against: whose turn it is, what was last spoken of, who is spoken to. */
function talkInputs(matter: KnownMatter, part: Part, side: Side): Figure[] {
  const { line, before, previous } = side;
  const { heard, message } = line;
  const key = keyOf(matter);
  const names = ofPart[part];
  const talked = side.talked.get(key);
  const named: Figure[] = [];
  if (isQuoted(line, matter)) named.push(["lquotes", 1.5]);
  else if (message.quotedRef !== null && talked?.refs.has(message.quotedRef)) named.push(["lquotesTalk", 1.2]);
  else if (message.quotedRef !== null || line.quotedText !== null) named.push(["lquotesOther", 1]);
  if (speaksTo(matter.reporterNames, heard.text)) named.push([part === "staff" ? "lstaffNames" : "lnames", 1]);
  else if (talked && speaksTo(talked.names, heard.text)) named.push(["lnamesTalker", 0.7]);
  if (before && line.at - before.line.at < 6) named.push([before.key === key ? "lgoesOn" : "lwentOnElsewhere", 1]);
  else if (before?.key === key) named.push(["lspokeOfIt", 0.7]);

  let [own, others] = [0, 0];
  for (const [back, { line: other, key: spokenOf }] of previous.entries()) {
    const isOwn = spokenOf === key || matter.refs.has(other.message.ref);
    const weight = (talkLines - back) / talkLines / 2;
    if (isOwn) own += weight;
    else if (spokenOf !== undefined) others += weight;
    if (back === 0 && isOwn && other.message.senderRef !== message.senderRef)
      named.push([names.answers, 0.7], [other.message.fromStaff ? "lanswersStaff" : "lanswers", 0.7]);
  }
  if (own > 0) named.push(["ltopic", own], [names.topic, own]);
  if (others > 0) named.push(["ltopicOther", others]);
  if (talked) {
    const minutes = (message.at.getTime() - talked.last.message.at.getTime()) / 60_000;
    named.push([
      minutes < 3 ? "ltalked 3" : minutes < 15 ? "ltalked 15" : minutes < 60 ? "ltalked 60" : "ltalked",
      0.7,
    ]);
    if (talked.senders.has(message.senderRef)) named.push(["ltalker", 0.7]);
  }
  const nearest = previous[0]?.line.message.senderRef;
  if (nearest === matter.reporterRef && message.senderRef !== matter.reporterRef) named.push(["lafterReporter", 0.6]);
  return named;
}

function speaksTo(names: readonly string[], text: string): boolean {
  return names.some((name) => text.includes(name));
}

/** What is true of a line for every matter its speaker is this to. */
function speakerInputs({ heard, role }: Line, part: Part): Figure[] {
  const names = ofPart[part];
  const figures: Figure[] = [
    ["lfollowUp", logit(role.follow_up) / 3],
    [names.followUp, logit(role.follow_up) / 3],
    ["ltalk", logit(role.talk) / 3],
    ["lquestion", role.question],
    ["lreport", role.report],
    [names.report, role.report],
  ];
  return [
    [names.self, 1],
    ...names.cues.flatMap(([cue, name]): Figure[] => (heard.cues.has(cue) ? [[name, 0.6]] : [])),
    ...figures.filter(([, value]) => value !== 0),
  ];
}

/** The names of the inputs that say who speaks: made once, for they are looked up for every pair. */
function namesFor(part: Part) {
  return {
    self: `l${part}`,
    cues: telling.map((cue): readonly [CueName, string] => [cue, `l${part} ${cue}`]),
    report: `l${part} report`,
    followUp: `l${part} followUp`,
    telling: `l${part} telling`,
    topic: `l${part} topic`,
    answers: `l${part} answers`,
    alike: `l${part} alike`,
    soon: `l${part} soon`,
    late: `l${part} late`,
  };
}

const ofPart: Readonly<Record<Part, ReturnType<typeof namesFor>>> = {
  reporter: namesFor("reporter"),
  household: namesFor("household"),
  staff: namesFor("staff"),
  other: namesFor("other"),
};

/** How long after the matter's last word a line comes, as an input. */
function laterBy(minutes: number): string {
  if (minutes < 2) return "lwithin 2";
  if (minutes < 10) return "lwithin 10";
  if (minutes < 60) return "lwithin 60";
  return minutes < 360 ? "lwithin 360" : "llater";
}

function isQuoted({ message, quotedText }: Line, matter: KnownMatter): boolean {
  if (message.quotedRef !== null && matter.refs.has(message.quotedRef)) return true;
  if (quotedText === null || quotedText.length < 3) return false;
  return matter.text.includes(quotedText.slice(0, 12)) || shareOf(pairsOf(quotedText), matter.pairs) > 0.6;
}

function logit(share: number): number {
  const kept = Math.min(Math.max(share, 0.002), 0.998);
  return Math.log(kept / (1 - kept));
}
