import type { ChatMessage, ChatWindow } from "../domain/chat.ts";
import type { Category } from "../domain/taxonomy.ts";
import { inputsOfBurst, isUnderReview } from "./burst-model.ts";
import { burstsOf, calledNames, type Line, topOf } from "./bursts.ts";
import { telltalesOf } from "./in-common.ts";
import { type KnownMatter, keyOf } from "./known-matter.ts";
import type { LabelledChat, LabelledLine, LabelledTicket } from "./labelled.ts";
import { softMax } from "./linear-model.ts";
import { createLinkContext } from "./link-side.ts";
import { surenessOf } from "./linker.ts";
import { linkInputs } from "./links.ts";
import { listen } from "./listening.ts";
import {
  type Matter,
  matterOfLine,
  mattersOf,
  meaningExamples,
  meaningsOfLine,
  roleExamples,
  rolesOfLine,
} from "./message-examples.ts";
import type { StoredNet } from "./net.ts";
import { fold } from "./normalise.ts";
import { openReaderModel, type ReaderModel, type StoredReaderModel } from "./reader-model.ts";
import { createTalk } from "./talk.ts";
import { type Example, seeded, type TrainOptions, trainLinearModel } from "./train.ts";
import { type NetOptions, trainNet } from "./train-net.ts";
import { linesOf } from "./window-lines.ts";

/** What a local reader is trained on. */
export interface TrainingSet {
  readonly chats: readonly LabelledChat[];
  readonly lines: readonly LabelledLine[];
  readonly taxonomy: readonly Category[];
  readonly version: string;
}

const onWords: TrainOptions = {
  rounds: 14,
  learningRate: 0.12,
  decay: 2e-4,
  seenMin: 2,
  keep: "cwp",
  gramsLength: 1.6,
  byRarity: false,
  balance: 0.3,
};
/** Few examples and many ways to say it: learnt more gently. */
const onMeanings: TrainOptions = { ...onWords, learningRate: 0.05 };
const onMatters: TrainOptions = { ...onWords, gramsLength: 3, byRarity: true, decay: 5e-4 };
const onFigures: TrainOptions = {
  rounds: 40,
  learningRate: 0.08,
  decay: 1e-3,
  seenMin: 3,
  gramsLength: 1,
  byRarity: false,
  balance: 0,
};

const onLinks: NetOptions = { units: 16, rounds: 24, learningRate: 1.5e-3, decay: 1e-3, seenMin: 3 };

/** Of a model that need not link yet. */
const noLinks: StoredNet = { inputs: [], weights: [], bias: [], out: [], outBias: 0 };

/**
 * Trains every model of the local reader, in two steps. The first learns what single messages are; the second learns what the
 * first is worth in a chat, from what it said of chats it was not trained on. Deterministic.
 */
export function trainReader(set: TrainingSet): StoredReaderModel {
  const first = trainOnWords(set, set.chats);
  const folds = 4;
  const bursts: Example[] = [];
  const links: Example[] = [];
  const judged: JudgedMatter[] = [];
  for (let fold = 0; fold < folds; fold++) {
    const aside = set.chats.filter((_, at) => at % folds === fold);
    const rest = set.chats.filter((_, at) => at % folds !== fold);
    if (aside.length === 0) continue;
    const stored = trainOnWords(set, rest);
    const model = openReaderModel({ ...stored, burst: stored.role, link: noLinks });
    for (const chat of aside) {
      links.push(...linkExamples(chat, model, set.taxonomy, labelsStaff(chat, set.chats)));
      bursts.push(...burstExamples(chat, model, set.taxonomy));
      judged.push(...judgedMatters(chat, model, set.taxonomy));
    }
  }
  return {
    ...first,
    category: { ...first.category, temperature: temperatureFor(judged) },
    burst: trainLinearModel(bursts, onFigures),
    link: trainNet(links, onLinks),
  };
}

type OnWords = Omit<StoredReaderModel, "burst" | "link">;

