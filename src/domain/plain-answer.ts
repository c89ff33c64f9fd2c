import type { ChatMessage, ChatWindow, TicketBrief } from "./chat.ts";
import type { FollowUp, FollowUpMeaning, Reading } from "./reading.ts";

const ratingForm = /^评分([1-5])分?$/;

/** What the house asks residents to answer with, and the ways in which they shorten it. The first that fits counts. */
const plainWords: readonly (readonly [FollowUpMeaning, RegExp])[] = [
  ["half_solved", /^(好了?一半|好了?一部分|解决了?一半|解决了?一部分)$/],
  ["not_solved", /^(还是?|根本|并)?(没好|没有好|没修好|没解决|不行|没弄好|没通|还没好|仍没好)(呢|呀|啊|哦|的)*$/],
  [
    "solved",
    /^(都|已经|真的|确实)*(好了|好啦|修好了|解决了|弄好了|通了|搞定了)(好了|好啦|的|哈|谢谢|感谢|多谢|啦|了)*$/,
  ],
  ["urge", /^催(一下)?$/],
  ["withdraw", /^撤回$/],
  ["more_info", /^补充.+/],
  ["more_info", ratingForm],
];
/** Heard only with the ticket's code or in answer to its card: said alone, these are everyday words. */
const needsName: ReadonlySet<FollowUpMeaning> = new Set(["urge", "withdraw", "more_info"]);
const codeForm = /[2-9A-HJ-NP-Z]{4}/;

/** What may be a ticket's code in these words: whoever types one means that ticket, however old. */
export function codesIn(text: string): readonly string[] {
  return text.toUpperCase().match(new RegExp(codeForm, "g")) ?? [];
}

/** How many of five stars a message gives: "评分 A7K3 4"; null when it is no rating. */
export function ratingIn(text: string): number | null {
  const stars = ratingForm.exec(plainOf(text))?.[1];
  return stars === undefined ? null : Number(stars);
}

/** A message without its ticket's code, spaces and punctuation. */
function plainOf(said: string): string {
  return said
    .trim()
    .toUpperCase()
    .replace(codeForm, "")
    .replaceAll(/[\s“”"「」,，。.!！~～、#编号:：]/g, "");
}

/**
 * Adds the answers that need no understanding: 好了, 没好, 好一半, alone or with a ticket's code. They are what the house itself asked for,
 * so they must be heard whoever reads, and they override what a reader made of the same message.
 */
export function withPlainAnswers(reading: Reading, window: ChatWindow): Reading {
  const answers = window.messages.flatMap((message) =>
    window.freshIds.has(message.id) && !message.recalled && message.kind === "text"
      ? (plainAnswer(message, window.tickets) ?? [])
      : [],
  );
  if (answers.length === 0) return reading;
  const answered = new Set(answers.map(({ messageId }) => messageId));
  return {
    ...reading,
    reports: reading.reports.filter(({ evidenceIds }) => !evidenceIds.every((id) => answered.has(id))),
    questions: reading.questions.filter(({ messageId }) => !answered.has(messageId)),
    followUps: [...reading.followUps.filter(({ messageId }) => !answered.has(messageId)), ...answers],
  };
}

function plainAnswer(message: ChatMessage, tickets: readonly TicketBrief[]): FollowUp | null {
  const code = codeForm.exec(message.text.toUpperCase())?.[0];
  const words = plainOf(message.text);
  const meaning = plainWords.find(([, form]) => form.test(words))?.[0];
  const ticket = meaning && ticketMeant(message, code, tickets, needsName.has(meaning));
  return ticket ? { messageId: message.id, meaning, about: { ticketId: ticket.id }, confidence: 1 } : null;
}

/** Which ticket an answer is about: the one named, the one whose card it answers, else the one its household was asked about last. */
function ticketMeant(
  message: ChatMessage,
  code: string | undefined,
  tickets: readonly TicketBrief[],
  isNameNeeded: boolean,
): TicketBrief | undefined {
  const named = code && tickets.find((ticket) => ticket.code === code);
  if (named) return named;
  const quoted = message.quotedRef !== null && tickets.find(({ postRefs }) => postRefs.includes(message.quotedRef!));
  if (quoted) return quoted;
  // A code that is not found names another ticket than any of these.
  if (code || isNameNeeded) return undefined;
  // Somebody else's 好了, without a code, may be about anything: it is left to whoever reads.
  const asked = tickets.filter(
    ({ status }) => status === "resolved" || status === "half_solved" || status === "unconfirmed",
  );
  return asked.find(({ householdRefs }) => householdRefs.includes(message.senderRef));
}
