import type { Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import { placeAgrees, shareOf } from "./in-common.ts";
import { withInputs } from "./inputs.ts";
import { type KnownMatter, keyOf, type Part, partOf } from "./known-matter.ts";
import type { Figure, Inputs } from "./linear-model.ts";
import { type LinkContext, lead, type Side, sideOf, talkLines } from "./link-side.ts";
import type { Net } from "./net.ts";

const telling: readonly CueName[] = [
  "solved", "thanks", "notSolved", "halfSolved", "urge", "withdraw", "plusOne", "moreInfo", "staffAck", "someoneSee",
  "mentionStaff", "lasting", "again", "laugh", "selling", "elsewhere", "story", "food", "imageFault", "notWorking", "broken", "questionMark", "image", "danger", "whatIf", "past",
]; // biome-ignore format: a list

/** The inputs of the model that tells what a line says of a matter it speaks of. */
export function meaningInputs(heard: Line["heard"], part: Part): Inputs {
  const shown = telling.filter((cue) => heard.cues.has(cue));
  return withInputs(heard.inputs, [[`p${part}`, 1], ...shown.map((cue): Figure => [`p${part} ${cue}`, 0.7])]);
}

/** The inputs of the model that tells whether a line speaks of a matter: of every matter it may speak of, which are each other's rivals. */
export function linkInputs(line: Line, matters: readonly KnownMatter[], context: LinkContext): Inputs[] {
  const side = sideOf(line, matters, context);
  return matters.map((matter, index) => {
    const part = partOf(line, matter);
    const named: Figure[] = [];
    noteSpeaker(line, part, (name, value) => named.push([name, value]));
    notePair(matter, part, index, side, (name, value) => named.push([name, value]));
    return { grams: "", named };
  });
}

/** How likely the line is to speak of each of the matters. */
export function linkShares(line: Line, matters: readonly KnownMatter[], context: LinkContext): number[] {
  if (matters.length === 0) return [];
  const side = sideOf(line, matters, context);
  const { link } = context.model;
  const speakers: Partial<Record<Part, Float64Array>> = {};
  return matters.map((matter, index) => {
    const part = partOf(line, matter);
    const speaker = speakers[part] ?? speakerSums(line, part, link);
    speakers[part] = speaker;
    const sums = link.begin(speaker);
    notePair(matter, part, index, side, (name, value) => link.add(sums, name, value));
    return link.shareOf(sums);
  });
}

function speakerSums(line: Line, part: Part, link: Net): Float64Array {
  const sums = link.begin();
  noteSpeaker(line, part, (name, value) => link.add(sums, name, value));
  return sums;
}

/** Takes what is true of a pair, one figure after the other. */
type Note = (name: string, value: number) => unknown;

function notePair(matter: KnownMatter, part: Part, index: number, side: Side, note: Note): void {
  const { line } = side;
  const { heard, message } = line;
  const names = ofPart[part];

  if (matter.code && heard.text.includes(matter.code)) note("lcode", 2);
  const alike = side.alike.all[index]!;
  const alikeLead = lead(side.alike, index);
  const telling = side.telling.all[index]!;
  const tellingLead = lead(side.telling, index);
  const words = line.words.hits.get(matter.category) ?? 0;
  const category = side.categoryClasses.indexOf(matter.category);
  if (alike !== 0) both(note, "lalike", names.alike, alike);
  if (side.matters > 1 && alikeLead !== 0) note("laliker", alikeLead);
  if (telling !== 0) both(note, "ltelling", names.telling, telling);
  if (side.matters > 1 && tellingLead !== 0) note(tellingLead > 0 ? "ltellsMore" : "ltellsLess", tellingLead);
  if (words > 0) note("lwords", Math.min(words, 2) / 2);
  if (side.hitsMost > words) note("lotherWords", 1);
  if (category >= 0 && line.category[category] !== 0) note("lcategory", line.category[category]!);
  const place = placeAgrees(line.words.places, matter.areaPath);
  if (place !== 0) note("lplace", place);
  if (matter.sureness !== null) note("lunsure", 1 - matter.sureness);

  const lastAt = matter.lastAt.getTime();
  const minutes = (message.at.getTime() - lastAt) / 60_000;
  both(note, laterBy(minutes), minutes < 10 ? names.soon : names.late, 1);
  if (lastAt >= side.newestAt) note("lnewest", 0.7);
  if (side.matters === 1) note("lonly", 0.7);
  noteTalk(matter, part, side, note);
}

/** Of everybody, and of who speaks in particular. */
function both(note: Note, name: string, ofSpeaker: string, value: number): void {
  note(name, value);
  note(ofSpeaker, value);
}

/** What the talk so far says for or against: whose turn it is, what was last spoken of, who is spoken to. */
function noteTalk(matter: KnownMatter, part: Part, side: Side, note: Note): void {
  const { line, before, previous } = side;
  const { heard, message } = line;
  const key = keyOf(matter);
  const names = ofPart[part];
  const talked = side.talked.get(key);
  if (isQuoted(side, matter)) note("lquotes", 1.5);
  else if (message.quotedRef !== null && talked?.refs.has(message.quotedRef)) note("lquotesTalk", 1.2);
  else if (message.quotedRef !== null || line.quotedText !== null) note("lquotesOther", 1);
  if (speaksTo(matter.reporterNames, heard.text)) note(part === "staff" ? "lstaffNames" : "lnames", 1);
  else if (talked && speaksTo(talked.names, heard.text)) note("lnamesTalker", 0.7);
  if (before && line.at - before.line.at < 6) note(before.key === key ? "lgoesOn" : "lwentOnElsewhere", 1);
  else if (before?.key === key) note("lspokeOfIt", 0.7);

  let [own, others] = [0, 0];
  for (const [back, { line: other, key: spokenOf }] of previous.entries()) {
    const isOwn = spokenOf === key || matter.refs.has(other.message.ref);
    const weight = (talkLines - back) / talkLines / 2;
    if (isOwn) own += weight;
    else if (spokenOf !== undefined) others += weight;
    if (back === 0 && isOwn && other.message.senderRef !== message.senderRef)
      both(note, names.answers, other.message.fromStaff ? "lanswersStaff" : "lanswers", 0.7);
  }
  if (own > 0) both(note, "ltopic", names.topic, own);
  if (others > 0) note("ltopicOther", others);
  if (talked) {
    const minutes = (message.at.getTime() - talked.last.message.at.getTime()) / 60_000;
    note(minutes < 3 ? "ltalked 3" : minutes < 15 ? "ltalked 15" : minutes < 60 ? "ltalked 60" : "ltalked", 0.7);
    if (talked.senders.has(message.senderRef)) note("ltalker", 0.7);
  }
  const nearest = previous[0]?.line.message.senderRef;
  if (nearest === matter.reporterRef && message.senderRef !== matter.reporterRef) note("lafterReporter", 0.6);
}

function speaksTo(names: Iterable<string>, text: string): boolean {
  for (const name of names) if (text.includes(name)) return true;
  return false;
}

/** What is true of a line for every matter its speaker is this to. */
function noteSpeaker({ heard, role }: Line, part: Part, note: Note): void {
  const names = ofPart[part];
  note(names.self, 1);
  for (const [cue, name] of names.cues) if (heard.cues.has(cue)) note(name, 0.6);
  both(note, "lfollowUp", names.followUp, logit(role.follow_up) / 3);
  note("ltalk", logit(role.talk) / 3);
  note("lquestion", role.question);
  both(note, "lreport", names.report, role.report);
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

function isQuoted({ line: { message, quotedText }, quotedPairs }: Side, matter: KnownMatter): boolean {
  if (message.quotedRef !== null && matter.refs.has(message.quotedRef)) return true;
  if (quotedText === null || quotedText.length < 3) return false;
  return matter.text.includes(quotedText.slice(0, 12)) || shareOf(quotedPairs, matter.telltales) > 0.6;
}

function logit(share: number): number {
  const kept = Math.min(Math.max(share, 0.002), 0.998);
  return Math.log(kept / (1 - kept));
}