function trainOnWords({ lines, taxonomy, version }: TrainingSet, chats: readonly LabelledChat[]): OnWords {
  const matters = [
    ...chats.flatMap(mattersOf),
    ...lines.filter(({ category }) => category !== undefined).map(matterOfLine),
  ];
  const by = (label: (matter: Matter) => string | undefined) =>
    matters.flatMap((matter): Example[] => {
      const of = label(matter);
      return of === undefined ? [] : [{ inputs: matter.inputs(taxonomy), label: of, weight: matter.weight }];
    });
  return {
    version,
    role: trainLinearModel([...chats.flatMap(roleExamples), ...lines.flatMap(rolesOfLine)], onWords),
    category: trainLinearModel(
      by(({ category }) => category),
      onMatters,
    ),
    kind: trainLinearModel(
      by(({ kind }) => kind),
      onMatters,
    ),
    urgency: trainLinearModel(
      by(({ urgency }) => urgency),
      onMatters,
    ),
    meaning: trainLinearModel([...chats.flatMap(meaningExamples), ...lines.flatMap(meaningsOfLine)], onMeanings),
  };
}

interface JudgedMatter {
  readonly shares: Float64Array;
  readonly right: number;
}

function judgedMatters(chat: LabelledChat, model: ReaderModel, taxonomy: readonly Category[]): JudgedMatter[] {
  return mattersOf(chat).map((one) => ({
    shares: model.category.predict(one.inputs(taxonomy)),
    right: model.category.classes.indexOf(one.category ?? ""),
  }));
}

/** What makes the shares honest on chats kept aside: the temperature under which they were least surprised by the truth. */
function temperatureFor(judged: readonly JudgedMatter[]): number {
  const surprise = (temperature: number) =>
    judged.reduce((sum, { shares, right }) => {
      const honest = softMax(
        shares.map((share) => Math.log(Math.max(share, 1e-9))),
        temperature,
      );
      return sum - Math.log(Math.max(honest[right] ?? 0, 1e-6));
    }, 0);
  const tried = [0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.2, 1.35, 1.5, 1.75, 2];
  return tried.reduce((best, one) => (surprise(one) < surprise(best) ? one : best), 1);
}

/** The windows the house would have read, as they then stood, with recalls as far as they had come. */
function windowsOf(chat: LabelledChat, taxonomy: readonly Category[]): ChatWindow[] {
  const position = new Map(chat.messages.map(({ id }, at) => [id, at]));
  return listen(chat.messages).map(({ tailFrom, freshFrom, freshTo }) => {
    const messages = chat.messages.slice(tailFrom, freshTo).map((message) => {
      const by = chat.recalls.get(message.id);
      return by !== undefined && (position.get(by) ?? Number.POSITIVE_INFINITY) < freshTo
        ? { ...message, recalled: true, text: "" }
        : message;
    });
    const freshIds = new Set(chat.messages.slice(freshFrom, freshTo).map(({ id }) => id));
    return { group: chat.group, messages, freshIds, areas: chat.areas, tickets: [], taxonomy };
  });
}

function burstExamples(chat: LabelledChat, model: ReaderModel, taxonomy: readonly Category[]): Example[] {
  const evidence = new Set(chat.tickets.flatMap(({ evidenceIds }) => evidenceIds));
  const examples: { example: Example; burst: string }[] = [];
  for (const window of windowsOf(chat, taxonomy)) {
    const lines = linesOf(window, model);
    for (const burst of burstsOf(lines)) {
      if (!isUnderReview(burst, lines, window)) continue;
      const yes = burst.lines.some(({ message }) => evidence.has(message.id));
      const inputs = inputsOfBurst(burst, lines, window, model);
      examples.push({ example: { inputs, label: yes ? "yes" : "no" }, burst: burst.lines[0]!.message.id });
    }
  }
  const times = new Map<string, number>();
  for (const { burst } of examples) times.set(burst, (times.get(burst) ?? 0) + 1);
  return examples.map(({ example, burst }) => ({ ...example, weight: 1 / Math.sqrt(times.get(burst)!) }));
}

/** What staff add to a ticket is a follow-up; whoever labelled an estate without one such line left them out, and says nothing of them. */
function labelsStaff(chat: LabelledChat, all: readonly LabelledChat[]): boolean {
  return all
    .filter(({ areas }) => areas[0] === chat.areas[0])
    .some(({ messages, followUps }) => {
      const staff = new Set(messages.filter(({ fromStaff }) => fromStaff).map(({ id }) => id));
      return followUps.some(({ messageId }) => staff.has(messageId));
    });
}

