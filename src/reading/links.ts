import type { Category } from "../domain/taxonomy.ts";
import type { Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import { withInputs } from "./inputs.ts";
import type { Inputs } from "./linear-model.ts";
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
  const more: Record<string, number> = { [`p${part}`]: 1 };
  for (const cue of telling) if (heard.cues.has(cue)) more[`p${part} ${cue}`] = 0.7;
  return withInputs(heard.inputs, more);
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
  const { heard, message } = line;
  const pairs = pairsOf(heard.text);
  const alike = matters.map((matter) => likeness(pairs, matter));
  const hits = hitsBesideLabels(heard.text, context.taxonomy);
  const places = placesIn(heard.text);
  const newestAt = Math.max(...matters.map(({ lastAt }) => lastAt.getTime()));
  const before = lastSpokenOf(context.talk, line);
  const previous = context.lines.find((other) => other.at === line.at - 1);
  const followed = previous && previous.message.senderRef !== message.senderRef ? previous.message.senderRef : null;

  return matters.map((matter, index): Inputs => {
    const part = partOf(line, matter);
    const of = ofPart[part];
    const named = new Map<string, number>(speakerInputs(line, part));
    const set = (name: string, value: number) => {
      if (value !== 0) named.set(name, value);
    };
    const quotes = (message.quotedRef !== null && matter.refs.has(message.quotedRef)) || quotesInText(line, matter);
    if (quotes) set("lquotes", 1.5);
    else if (message.quotedRef !== null || line.quotedText !== null) set("lquotesOther", 1);
    if (matter.code && heard.text.includes(matter.code)) set("lcode", 2);

    const isRival = (_: unknown, other: number) => other !== index;
    set("lalike", alike[index]!);
    set(of.alike, alike[index]!);
    if (matters.length > 1) set("laliker", alike[index]! - Math.max(...alike.filter(isRival)));
    const words = hits.get(matter.category) ?? 0;
    set("lwords", Math.min(words, 2) / 2);
    if (matters.some(({ category }) => (hits.get(category) ?? 0) > words)) set("lotherWords", 1);
    const categoryAt = context.categoryClasses.indexOf(matter.category);
    set("lcategory", categoryAt < 0 ? 0 : line.category[categoryAt]!);
    set("lplace", placeAgrees(places, matter.areaPath));

    const minutes = (message.at.getTime() - matter.lastAt.getTime()) / 60_000;
    set(laterBy.find(([within]) => minutes < within)![1], 1);
    set(minutes < 10 ? of.soon : of.late, 1);
    if (matter.lastAt.getTime() >= newestAt) set("lnewest", 0.7);
    if (matters.length === 1) set("lonly", 0.7);
    if (matter.reporterNames.some((name) => heard.text.includes(name)))
      set(part === "staff" ? "lstaffNames" : "lnames", 1);
    if (before && line.at - before.at < 6) set(before.key === keyOf(matter) ? "lgoesOn" : "lwentOnElsewhere", 1);
    if (followed === matter.reporterRef) set("lafterReporter", 0.6);
    return { grams: "", named };
  });
}

/** What is true of a line for every matter its speaker is this to. */
function speakerInputs({ heard, role }: Line, part: Part): [string, number][] {
  const of = ofPart[part];
  const cues = of.cues.filter(([cue]) => heard.cues.has(cue)).map(([, name]): [string, number] => [name, 0.6]);
  const figures: [string, number][] = [
    ["lfollowUp", logit(role.follow_up) / 3],
    ["ltalk", logit(role.talk) / 3],
    ["lquestion", role.question],
    ["lreport", role.report],
    [of.report, role.report],
  ];
  return [[of.self, 1], ...cues, ...figures.filter(([, value]) => value !== 0)];
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

/** By how many minutes at most the line comes after the matter's last word, and what that is called. */
const laterBy: readonly (readonly [number, string])[] = [
  [2, "lwithin 2"],
  [10, "lwithin 10"],
  [60, "lwithin 60"],
  [360, "lwithin 360"],
  [Number.POSITIVE_INFINITY, "llater"],
];

function quotesInText({ quotedText }: Line, matter: KnownMatter): boolean {
  return (
    quotedText !== null &&
    quotedText.length >= 3 &&
    (matter.text.includes(quotedText.slice(0, 12)) || likeness(pairsOf(quotedText), matter) > 0.6)
  );
}

/** How much of a text's pairs of signs the matter's words have too, 0 to 1. */
function likeness(pairs: ReadonlySet<number>, matter: KnownMatter): number {
  if (pairs.size === 0) return 0;
  let shared = 0;
  for (const pair of pairs) if (matter.pairs.has(pair)) shared++;
  return shared / Math.sqrt(pairs.size * 6);
}

const hollow = new Set(
  [..."的了是我你他她在有不这那就都也和吗呢吧啊呀哦嗯哈一个们到说要去来好没还又把被给人大"].map((sign) =>
    sign.charCodeAt(0),
  ),
);

/** The pairs of signs of a folded text, each as a number; pairs that everybody says do not count. */
export function pairsOf(text: string): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at + 2 <= text.length; at++) {
    const [one, other] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
    if (tells(one) && tells(other) && !(hollow.has(one) && hollow.has(other))) found.add((one << 16) | other);
  }
  return found;
}

/** Says whether the sign is one of a word or a number: a Chinese one, a digit, a small letter. */
function tells(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a);
}

/** A building or a unit that a text names: how a path that lies in it reads, and how one of the same kind does. */
interface NamedPlace {
  readonly same: RegExp;
  readonly kind: RegExp;
}

function placesIn(text: string): NamedPlace[] {
  return Array.from(text.matchAll(/(\d{1,2})(号楼|栋|单元)/g), ([, number, kind]) => {
    const suffix = kind === "单元" ? "单元" : "号楼|栋|幢";
    return { same: new RegExp(`(?:^|/)${number}(?:${suffix})`), kind: new RegExp(suffix) };
  });
}

/** 1 when one of the places is the matter's, -1 when another of the kind is named, 0 when none is. */
function placeAgrees(places: readonly NamedPlace[], areaPath: string | null): number {
  if (!areaPath || places.length === 0) return 0;
  if (places.some(({ same }) => same.test(areaPath))) return 1;
  return places.some(({ kind }) => kind.test(areaPath)) ? -1 : 0;
}

function logit(share: number): number {
  const kept = Math.min(Math.max(share, 0.002), 0.998);
  return Math.log(kept / (1 - kept));
}
