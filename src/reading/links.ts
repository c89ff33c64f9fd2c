import type { Category } from "../domain/taxonomy.ts";
import { addresses, type Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import { withInputs } from "./inputs.ts";
import type { Inputs } from "./linear-model.ts";

/** A matter a line may speak of: a ticket of the group, or a report of this same reading. */
export interface KnownMatter {
  readonly about: { readonly ticketId: string } | { readonly report: number };
  readonly category: string;
  /** Its words: summary and evidence, folded. */
  readonly text: string;
  readonly reporterRef: string;
  readonly reporterNick: string;
  readonly householdRefs: ReadonlySet<string>;
  /** Refs of its evidence and of what the bot posted about it. */
  readonly refs: ReadonlySet<string>;
  readonly areaPath: string | null;
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

/** What a pair is looked at with besides its two sides. */
export interface PairContext {
  readonly lines: readonly Line[];
  readonly matters: readonly KnownMatter[];
  readonly taxonomy: readonly Category[];
  readonly categoryClasses: readonly string[];
  readonly talk: Talk;
}

/** Which lines spoke of which matter, by place in the window, in order. */
export interface Talk {
  readonly bySpeaker: Map<string, { readonly key: string; readonly at: number }[]>;
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

/** The inputs of the model that tells whether a line speaks of a matter. */
export function linkInputs(line: Line, matter: KnownMatter, context: PairContext): Map<string, number> {
  const inputs = new Map<string, number>();
  const set = (name: string, value: number) => {
    if (value !== 0) inputs.set(`l${name}`, value);
  };
  const part = partOf(line, matter);
  const { heard, message, role } = line;
  set(part, 1);
  for (const cue of telling) if (heard.cues.has(cue)) set(`${part} ${cue}`, 0.6);
  set("followUp", logit(role.follow_up) / 3);
  set("talk", logit(role.talk) / 3);
  set("question", role.question);
  set("report", role.report);
  set(`${part} report`, role.report);

  const quotes = (message.quotedRef !== null && matter.refs.has(message.quotedRef)) || quotesInText(line, matter);
  set("quotes", quotes ? 1.5 : 0);
  set("quotesOther", !quotes && (message.quotedRef !== null || line.quotedText !== null) ? 1 : 0);
  if (matter.code && heard.text.includes(matter.code.toLowerCase())) set("code", 2);

  const alike = alikeness(line, matter);
  const rivals = context.matters.filter((other) => other !== matter);
  set("alike", alike);
  set(`${part} alike`, alike);
  set("aliker", rivals.length > 0 ? alike - Math.max(...rivals.map((other) => alikeness(line, other))) : 0);
  const words = wordsFor(line, matter.category, context.taxonomy);
  set("words", Math.min(words, 2) / 2);
  const otherWords = Math.max(
    0,
    ...rivals
      .filter((other) => other.category !== matter.category)
      .map((other) => wordsFor(line, other.category, context.taxonomy)),
  );
  set("otherWords", otherWords > words ? 1 : 0);
  const categoryAt = context.categoryClasses.indexOf(matter.category);
  set("category", categoryAt < 0 ? 0 : line.category[categoryAt]!);
  set("place", placeAgrees(heard.text, matter.areaPath));

  const minutes = (message.at.getTime() - matter.lastAt.getTime()) / 60_000;
  set(
    minutes < 2
      ? "within 2"
      : minutes < 10
        ? "within 10"
        : minutes < 60
          ? "within 60"
          : minutes < 360
            ? "within 360"
            : "later",
    1,
  );
  set(`${part} ${minutes < 10 ? "soon" : "late"}`, 1);
  const newest = rivals.every((other) => other.lastAt <= matter.lastAt);
  set("newest", newest ? 0.7 : 0);
  set("only", rivals.length === 0 ? 0.7 : 0);
  if (addresses(heard.text, matter.reporterNick)) set(part === "staff" ? "staffNames" : "names", 1);
  const key = keyOf(matter);
  const before = context.talk.bySpeaker.get(message.senderRef)?.findLast(({ at }) => at < line.at);
  if (before && line.at - before.at < 6) set(before.key === key ? "goesOn" : "wentOnElsewhere", 1);
  const previous = context.lines.find((other) => other.at === line.at - 1);
  if (previous && previous.message.senderRef === matter.reporterRef && previous.message.senderRef !== message.senderRef)
    set("afterReporter", 0.6);
  return inputs;
}

function quotesInText({ quotedText }: Line, matter: KnownMatter): boolean {
  return (
    quotedText !== null &&
    quotedText.length >= 3 &&
    (matter.text.includes(quotedText.slice(0, 12)) || likeness(quotedText, matter.text) > 0.6)
  );
}

/** What a line was found to have in common with a matter, or with a category's words. It is asked for once for every rival of a matter. */
const inCommon = new WeakMap<Line, Map<KnownMatter | string, number>>();

function kept(line: Line, key: KnownMatter | string, find: () => number): number {
  const known = inCommon.get(line) ?? new Map<KnownMatter | string, number>();
  inCommon.set(line, known);
  const found = known.get(key) ?? find();
  known.set(key, found);
  return found;
}

function alikeness(line: Line, matter: KnownMatter): number {
  return kept(line, matter, () => likeness(line.heard.text, matter.text));
}

function wordsFor(line: Line, code: string, taxonomy: readonly Category[]): number {
  return kept(line, code, () => wordsOf(code, line.heard.text, taxonomy));
}

function wordsOf(code: string, text: string, taxonomy: readonly Category[]): number {
  return (
    taxonomy.find((category) => category.code === code)?.words.filter((word) => text.includes(word.toLowerCase()))
      .length ?? 0
  );
}

/** How much of the first text's pairs of signs the second has too, 0 to 1; pairs that everybody says do not count. */
export function likeness(text: string, other: string): number {
  const own = pairs(text);
  if (own.size === 0) return 0;
  let shared = 0;
  for (const pair of own) if (other.includes(pair)) shared++;
  return shared / Math.sqrt(own.size * 6);
}

const hollow = new Set("的了是我你他她在有不这那就都也和吗呢吧啊呀哦嗯哈一个们到说要去来好没还又把被给人大".split(""));

function pairs(text: string): Set<string> {
  const found = new Set<string>();
  for (let at = 0; at + 2 <= text.length; at++) {
    const pair = text.slice(at, at + 2);
    if (/[\u4e00-\u9fff0-9a-z]{2}/.test(pair) && !(hollow.has(pair[0]!) && hollow.has(pair[1]!))) found.add(pair);
  }
  return found;
}

/** 1 when the line names the matter's building or unit, -1 when it names another, 0 when it names none. */
function placeAgrees(text: string, areaPath: string | null): number {
  if (!areaPath) return 0;
  let agreement = 0;
  for (const [, number, kind] of text.matchAll(/(\d{1,2})(号楼|栋|单元)/g)) {
    const same = new RegExp(`(?:^|/)${number}(?:${kind === "单元" ? "单元" : "号楼|栋|幢"})`).test(areaPath);
    const named = kind === "单元" ? /单元/.test(areaPath) : /号楼|栋|幢/.test(areaPath);
    if (same) agreement = Math.max(agreement, 1);
    else if (named && agreement === 0) agreement = -1;
  }
  return agreement;
}

function logit(share: number): number {
  const kept = Math.min(Math.max(share, 0.002), 0.998);
  return Math.log(kept / (1 - kept));
}
