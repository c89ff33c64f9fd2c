import type { ChatMessage, ChatWindow } from "../domain/chat.ts";
import { type EmergencyKind, readEmergency } from "../domain/emergency.ts";
import { type Report, type ReportKind, reportKinds, type Triage, type Urgency, urgencies } from "../domain/reading.ts";
import { redact } from "../domain/redaction.ts";
import { joined, type Line } from "./bursts.ts";
import { judgeOf } from "./judge.ts";
import { resolvePlace } from "./place.ts";
import { matterInputs, type ReaderModel } from "./reader-model.ts";
import { remembered } from "./remembered.ts";
import { isSensitive } from "./sensitive.ts";

/** Puts together what a report says from its messages: category, kind, urgency, place, and the words it was judged by. */
export function reportOf(evidence: readonly Line[], window: ChatWindow, model: ReaderModel): Report {
  const messages = evidence.map(({ message }) => message);
  const [first] = messages as [ChatMessage, ...ChatMessage[]];
  const { heard, hits, category } = judgeOf(model, window.taxonomy)(joined(evidence));
  const inputs = matterInputs(heard, hits);
  const triage = triageOf(evidence, hits, category, window, model);
  const emergency = emergencyIn(evidence);
  const place = resolvePlace({
    texts: evidence.map((line) => line.heard.text),
    quotedTexts: evidence.flatMap(({ quotedText }) => quotedText ?? []),
    nick: first.nick,
    groupArea: window.group.areaPath,
    areas: window.areas,
    category: triage.category,
  });
  return {
    kind: emergency ? "emergency" : likeliest(model.kind.classes, model.kind.predict(inputs), reportKinds, "emergency"),
    evidenceIds: messages.map(({ id }) => id),
    reporterRef: first.senderRef,
    triage,
    place,
    urgency: emergency
      ? "emergency"
      : likeliest(model.urgency.classes, model.urgency.predict(inputs), urgencies, "emergency"),
    sensitive: isSensitive(messages),
    householdRefs: [first.senderRef],
    summary: summaryOf(evidence, triage.category, window),
  };
}

/** The danger the evidence speaks of, message by message; null when none does. */
export function emergencyIn(evidence: readonly Line[]): EmergencyKind | null {
  for (const { message } of evidence) {
    const { kind } = dangerIn(message.text);
    if (kind) return kind;
  }
  return null;
}

const dangerIn = remembered((text) => ({ kind: readEmergency(text) }));

/** The best of those the domain knows; `besides` is left to rules. */
function likeliest<T extends ReportKind | Urgency>(
  classes: readonly string[],
  shares: Float64Array,
  allowed: readonly T[],
  besides: T,
): T {
  const ranked = classes.map((name, at) => ({ name, share: shares[at]! })).sort((a, b) => b.share - a.share);
  const best = ranked.find(({ name }) => name !== besides && (allowed as readonly string[]).includes(name));
  return (best?.name as T | undefined) ?? allowed[0]!;
}

/** What each of the live categories is worth: the models' where they know the code, the category's own words where they do not. */
function triageOf(
  evidence: readonly Line[],
  hits: ReadonlyMap<string, number>,
  shares: Float64Array,
  window: ChatWindow,
  model: ReaderModel,
): Triage {
  const knownShare = withOwnTickets(
    evidence,
    new Map(model.category.classes.map((code, at) => [code, shares[at]!])),
    model,
  );
  const mostHits = Math.max(0, ...hits.values());
  const scored = window.taxonomy.map(({ code }) => {
    const own = hits.get(code) ?? 0;
    const share = knownShare.get(code) ?? (own > 0 && own === mostHits ? 0.5 : own > 0 ? 0.2 : 0.005);
    return { code, share };
  });
  const total = scored.reduce((sum, { share }) => sum + share, 0) || 1;
  const ranked = scored
    .map(({ code, share }) => ({ code, share: share / total }))
    .sort((a, b) => b.share - a.share || a.code.localeCompare(b.code));
  const [best, second] = ranked;
  const category = best?.code ?? "other";
  return {
    category,
    runnerUp: second && second.share > 0.05 ? second.code : null,
    confidence: Number((best?.share ?? 0).toFixed(3)),
    because: becauseOf(evidence, category, window, model),
  };
}

/** The same shares as a community's own tickets see them: their own codes join, and of a code that both models know the mean counts. */
function withOwnTickets(evidence: readonly Line[], shares: ReadonlyMap<string, number>, { ownCategory }: ReaderModel) {
  if (!ownCategory) return shares;
  const own = ownCategory.shares(evidence.map(({ message }) => message.text).join("\n"));
  const both = new Map(shares);
  for (const [at, code] of ownCategory.classes.entries()) {
    const share = shares.get(code);
    both.set(code, share === undefined ? own[at]! : (share + own[at]!) / 2);
  }
  return both;
}

/** The words a category was judged by: its own words where the messages have them, else what weighed most. At most three. */
function becauseOf(evidence: readonly Line[], code: string, window: ChatWindow, model: ReaderModel): Triage["because"] {
  const words = window.taxonomy.find((category) => category.code === code)?.words ?? [];
  const classAt = model.category.classes.indexOf(code);
  const found = evidence.flatMap(({ message, heard }) => {
    const word = words.filter((one) => message.text.includes(one)).sort((a, b) => b.length - a.length)[0];
    if (word) return [{ messageId: message.id, quote: word, weight: 10 + word.length }];
    const heaviest = model.category.heaviestGram(heard.inputs.grams, classAt, (gram) => message.text.includes(gram));
    if (heaviest) return [{ messageId: message.id, quote: heaviest.gram, weight: heaviest.weight }];
    const pair = model.ownCategory?.heaviestPair(message.text, code);
    return pair ? [{ messageId: message.id, quote: pair, weight: 0 }] : [];
  });
  const best = found
    .sort((a, b) => b.weight - a.weight)
    .slice(0, 3)
    .map(({ messageId, quote }) => ({ messageId, quote }));
  const [first] = evidence;
  return best.length > 0 || !first ? best : [{ messageId: first.message.id, quote: first.message.text.slice(0, 12) }];
}

const summaryCharsMax = 48;

/** One line for staff, without names, numbers or rooms: the part that says most, after the category's label. */
function summaryOf(evidence: readonly Line[], code: string, { taxonomy }: ChatWindow): string {
  const label = taxonomy.find((category) => category.code === code)?.label ?? code;
  const telling = [...evidence]
    .sort((a, b) => b.role.report - a.role.report || a.at - b.at)
    .slice(0, 2)
    .sort((a, b) => a.at - b.at);
  const words = telling
    .map(({ message }) => redact(plainWords(message.text)))
    .filter((part) => part !== "")
    .join("，");
  const cut = words.length > summaryCharsMax ? `${words.slice(0, summaryCharsMax)}…` : words;
  return `【${label}】${cut}`;
}

function plainWords(text: string): string {
  return text
    .replace(/\[[^\]]{1,6}\]/g, "")
    .replace(/@\S+\s?/g, "")
    .replace(/[「『][^」』]*[」』][\s-]*/g, "")
    .replace(/\s+/g, " ")
    .replace(/[，,。！!]+$/u, "")
    .trim();
}
