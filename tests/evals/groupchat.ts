import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { ChatMessage, MessageKind } from "../../src/domain/chat.ts";
import type { FollowUpMeaning, ReportKind, Urgency } from "../../src/domain/reading.ts";
import type { LabelledChat } from "../../src/reading/labelled.ts";

/** A folder of annotated chats, in the form its SPEC describes: the estate, its articles, and what was said. */
export interface Estate {
  readonly id: string;
  readonly name: string;
  readonly areas: readonly { readonly path: string }[];
  readonly groups: readonly { readonly id: string; readonly name: string; readonly binds: string }[];
  readonly staff: readonly { readonly id: string; readonly nick: string; readonly role: string }[];
}

export interface FolderArticle {
  readonly id: string;
  readonly question: string;
  readonly variants: readonly string[];
  readonly answer: string;
  readonly area: string;
  readonly validUntil: string | null;
}

interface FolderMessage {
  readonly id: string;
  readonly at: string;
  readonly from: string;
  readonly nick: string;
  readonly type: string;
  readonly text?: string;
  readonly quoted?: string;
  readonly recalled?: string;
}

interface FolderChat {
  readonly id: string;
  readonly group: string;
  readonly messages: readonly FolderMessage[];
  readonly gold?: {
    readonly tickets: readonly {
      readonly id: string;
      readonly category: string;
      readonly kind: ReportKind;
      readonly urgency: Urgency;
      readonly evidence: readonly string[];
      readonly reporter: string;
      readonly summary: string;
    }[];
    readonly questions: readonly { readonly message: string }[];
    readonly followups: readonly {
      readonly message: string;
      readonly ticket: string;
      readonly meaning: FollowUpMeaning;
    }[];
  };
}

/** Reads an estate folder. The gold of a chat is read for training only: `predict` never sees it. */
export function openEstateFolder(folder: string): {
  estate: Estate;
  articles: readonly FolderArticle[];
  chats: readonly LabelledChat[];
} {
  const lines = (name: string) =>
    existsSync(join(folder, name))
      ? readFileSync(join(folder, name), "utf8")
          .split("\n")
          .filter((line) => line.trim() !== "")
      : [];
  const estate = JSON.parse(readFileSync(join(folder, "estate.json"), "utf8")) as Estate;
  return {
    estate,
    articles: lines("faq.jsonl").map((line) => JSON.parse(line) as FolderArticle),
    chats: lines("chats.jsonl").map((line) => labelled(JSON.parse(line) as FolderChat, estate)),
  };
}

const kinds: Readonly<Record<string, MessageKind>> = {
  text: "text",
  quote: "text",
  image: "image",
  voice: "voice",
  recall: "system",
  system: "system",
  redpacket: "red_packet",
  sticker: "sticker",
  link: "link",
  location: "location",
};

function labelled(chat: FolderChat, estate: Estate): LabelledChat {
  const staff = new Set(estate.staff.map(({ id }) => id));
  const group = estate.groups.find(({ id }) => id === chat.group);
  const messages = chat.messages.map(
    (message): ChatMessage => ({
      id: message.id,
      ref: message.id,
      senderRef: message.from,
      nick: message.nick,
      fromStaff: staff.has(message.from),
      at: new Date(message.at),
      kind: kinds[message.type] ?? "unknown",
      text: message.text ?? "",
      quotedRef: message.quoted ?? null,
      recalled: false,
    }),
  );
  const { tickets = [], questions = [], followups = [] } = chat.gold ?? {};
  return {
    id: chat.id,
    group: { id: chat.group, name: group?.name ?? chat.group, areaPath: group?.binds ?? null },
    areas: estate.areas.map(({ path }) => path),
    messages,
    recalls: new Map(chat.messages.flatMap(({ id, recalled }) => (recalled ? [[recalled, id] as const] : []))),
    tickets: tickets.map(({ id, category, kind, urgency, evidence, reporter, summary }) => ({
      id,
      category,
      kind,
      urgency,
      evidenceIds: evidence,
      reporterRef: reporter,
      summary,
    })),
    questionIds: new Set(questions.map(({ message }) => message)),
    followUps: followups.map(({ message, ticket, meaning }) => ({ messageId: message, ticketId: ticket, meaning })),
  };
}
