import { inOfficeWords } from "./synonyms.ts";

/** Longest question that is looked at, in UTF-16 code units: the matter comes early, and what follows is often a story. */
const questionCharsMax = 300;

/**
 * What a question is dressed in and what every question shares. It says how something is asked and never what about, so it would only
 * pull articles near that are worded alike.
 */
const dressing =
  /什么时候|什么样的|什么|啥时候|啥样的|啥|如何|怎么样|怎样|怎么|哪些|哪几个|哪几|哪里|哪个|哪儿|哪家|哪|几个|多少|是否|为什么|有何|何时|何种|为何|请问|有谁知道|有没有人知道|谁知道|知道|想问一?下|问一?下|请教|吗|呢|采取了?|进行|了|的|是|有|对于|对|在/g;

/** Folds what is written differently and means the same: width, case, a traditional sign that slips into simplified text, synonyms. */
export function foldText(text: string): string {
  return inOfficeWords(text.normalize("NFKC").toLowerCase().replaceAll("後", "后"));
}

/** The question without its dressing; as it was when nothing else is in it. */
export function undress(question: string): string {
  const folded = foldText(question.slice(0, questionCharsMax));
  const bare = folded.replace(dressing, " ");
  return bare.replace(/[^\p{L}\p{N}]/gu, "").length >= 3 ? bare : folded;
}

/** The Han signs that count, U+4E00 to U+9FFF. */
const hanFirst = 0x4e00;
const hanCount = 0x5200;
const singleBase = hanCount * hanCount;
const wordBase = singleBase + hanCount;
/** Keeps a gram within 31 bits, where a Map of numbers is at its fastest. Two Latin words in half a billion share a place. */
const wordPlaces = 500_000_000;

/** One gram as a number: a pair of Han signs, a single one, or a run of Latin letters and digits. */
export type Gram = number;

/**
 * Calls `visit` with each gram of folded text, in order, and the place where it begins. Han signs alone find what people shorten (犬证,
 * 狗证); pairs are what tells matters apart.
 */
export function eachGram(folded: string, visit: (gram: Gram, at: number) => void): void {
  let before = -1;
  for (let at = 0; at < folded.length; at++) {
    const han = folded.charCodeAt(at) - hanFirst;
    if (han >= 0 && han < hanCount) {
      if (before >= 0) visit(before * hanCount + han, at - 1);
      visit(singleBase + han, at);
      before = han;
      continue;
    }
    before = -1;
    const from = at;
    let hash = 0;
    while (isWordUnit(folded.charCodeAt(at))) hash = (Math.imul(hash, 31) + folded.charCodeAt(at++)) | 0;
    if (at > from) visit(wordBase + ((hash >>> 0) % wordPlaces), from);
    // The loop steps on from the last unit of the run.
    if (at > from) at -= 1;
  }
}

/** a-z, 0-9 and the dot within numbers. Not a number past the end of the text. */
function isWordUnit(unit: number): boolean {
  return (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x30 && unit <= 0x39) || unit === 0x2e;
}

/** A single Han sign says less than a pair: it is in many words. */
export function gramWeight(gram: Gram): number {
  return gram >= singleBase && gram < wordBase ? 0.6 : 1;
}

/** The grams of a text, each once. */
export function gramSet(folded: string): Set<Gram> {
  const grams = new Set<Gram>();
  eachGram(folded, (gram) => grams.add(gram));
  return grams;
}

/** How alike two sets of grams are, 0 to 1, by Dice's measure. */
export function likeness(one: ReadonlySet<Gram>, other: ReadonlySet<Gram>): number {
  let shared = 0;
  for (const gram of one) if (other.has(gram)) shared += 1;
  return (2 * shared) / Math.max(1, one.size + other.size);
}
