import type { ChatMessage, ChatWindow } from "../domain/chat.ts";
import type { FollowUp, Place, Question, Reading, Report } from "../domain/reading.ts";
import { redact } from "../domain/redaction.ts";
import { cues } from "./cues.ts";
import type { FormReport, ModelForm } from "./model-form.ts";
import { type ModelSheet, withoutInvisible } from "./model-sheet.ts";
import { normalise } from "./normalise.ts";

/** More of anything than a window of talk can hold; what is beyond is noise. */
const ENTRIES_MAX = 40;
const summaryCharsMax = 60;
const spotCharsMax = 12;

/** What a filled-in form is checked against. */
export interface FormContext {
  readonly window: ChatWindow;
  readonly sheet: ModelSheet;
  /** The local reader's reading of the same window. */
  readonly heard: Reading;
  /** The prompt it was filled in under. */
  readonly promptRef: string;
}

/**
 * Makes a reading of what a model wrote. Nothing is believed: a line, ticket, area or category it was not shown is dropped, as is a
 * report without a quotation that stands in its evidence. What the local reader holds for an emergency stays one.
 */
export function readingFromForm(form: ModelForm, context: FormContext): Reading {
  const { window, sheet, heard, promptRef } = context;
  const kept = new Map<number, Report>();
  for (const [index, entry] of form.reports.slice(0, ENTRIES_MAX).entries()) {
    const report = checkReport(entry, context);
    if (report) kept.set(index, report);
  }
  const reports = [...kept.values()];
  const missed = heard.reports.filter(
    (one) => one.urgency === "emergency" && !reports.some((other) => sharesEvidence(one, other)),
  );
  const indexOf = new Map([...kept.keys()].map((index, position) => [index, position]));
  const fresh = (line: number) => {
    const message = sheet.messageAt.get(line);
    return message && window.freshIds.has(message.id) ? message : null;
  };
  return {
    reports: [...reports, ...missed],
    questions: checkQuestions(form, fresh),
    followUps: checkFollowUps(form, { sheet, heard, fresh, indexOf }),
    quarrels: checkQuarrels(form, sheet, window),
    reader: promptRef,
    offline: false,
  };
}

function checkReport(entry: FormReport, { window, sheet, heard }: FormContext): Report | null {
  const codes = new Set(window.taxonomy.map(({ code }) => code));
  if (!codes.has(entry.category)) return null;

  const named = lookUp(entry.evidence, sheet).filter(({ fromStaff }) => !fromStaff);
  const reporterRef = named[0]?.senderRef;
  const evidence = named.filter(({ senderRef }) => senderRef === reporterRef);
  if (reporterRef === undefined || !evidence.some((message) => isNew(message, window))) return null;
  const because = entry.quotes.slice(0, 5).flatMap((quote) => locateQuote(quote, evidence) ?? []);
  if (because.length === 0) return null;

  const evidenceIds = evidence.map(({ id }) => id);
  const local = heard.reports.find((report) => sharesEvidence(report, { reporterRef, evidenceIds }));
  const others = lookUp(entry.alsoAffected, sheet).filter(({ fromStaff }) => !fromStaff);
  const place = checkPlace(entry, evidence, window, local?.place ?? null);
  return {
    kind: entry.kind,
    evidenceIds,
    reporterRef,
    triage: {
      category: entry.category,
      runnerUp:
        entry.runnerUp && codes.has(entry.runnerUp) && entry.runnerUp !== entry.category ? entry.runnerUp : null,
      confidence: entry.confidence,
      because,
    },
    place,
    urgency: local?.urgency === "emergency" ? "emergency" : entry.urgency,
    sensitive: entry.sensitive || (local?.sensitive ?? false),
    householdRefs: [...new Set([reporterRef, ...others.map(({ senderRef }) => senderRef)])],
    summary:
      checkSummary(entry.summary, evidence, place) ??
      local?.summary ??
      plainSummary(entry.category, because[0]!.quote, window),
  };
}

