import type { ChatMessage, ChatWindow } from "../domain/chat.ts";
import { type CueName, cueNames } from "./cues.ts";
import type { Judge, Judged } from "./judge.ts";
import type { Figure, Inputs } from "./linear-model.ts";
import { normalise } from "./normalise.ts";
import { remembered } from "./remembered.ts";

/** One message of a window as the models see it. */
export interface Line extends Judged {
  readonly message: ChatMessage;
  /** Where it stands in the window. */
  readonly at: number;
  readonly quotedNick: string | null;
  readonly quotedText: string | null;
}

/** What one person said in one go, perhaps with others' lines between: the unit that may be a report. */
export interface Burst {
  readonly senderRef: string;
  readonly lines: readonly Line[];
}

/** Messages that carry words of a person. What was recalled carries none. */
export function speaks(message: ChatMessage): boolean {
  return !message.recalled && spoken.has(message.kind) && message.text.trim() !== "";
}

const spoken: ReadonlySet<string> = new Set(["text", "image", "voice", "video", "file", "unknown"]);

/** Longest pause within one report: 99 in 100 reports go on within it. */
const pauseMsMax = 100_000;
/** The same when the next line is plainly of a report as well. */
const longPauseMsMax = 6 * 60_000;

/** Groups a window's lines by who said them and when. Never two people in one burst. Staff report in their own tools, so not here. */
export function burstsOf(lines: readonly Line[]): Burst[] {
  const bursts: Line[][] = [];
  const open = new Map<string, Line[]>();
  for (const line of lines) {
    const { senderRef, fromStaff } = line.message;
    if (fromStaff) continue;
    const burst = open.get(senderRef);
    if (burst && goesOn(burst, line)) {
      burst.push(line);
      continue;
    }
    const begun = [line];
    open.set(senderRef, begun);
    bursts.push(begun);
  }
  return bursts.map((burst) => ({ senderRef: burst[0]!.message.senderRef, lines: burst }));
}

function goesOn(burst: readonly Line[], line: Line): boolean {
  const last = burst.at(-1)!;
  const pause = line.message.at.getTime() - last.message.at.getTime();
  if (pause > longPauseMsMax) return false;
  if (pause > pauseMsMax && (line.role.report < 0.5 || burst.every(({ role }) => role.report < 0.5))) return false;
  return !isAnotherMatter(burst, line);
}

/** Two matters of one person: each plain by itself, and of different kinds. */
function isAnotherMatter(burst: readonly Line[], line: Line): boolean {
  if (/^(?:还有|另外|对了|顺便|还有一[码事件]|另一[码件]|再说个|换个话题|另外一[码单件])/.test(line.heard.text))
    return line.role.report > 0.35;
  if (line.role.report < 0.7 || line.message.kind === "image") return false;
  const strongest = burst.reduce((best, one) => (one.role.report > best.role.report ? one : best));
  if (strongest.role.report < 0.7) return false;
  const [one, other] = [topOf(strongest.category), topOf(line.category)];
  return one.at !== other.at && one.share > 0.75 && other.share > 0.75;
}

/** The likeliest class and its share. */
export function topOf(shares: ArrayLike<number>): { at: number; share: number } {
  let at = 0;
  for (let other = 1; other < shares.length; other++) if (shares[other]! > shares[at]!) at = other;
  return { at, share: shares[at] ?? 0 };
}

/** The words of some lines as one text. */
export function joined(lines: readonly Line[]): string {
  return lines.map(({ heard }) => heard.text).join(" ");
}

/** What the burst and the talk around it say for or against a report: inputs of the model that decides. */
export function burstInputs(
  burst: Burst,
  { role: whole, category }: Judged,
  lines: readonly Line[],
  window: ChatWindow,
): Inputs {
  const { lines: own } = burst;
  const named: Figure[] = [];
  const set = (name: string, value: number) => {
    if (value !== 0) named.push([`b${name}`, value]);
  };
  const reports = own.map(({ role }) => logit(role.report)).sort((a, b) => b - a);
  set("best", reports[0]! / 3);
  set("second", (reports[1] ?? -3) / 3);
  set("sum", own.reduce((sum, { role }) => sum + role.report, 0) / 2);
  set("whole", logit(whole.report) / 3);
  set("question", logit(Math.max(...own.map(({ role }) => role.question))) / 3);
  set("followUp", logit(whole.follow_up) / 3);
  set("talk", logit(whole.talk) / 3);
  set(`length ${Math.min(own.length, 4)}`, 1);
  const top = topOf(category);
  set("category", top.share);

  const cues = new Set(own.flatMap(({ heard }) => [...heard.cues]));
  for (const cue of weighedCues) if (cues.has(cue)) set(`cue ${cue}`, 0.7);
  if (own.some(({ message }) => message.kind === "image")) set("image", 0.7);
  if (own.some(({ message }) => message.kind === "voice")) set("voice", 0.7);
  if (sells(own[0]!.message.nick)) set("seller", 0.7);
  for (const [name, value] of Object.entries(echoes(burst, lines, window))) set(name, value);
  return { grams: "", named };
}

