import type { EmergencyKind } from "../domain/emergency.ts";
import type { Reading } from "../domain/reading.ts";
import { openStatuses, type Ticket } from "../domain/ticket.ts";
import { decideTurn } from "../domain/turn.ts";
import { emergencyLabels } from "../locales/emergency.ts";
import { oweAlarm } from "../outreach/index.ts";
import type { OpenAlarm } from "../ports/intake-store.ts";
import { resolvePlace } from "../reading/index.ts";
import { type IntakeDeps, mintTicket, oweTurn } from "./take-turn.ts";

/** Which category of the taxonomy each danger is followed under. */
const categoryOf: Readonly<Record<EmergencyKind, string>> = {
  lift_trapped: "elevator",
  gas: "gas",
  battery_fire: "ev_charging",
  fire: "fire_safety",
  live_wire: "power",
  unconscious: "care",
  fallen: "care",
  suicide: "other",
  drowning: "other",
  locked_in: "other",
  violence: "public_security",
};

/** What speaks of the same danger again within this time is the same danger. */
const sameDangerMs = 30 * 60_000;

/**
 * Answers a cry for help at once, without any model and before the group's turn: fixed advice, a page to staff, and a draft of its own.
 * The turn that reads the message later finds the draft by its evidence. A second run finds the alarm answered and does nothing.
 *
 * @returns the groups that are owed a post.
 */
export async function raiseAlarm(
  eventId: string,
  { store, clock, knowledge }: Omit<IntakeDeps, "reader">,
): Promise<readonly string[]> {
  const alarm = await store.openAlarm(eventId);
  if (alarm === null) return [];
  const { window } = alarm;
  const now = clock.now();

  const reading = readAlarm(alarm, now);
  const turn = decideTurn({
    window,
    reading,
    tickets: window.ticketRecords,
    answers: new Map(),
    now,
    mint: mintTicket,
  });

  const message = window.messages.find(({ id }) => id === eventId);
  const areaPath = turn.changes[0]?.after.areaPath ?? window.group.areaPath ?? "";
  const shout = {
    kind: alarm.kind,
    place: areaPath.split("/").slice(-2).join(""),
    text: message?.text ?? "",
    at: message?.at ?? now,
  };
  const posts = [...oweAlarm(shout, window.speaking), ...(await oweTurn(turn, window, { knowledge, nearby: [], now }))];

  await store.commitAlarm(alarm, turn, posts);
  return posts.map(({ groupId }) => groupId);
}

/** The alarm as a reading: one report, or one more household of the danger that is already being followed. */
function readAlarm({ eventId, kind, window }: OpenAlarm, now: Date): Reading {
  const nothing = { reports: [], questions: [], followUps: [], quarrels: [], reader: "alarm", offline: false };
  const message = window.messages.find(({ id }) => id === eventId);
  if (!message || message.recalled || message.fromStaff) return nothing;
  const category = window.taxonomy.some(({ code }) => code === categoryOf[kind])
    ? categoryOf[kind]
    : window.taxonomy[0]!.code;
  const known = window.ticketRecords.find((ticket) => isSameDanger(ticket, category, now));
  if (known) {
    const followUp = { messageId: eventId, meaning: "plus_one", about: { ticketId: known.id }, confidence: 1 } as const;
    return { ...nothing, followUps: [followUp] };
  }
  const hints = {
    texts: [message.text],
    quotedTexts: [],
    nick: message.nick,
    groupArea: window.group.areaPath,
    areas: window.areas,
    category,
  };
  return {
    ...nothing,
    reports: [
      {
        kind: "emergency",
        evidenceIds: [eventId],
        reporterRef: message.senderRef,
        triage: {
          category,
          runnerUp: null,
          confidence: 0.9,
          because: [{ messageId: eventId, quote: message.text.slice(0, 80) }],
        },
        place: resolvePlace(hints),
        urgency: "emergency",
        sensitive: kind === "suicide" || kind === "violence",
        householdRefs: [message.senderRef],
        summary: emergencyLabels[kind].zh,
      },
    ],
  };
}

function isSameDanger(ticket: Ticket, category: string, now: Date): boolean {
  const isRecent = now.getTime() - ticket.createdAt.getTime() < sameDangerMs;
  return (
    ticket.urgency === "emergency" && ticket.category === category && isRecent && openStatuses.includes(ticket.status)
  );
}
