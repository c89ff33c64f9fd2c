/** How much of the first text's pairs of signs the second has too, 0 to 1. */
export function shareOf(pairs: ReadonlySet<number>, others: ReadonlySet<number>): number {
  let shared = 0;
  for (const pair of pairs) if (others.has(pair)) shared++;
  return shareShared(shared, pairs.size);
}

/** The same of numbers: so many of so many pairs. */
export function shareShared(shared: number, pairs: number): number {
  return pairs === 0 ? 0 : shared / Math.sqrt(pairs * 6);
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

/** Finds who has a sign or a pair of signs: in one pass over a line, rather than one over the line for each of many. */
export interface Holders<T> {
  /** Where one stands in what is found; it is there from the first time it is asked for. */
  placeOf(holder: T, keys: ReadonlySet<number>): number;
  /** What each of them has of some keys: how many of the first so many, which are pairs, and the weights of all, summed in their order. */
  sharedWith(keys: readonly number[], pairs: number, weights: readonly number[]): Shared;
}

/** What a line has in common with each of many, by where each stands. */
export interface Shared {
  readonly pairs: Float64Array;
  readonly weights: Float64Array;
}

/** Begins with nobody. */
export function createHolders<T>(): Holders<T> {
  const places = new Map<T, number>();
  const holdersOf = new Map<number, number[]>();
  return {
    placeOf(holder, keys) {
      const known = places.get(holder);
      if (known !== undefined) return known;
      const place = places.size;
      places.set(holder, place);
      for (const key of keys) {
        const holders = holdersOf.get(key);
        if (holders) holders.push(place);
        else holdersOf.set(key, [place]);
      }
      return place;
    },
    sharedWith(keys, pairs, weights) {
      const shared = { pairs: new Float64Array(places.size), weights: new Float64Array(places.size) };
      for (let at = 0; at < keys.length; at++) {
        const holders = holdersOf.get(keys[at]!);
        if (!holders) continue;
        for (let i = 0; i < holders.length; i++) {
          if (at < pairs) shared.pairs[holders[i]!]! += 1;
          shared.weights[holders[i]!]! += weights[at]!;
        }
      }
      return shared;
    },
  };
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
