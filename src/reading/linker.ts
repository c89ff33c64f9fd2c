import type { ChatWindow, TicketBrief } from "../domain/chat.ts";
import { type EmergencyKind, readEmergency } from "../domain/emergency.ts";
import type { FollowUp, FollowUpMeaning, Report } from "../domain/reading.ts";
import { calledNames, joined, type Line, topOf } from "./bursts.ts";
import { telltalesOf } from "./in-common.ts";
import { type KnownMatter, keyOf, type Part, partOf } from "./known-matter.ts";
import { createLinkContext } from "./link-side.ts";
import { linkShares, meaningInputs } from "./links.ts";
import { fold } from "./normalise.ts";
import type { ReaderModel } from "./reader-model.ts";
import { remembered } from "./remembered.ts";
import { createTalk, isSameTalk, type Talked } from "./talk.ts";

/** Tells which known matter a line speaks of, and what it says of it. Knows one window. */
export interface Linker {
  /** The matter the line most likely speaks of, and how likely; null when there is none. */
  best(line: Line): Best | null;
  meaning(line: Line, part: Part): { meaning: FollowUpMeaning; share: number };
  followUp(line: Line, shareMin: number): FollowUp | null;
  /** Notes which matter the line speaks of, so that what is said next is understood by it. */
  follow(line: Line, shareMin: number): Best | null;
  /** True when somebody else has just reported a danger of this kind: two of a kind in one group at once are one. */
  isDangerKnown(kind: EmergencyKind, line: Line): boolean;
}

/** A household speaks of its own matter more often than a passer-by does, so less is asked of its words. */
const leniency: Readonly<Record<Part, number>> = { reporter: 0.8, household: 0.8, staff: 0.9, other: 1.1 };

const bareJoin = /^(?:\+1|加1|加一|同(?:问|求|样|上|感|此)?|我家?也是|一样|我也一样)[!。~,, ]*$/;

/** A bare +1 or 同求: what it joins is what was said just before, unless things are being ordered. */
function justJoined(line: Line, lines: readonly Line[], matters: readonly KnownMatter[]): KnownMatter | null {
  if (line.message.fromStaff || !bareJoin.test(line.heard.text)) return null;
  const before = lines.filter(({ at }) => at < line.at && line.at - at <= 8);
  if (before.some(({ heard }) => heard.cues.has("chain") && !/^(?:\+1|加1)/.test(heard.text))) return null;
  if (before.some(({ heard }) => heard.cues.has("selling") && heard.cues.has("money"))) return null;
  // What a +1 joins is the last that was said in words: an invitation to buy melons together is no matter.
  const invited = before.findLast(({ heard }) => !bareJoin.test(heard.text));
  if (invited?.heard.cues.has("neighbourAsk")) return null;
  const near = before.filter(({ at }) => line.at - at <= 3).reverse();
  for (const { message } of near) {
    const matter = matters.find(
      ({ refs, reporterRef }) => refs.has(message.ref) && reporterRef !== line.message.senderRef,
    );
    if (matter) return matter;
  }
  return null;
}

interface Best {
  readonly matter: KnownMatter;
  readonly share: number;
}

/** What a line was found to speak of, and all that may have changed since: matters only ever join, so as many are the same ones. */
interface JudgedLinks {
  readonly open: number;
  readonly spoken: readonly Talked[];
  readonly best: Best | null;
}

const sameDangerMs = 20 * 60_000;

