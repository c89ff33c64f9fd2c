import { changesAnything, type TicketChange, thenNote, unchanged } from "./change.ts";
import type { ChatMessage, ChatWindow } from "./chat.ts";
import { applyFollowUp } from "./follow-up.ts";
import type { Question, Reading, Report } from "./reading.ts";
import { relapseOf } from "./similar.ts";
import type { Evidence, Ticket } from "./ticket.ts";

/** What a turn decides from: the window, what was read in it, and what was looked up. */
export interface TurnInput {
  readonly window: ChatWindow;
  readonly reading: Reading;
  /** The group's tickets behind `window.tickets`, whole. */
  readonly tickets: readonly Ticket[];
  /** Tickets of other groups of the estate, of what the reading reports: a trouble may have been there before, and elsewhere. */
  readonly nearby?: readonly Ticket[];
  /** For each question by its message id: the article that answers it, if one does. */
  readonly answers: ReadonlyMap<string, FoundAnswer>;
  readonly now: Date;
  /** Names a new draft: id and code are chance, so the caller brings them. */
  readonly mint: () => { readonly id: string; readonly code: string };
}

/** The article that answers a question, by id, and how sure that is. */
export interface FoundAnswer {
  readonly articleId: string;
  readonly score: number;
}

/** What a turn does. The transaction that marks its messages as read writes all of it. */
export interface Turn {
  readonly changes: readonly TicketChange[];
  readonly questions: readonly HeardQuestion[];
  /** Quarrels that a fresh message belongs to: staff are told, the group is not. */
  readonly quarrels: readonly { readonly from: ChatMessage; readonly to: ChatMessage }[];
  readonly reading: Reading;
}

export interface HeardQuestion {
  readonly messageRef: string;
  readonly text: string;
  /** Null when no article answers: nothing is said, and staff have a question. */
  readonly answer: FoundAnswer | null;
}

/**
 * Decides what a reading comes to. Pure; a reading only proposes, and this is where it meets the desk's rules:
 * a report that shares a message with a ticket belongs to it, a recalled message is no evidence, a follow-up moves a ticket
 * only where the transition table and the speaker's part in it allow, and a question is answered by an article or not at all.
 */
export function decideTurn(input: TurnInput): Turn {
  const { window, reading, now } = input;
  const fresh = (id: string) => window.freshIds.has(id);
  const messages = new Map(window.messages.map((message) => [message.id, message]));
  const changes = new Map(input.tickets.map((ticket) => [ticket.id, unchanged(ticket)]));

  for (const [id, change] of changes) changes.set(id, withoutRecalled(change, window, now));

  const ticketOfReport = reading.reports.map((report, index) => {
    const evidence = evidenceOf(report, messages);
    const [first] = evidence;
    if (!first) return null;
    const known = afterMerge(ticketOf(report, evidence, input), input.tickets);
    if (!known && wasLetPass(index, evidence, input)) return null;
    const change = known
      ? joinReport(changes.get(known.id) ?? unchanged(known), report, evidence, reading, now)
      : draft(report, evidence, input);
    changes.set(change.after.id, change);
    return change.after.id;
  });

  for (const followUp of reading.followUps) {
    const message = messages.get(followUp.messageId);
    const ticketId = "ticketId" in followUp.about ? followUp.about.ticketId : ticketOfReport[followUp.about.report];
    const change = ticketId ? changes.get(ticketId) : undefined;
    if (!message || !change || !fresh(message.id) || message.recalled) continue;
    changes.set(change.after.id, applyFollowUp(change, followUp.meaning, message, now));
  }

  return {
    changes: [...changes.values()].filter(changesAnything),
    questions: reading.questions
      .filter(({ messageId }) => fresh(messageId))
      .flatMap((question) => heard(question, messages, input)),
    quarrels: reading.quarrels.flatMap(({ fromId, toId }) => {
      const [from, to] = [messages.get(fromId), messages.get(toId)];
      return from && to && fresh(toId) ? [{ from, to }] : [];
    }),
    reading,
  };
}

/** A new draft from a report. Whatever the reader proposed, it is nobody's work until staff approve it. */
function draft(report: Report, evidence: readonly Evidence[], input: TurnInput): TicketChange {
  const { window, reading, now, tickets, nearby = [] } = input;
  const { id, code } = input.mint();
  const after: Ticket = {
    id,
    code,
    version: 0,
    status: "draft",
    kind: report.kind,
    ...triaged(report, reading),
    areaPath: report.place.areaPath ?? window.group.areaPath ?? "",
    placeFrom: report.place.areaPath ? report.place.from : "unknown",
    spot: report.place.spot,
    groupId: window.group.id,
    reporterRef: report.reporterRef,
    evidence,
    households: households(report, now),
    partyId: null,
    mergedIntoId: null,
    incidentId: null,
    relapseOfId: null,
    approvedById: null,
    approvedAt: null,
    rejectReason: null,
    firstAnswerDueAt: null,
    resolveDueAt: null,
    firstAnsweredAt: null,
    resolvedAt: null,
    lapseAt: null,
    urgedCount: 0,
    reopenedCount: 0,
    publicNote: null,
    createdAt: now,
  };
  const entry = { event: "drafted", by: { kind: "resident" }, status: "draft", note: null, at: now } as const;
  const relapseOfId = relapseOf(after, [...tickets, ...nearby], now)?.id ?? null;
  return { before: null, after: { ...after, relapseOfId }, effects: [], entries: [entry] };
}

