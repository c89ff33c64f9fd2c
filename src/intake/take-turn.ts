import { randomInt } from "node:crypto";
import { v7 as uuid } from "uuid";
import { chinaClock, maySay } from "../domain/group.ts";
import { withPlainAnswers } from "../domain/plain-answer.ts";
import type { NewPost } from "../domain/post.ts";
import type { Reading } from "../domain/reading.ts";
import type { Ticket } from "../domain/ticket.ts";
import { decideTurn, type FoundAnswer, type Turn } from "../domain/turn.ts";
import { AppError, isAppError } from "../errors/app-error.ts";
import type { KnowledgeBase } from "../knowledge/index.ts";
import { staffNotes } from "../locales/desk.ts";
import { oweAnswer, owePosts, staffNote } from "../outreach/index.ts";
import type { Clock } from "../ports/clock.ts";
import type { IntakeStore, TurnWindow } from "../ports/intake-store.ts";
import type { Reader } from "../ports/reader.ts";
import { withDeclaredReport } from "../reading/index.ts";
import { createTurnGate } from "./turn-gate.ts";

/** What reading a group's words needs. */
export interface IntakeDeps {
  readonly store: IntakeStore;
  readonly reader: Reader;
  readonly knowledge: KnowledgeBase;
  readonly clock: Clock;
}

/** How a turn ended: it was taken, it must wait for people to finish, or nothing was left. */
export type TurnEnd = { readonly waitMs: number } | { readonly taken: Turn; readonly posts: readonly NewPost[] } | null;

/**
 * Answers everything a group has said since its last turn: read, look up, decide, commit.
 * Runs once at a time for a group, see `drain-inbox.job.ts`; a second one that overtakes it makes the commit fail, and nothing is done twice.
 */
export async function takeTurn(groupId: string, deps: IntakeDeps, signal: AbortSignal): Promise<TurnEnd> {
  const { store, clock } = deps;
  const window = await store.openWindow(groupId, clock.now());
  if (window === null || "waitMs" in window) return window;
  if (!window.isSuspect) return gate.beside(() => readAndCommit(window, deps, signal));
  return gate.alone(async () => {
    await store.strike(window);
    return readAndCommit(window, deps, signal);
  });
}

/** Of this process: what dies together is charged together. */
const gate = createTurnGate();

async function readAndCommit(window: TurnWindow, deps: IntakeDeps, signal: AbortSignal): Promise<TurnEnd> {
  const { store, reader, knowledge, clock } = deps;

  const startedAt = performance.now();
  const heard = withDeclaredReport(await reader.read(window, { signal }), window);
  const reading = withPlainAnswers(heard, window);

  // What may not be said here answers nobody: the question goes to staff.
  const mayAnswer = maySay("answer", window.speaking.group);
  const answers = mayAnswer ? await lookUp(reading, window, knowledge, clock.now()) : new Map<string, FoundAnswer>();

  const now = clock.now();
  const nearby = await store.ticketsNear(window, reading);
  const tickets = window.ticketRecords;
  const turn = decideTurn({ window, reading, tickets, nearby, answers, now, mint: mintTicket });
  const posts = await oweTurn(turn, window, { knowledge, nearby, now });

  try {
    await store.commitTurn(window, turn, posts, Math.round(performance.now() - startedAt));
  } catch (error) {
    // Not the messages' fault: they must not come nearer to being parked. Where the release fails too, one strike of three is lost.
    const isOurs = isAppError(error, "TICKET_STALE") || (error instanceof AppError && error.retryable);
    if (isOurs) await store.releaseWindow(window).catch(() => {});
    throw error;
  }
  return { taken: turn, posts };
}

/** Everything a turn owes: to staff their cards, to the group its answers, and of a quarrel a word to staff alone. */
export async function oweTurn(
  turn: Turn,
  window: TurnWindow,
  {
    knowledge,
    nearby,
    now,
  }: { readonly knowledge: KnowledgeBase; readonly nearby: readonly Ticket[]; readonly now: Date },
): Promise<NewPost[]> {
  const { speaking, taxonomy } = window;
  const after = turn.changes.map((change) => change.after);
  const others = [...after, ...window.ticketRecords.filter(({ id }) => !after.some((changed) => changed.id === id))];
  const context = { speaking, taxonomy, now, near: [...others, ...nearby] };

  const quarrels = turn.quarrels.flatMap(({ from, to }) => {
    const text = staffNotes.quarrel(window.group.name, clockWords(from.at), clockWords(to.at));
    return staffNote(speaking, `quarrel:${window.group.id}:${from.ref}`, text) ?? [];
  });
  const answers: (NewPost | null)[] = [];
  const unanswered: (typeof turn.questions)[number][] = [];
  for (const question of turn.questions) {
    const article = question.answer && (await knowledge.article(question.answer.articleId));
    if (article) answers.push(oweAnswer(article, question.messageRef, speaking));
    else unanswered.push(question);
  }
  if (unanswered.length > 0) {
    // One note for what was asked in one breath: each of them rings a phone.
    const note = maySay("answer", speaking.group) ? staffNotes.questions : staffNotes.questionsInSilence;
    const key = `question:${window.group.id}:${unanswered[0]!.messageRef}`;
    answers.push(staffNote(speaking, key, note(unanswered.map(({ text }) => text))));
  }
  return [
    ...turn.changes.flatMap((change) => owePosts(change, context)),
    ...quarrels,
    ...answers.filter((post) => post !== null),
  ];
}

async function lookUp(
  reading: Reading,
  window: TurnWindow,
  knowledge: KnowledgeBase,
  now: Date,
): Promise<ReadonlyMap<string, FoundAnswer>> {
  const answers = new Map<string, FoundAnswer>();
  for (const { messageId, text } of reading.questions) {
    const found = await knowledge.lookUp(text, { areaPath: window.group.areaPath ?? "", now });
    if (found) answers.set(messageId, found);
  }
  return answers;
}

/** Letters and digits that are not taken for one another, aloud or on paper. */
const codeAlphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";

/** A new ticket's names. A group cannot have two tickets of one code: the turn is then taken again, with another. */
export function mintTicket(): { id: string; code: string } {
  const code = Array.from({ length: 4 }, () => codeAlphabet[randomInt(codeAlphabet.length)]).join("");
  return { id: uuid(), code };
}

function clockWords(at: Date): string {
  const { hour, minute } = chinaClock(at);
  return `${hour}:${String(minute).padStart(2, "0")}`;
}