/** Makes a linker for a window. `matters` may grow while it is used: reports found in the same reading join it. */
export function createLinker(
  window: ChatWindow,
  lines: readonly Line[],
  matters: KnownMatter[],
  model: ReaderModel,
): Linker {
  const talk = createTalk();
  const context = createLinkContext({ lines, model, talk });
  const judged = new Map<Line, JudgedLinks>();
  const linker: Linker = {
    best(line) {
      const { at, ref } = line.message;
      const open = matters.filter(({ since, refs }) => since.getTime() < at.getTime() && !refs.has(ref));
      const spoken = talk.before(line);
      const before = judged.get(line);
      if (before && before.open === open.length && isSameTalk(before.spoken, spoken)) return before.best;
      let best: Best | null = null;
      for (const [index, share] of linkShares(line, open, context).entries()) {
        if (!best || share > best.share) best = { matter: open[index]!, share };
      }
      judged.set(line, { open: open.length, spoken, best });
      return best;
    },
    isDangerKnown(kind, { message }) {
      return matters.some(
        ({ text, since, reporterRef }) =>
          reporterRef !== message.senderRef &&
          message.at.getTime() - since.getTime() < sameDangerMs &&
          readEmergency(text) === kind,
      );
    },
    meaning(line, part) {
      const shares = model.meaning.predict(meaningInputs(line.heard, part));
      const { at, share } = topOf(shares);
      return { meaning: model.meaning.classes[at] as FollowUpMeaning, share };
    },
    follow(line, shareMin) {
      const spoken = matters.find(({ refs }) => refs.has(line.message.ref));
      const joined = spoken ? null : justJoined(line, lines, matters);
      const best = spoken ? null : joined ? { matter: joined, share: 0.8 } : linker.best(line);
      const matter =
        spoken ?? (best && best.share >= shareMin * leniency[partOf(line, best.matter)] ? best.matter : null);
      talk.note(line, matter ? keyOf(matter) : null);
      return spoken || !matter ? null : best;
    },
    followUp(line, shareMin) {
      const best = linker.follow(line, shareMin);
      if (!best) return null;
      const { matter, share } = best;
      // An older line speaks of what was known then; only a report found just now may still gain by it.
      if (!window.freshIds.has(line.message.id) && !("report" in matter.about)) return null;
      const bare = justJoined(line, lines, matters) === matter;
      const meaning = bare ? "plus_one" : linker.meaning(line, partOf(line, matter)).meaning;
      return { messageId: line.message.id, meaning, about: matter.about, confidence: Number(share.toFixed(3)) };
    },
  };
  return linker;
}

/** A window's tickets as matters that its lines may speak of. */
export function mattersOf({ tickets }: ChatWindow, lines: readonly Line[]): KnownMatter[] {
  const lineOf = new Map(lines.map((line) => [line.message.id, line]));
  const nickOf = new Map<string, string>();
  for (const { message } of lines) if (!nickOf.has(message.senderRef)) nickOf.set(message.senderRef, message.nick);
  return tickets.map((ticket) => {
    const said = ticket.evidenceIds.flatMap((id) => lineOf.get(id) ?? []).sort((one, other) => one.at - other.at);
    return matterOfTicket(ticket, said, nickOf.get(ticket.reporterRef) ?? "");
  });
}

const foldOf = remembered((text) => ({ text: fold(text) }));
const telltalesIn = remembered(telltalesOf);

function matterOfTicket(ticket: TicketBrief, said: readonly Line[], nick: string): KnownMatter {
  const households = new Set(ticket.householdRefs);
  const lately = said.findLast(({ message }) => households.has(message.senderRef));
  const text = [foldOf(ticket.summary).text, ...said.map(({ heard }) => heard.text)].join(" ");
  return {
    about: { ticketId: ticket.id },
    category: ticket.category,
    text,
    telltales: telltalesIn(text),
    sureness: surenessOf(said),
    reporterRef: ticket.reporterRef,
    reporterNames: calledNames(nick),
    householdRefs: households,
    refs: new Set([...said.map(({ message }) => message.ref), ...ticket.postRefs]),
    areaPath: ticket.areaPath,
    code: ticket.code.toLowerCase(),
    since: said[0]?.message.at ?? ticket.openedAt,
    lastAt: lately?.message.at ?? ticket.openedAt,
  };
}

/** A report found in this reading as a matter that later lines may speak of. */
export function matterOfReport(report: Report, evidence: readonly Line[], index: number): KnownMatter {
  const text = joined(evidence);
  const [first, last] = [evidence[0]!, evidence.at(-1)!];
  return {
    about: { report: index },
    category: report.triage.category,
    text,
    telltales: telltalesIn(text),
    sureness: surenessOf(evidence),
    reporterRef: report.reporterRef,
    reporterNames: calledNames(first.message.nick),
    householdRefs: new Set([report.reporterRef]),
    refs: new Set(evidence.map(({ message }) => message.ref)),
    areaPath: report.place.areaPath,
    code: null,
    since: first.message.at,
    lastAt: last.message.at,
  };
}

/** How likely the plainest of some lines is to report. */
export function surenessOf(lines: readonly Line[]): number | null {
  return lines.length === 0 ? null : Math.max(...lines.map(({ role }) => role.report));
}