/** A report read again, with what its reporter and others have said since. A draft is judged anew; what staff have approved only gains. */
function joinReport(
  change: TicketChange,
  report: Report,
  evidence: readonly Evidence[],
  reading: Reading,
  now: Date,
): TicketChange {
  const { after } = change;
  // What was merged into another's ticket counts as a household there: the words of one ticket are one person's.
  const isOwn = report.reporterRef === after.reporterRef;
  const more = evidence.filter(
    ({ messageRef }) => isOwn && !after.evidence.some((known) => known.messageRef === messageRef),
  );
  const joining = households(report, now).filter(
    ({ senderRef }) => !after.households.some((known) => known.senderRef === senderRef),
  );
  if (more.length === 0 && joining.length === 0) return change;
  const isDraft = isOwn && after.status === "draft";
  const place =
    isDraft && report.place.areaPath && placeWeight[report.place.from] >= placeWeight[after.placeFrom]
      ? { areaPath: report.place.areaPath, placeFrom: report.place.from, spot: report.place.spot ?? after.spot }
      : {};
  return thenNote(change, more.length > 0 ? "more_info" : "joined", { kind: "resident" }, now, {
    note: more.map(({ text }) => text).join("\n"),
    facts: {
      // What staff have chosen (confidence 1) a later reading does not overrule.
      ...(isDraft && after.confidence < 1 ? triaged(report, reading) : {}),
      ...place,
      evidence: [...after.evidence, ...more],
      households: [...after.households, ...joining],
    },
    effects: after.status === "draft" || joining.length === 0 ? [] : ["update_card"],
  });
}

/** How much a place is worth by where it was read from: the resident's own words beat what was inferred. */
const placeWeight = { text: 3, quote: 2, nick: 2, group: 1, unknown: 0 } as const;

/** What a report says of the matter itself. */
function triaged(report: Report, reading: Reading) {
  const { triage, urgency, sensitive, summary } = report;
  const { category, runnerUp, confidence, because } = triage;
  const { reader, offline } = reading;
  return {
    category,
    readAs: category,
    runnerUp,
    confidence: Math.min(confidence, 0.99),
    because,
    urgency,
    sensitive,
    summary,
    reader,
    offline,
  };
}

/** A recalled message is no evidence: a draft loses it, and with the last of it itself; an approved ticket notes it for staff. */
function withoutRecalled(change: TicketChange, window: ChatWindow, now: Date): TicketChange {
  const recalled = new Set(window.messages.filter((message) => message.recalled).map((message) => message.ref));
  const gone = change.after.evidence.filter(({ messageRef }) => recalled.has(messageRef));
  if (gone.length === 0) return change;
  const evidence = change.after.evidence.filter(({ messageRef }) => !recalled.has(messageRef));
  const noted = thenNote(change, "recalled", { kind: "resident" }, now, { facts: { evidence } });
  const status = change.after.status;
  if (status !== "draft" || evidence.length > 0) return noted;
  return { ...noted, after: { ...noted.after, status: "withdrawn" } };
}

/**
 * The ticket that a report was drafted into before: one that shares a message with it. One message may carry two matters, so the
 * category decides between several, and a ticket whose category another report of this reading has is left to that one.
 */
function ticketOf(report: Report, evidence: readonly Evidence[], { tickets, reading }: TurnInput): Ticket | undefined {
  const sharing = tickets.filter((ticket) => sharesEvidence(ticket, evidence));
  const others = new Set(reading.reports.filter((other) => other !== report).map((other) => other.triage.category));
  return (
    sharing.find(({ category }) => category === report.triage.category) ??
    sharing.find(({ category }) => !others.has(category))
  );
}

/** Where a ticket's matter is followed now: staff may have merged it into another. */
function afterMerge(ticket: Ticket | undefined, tickets: readonly Ticket[]): Ticket | undefined {
  return ticket?.mergedIntoId ? (tickets.find(({ id }) => id === ticket.mergedIntoId) ?? ticket) : ticket;
}

/** Read before and drafted into nothing, and nobody says more of it now: more talk around it is no reason to read it otherwise. */
function wasLetPass(index: number, evidence: readonly Evidence[], { window, reading }: TurnInput): boolean {
  const freshRefs = new Set(window.messages.filter(({ id }) => window.freshIds.has(id)).map(({ ref }) => ref));
  return (
    !evidence.some(({ messageRef }) => freshRefs.has(messageRef)) &&
    !reading.followUps.some(
      ({ messageId, about }) => "report" in about && about.report === index && window.freshIds.has(messageId),
    )
  );
}

function sharesEvidence(ticket: Ticket, evidence: readonly Evidence[]): boolean {
  return ticket.evidence.some(({ messageRef }) => evidence.some((other) => other.messageRef === messageRef));
}

/** The report's messages as evidence: the reporter's own, not recalled, whatever the reader claims. */
function evidenceOf(report: Report, messages: ReadonlyMap<string, ChatMessage>): Evidence[] {
  return report.evidenceIds.flatMap((id) => {
    const message = messages.get(id);
    if (!message || message.recalled || message.senderRef !== report.reporterRef) return [];
    return [{ messageRef: message.ref, text: message.text, kind: message.kind, at: message.at }];
  });
}

function households(report: Report, now: Date) {
  const refs = new Set([report.reporterRef, ...report.householdRefs]);
  return [...refs].map((senderRef) => ({ senderRef, joinedAt: now, leftAt: null }));
}

/** What is asked less surely than this is a question only where an article answers it: staff are not asked what may be small talk. */
const ASKED_AT = 0.45;

function heard(question: Question, messages: ReadonlyMap<string, ChatMessage>, input: TurnInput): HeardQuestion[] {
  const message = messages.get(question.messageId);
  if (!message || message.recalled || message.fromStaff) return [];
  const answer = input.answers.get(question.messageId) ?? null;
  if (answer === null && question.confidence < ASKED_AT) return [];
  return [{ messageRef: message.ref, text: message.text, answer }];
}
