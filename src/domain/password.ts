/** The shortest password, in characters: NIST SP 800-63B asks for 8 with a second factor and 15 without; a second factor is offered, not forced. */
export const passwordCharsMin = 12;
/** The longest: beyond this nobody types, and hashing costs. */
export const passwordCharsMax = 128;

/** Why a password is refused. */
export type PasswordProblem = "too_short" | "too_long" | "too_common" | "own_name";

/** What is left of a password that is not a common one, in characters. */
const uncommonCharsMin = 6;

/**
 * What the passwords most often found in leaks are made of, Chinese ones among them. A password is not compared with a list of wholes:
 * of twelve characters and more the common ones are these in a row.
 */
// biome-ignore format: a list of words
const commonPieces = [
  "password", "passwd", "passw0rd", "p@ssw0rd", "p@ssword", "mima", "admin", "administrator", "root", "user", "guest", "test", "welcome",
  "letmein", "login", "master", "secret", "default", "changeme", "hello", "iloveyou", "loveyou", "woaini", "aini", "520", "1314", "5201314",
  "qwertyuiop", "qwerty", "asdfghjkl", "asdfgh", "asdf", "zxcvbnm", "zxcvbn", "1qaz2wsx3edc", "1qaz2wsx", "1qaz", "2wsx", "3edc", "4rfv",
  "qazwsxedc", "qazwsx", "q1w2e3r4t5", "q1w2e3r4", "1q2w3e4r5t", "1q2w3e4r", "1q2w3e", "a1b2c3d4", "a1b2c3", "aa123456", "linli", "shequ", "wuye",
  "wangge", "xiaoqu", "yezhu", "huanying", "nihao", "zhongguo", "china", "beijing", "shanghai", "monkey", "dragon", "football", "baseball",
  "sunshine", "princess", "superman", "michael", "shadow", "whatever", "freedom", "trustno1", "starwars", "computer", "internet", "168", "888", "666",
].sort((one, other) => other.length - one.length);

/** Years and birthdays in a row: 1987, 2026, 19870615. */
const dates = /(?:19|20)\d\d(?:[01]\d[0-3]\d)?/g;

/**
 * Why a password may not be used, or null. It must be long, not made of what everybody uses, and not hold the person's own name or account.
 * There are no rules of composition: NIST SP 800-63B-4, 3.1.1.2.
 */
export function passwordProblem(password: string, ownNames: readonly string[]): PasswordProblem | null {
  const chars = [...password.normalize("NFKC")].length;
  if (chars < passwordCharsMin) return "too_short";
  if (chars > passwordCharsMax) return "too_long";
  const folded = password.normalize("NFKC").toLowerCase().replaceAll(/\s/g, "");
  const names = ownNames.map((name) => name.normalize("NFKC").toLowerCase().replaceAll(/\s/g, ""));
  if (names.some((name) => [...name].length >= 2 && folded.includes(name))) return "own_name";
  return uncommonChars(folded) < uncommonCharsMin ? "too_common" : null;
}

/** How many characters are left when each common piece, date, run and repetition counts as one. */
function uncommonChars(folded: string): number {
  let rest = folded;
  for (const piece of commonPieces) rest = rest.replaceAll(piece, "·");
  rest = rest.replaceAll(dates, "·");
  rest = withoutRuns(rest).replaceAll(/(.+?)\1+/g, "$1");
  return [...rest].length;
}

/** Characters that go up, down or nowhere by ones, three and more of them, as one: "3456", "cba", "!!!". */
function withoutRuns(text: string): string {
  const codes = [...text].map((char) => char.codePointAt(0)!);
  let kept = "";
  for (let at = 0; at < codes.length; ) {
    const step = (codes[at + 1] ?? Number.NaN) - codes[at]!;
    let end = at + 1;
    while (Math.abs(step) <= 1 && codes[end]! - codes[end - 1]! === step) end++;
    const isRun = end - at >= 3;
    kept += isRun ? "·" : String.fromCodePoint(codes[at]!);
    at = isRun ? end : at + 1;
  }
  return kept;
}