/** The messages of these lines, each once, in the order they were said. */
function lookUp(lines: readonly number[], sheet: ModelSheet): ChatMessage[] {
  const known = [...new Set(lines)].filter((line) => sheet.messageAt.has(line)).sort((one, other) => one - other);
  return known.slice(0, ENTRIES_MAX).map((line) => sheet.messageAt.get(line)!);
}

/** Fresh, or answered by something fresh. */
function isNew(message: ChatMessage, window: ChatWindow): boolean {
  if (window.freshIds.has(message.id)) return true;
  return window.messages.some(({ id, quotedRef }) => quotedRef === message.ref && window.freshIds.has(id));
}

function sharesEvidence(
  one: Pick<Report, "reporterRef" | "evidenceIds">,
  other: Pick<Report, "reporterRef" | "evidenceIds">,
): boolean {
  return one.reporterRef === other.reporterRef && one.evidenceIds.some((id) => other.evidenceIds.includes(id));
}

/** What the model saw in place of words that were taken out. */
const placeholder = /\[[a-z_]+\]|用户\d+|工作人员\d+/;

/** Where a quotation stands in the evidence, in the resident's own words; of one with words taken out, its longest piece. */
function locateQuote(quote: string, evidence: readonly ChatMessage[]): { messageId: string; quote: string } | null {
  const pieces = quote.split(placeholder).map((piece) => piece.trim());
  pieces.sort((one, other) => other.length - one.length);
  for (const piece of pieces) {
    if (piece.length < 2) return null;
    for (const { id, text } of evidence) {
      const found = ownWords(text, piece);
      if (found !== null) return { messageId: id, quote: found };
    }
  }
  return null;
}

/** The part of the text that reads like the piece, with whatever invisible characters it has; null when none does. */
function ownWords(text: string, piece: string): string | null {
  if (text.includes(piece)) return piece;
  const positions: number[] = [];
  let visible = "";
  let at = 0;
  for (const character of text) {
    if (withoutInvisible(character) !== "") {
      for (let unit = 0; unit < character.length; unit++) positions.push(at + unit);
      visible += character;
    }
    at += character.length;
  }
  const found = visible.indexOf(piece);
  return found < 0 ? null : text.slice(positions[found]!, positions[found + piece.length - 1]! + 1);
}

/** The model's area where the evidence names it, else what the local reader made of nick and group, which a model is not told. */
function checkPlace(
  entry: FormReport,
  evidence: readonly ChatMessage[],
  window: ChatWindow,
  local: Place | null,
): Place {
  const said = evidence.map(({ text }) => text).join("\n");
  const word = entry.spot?.trim() ?? "";
  const spot = word !== "" && word.length <= spotCharsMax && said.includes(word) ? word : (local?.spot ?? null);
  if (entry.area !== null && window.areas.includes(entry.area) && namesArea(said, entry.area)) {
    return { areaPath: entry.area, spot, from: "text" };
  }
  if (local) return { ...local, spot };
  const { areaPath } = window.group;
  return { areaPath, spot, from: areaPath === null ? "unknown" : "group" };
}

const numerals = "零一二三四五六七八九";

/** True when the words hold the number, or the first two characters, of the area's own name. */
function namesArea(said: string, areaPath: string): boolean {
  const name = areaPath.slice(areaPath.lastIndexOf("/") + 1);
  const [number] = /\d+/.exec(name) ?? [];
  if (number === undefined) return said.includes(name.slice(0, 2));
  const digits = said.replace(/[零一二三四五六七八九]/g, (numeral) => String(numerals.indexOf(numeral)));
  return new RegExp(`(?<!\\d)${number}(?!\\d)`).test(digits);
}

/** Han, letters, digits, and the marks a clerk writes with, in either width. */
const clerksLine = /^[\p{Script=Han}\w ,，。、;；:：()（）·\-—%“”「」?？/]+$/u;

