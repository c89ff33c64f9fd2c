import { plainDigits, signsOf } from "./plain-digits.ts";
import { findPersonalData, redact } from "./redaction.ts";

/** Stands where a person's words were who asked to be forgotten. Stored, so it never changes. */
export const erasedMark = "[已按本人要求删除]";

/** Begins the ref that stands where such a person's was: a household stays a household, and nobody's. */
export const erasedRefPrefix = "erased:";

/** Shorter names are ordinary words too often: 妈妈, 快乐. Whoever erases a person may still name them. */
const nameCharsMin = 3;
/** 3号楼, 2-501: a place, though somebody may be called by it. */
const placeForm = /^[\dA-Za-z#\-—_.·\s]*(?:[号楼栋幢座单元室房层户期区东西南北]|业主|住户|家)*[\dA-Za-z#\-—_.·\s]*$/;

/** The names that can be looked for in other people's words without taking out words that mean something else. */
export function tellingNames(nicks: readonly string[]): string[] {
  const names = nicks.map((nick) => nick.trim());
  return [...new Set(names.filter((name) => [...name].length >= nameCharsMin && !placeForm.test(plainDigits(name))))];
}

/** The numbers and addresses by which a person said they can be reached. */
export function reachedBy(texts: readonly string[]): string[] {
  const found = texts.flatMap((text) => findPersonalData(text, { addressForms: false }));
  const classes = ["phone", "wechat", "email"];
  return [...new Set(found.filter((one) => classes.includes(one.class)).map(({ text }) => text))];
}

/** Shorter messages, such as 好了, are said by everybody, and are nobody's when they stand elsewhere. */
const ownTextCharsMin = 6;
/** As cards and pages cut what they quote: so many characters, or so many UTF-16 units. */
const cuts: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => [...text].slice(0, 60).join(""),
  (text) => text.slice(0, 80),
];

/** What a person said, in every form in which the house itself may have repeated it, the longest first. */
export function repeatedForms(texts: readonly string[]): string[] {
  const forms = texts.flatMap((text) =>
    [text, redact(text)].flatMap((words) =>
      [words, words.replaceAll("\n", " ")].flatMap((line) => cuts.map((cut) => cut(line).trim())),
    ),
  );
  const telling = [...new Set(forms)].filter((form) => [...form].length >= ownTextCharsMin && form !== erasedMark);
  return telling.sort((one, other) => other.length - one.length);
}

const digitsMin = 7;
const between = "[ \\t\\n._·•—–/|()()*~,,、-]{0,3}";

/**
 * A pattern that finds these names and numbers in a text, a number also where it is spelled 幺三八, in full width or with gaps. PostgreSQL
 * reads it as JavaScript does. Null when there are none.
 */
export function patternOf(names: readonly string[]): string | null {
  const longestFirst = [...names].sort((one, other) => other.length - one.length);
  const each = longestFirst.map((name) => {
    const digits = plainDigits(name).replaceAll(/[ ._+-]/g, "");
    return /^\d+$/.test(digits) && digits.length >= digitsMin ? numberPattern(digits) : literally(name);
  });
  return each.length === 0 ? null : each.join("|");
}

/** Without the country's code, which may stand before it or not. */
function numberPattern(digits: string): string {
  const local = digits.replace(/^(?:00)?86(?=1\d{10}$)/, "");
  const signs = [...local].map((digit) => `[${signsOf(digit)}]`).join(between);
  return `(?:\\+?86${between})?(?<![0-9])${signs}(?![0-9])`;
}

function literally(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");
}

/** What is taken out of other people's words, and out of what the house made of the person's own. */
export interface Traces {
  /** Names and numbers; looked for everywhere. */
  readonly names: readonly string[];
  /** The person's own texts; looked for in what the house wrote. */
  readonly texts: readonly string[];
}

/** Takes traces out of texts, each replaced by the mark. */
export function tracesRemover({ names, texts }: Traces): (text: string) => string {
  const pattern = patternOf(names);
  const named = pattern === null ? null : new RegExp(pattern, "g");
  return (text) => {
    const unsaid = texts.reduce((rest, own) => rest.replaceAll(own, erasedMark), text);
    return named === null ? unsaid : unsaid.replace(named, erasedMark);
  };
}