function linkExamples(
  chat: LabelledChat,
  model: ReaderModel,
  taxonomy: readonly Category[],
  staffCounts: boolean,
): Example[] {
  const examples: Example[] = [];
  const evidence = new Set(chat.tickets.flatMap(({ evidenceIds }) => evidenceIds));
  const links = new Set(chat.followUps.map(({ messageId, ticketId }) => `${messageId} ${ticketId}`));
  const messages = new Map(chat.messages.map((message) => [message.id, message]));
  const households = new Map(chat.tickets.map((ticket) => [ticket.id, new Set([ticket.reporterRef])]));
  const lastAt = new Map<string, Date>();
  const talk = createTalk();
  const random = seeded(20_260_704);
  const lines = linesOf(
    { group: chat.group, messages: chat.messages, freshIds: new Set(), areas: chat.areas, tickets: [], taxonomy },
    model,
  );

  const lineOf = new Map(lines.map((line) => [line.message.id, line]));
  const tickets = [...chat.tickets, ...mistakenTickets(lines, evidence, model)];
  for (const line of lines) {
    const { id, at, senderRef, fromStaff } = line.message;
    if (!evidence.has(id) && !(fromStaff && !staffCounts)) {
      const open = tickets.filter(
        ({ evidenceIds }) => messages.get(evidenceIds[0]!)!.at < at && !evidenceIds.includes(id),
      );
      const matters = open.map((ticket) =>
        matterOf(
          ticket,
          lineOf,
          messages,
          households.get(ticket.id) ?? new Set([ticket.reporterRef]),
          lastAt.get(ticket.id) ?? null,
          at,
        ),
      );
      const context = createLinkContext({ lines, model, talk });
      for (const [index, inputs] of linkInputs(line, matters, context).entries()) {
        const yes = links.has(`${id} ${open[index]!.id}`);
        examples.push({ inputs, label: yes ? "yes" : "no" });
        if (yes) {
          if (random() >= unheardShare) talk.note(line, keyOf(matters[index]!));
          if (!fromStaff) households.get(open[index]!.id)!.add(senderRef);
        }
      }
    }
    for (const ticket of tickets) {
      if (!ticket.evidenceIds.includes(id)) continue;
      lastAt.set(ticket.id, at);
      talk.note(line, ticket.id);
    }
  }
  return examples;
}

/** Of so many follow-ups the talk does not know while it is learnt from: a reader misses some, and must find the next without them. */
const unheardShare = 0.6;

/** How likely to report a line of talk must look to be taken for a report some day: the reader must learn to live with that. */
const mistakenMin = 0.5;

/** What looks like reports and is none: a household's jokes go on, and are no word on a ticket. */
function mistakenTickets(lines: readonly Line[], evidence: ReadonlySet<string>, model: ReaderModel): LabelledTicket[] {
  return burstsOf(lines)
    .filter(
      ({ lines: own }) =>
        own.every(({ message }) => !evidence.has(message.id)) && (surenessOf(own) ?? 0) >= mistakenMin,
    )
    .map(({ senderRef, lines: own }, at) => ({
      id: `mistaken ${at}`,
      category: categoryOf(own, model),
      kind: "complaint",
      urgency: "routine",
      evidenceIds: own.map(({ message }) => message.id),
      reporterRef: senderRef,
      summary: "",
    }));
}

/** What the likeliest line of some is a matter of, as the model sees it. */
function categoryOf(lines: readonly Line[], model: ReaderModel): string {
  const plainest = lines.reduce((best, line) => (line.role.report > best.role.report ? line : best));
  return model.category.classes[topOf(plainest.category).at] ?? "other";
}

function matterOf(
  ticket: LabelledTicket,
  lines: ReadonlyMap<string, Line>,
  messages: ReadonlyMap<string, ChatMessage>,
  householdRefs: ReadonlySet<string>,
  lastAt: Date | null,
  now: Date,
): KnownMatter {
  const said = ticket.evidenceIds.flatMap((id) => messages.get(id) ?? []).filter(({ at }) => at <= now);
  const text = said.map((message) => fold(message.text)).join(" ");
  return {
    about: { ticketId: ticket.id },
    category: ticket.category,
    text,
    telltales: telltalesOf(text),
    sureness: surenessOf(said.flatMap(({ id }) => lines.get(id) ?? [])),
    reporterRef: ticket.reporterRef,
    reporterNames: calledNames(said[0]?.nick ?? ""),
    householdRefs,
    refs: new Set(said.map(({ ref }) => ref)),
    areaPath: null,
    code: null,
    since: said[0]?.at ?? now,
    lastAt: lastAt ?? said.at(-1)?.at ?? now,
  };
}
