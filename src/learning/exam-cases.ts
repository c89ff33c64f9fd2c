import { readFileSync } from "node:fs";
import type { ChatMessage, ChatWindow } from "../domain/chat.ts";
import { redact } from "../domain/redaction.ts";
import type { Category } from "../domain/taxonomy.ts";
import type { DecidedReport } from "../ports/exam-store.ts";

/** A window of talk with what a person reads in it. */
export interface WindowCase {
  readonly id: string;
  readonly messages: readonly ChatMessage[];
  readonly reports: readonly ExpectedReport[];
  readonly questionIds: ReadonlySet<string>;
  readonly areaPath: string;
}

/** What a report of a case is: whose, of what kind of matter, and which messages carry it. */
export interface ExpectedReport {
  readonly reporterRef: string;
  readonly category: string;
  readonly evidenceIds: readonly string[];
}

/** Where shipped cases are said: an estate of nobody. */
export const caseArea = "考试小区";
const saidFrom = Date.parse("2026-03-02T10:00:00+08:00");
const betweenMs = 20_000;

/** The windows that ship with the house, in the form that the head of cases/windows.txt describes. */
export function shippedWindows(): readonly WindowCase[] {
  return readCases("windows.txt")
    .join("\n")
    .split(/\n\n+/)
    .filter((paragraph) => paragraph.trim() !== "")
    .map((paragraph, at) => windowFrom(`w${at + 1}`, paragraph.trim().split("\n")));
}

/** The questions that ship with the house, which no article answers. */
export function shippedQuestions(): readonly string[] {
  return readCases("questions.txt").filter((line) => line.trim() !== "");
}

function readCases(name: string): readonly string[] {
  const text = readFileSync(new URL(`./cases/${name}`, import.meta.url), "utf8");
  return text.split("\n").filter((line) => !line.startsWith("#"));
}

function windowFrom(id: string, lines: readonly string[]): WindowCase {
  const reports = new Map<string, { reporterRef: string; category: string; evidenceIds: string[] }>();
  const questionIds = new Set<string>();
  const messages = lines.map((line, at): ChatMessage => {
    const [, staff, nick = "", text = "", mark] = /^(\*)?(.+?): (.*?)(?: ◀ (\S+))?$/.exec(line) ?? [];
    const messageId = `${id}-m${at + 1}`;
    if (mark === "?") questionIds.add(messageId);
    else if (mark) {
      const report = reports.get(`${nick} ${mark}`) ?? { reporterRef: nick, category: mark, evidenceIds: [] };
      report.evidenceIds.push(messageId);
      reports.set(`${nick} ${mark}`, report);
    }
    return messageFrom(messageId, { nick, text, at: new Date(saidFrom + at * betweenMs), fromStaff: staff === "*" });
  });
  return { id, messages, reports: [...reports.values()], questionIds, areaPath: caseArea };
}

function messageFrom(
  id: string,
  { nick, text, at, fromStaff }: Pick<ChatMessage, "nick" | "text" | "at" | "fromStaff">,
): ChatMessage {
  const kind = text.startsWith("[图片]") ? "image" : "text";
  return { ...{ id, ref: id, senderRef: nick, nick, fromStaff, at, kind, text }, quotedRef: null, recalled: false };
}

/** One report in so many that staff have decided upon is examined with; the others are learnt from. Never both. */
const examinedShare = 3;

/** Says whether a decided report belongs to the exam. By its id alone, so that it never changes sides. */
export function isExamined({ ticketId }: Pick<DecidedReport, "ticketId">): boolean {
  let sum = 0;
  for (const character of ticketId) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum % examinedShare === 0;
}

/** What staff decided about a draft, as a case: its evidence alone, as ordinary talk around it is not kept. */
export function windowOfDecision({ ticketId, evidence, category, areaPath }: DecidedReport): WindowCase {
  const messages = evidence.map(({ text, at }, index) =>
    messageFrom(`${ticketId}-m${index + 1}`, { nick: "居民", text, at, fromStaff: false }),
  );
  const evidenceIds = messages.map(({ id }) => id);
  const reports = category === null ? [] : [{ reporterRef: "居民", category, evidenceIds }];
  return { id: `ticket ${ticketId}`, messages, reports, questionIds: new Set(), areaPath };
}

/** A case as the window a reader is given, all of it new. */
export function asWindow({ id, messages, areaPath }: WindowCase, taxonomy: readonly Category[]): ChatWindow {
  return {
    group: { id, name: areaPath, areaPath },
    messages,
    freshIds: new Set(messages.map((message) => message.id)),
    areas: [areaPath],
    tickets: [],
    taxonomy,
  };
}

/** What was said in a case, for a person to read: no numbers, rooms or names. */
export function saidIn({ messages }: WindowCase): string {
  return messages.map(({ text }) => redact(text)).join(" / ");
}
