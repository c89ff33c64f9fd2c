import type { ChatMessage, ChatWindow, TicketBrief } from "../../src/domain/chat.ts";
import { readEmergency } from "../../src/domain/emergency.ts";
import type { FollowUpMeaning } from "../../src/domain/reading.ts";
import { findPersonalData, findSensitiveFacts } from "../../src/domain/redaction.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { decideTurn, type FoundAnswer } from "../../src/domain/turn.ts";
import { emergencyAdvice } from "../../src/locales/emergency.ts";
import type { Reader } from "../../src/ports/reader.ts";
import type { LabelledChat } from "../../src/reading/labelled.ts";
import { listen } from "../../src/reading/listening.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";

/** What the house would have made of a chat, in the form PREDICTIONS.md describes. */
export interface Prediction {
  readonly chat: string;
  readonly tickets: readonly {
    readonly key: string;
    readonly category: string;
    readonly kind: string;
    readonly evidence: readonly string[];
    readonly reporter: string;
    readonly area: string | null;
    readonly place: string | null;
    readonly urgency: string;
    readonly households: readonly string[];
    readonly sensitive: boolean;
    readonly summary: string;
  }[];
  readonly questions: readonly { readonly message: string; readonly faq: string | null }[];
  readonly followups: readonly {
    readonly message: string;
    readonly ticket: string;
    readonly meaning: FollowUpMeaning;
  }[];
  readonly posts: readonly { readonly after: string; readonly reason: string; readonly text: string }[];
  readonly private: readonly { readonly message: string; readonly text: string }[];
}

/** Finds the article that answers a question, or nothing. */
export type LookUp = (
  question: string,
  areaPath: string | null,
  at: Date,
) => { readonly id: string; readonly score: number; readonly answer: string } | null;

/** Says of nothing that it can be answered: what a reader alone is measured with. */
export const answersNothing: LookUp = () => null;

/**
 * Plays a chat to the house as it was said: message by message, in the windows that would have formed, each read and decided
 * upon before the next is seen. Nobody of the staff presses a button, so drafts stay drafts.
 */
export async function predict(
  chat: LabelledChat,
  reader: Reader,
  lookUp: LookUp = answersNothing,
): Promise<Prediction> {
  const tickets = new Map<string, Ticket>();
  const questions: Prediction["questions"][number][] = [];
  const followups: Prediction["followups"][number][] = [];
  const posts: Prediction["posts"][number][] = [];
  const position = new Map(chat.messages.map(({ id }, at) => [id, at]));
  const alarmedAt = new Map<string, number>();

  for (const message of chat.messages) posts.push(...alarm(message, alarmedAt, chat));

  for (const { tailFrom, freshFrom, freshTo } of listen(chat.messages)) {
    const messages = chat.messages
      .slice(tailFrom, freshTo)
      .map((message) => asItStood(message, freshTo, chat, position));
    const now = new Date(messages.at(-1)!.at.getTime() + 20_000);
    const window: ChatWindow = {
      group: chat.group,
      messages,
      freshIds: new Set(chat.messages.slice(freshFrom, freshTo).map(({ id }) => id)),
      areas: chat.areas,
      tickets: stillThere(tickets).map(brief).reverse(),
      taxonomy: defaultTaxonomy,
    };
    const reading = await reader.read(window, { signal: AbortSignal.timeout(60_000) });
    const answers = new Map(
      reading.questions.flatMap(({ messageId, text }): [string, FoundAnswer & { text: string }][] => {
        const found = lookUp(text, chat.group.areaPath, now);
        return found ? [[messageId, { articleId: found.id, score: found.score, text: found.answer }]] : [];
      }),
    );
    const minted = () => ({ id: `p${tickets.size + minting++}`, code: `P${tickets.size}` });
    let minting = 1;
    const turn = decideTurn({ window, reading, tickets: [...tickets.values()], answers, now, mint: minted });
    for (const { after } of turn.changes) tickets.set(after.id, after);
    for (const { messageRef, answer } of turn.questions) {
      questions.push({ message: messageRef, faq: answer?.articleId ?? null });
      const text = answers.get(messageRef)?.text;
      if (answer && text) posts.push({ after: messageRef, reason: "answer", text });
    }
    for (const { messageId, meaning, about } of reading.followUps) {
      const ticket =
        "ticketId" in about ? about.ticketId : ownerOf(reading.reports[about.report]!.evidenceIds, tickets);
      const counts = window.freshIds.has(messageId) || "report" in about;
      if (ticket && counts) followups.push({ message: messageId, ticket, meaning });
    }
  }
  return {
    chat: chat.id,
    tickets: stillThere(tickets).map((ticket) => ({
      key: ticket.id,
      category: ticket.category,
      kind: ticket.kind,
      evidence: ticket.evidence.map(({ messageRef }) => messageRef),
      reporter: ticket.reporterRef,
      area: ticket.placeFrom === "unknown" ? null : ticket.areaPath,
      place: ticket.spot,
      urgency: ticket.urgency,
      households: ticket.households.map(({ senderRef }) => senderRef),
      sensitive: ticket.sensitive,
      summary: ticket.summary,
    })),
    questions,
    followups,
    posts,
    private: chat.messages.flatMap(({ id, text, nick, senderRef }, at) => {
      const isFirst = chat.messages.findIndex((other) => other.senderRef === senderRef) === at;
      const found = [
        ...findPersonalData(text, { addressForms: false }),
        ...findSensitiveFacts(text),
        ...(isFirst ? numbersIn(nick) : []),
      ];
      return found.map((one) => ({ message: id, text: one.text }));
    }),
  };
}

