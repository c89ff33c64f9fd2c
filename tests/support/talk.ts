import { randomUUID } from "node:crypto";
import { v7 as uuid } from "uuid";
import type { NewPost } from "../../src/domain/post.ts";
import type { Reading, Report } from "../../src/domain/reading.ts";
import { decideTurn, type Turn } from "../../src/domain/turn.ts";
import type { MessageEvent, PlatformEvent } from "../../src/ports/chat-platform.ts";
import type { AcceptOptions, IntakeStore, TurnWindow } from "../../src/ports/intake-store.ts";

/** When the talk of a test begins: mid-morning in China on a Friday. */
export const t0 = new Date("2026-07-03T02:00:00Z");

/** An instant so many milliseconds after `t0`. */
export function later(ms: number): Date {
  return new Date(t0.getTime() + ms);
}

/** How a test accepts: a turn is due one second after the last message, three after the first. */
export function hearing(options: Partial<AcceptOptions> = {}): AcceptOptions {
  return { now: t0, listenQuietMs: 1_000, listenMaxMs: 3_000, alarm: null, ...options };
}

/** What everything from the one platform of these tests carries. */
function from(groupRef: string, eventKey: string) {
  return {
    platform: "memory",
    account: "bot",
    groupRef,
    groupName: null,
    eventKey,
    at: t0,
    raw: { eventKey },
  } as const;
}

/** A message in a group, by resident u1 unless said otherwise. */
export function said(groupRef: string, messageRef: string, more: Partial<MessageEvent> = {}): MessageEvent {
  const words = {
    senderRef: "u1",
    nick: "3-2-501 王姐",
    fromSelf: false,
    kind: "text",
    text: `${messageRef} 电梯坏了`,
  } as const;
  const bare = { type: "message", messageRef, quotedRef: null, albumRef: null } as const;
  return { ...from(groupRef, `${groupRef}/${messageRef}`), ...bare, ...words, ...more };
}

/** An edit of a message. */
export function edited(groupRef: string, messageRef: string, text: string): PlatformEvent {
  return { ...from(groupRef, `${groupRef}/${messageRef}/edit/${text}`), type: "edit", messageRef, text };
}

/** A message taken back. */
export function recalled(groupRef: string, messageRef: string): PlatformEvent {
  return { ...from(groupRef, `${groupRef}/${messageRef}/recall`), type: "recall", messageRef };
}

/** The group's window, which must be there. */
export async function windowOf(intake: IntakeStore, groupId: string, now: Date = later(60_000)): Promise<TurnWindow> {
  const window = await intake.openWindow(groupId, now);
  if (!window || "waitMs" in window) throw new Error(`no window is open in ${groupId}: ${JSON.stringify(window)}`);
  // As a turn does that begins: a suspect is charged when its turn begins, not when it is looked up.
  if (window.isSuspect) await intake.strike(window);
  return window;
}

/** A turn in which nothing was understood. */
export function silentTurn(reading: Partial<Reading> = {}): Turn {
  const nothing = { reports: [], questions: [], followUps: [], quarrels: [], reader: "test@1", offline: false };
  return { changes: [], questions: [], quarrels: [], reading: { ...nothing, ...reading } };
}

/** The turn of somebody who takes each of these messages for a report of its own. Drafts come by the house's own decision. */
export function draftingTurn(window: TurnWindow, refs: readonly string[], report: Partial<Report> = {}): Turn {
  const reports = refs.map((ref): Report => {
    const { id, senderRef } = window.messages.find((message) => message.ref === ref)!;
    return {
      kind: "complaint",
      evidenceIds: [id],
      reporterRef: senderRef,
      triage: { category: "elevator", runnerUp: "power", confidence: 0.8, because: [] },
      place: { areaPath: window.group.areaPath, spot: null, from: "group" },
      urgency: "routine",
      sensitive: false,
      householdRefs: [senderRef],
      summary: "电梯坏了",
      ...report,
    };
  });
  const { reading } = silentTurn({ reports });
  const mint = () => ({ id: uuid(), code: randomUUID().slice(0, 4).toUpperCase() });
  return decideTurn({ window, reading, tickets: window.ticketRecords, answers: new Map(), now: t0, mint });
}

/** A post owed to a group, plain and at any time. */
export function owed(groupId: string, idempotencyKey: string, more: Partial<NewPost> = {}): NewPost {
  return {
    template: "answer",
    fields: {},
    text: `帖 ${idempotencyKey}`,
    idempotencyKey,
    groupId,
    ticketId: null,
    choices: [],
    replaces: null,
    replyToRef: null,
    proactive: false,
    urgent: false,
    ...more,
  };
}