const weighedCues: readonly CueName[] = cueNames.filter(
  (name) => !["firstPerson", "polite", "exclaim", "reply"].includes(name),
);

/** How others took it up: staff who answer, neighbours who join or laugh, somebody who quotes it. */
function echoes(burst: Burst, lines: readonly Line[], window: ChatWindow): Record<string, number> {
  const own = burst.lines;
  const [first, last] = [own[0]!, own.at(-1)!];
  const refs = new Set(own.map(({ message }) => message.ref));
  const nick = last.message.nick;
  const found: Record<string, number> = {};
  const until = last.message.at.getTime() + 12 * 60_000;
  let heardStaff = false;
  for (const line of lines) {
    const { message, heard } = line;
    if (line.at <= first.at || message.senderRef === burst.senderRef || message.at.getTime() > until) continue;
    const near = line.at - last.at <= 8;
    const quotes = message.quotedRef !== null && refs.has(message.quotedRef);
    if (message.fromStaff && !heardStaff) {
      const named = addresses(heard.text, nick) || quotes;
      // Staff answer one matter at a time: what was said since by somebody else may be what they mean.
      const between = lines.some(
        (other) =>
          other.at > last.at &&
          other.at < line.at &&
          other.role.report > 0.6 &&
          other.message.senderRef !== burst.senderRef,
      );
      if (heard.cues.has("staffAck") && (named || !between)) found[named ? "staffNamed" : "staffAck"] = 1;
      else if (named) found["staffSpoke"] = 1;
      if (named || !between) heardStaff = true;
    } else if (!message.fromStaff && near) {
      if (
        heard.cues.has("plusOne") &&
        (heard.cues.has("notWorking") || heard.cues.has("broken") || line.role.follow_up > 0.4)
      )
        found["joined"] = 1;
      if (quotes) found[heard.cues.has("laugh") ? "quotedLaugh" : "quoted"] = 0.7;
      if (heard.cues.has("laugh")) found["laughed"] = 0.5;
      if (/天[哪啊]|有没有事|没事[吧儿]|快(?:打|叫|报)|报警|吓人|危险|人没|怎么了|阴公|天呐/.test(heard.text))
        found["worried"] = 0.7;
      if (/追剧|电视|哪个学校|演习|逗|骗|真的假的|游戏/.test(heard.text)) found["doubted"] = 0.7;
      if (/演习|演练|烟饼/.test(heard.text) && !/不是演|没演/.test(heard.text)) found["drill"] = 0.7;
    }
  }
  if (
    own.some(({ heard }) =>
      /我(?:追|在看|说的是)?.{0,4}(?:剧|电影|大结局|小说)|发[错串岔]|(?<![没别莫是])开(?:个|了)?玩笑|逗你/.test(
        heard.text,
      ),
    )
  )
    found["ownedUp"] = 1;
  if (own.some(({ heard }) => /不是(?:演|开?玩?笑|闹|滤镜)|没(?:演|开玩笑)|[别莫](?:开玩)?笑|真的/.test(heard.text))) {
    found["insists"] = 1;
    delete found["drill"];
  }
  if (window.messages.length - last.at <= 1) found["justSaid"] = 0.5;
  return found;
}

/** Says whether a line speaks to a person by what others call them: the last word of the nick, or a part of it. */
export function addresses(text: string, nick: string): boolean {
  return calledNames(nick).some((name) => text.includes(name));
}

/** What a person with this nick may be called: 3-2-501 王姐 → 王姐; 阿静(4-2-502二宝妈) → 阿静, 二宝妈. */
export const calledNames = remembered((nick): readonly string[] => {
  const plain = normalise(nick).text.replace(/[a-z]?\d+(?:[-#号栋楼单元室层幢座]+\d*)*/g, " ");
  const names = plain
    .split(/[^\u4e00-\u9fffa-z]+/)
    .filter(
      (part) => part.length >= 2 && !/^(?:业主|租户|住户|号楼|单元|群主|群管理|南门|北门|东门|西门|房东)$/.test(part),
    );
  // Of a long nick people say the last two signs: 东北老赵 is 老赵.
  return [...new Set(names.flatMap((name) => (name.length > 3 ? [name, name.slice(-2), name.slice(0, 2)] : [name])))];
});

function sells(nick: string): boolean {
  return /房产|中介|团购|生鲜|租售|贷|代理|保险|月嫂|家政|开锁|窗帘|早教|装修公司|水果|超市|快递|驿站|定制|美甲|快剪|理发|奶茶|药房|微商|代购|课|老师\d|优惠|福利/.test(
    nick,
  );
}

function logit(share: number): number {
  const kept = Math.min(Math.max(share, 0.002), 0.998);
  return Math.log(kept / (1 - kept));
}

const plainOf = remembered(normalise);

/** Folds a message into a line; what is heard in the folded text, and what the models say of it, is `judge`'s. */
export function lineOf(message: ChatMessage, at: number, judge: Judge): Line {
  const { text, quotedNick, quotedText } = plainOf(message.text);
  const { heard, role, hits, category, words } = judge(
    message.kind === "image" && !text.startsWith("[图]") ? `[图]${text}` : text,
  );
  return { message, at, quotedNick, quotedText, heard, role, hits, category, words };
}
