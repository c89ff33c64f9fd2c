import type { Line } from "./bursts.ts";
import type { CueName } from "./cues.ts";
import { pairsOf, placeAgrees, shareOf } from "./in-common.ts";
import { withInputs } from "./inputs.ts";
import { type KnownMatter, keyOf, type Part, partOf } from "./known-matter.ts";
import type { Figure, Inputs } from "./linear-model.ts";
import { type LinkContext, lead, type Side, sideOf, talkLines } from "./link-side.ts";

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
  if (matters.length === 0) return [];
  const side = sideOf(line, matters, context);
  return matters.map((matter, index) => ({ grams: "", named: pairInputs(matter, index, side) }));
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
