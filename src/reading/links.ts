import type { Category } from "../domain/taxonomy.ts";
import type { Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import { type NamedPlace, pairsOf, placeAgrees, placesIn, shareOf } from "./in-common.ts";
import { withInputs } from "./inputs.ts";
import type { Figure, Inputs } from "./linear-model.ts";
import { hitsBesideLabels } from "./words.ts";

/** A matter a line may speak of: a ticket of the group, or a report of this same reading. */
export interface KnownMatter {
  readonly about: { readonly ticketId: string } | { readonly report: number };
  readonly category: string;
  /** Its words: summary and evidence, folded. */
  readonly text: string;
  /** The same as `pairsOf` sees it. */
  readonly pairs: ReadonlySet<number>;
  readonly reporterRef: string;
  /** What the reporter may be called, see `calledNames`. */
  readonly reporterNames: readonly string[];
  readonly householdRefs: ReadonlySet<string>;
  /** Refs of its evidence and of what the bot posted about it. */
  readonly refs: ReadonlySet<string>;
  readonly areaPath: string | null;
  /** In small letters, as folded text has it. */
  readonly code: string | null;
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
  readonly categoryClasses: readonly string[];
  readonly talk: Talk;
}

/** Which lines spoke of which matter, by place in the window, in order. */
export interface Talk {
  readonly bySpeaker: Map<string, Talked[]>;
}

/** One line that spoke of a matter: the matter's key, and where the line stands. */
export interface Talked {
  readonly key: string;
  readonly at: number;
}

/** A matter's name within one reading. */
export function keyOf({ about }: KnownMatter): string {
  return "ticketId" in about ? about.ticketId : `#${about.report}`;
}

/** Notes that a line spoke of a matter, as evidence of it or about it. */
export function noteTalk(talk: Talk, line: Line, key: string): void {
  const { senderRef } = line.message;
  talk.bySpeaker.set(senderRef, [...(talk.bySpeaker.get(senderRef) ?? []), { key, at: line.at }]);
}

/** What the speaker last spoke of before this line; undefined when of nothing yet. */
export function lastSpokenOf(talk: Talk, { message, at }: Line): Talked | undefined {
  return talk.bySpeaker.get(message.senderRef)?.findLast((spoken) => spoken.at < at);
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
  readonly alike: readonly number[];
  readonly likest: number;
  readonly nextLikest: number;
  readonly hits: ReadonlyMap<string, number>;
  readonly hitsMost: number;
  readonly places: readonly NamedPlace[];
  readonly newestAt: number;
  readonly before: Talked | undefined;
  /** Whom the line comes right after, if another. */
  readonly after: string | null;
  readonly categoryClasses: readonly string[];
  readonly speaker: Partial<Record<Part, readonly Figure[]>>;
}

function sideOf(
  line: Line,
  matters: readonly KnownMatter[],
  { lines, taxonomy, categoryClasses, talk }: LinkContext,
): Side {
  const { text } = line.heard;
  const pairs = pairsOf(text);
  const alike = matters.map((matter) => shareOf(pairs, matter.pairs));
  const [likest = 0, nextLikest = 0] = [...alike].sort((one, other) => other - one);
  const hits = hitsBesideLabels(text, taxonomy);
  const previous = lines.find((other) => other.at === line.at - 1)?.message.senderRef ?? null;
  return {
    line,
    matters: matters.length,
    alike,
    likest,
    nextLikest,
    hits,
    hitsMost: Math.max(...matters.map(({ category }) => hits.get(category) ?? 0)),
    places: placesIn(text),
    newestAt: Math.max(...matters.map(({ lastAt }) => lastAt.getTime())),
    before: lastSpokenOf(talk, line),
    after: previous === line.message.senderRef ? null : previous,
    categoryClasses,
    speaker: {},
  };
}

function pairInputs(matter: KnownMatter, index: number, side: Side): Figure[] {
  const { line, alike: all, hits, before } = side;
  const { heard, message } = line;
  const part = partOf(line, matter);
  side.speaker[part] ??= speakerInputs(line, part);
  const named = [...side.speaker[part]];
  const names = ofPart[part];

  if (isQuoted(line, matter)) named.push(["lquotes", 1.5]);
  else if (message.quotedRef !== null || line.quotedText !== null) named.push(["lquotesOther", 1]);
  if (matter.code && heard.text.includes(matter.code)) named.push(["lcode", 2]);

  const alike = all[index]!;
  const rival = alike === side.likest ? side.nextLikest : side.likest;
  const words = hits.get(matter.category) ?? 0;
  const category = side.categoryClasses.indexOf(matter.category);
  if (alike !== 0) named.push(["lalike", alike], [names.alike, alike]);
  if (side.matters > 1 && alike !== rival) named.push(["laliker", alike - rival]);
  if (words > 0) named.push(["lwords", Math.min(words, 2) / 2]);
  if (side.hitsMost > words) named.push(["lotherWords", 1]);
  if (category >= 0 && line.category[category] !== 0) named.push(["lcategory", line.category[category]!]);
  const place = placeAgrees(side.places, matter.areaPath);
  if (place !== 0) named.push(["lplace", place]);

  const lastAt = matter.lastAt.getTime();
  const minutes = (message.at.getTime() - lastAt) / 60_000;
  named.push([laterBy(minutes), 1], [minutes < 10 ? names.soon : names.late, 1]);
  if (lastAt >= side.newestAt) named.push(["lnewest", 0.7]);
  if (side.matters === 1) named.push(["lonly", 0.7]);
  if (speaksTo(matter, heard.text)) named.push([part === "staff" ? "lstaffNames" : "lnames", 1]);
  if (before && line.at - before.at < 6) named.push([before.key === keyOf(matter) ? "lgoesOn" : "lwentOnElsewhere", 1]);
  if (side.after === matter.reporterRef) named.push(["lafterReporter", 0.6]);
  return named;
}

function speaksTo({ reporterNames }: KnownMatter, text: string): boolean {
  return reporterNames.some((name) => text.includes(name));
}

/** What is true of a line for every matter its speaker is this to. */
function speakerInputs({ heard, role }: Line, part: Part): Figure[] {
  const names = ofPart[part];
  const figures: Figure[] = [
    ["lfollowUp", logit(role.follow_up) / 3],
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
