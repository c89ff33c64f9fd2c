import type { ChatMessage, ChatWindow, TicketBrief } from "../domain/chat.ts";
import { findPersonalData } from "../domain/redaction.ts";

/** The newest lines of a window that are shown to a model. */
const LINES_MAX = 150;
/** As much of one line as is shown, in UTF-16 code units. */
const lineCharsMax = 600;
const TICKETS_MAX = 30;

/**
 * A window as a language model may see it: numbered lines without names, personal data or invisible characters, and what each number
 * and pseudonym stands for. Whatever the model says is looked up here.
 */
export interface ModelSheet {
  /** One JSON object a line. */
  readonly lines: string;
  readonly tickets: string;
  readonly messageAt: ReadonlyMap<number, ChatMessage>;
  readonly ticketAt: ReadonlyMap<string, TicketBrief>;
}

/** Lays a window out for a model. */
export function layOutForModel(window: ChatWindow): ModelSheet {
  const shown = window.messages.filter(({ recalled, text }) => !recalled && text.trim() !== "").slice(-LINES_MAX);
  const pseudonyms = pseudonymsOf(window);
  const clean = createCleaner(window, pseudonyms);
  const texts = withoutSplitNumbers(
    shown,
    shown.map(({ text }) => clean(text.slice(0, lineCharsMax))),
  );
  const numberOf = new Map(shown.map(({ ref }, index) => [ref, index + 1]));

  const lines = shown.map((message, index) =>
    json({
      n: index + 1,
      who: pseudonyms.get(message.senderRef),
      ...(window.freshIds.has(message.id) && { new: true }),
      ...(message.quotedRef && numberOf.has(message.quotedRef) && { answers: numberOf.get(message.quotedRef) }),
      ...(message.kind !== "text" && { kind: message.kind }),
      text: texts[index],
    }),
  );
  const listed = window.tickets.slice(0, TICKETS_MAX).map((ticket, index) => [`T${index + 1}`, ticket] as const);
  const tickets = listed.map(([name, { category, summary, areaPath, status, reporterRef }]) =>
    json({
      ticket: name,
      category,
      summary: clean(summary),
      area: areaPath,
      status,
      reporter: pseudonyms.get(reporterRef) ?? null,
    }),
  );
  return {
    lines: lines.join("\n"),
    tickets: tickets.join("\n"),
    messageAt: new Map(shown.map((message, index) => [index + 1, message])),
    ticketAt: new Map(listed),
  };
}

/** Everybody who speaks in the window, by order of appearance: 用户1, 用户2 …, and 工作人员1 … for staff. */
function pseudonymsOf(window: ChatWindow): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const counts = { 用户: 0, 工作人员: 0 };
  for (const { senderRef, fromStaff } of window.messages) {
    if (names.has(senderRef)) continue;
    const kind = fromStaff ? "工作人员" : "用户";
    counts[kind] += 1;
    names.set(senderRef, `${kind}${counts[kind]}`);
  }
  return names;
}

/** Takes from a text what may not travel. Names go first: a room in a nick would otherwise be found and the rest of it left. */
function createCleaner(window: ChatWindow, pseudonyms: ReadonlyMap<string, string>): (text: string) => string {
  // Who calls himself 电梯 must not take that word out of everybody's mouth.
  const deskWords = [...window.areas, ...window.taxonomy.flatMap(({ label, words }) => [label, ...words])].join("\n");
  const names = new Map(
    window.messages.flatMap(({ nick, senderRef, fromStaff }) =>
      namesIn(nick, fromStaff)
        .filter((name) => !deskWords.includes(name))
        .map((name) => [name, pseudonyms.get(senderRef) ?? ""] as const),
    ),
  );
  const longestFirst = [...names].sort(([one], [other]) => other.length - one.length);
  return (text) => {
    let visible = withoutInvisible(text);
    for (const [index, [name]] of longestFirst.entries()) visible = visible.replaceAll(name, standIn(index));
    const clean = withoutPersonalData(visible);
    return clean.replace(standIns, (sign) => longestFirst[sign.charCodeAt(0) - firstStandIn]?.[1] ?? "");
  };
}

/**
 * Stands for a name while a text is searched: 用户2 before 138… would be one long number, and no telephone any more. These signs are
 * invisible ones, of which the text holds none.
 */
const standIn = (index: number) => String.fromCharCode(firstStandIn + index);
const firstStandIn = 0xe000;
const standIns = /[\ue000-\uf8ff]/g;

const placeInNick = /\d+\s*(?:号楼|栋|幢|座|单元|门|楼|层|室|房|号)?/g;

/** What somebody is called by: the nick, and of a resident's "3-2-501 乐乐妈" also 乐乐妈. Staff nicks hold offices, which are everyday words. */
function namesIn(nick: string, fromStaff: boolean): string[] {
  const whole = withoutInvisible(nick).trim();
  const parts = fromStaff ? [] : whole.replace(placeInNick, " ").split(/[^\p{L}]+/u);
  return [whole, ...parts].filter((name) => name.length > 1);
}

/**
 * The text with each find replaced, and looked at again: what is left may read otherwise without it. Of a room the building stays: a
 * model must know where, and many live there.
 */
function withoutPersonalData(text: string, looks = 3): string {
  const found = findPersonalData(text);
  if (found.length === 0) return text;
  if (looks === 0) return "[removed]";
  let out = "";
  let from = 0;
  for (const { start, end, class: kind, text: words } of found) {
    const building = kind === "room" ? words.replace(/[0-9０-９]{3,4}\D{0,2}$/, "") : "";
    out += `${text.slice(from, start)}${building === words ? "" : building}[${kind}]`;
    from = end;
  }
  return withoutPersonalData(out + text.slice(from), looks - 1);
}

/** Takes out a number that one person spread over two or three following messages: 138, then 0013 8000. */
function withoutSplitNumbers(messages: readonly ChatMessage[], texts: readonly string[]): string[] {
  const out = [...texts];
  for (const size of [2, 3]) {
    for (let first = 0; first + size <= messages.length; first++) {
      const bySame = messages
        .slice(first, first + size)
        .every(({ senderRef }) => senderRef === messages[first]!.senderRef);
      if (bySame) out.splice(first, size, ...withoutNumberAcross(out.slice(first, first + size)));
    }
  }
  return out;
}

function withoutNumberAcross(parts: readonly string[]): string[] {
  const starts = parts.map((_, index) => parts.slice(0, index).reduce((sum, part) => sum + part.length + 1, 0));
  const across = findPersonalData(parts.join(" ")).filter(({ class: kind, start, end }) => {
    const touched = parts.filter((part, index) => start < starts[index]! + part.length && end > starts[index]!);
    return touched.length > 1 && kind !== "name" && kind !== "room";
  });
  return parts.map((part, index) =>
    across.reduceRight((text, { start, end }) => {
      const [from, to] = [Math.max(0, start - starts[index]!), Math.max(0, end - starts[index]!)];
      return from < part.length && to > 0 ? `${text.slice(0, from)}[number]${text.slice(to)}` : text;
    }, part),
  );
}

const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Co}\p{Cn}]|(?!\n)\p{Cc}/gu;

/** The text as a person sees it: without zero-width, direction, tag and control characters (T14: they carry orders nobody reads). */
export function withoutInvisible(text: string): string {
  return text.replace(invisible, "");
}

/** JSON that stays on its line and holds no "<". */
function json(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<\u2028\u2029]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