/** The model's line for staff, or null when it holds what no clerk would write: a link, a mark-up, a number or a Latin word nobody said. */
function checkSummary(summary: string, evidence: readonly ChatMessage[], place: Place): string | null {
  const line = redact(withoutInvisible(summary).replace(/\s+/g, " ").trim());
  if (line === "" || line.length > summaryCharsMax || !clerksLine.test(line)) return null;
  if (/https?|www|\.(?:com|cn|net)|:\/\//i.test(line)) return null;
  const said = [...evidence.map(({ text }) => text), place.areaPath ?? ""].join("\n").toLowerCase();
  // The prompt is in English: a model that is talked into telling it has no words to do so.
  const told = line.toLowerCase().match(/\d+|[a-z]+/g) ?? [];
  return told.every((word) => said.includes(word)) ? line : null;
}

function plainSummary(category: string, quote: string, window: ChatWindow): string {
  const label = window.taxonomy.find(({ code }) => code === category)?.label ?? category;
  return `${label}:${redact(withoutInvisible(quote)).replace(/\s+/g, " ").slice(0, 40)}`;
}

function checkQuestions(form: ModelForm, fresh: (line: number) => ChatMessage | null): Question[] {
  const asked = new Map<string, Question>();
  for (const { line, confidence } of form.questions.slice(0, ENTRIES_MAX)) {
    const message = fresh(line);
    if (message && !message.fromStaff) asked.set(message.id, { messageId: message.id, text: message.text, confidence });
  }
  return [...asked.values()];
}

/**
 * What moves a ticket or counts a household must stand in the words, whoever reads them: a model that is taken over could otherwise close
 * every ticket in a resident's name, with a "good morning".
 */
const mustSay: Partial<Record<FollowUp["meaning"], RegExp>> = {
  solved: new RegExp(`${cues.solved.source}|(?:水|电|气|网|暖气?)来了|(?:可以|能用|行)了`),
  not_solved: cues.notSolved,
  half_solved: cues.halfSolved,
  withdraw: cues.withdraw,
  plus_one: cues.plusOne,
};

/** The meaning that a model gave, where the words bear it or the local reader heard the same; else only that something was said. */
function borneOut(meaning: FollowUp["meaning"], { id, text }: ChatMessage, heard: Reading): FollowUp["meaning"] {
  const isHeard = heard.followUps.some((one) => one.messageId === id && one.meaning === meaning);
  return isHeard || (mustSay[meaning]?.test(normalise(text).text) ?? true) ? meaning : "more_info";
}

function checkFollowUps(
  form: ModelForm,
  context: {
    readonly sheet: ModelSheet;
    readonly heard: Reading;
    readonly fresh: (line: number) => ChatMessage | null;
    readonly indexOf: ReadonlyMap<number, number>;
  },
): FollowUp[] {
  const { sheet, heard, fresh, indexOf } = context;
  const kept = new Map<string, FollowUp>();
  for (const { line, meaning, ticket, report, confidence } of form.followUps.slice(0, ENTRIES_MAX)) {
    const message = fresh(line);
    const ticketId = ticket === null ? undefined : sheet.ticketAt.get(ticket)?.id;
    const position = report === null ? undefined : indexOf.get(report);
    const about = ticketId !== undefined ? { ticketId } : position !== undefined ? { report: position } : null;
    if (message && about)
      kept.set(`${message.id} ${JSON.stringify(about)}`, {
        messageId: message.id,
        meaning: borneOut(meaning, message, heard),
        about,
        confidence,
      });
  }
  return [...kept.values()];
}

function checkQuarrels(form: ModelForm, sheet: ModelSheet, window: ChatWindow): { fromId: string; toId: string }[] {
  return form.quarrels.slice(0, ENTRIES_MAX).flatMap(({ from, to }) => {
    const [first, last] = [sheet.messageAt.get(from), sheet.messageAt.get(to)];
    return first && last && from < to && window.freshIds.has(last.id) ? [{ fromId: first.id, toId: last.id }] : [];
  });
}
