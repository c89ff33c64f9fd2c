import { softMax } from "./linear-model.ts";
import { countGrams, gramOfKey, type StoredTextClassifier, type Weighed, weigh } from "./text-classifier.ts";
import { seeded, shuffled } from "./train.ts";

/** A text and what it was sorted into: an old ticket, a headline, a letter. */
export interface LabelledText {
  readonly text: string;
  readonly label: string;
  /** Texts that say nearly the same, or say it of the same matter: what is learnt on one is not examined on another. */
  readonly group?: string;
}

/** How much an example that is sorted wrongly may cost, against weights that stay small. Chosen by cross-validation on a training set. */
const cost = 1;

/** What fewer texts have is learnt by heart and helps nobody. */
const seenMin = 3;

const rounds = 12;

/** A long text also teaches by its first pieces, each as so much of an example: people write letters, and then type lines. */
const longCharsMin = 60;
const piecesMax = 6;
const pieceCharsMin = 8;
const pieceWeight = 0.15;

/** What a class is taken to have used of every gram, what an evenly used gram still counts, and the logarithm of odds that cannot be beaten. */
const unseenUse = 0.1;
const evenUse = 0.25;
const oddsMax = 3;

/** One example of so many is kept aside to find out how sure the classifier may be. */
const asideShare = 6;

/**
 * Trains a classifier: a linear support vector machine for each class against the rest. Deterministic: the same examples in the same
 * order give the same file to the byte. Ten thousand texts of four hundred signs take some ten seconds of one core.
 */
export function trainTextClassifier(examples: readonly LabelledText[]): StoredTextClassifier {
  const classes = [...new Set(examples.map(({ label }) => label))].sort();
  const texts = examples.flatMap(({ text, label, group = text }) => {
    const common = { label: classes.indexOf(label), isAside: hashOf(group) % asideShare === 0 };
    const pieces = piecesOf(text).map((piece) => ({ ...common, counts: countGrams(piece), weight: pieceWeight }));
    return [{ ...common, counts: countGrams(text), weight: 1 }, ...pieces];
  });
  const { keys, rarity: byRarity } = gramsWorthKeeping(texts);
  const rows = new Map(keys.map((key, row) => [key, row]));
  const weighed = texts.map(({ counts, ...text }) => ({ ...text, ...weigh(counts, rows, byRarity) }));
  const rarity = moreTelling(byRarity, weighed, classes.length);
  const factors = Float64Array.from(rarity, (one, row) => one / byRarity[row]!);
  const seen = weighed.map((text) => ({ ...text, values: rescaled(text, factors) }));
  const machines = (some: readonly Seen[]) => machinesFor(some, classes.length, keys.length);
  const temperature = temperatureOn(
    seen.filter(({ isAside, weight }) => isAside && weight === 1),
    machines(seen.filter(({ isAside }) => !isAside)),
  );
  return { classes, grams: keys.map(gramOfKey), rarity, ...store(machines(seen)), temperature };
}

/** The first sentences and clauses of a long text: what residents say in a chat is no longer than that. None of a short one. */
function piecesOf(text: string): string[] {
  if (text.length < longCharsMin) return [];
  return text
    .split(/[。！!？?；;，,\n]/)
    .map((piece) => piece.trim())
    .filter(({ length }) => length > pieceCharsMin)
    .slice(0, piecesMax);
}

interface Seen extends Weighed {
  readonly label: number;
  readonly weight: number;
}

interface Fitted {
  /** Gram by gram, class by class. */
  readonly weights: Float64Array;
  readonly bias: Float64Array;
}

/**
 * Dual coordinate descent with squared hinge loss (Hsieh et al., A Dual Coordinate Descent Method for Large-scale Linear SVM, ICML 2008,
 * algorithm 1), all classes in one pass over an example. The bias is the weight of an input that is always one.
 */
function machinesFor(seen: readonly Seen[], width: number, grams: number): Fitted {
  const weights = new Float64Array(grams * width);
  const bias = new Float64Array(width);
  const alphas = new Float64Array(seen.length * width);
  const sums = new Float64Array(width);
  const steps = new Float64Array(width);
  const random = seeded(20_260_703);
  for (let round = 0; round < rounds; round++) {
    for (const at of shuffled(seen.length, random)) {
      const { rows, values, label, weight } = seen[at]!;
      const softness = 1 / (2 * cost * weight);
      addUp(sums, { weights, bias }, seen[at]!);
      let moves = false;
      for (let c = 0; c < width; c++) {
        const side = c === label ? 1 : -1;
        const alpha = alphas[at * width + c]!;
        const slope = side * sums[c]! - 1 + alpha * softness;
        // A weighed text has length one, and the input that is always one adds as much.
        const next = Math.max(0, alpha - slope / (2 + softness));
        alphas[at * width + c] = next;
        steps[c] = (next - alpha) * side;
        bias[c]! += steps[c]!;
        moves ||= next !== alpha;
      }
      if (!moves) continue;
      for (let i = 0; i < rows.length; i++) {
        const from = rows[i]! * width;
        const value = values[i]!;
        for (let c = 0; c < width; c++) weights[from + c]! += steps[c]! * value;
      }
    }
  }
  return { weights, bias };
}