/** Every ticket but the drafts whose last message was recalled: they are gone from the desk. */
function stillThere(tickets: ReadonlyMap<string, Ticket>): Ticket[] {
  return [...tickets.values()].filter(({ evidence }) => evidence.length > 0);
}

/** Numbers in a nick travel with every message; a room or a name there is how people wish to be called. */
function numbersIn(nick: string) {
  return findPersonalData(nick, { addressForms: false }).filter(
    (found) => found.class !== "room" && found.class !== "name",
  );
}

function asItStood(
  message: ChatMessage,
  freshTo: number,
  chat: LabelledChat,
  position: ReadonlyMap<string, number>,
): ChatMessage {
  const by = chat.recalls.get(message.id);
  const recalled = by !== undefined && (position.get(by) ?? Number.POSITIVE_INFINITY) < freshTo;
  return recalled ? { ...message, recalled: true, text: "" } : message;
}

function brief(ticket: Ticket): TicketBrief {
  return {
    id: ticket.id,
    code: ticket.code,
    status: ticket.status,
    category: ticket.category,
    summary: ticket.summary,
    areaPath: ticket.areaPath,
    reporterRef: ticket.reporterRef,
    householdRefs: ticket.households.map(({ senderRef }) => senderRef),
    evidenceIds: ticket.evidence.map(({ messageRef }) => messageRef),
    postRefs: [],
    openedAt: ticket.createdAt,
  };
}

function ownerOf(evidenceIds: readonly string[], tickets: ReadonlyMap<string, Ticket>): string | undefined {
  return [...tickets.values()].find(({ evidence }) =>
    evidence.some(({ messageRef }) => evidenceIds.includes(messageRef)),
  )?.id;
}

/** The advice the alarm path gives: at once, without a reader, and not twice for one danger within half an hour. */
function alarm(
  message: ChatMessage,
  alarmedAt: Map<string, number>,
  chat: LabelledChat,
): Prediction["posts"][number][] {
  const kind = message.fromStaff ? null : readEmergency(message.text);
  if (!kind) return [];
  const last = alarmedAt.get(kind);
  alarmedAt.set(kind, message.at.getTime());
  if (last !== undefined && message.at.getTime() - last < 30 * 60_000) return [];
  return [
    { after: message.id, reason: "emergency", text: emergencyAdvice(kind, chat.group.areaPath, { onDutyTold: true }) },
  ];
}
