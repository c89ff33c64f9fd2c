// biome-ignore format: a table reads in rows
const digitWords: Readonly<Record<string, string>> = {
  零: "0", 〇: "0", 洞: "0", 一: "1", 幺: "1", 壹: "1", 二: "2", 两: "2", 贰: "2", 三: "3", 叁: "3", 四: "4", 肆: "4",
  五: "5", 伍: "5", 六: "6", 陆: "6", 七: "7", 拐: "7", 柒: "7", 八: "8", 捌: "8", 九: "9", 玖: "9", 勾: "9",
};

/**
 * The text with every written form of a digit as 0-9 and what stands between digits as a space. Of the same length as the
 * text, so that a find in it is a find in the text.
 */
export function plainDigits(text: string): string {
  let folded = "";
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 0x4e00 && code <= 0x9fff) continue;
    const plain = everyday.get(code) ?? plainUnit(text[at]!);
    if (plain === text[at]) continue;
    folded += text.slice(from, at) + plain;
    from = at + 1;
  }
  folded += text.slice(from);
  return (mayHoldRun.test(folded) ? withSpelledDigits(folded, text) : folded).replaceAll("\0", " ");
}

const mayHoldRun = new RegExp(`[0-9\\0 ${Object.keys(digitWords).join("")}]{7}`);

/** 三 in 三单元 is a word; 三 in 一三八零零一三八零零零 is a digit. Only a run of at least seven counts as digits. */
function withSpelledDigits(folded: string, text: string): string {
  const units = folded.split("");
  for (let from = 0; from < units.length; ) {
    let to = from;
    let digits = 0;
    while (to < units.length && (/[0-9\0 ]/.test(units[to]!) || digitWords[text[to]!])) {
      if (units[to] !== " " && units[to] !== "\0") digits++;
      to++;
    }
    if (digits >= 7) for (let at = from; at < to; at++) units[at] = digitWords[text[at]!] ?? units[at]!;
    from = to + 1;
  }
  return units.join("");
}

/** The text with full-width signs as half-width ones, of the same length. */
export function narrowed(text: string): string {
  return text.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0));
}

/** Zero-width marks, and what turns a digit into a keycap. */
const invisible = /\u200b|\u200c|\u200d|\u200e|\u200f|\u20e3|\ufe0f|\u2060|\ufeff/;

function plainUnit(unit: string): string {
  if (/[·._-]/.test(unit)) return unit;
  if (/[\s—–•・,,、*~/|()()]/.test(unit) || invisible.test(unit)) return " ";
  const code = unit.charCodeAt(0);
  if (code >= 0x2460 && code <= 0x2468) return String(code - 0x245f);
  if (code >= 0x2776 && code <= 0x277e) return String(code - 0x2775);
  if (code === 0x24ea || code === 0x24ff) return "0";
  const folded = unit.normalize("NFKC");
  return folded.length === 1 ? folded : unit;
}

/** What `plainUnit` makes of Latin signs and of those that stand between Chinese ones, by code. */
const everyday: ReadonlyMap<number, string> = new Map(
  [...codes(0x00, 0xff), ...codes(0x3000, 0x303f), ...codes(0xff00, 0xffef)].map((code) => [
    code,
    plainUnit(String.fromCharCode(code)),
  ]),
);

function codes(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, at) => first + at);
}

/** Every sign that `plainDigits` reads as this digit: "1" is also １, ①, 一, 幺. */
export function signsOf(digit: string): string {
  const at = Number(digit);
  const circled = at === 0 ? [0x24ea, 0x24ff] : [0x245f + at, 0x2775 + at];
  const spelled = Object.keys(digitWords).filter((word) => digitWords[word] === digit);
  return [
    digit,
    String.fromCharCode(0xff10 + at),
    ...circled.map((code) => String.fromCharCode(code)),
    ...spelled,
  ].join("");
}
