import type { ChatMessage } from "../domain/chat.ts";
import type { Category } from "../domain/taxonomy.ts";
import { speaks } from "./bursts.ts";
import { hear } from "./inputs.ts";
import type { Part } from "./known-matter.ts";
import type { LabelledChat, LabelledLine } from "./labelled.ts";
import { meaningInputs } from "./links.ts";
import { fold, normalise } from "./normalise.ts";
import { matterInputs } from "./reader-model.ts";
import type { Example } from "./train.ts";
import { wordHits } from "./words.ts";

function heardOf(message: Pick<ChatMessage, "text" | "kind">) {
  const { text } = normalise(message.text);
  return hear(message.kind === "image" && !text.startsWith("[图]") ? `[图]${text}` : text);
}

/** What each message of a chat is: a report, a question, a follow-up, or talk. */
export function roleExamples(chat: LabelledChat): Example[] {
  const evidence = new Set(chat.tickets.flatMap(({ evidenceIds }) => evidenceIds));
  const followUps = new Set(chat.followUps.map(({ messageId }) => messageId));
  return chat.messages.filter(speaks).map((message) => {
    const label = evidence.has(message.id)
      ? "report"
      : chat.questionIds.has(message.id)
        ? "question"
        : followUps.has(message.id)
          ? "follow_up"
          : "talk";
    return { inputs: heardOf(message).inputs, label };
  });
}

/** What a line that was labelled by itself is. */
export function rolesOfLine({ parts, role }: LabelledLine): Example[] {
  return parts.map((part) => ({ inputs: hear(fold(part)).inputs, label: role, weight: 0.8 }));
}

/** A matter to learn from: what it is, as far as it was labelled, and what a model sees of it. */
export interface Matter {
  readonly category: string | undefined;
  readonly kind: string | undefined;
  readonly urgency: string | undefined;
  readonly weight: number;
  inputs(taxonomy: readonly Category[]): Example["inputs"];
}

/** A report whole, and its telling parts by themselves: a reader meets both. */
export function mattersOf(chat: LabelledChat): Matter[] {
  const messages = new Map(chat.messages.map((message) => [message.id, message]));
  return chat.tickets.flatMap(({ category, kind, urgency, evidenceIds }) => {
    const texts = evidenceIds.flatMap((id) => messages.get(id) ?? []).map((message) => heardOf(message).text);
    return [
      matter(texts.join(" "), { category, kind, urgency }, 1.5),
      ...texts.filter((text) => text.length > 7).map((text) => matter(text, { category, kind, urgency }, 0.5)),
    ];
  });
}

/** What a line that was labelled by itself is a matter of. */
export function matterOfLine({ parts, category, kind, urgency }: LabelledLine): Matter {
  return matter(parts.map(fold).join(" "), { category, kind, urgency }, 1);
}

function matter(text: string, labels: Pick<Matter, "category" | "kind" | "urgency">, weight: number): Matter {
  return { ...labels, weight, inputs: (taxonomy) => matterInputs(hear(text), wordHits(text, taxonomy)) };
}

/** What each follow-up of a chat means for its ticket, by the part its writer has in it. */
export function meaningExamples(chat: LabelledChat): Example[] {
  const messages = new Map(chat.messages.map((message) => [message.id, message]));
  const tickets = new Map(chat.tickets.map((ticket) => [ticket.id, ticket]));
  const joinedBefore = new Set<string>();
  return chat.followUps.flatMap(({ messageId, ticketId, meaning }) => {
    const [message, ticket] = [messages.get(messageId), tickets.get(ticketId)];
    if (!message || !ticket) return [];
    const household = `${ticketId} ${message.senderRef}`;
    const part: Part = message.fromStaff
      ? "staff"
      : message.senderRef === ticket.reporterRef
        ? "reporter"
        : joinedBefore.has(household)
          ? "household"
          : "other";
    joinedBefore.add(household);
    return [{ inputs: meaningInputs(heardOf(message), part), label: meaning }];
  });
}

/** What a line that was labelled by itself means for a ticket. */
export function meaningsOfLine({ parts, meaning, part = "reporter" }: LabelledLine): Example[] {
  if (!meaning) return [];
  return parts.map((text) => ({ inputs: meaningInputs(hear(fold(text)), part), label: meaning, weight: 0.7 }));
}
