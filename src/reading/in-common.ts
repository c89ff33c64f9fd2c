/** How much of the first text's pairs of signs the second has too, 0 to 1. */
export function shareOf(pairs: ReadonlySet<number>, others: ReadonlySet<number>): number {
  if (pairs.size === 0) return 0;
  let shared = 0;
  for (const pair of pairs) if (others.has(pair)) shared++;
  return shared / Math.sqrt(pairs.size * 6);
}

const hollow = new Set(
  [..."的了是我你他她在有不这那就都也和吗呢吧啊呀哦嗯哈一个们到说要去来好没还又把被给人大"].map((sign) =>
    sign.charCodeAt(0),
  ),
);

/** The pairs of signs of a folded text, each as a number; pairs that everybody says do not count. */
export function pairsOf(text: string): Set<number> {
  const found = new Set<number>();
  for (let at = 0; at + 2 <= text.length; at++) {
    const [one, other] = [text.charCodeAt(at), text.charCodeAt(at + 1)];
    if (tells(one) && tells(other) && !(hollow.has(one) && hollow.has(other))) found.add((one << 16) | other);
  }
  return found;
}

/** Signs and pairs of signs of a folded text that may tell which matter it speaks of, by the numbers of `keyOfGram`. */
export function telltalesOf(text: string): Set<number> {
  const found = pairsOf(text);
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign >= 0x4e00 && sign <= 0x9fff && !hollow.has(sign)) found.add(sign);
  }
  return found;
}

/** Says whether the sign is one of a word or a number: a Chinese one, a digit, a small letter. */
function tells(code: number): boolean {
  return (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x30 && code <= 0x39) || (code >= 0x61 && code <= 0x7a);
}

/** A building or a unit that a text names: how a path that lies in it reads, and how one of the same kind does. */
export interface NamedPlace {
  readonly same: RegExp;
  readonly kind: RegExp;
}

const placeNamed = /(\d{1,2})(号楼|栋|单元)/g;

/** The buildings and units a folded text names. */
export function placesIn(text: string): NamedPlace[] {
  if (text.search(placeNamed) < 0) return [];
  return Array.from(text.matchAll(placeNamed), ([, number, kind]) => {
    const suffix = kind === "单元" ? "单元" : "号楼|栋|幢";
    return { same: new RegExp(`(?:^|/)${number}(?:${suffix})`), kind: new RegExp(suffix) };
  });
}

/** 1 when one of the places is the matter's, -1 when another of the kind is named, 0 when none is. */
export function placeAgrees(places: readonly NamedPlace[], areaPath: string | null): number {
  if (!areaPath || places.length === 0) return 0;
  if (places.some(({ same }) => same.test(areaPath))) return 1;
  return places.some(({ kind }) => kind.test(areaPath)) ? -1 : 0;
}
