import { areaCovers } from "./area.ts";

/** What somebody said of a matter: what is compared to find the same incident within a group and across groups. */
export interface Account {
  readonly id: string;
  /** A headline or a summary: its words count three times. */
  readonly gist: string;
  /** What was said, at length. Only its beginning counts: whoever writes a letter comes to the point early. */
  readonly words: string;
  /** Null where it is not known: then it speaks neither for the same incident nor against it. */
  readonly category: string | null;
  readonly areaPath: string | null;
  readonly at: Date | null;
}

/** How like two accounts must be to be of one incident, 0 to 1. */
const likenessMin = 0.24;

/** A matter that comes back within so many days is the old one; later it is a new one. */
export const relapseDays = 14;

/** What it is worth that two accounts name the same kind of matter at the same spot within so many hours: few words need be alike then. */
const agreement = 0.2;
const agreementHours = 48;

const gistCounts = 3;
const wordsCharsMax = 300;

/** A pair of signs found in one account of twelve is as telling as one that is found in a single account. */
const rarityMax = 2.5;

/**
 * Puts accounts of the same incident together: gives each account's id the id of the first of its incident, by id; an account that is
 * like no other is an incident of its own. The two likest are joined, then again with what they have in common, until no two are like
 * enough (Sokal and Michener's centroid method, on the cosine). Pure; the order of the accounts does not matter. Takes a
 * second for a thousand accounts.
 */
export function incidentsIn(accounts: readonly Account[]): Map<string, string> {
  const sorted = [...accounts].sort((one, other) => (one.id < other.id ? -1 : one.id > other.id ? 1 : 0));
  const shared = likenesses(sorted);
  const apart = sorted.map((one, at) => sorted.map((other, index) => index !== at && !mayBeOne(one, other)));
  const memberOf = sorted.map((_, at) => at);
  const alive = new Set(memberOf);

  for (;;) {
    const likest = likestTwo([...alive], shared, apart);
    if (!likest) break;
    const { into, from } = likest;
    alive.delete(from);
    for (const [at, incident] of memberOf.entries()) if (incident === from) memberOf[at] = into;
    const both = shared[into]![into]! + shared[from]![from]! + 2 * shared[into]![from]!;
    for (const other of alive) {
      const sum = shared[into]![other]! + shared[from]![other]!;
      shared[into]![other] = shared[other]![into] = sum;
      apart[into]![other] = apart[other]![into] = apart[into]![other]! || apart[from]![other]!;
    }
    shared[into]![into] = both;
    apart[into]![into] = false;
  }
  return new Map(sorted.map(({ id }, at) => [id, sorted[memberOf[at]!]!.id]));
}

/** Sorts accounts by how like this one they are, the likest first; what is alike keeps its order. */
export function likestFirst<T extends Account>(account: Account, others: readonly T[]): T[] {
  const [own, ...weighed] = weigh([account, ...others]) as [Weights, ...Weights[]];
  return others
    .map((other, at) => ({
      other,
      likeness: likeness({ account, weights: own }, { account: other, weights: weighed[at]! }),
    }))
    .sort((one, another) => another.likeness - one.likeness)
    .map(({ other }) => other);
}

/** Two incidents to be joined into the first, by where their first accounts stand. */
interface Pair {
  readonly into: number;
  readonly from: number;
}

/** The two incidents that are likest, if they are like enough. */
function likestTwo(
  alive: readonly number[],
  shared: readonly Float64Array[],
  apart: readonly (readonly boolean[])[],
): Pair | null {
  let best: Pair | null = null;
  let most = likenessMin;
  for (const [index, from] of alive.entries()) {
    for (let before = 0; before < index; before++) {
      const into = alive[before]!;
      if (apart[into]![from]) continue;
      const likeness = shared[into]![from]! / Math.sqrt(shared[into]![into]! * shared[from]![from]!);
      if (likeness <= most) continue;
      best = { into, from };
      most = likeness;
    }
  }
  return best;
}

/** Whether what is known of two accounts, their words aside, lets them be of one incident. */
function mayBeOne(one: Account, other: Account): boolean {
  if (one.category !== null && other.category !== null && one.category !== other.category) return false;
  if (one.at && other.at && Math.abs(one.at.getTime() - other.at.getTime()) > relapseDays * 86_400_000) return false;
  if (one.areaPath === null || other.areaPath === null) return true;
  return areaCovers(one.areaPath, other.areaPath) || areaCovers(other.areaPath, one.areaPath);
}

/** Whether two accounts name the same kind of matter at the same spot, and it is no whole estate, at about the same time. */
function agree(one: Account, other: Account): boolean {
  if (one.category === null || one.category !== other.category || !one.at || !other.at) return false;
  if (Math.abs(one.at.getTime() - other.at.getTime()) > agreementHours * 3_600_000) return false;
  return one.areaPath !== null && one.areaPath === other.areaPath && one.areaPath.includes("/");
}

/** The pairs of signs of an account, each the heavier the fewer others have it; of length one. */
type Weights = ReadonlyMap<string, number>;

function weigh(accounts: readonly Account[]): Weights[] {
  const said = accounts.map(pairsSaid);
  const seenIn = new Map<string, number>();
  for (const pairs of said) for (const pair of pairs.keys()) seenIn.set(pair, (seenIn.get(pair) ?? 0) + 1);
  return said.map((pairs) => {
    const weights = Array.from(pairs, ([pair, times]): [string, number] => {
      const rarity = Math.min(Math.log(1 + accounts.length / seenIn.get(pair)!), rarityMax);
      return [pair, (1 + Math.log(times)) * rarity];
    });
    const length = Math.sqrt(weights.reduce((sum, [, weight]) => sum + weight ** 2, 0)) || 1;
    return new Map(weights.map(([pair, weight]) => [pair, weight / length]));
  });
}

interface WeighedAccount {
  readonly account: Account;
  readonly weights: Weights;
}

/** How like two accounts are: the cosine of their pairs of signs, and what it is worth that they agree. */
function likeness(one: WeighedAccount, other: WeighedAccount): number {
  const [fewer, more] = one.weights.size < other.weights.size ? [one, other] : [other, one];
  let sum = 0;
  for (const [pair, weight] of fewer.weights) sum += weight * (more.weights.get(pair) ?? 0);
  const worth = one.account !== other.account && agree(one.account, other.account) ? agreement : 0;
  return Math.min(sum + worth, 1);
}

/** How like every two accounts are. */
function likenesses(accounts: readonly Account[]): Float64Array[] {
  const weighed = weigh(accounts).map((weights, at) => ({ account: accounts[at]!, weights }));
  const shared = accounts.map(() => new Float64Array(accounts.length));
  for (const [at, one] of weighed.entries())
    for (let other = 0; other <= at; other++) shared[at]![other] = shared[other]![at] = likeness(one, weighed[other]!);
  return shared;
}

/** How often an account says each pair of signs; pairs with a mark or a space between words do not count. */
function pairsSaid({ gist, words }: Account): Map<string, number> {
  const said = new Map<string, number>();
  const count = (text: string, times: number) => {
    const folded = text.normalize("NFKC").toLowerCase();
    for (const word of folded.match(/[\p{L}\p{N}]+/gu) ?? [])
      for (let at = 0; at + 2 <= word.length; at++)
        said.set(word.slice(at, at + 2), (said.get(word.slice(at, at + 2)) ?? 0) + times);
  };
  count(gist, gistCounts);
  count(words.slice(0, wordsCharsMax), 1);
  return said;
}