function addUp(sums: Float64Array, { weights, bias }: Fitted, { rows, values }: Weighed): void {
  const width = bias.length;
  sums.set(bias);
  for (let i = 0; i < rows.length; i++) {
    const from = rows[i]! * width;
    const value = values[i]!;
    for (let c = 0; c < width; c++) sums[c]! += weights[from + c]! * value;
  }
}

/** Grams that enough texts have, in a fixed order, each with the logarithm of one in how many has it, and one. */
function gramsWorthKeeping(texts: readonly { readonly counts: ReadonlyMap<number, number> }[]) {
  const seenIn = new Map<number, number>();
  for (const { counts } of texts) for (const key of counts.keys()) seenIn.set(key, (seenIn.get(key) ?? 0) + 1);
  // Of a few texts everything is rare: then all of it is kept.
  const enough = texts.length < 500 ? 1 : seenMin;
  const keys = [...seenIn.keys()].filter((key) => seenIn.get(key)! >= enough).sort((one, other) => one - other);
  const rarity = keys.map((key) => Number((1 + Math.log(texts.length / seenIn.get(key)!)).toFixed(3)));
  return { keys, rarity };
}

/**
 * Makes a gram the more telling the more unevenly the classes use it: as naive Bayes sees it, by the logarithm of the odds between a class
 * and the rest (after Wang and Manning, Baselines and Bigrams, ACL 2012), one figure for all classes.
 */
function moreTelling(rarity: readonly number[], seen: readonly Seen[], width: number): number[] {
  const used = new Float64Array(rarity.length * width).fill(unseenUse);
  for (const { rows, values, label } of seen)
    for (let i = 0; i < rows.length; i++) used[rows[i]! * width + label]! += values[i]!;
  const totals = new Float64Array(width);
  for (const [cell, use] of used.entries()) totals[cell % width]! += use;
  const total = totals.reduce((all, one) => all + one, 0);
  return rarity.map((one, row) => {
    const uses = used.subarray(row * width, (row + 1) * width);
    const all = uses.reduce((sum, use) => sum + use, 0);
    let squares = 0;
    for (const [c, use] of uses.entries()) {
      const odds = Math.log(use / totals[c]! / ((all - use) / (total - totals[c]!)));
      squares += Math.min(Math.abs(odds), oddsMax) ** 2;
    }
    const unevenness = width > 1 ? Math.sqrt(squares / width) : 1;
    return Number((one * (evenUse + (1 - evenUse) * unevenness)).toFixed(3));
  });
}

/** The values of a text of which each gram counts so many times more, again of length one. */
function rescaled({ rows, values }: Weighed, factors: Float64Array): Float64Array {
  const scaled = values.map((value, i) => value * factors[rows[i]!]!);
  const length = Math.sqrt(scaled.reduce((squares, value) => squares + value ** 2, 0)) || 1;
  return scaled.map((value) => value / length);
}

/** What the sums must be divided by so that the shares given to the right classes are as large as they may honestly be. */
function temperatureOn(aside: readonly Seen[], fitted: Fitted): number {
  if (aside.length === 0) return 1;
  const sums = aside.map((one) => {
    const own = new Float64Array(fitted.bias.length);
    addUp(own, fitted, one);
    return { own, label: one.label };
  });
  const surprise = (temperature: number) =>
    sums.reduce((all, { own, label }) => {
      const share = softMax(Float64Array.from(own), temperature)[label]!;
      return all - Math.log(Math.max(share, 1e-9));
    }, 0);
  const tried = Array.from({ length: 60 }, (_, at) => Number((0.05 * 1.06 ** at).toFixed(4)));
  return tried.reduce((best, one) => (surprise(one) < surprise(best) ? one : best));
}

function store({ weights, bias }: Fitted): Pick<StoredTextClassifier, "weights" | "scales" | "bias"> {
  const width = bias.length;
  const scales = Array.from(bias, (_, c) => {
    let top = 1e-9;
    for (let cell = c; cell < weights.length; cell += width) top = Math.max(top, Math.abs(weights[cell]!));
    return Number((top / 32_767).toPrecision(6));
  });
  const bytes = Buffer.alloc(weights.length * 2);
  for (const [cell, weight] of weights.entries()) {
    const steps = Math.round(weight / scales[cell % width]!);
    bytes.writeInt16LE(Math.min(Math.max(steps, -32_768), 32_767), cell * 2);
  }
  return { weights: bytes.toString("base64"), scales, bias: Array.from(bias, (value) => Number(value.toFixed(5))) };
}

/** A number for a text that is the same on every machine (FNV-1a). */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash ^ (hash >>> 15)) >>> 0;
}
