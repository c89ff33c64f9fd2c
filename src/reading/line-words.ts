import type { Category } from "../domain/taxonomy.ts";
import { type NamedPlace, pairsOf, placesIn, telltalesOf } from "./in-common.ts";
import type { LinearModel } from "./linear-model.ts";
import { gramOfKey } from "./text-classifier.ts";
import { hitsBesideLabels } from "./words.ts";

/** What a text may have in common with a matter. */
export interface LineWords {
  /** Its telltales, see `telltalesOf`: pairs of signs first, then single signs. */
  readonly telltales: readonly number[];
  readonly pairs: number;
  /** How telling each of them is. */
  readonly weights: readonly number[];
  /** How many words of each category it has, labels not counted. */
  readonly hits: ReadonlyMap<string, number>;
  readonly places: readonly NamedPlace[];
}

/** What a rare sign or pair counts for, against one that everybody uses. */
const rarest = 8;

/** Finds what a folded text may have in common with matters, each word as telling as the model knows it to be. */
export function lineWordsOf(
  text: string,
  taxonomy: readonly Category[],
  model: Pick<LinearModel, "rarityOf">,
): LineWords {
  const telltales = [...telltalesOf(text)];
  return {
    telltales,
    pairs: pairsOf(text).size,
    weights: telltales.map((key) => {
      const gram = gramOfKey(key);
      const rarity = Math.min(model.rarityOf(gram) ?? rarest, rarest);
      // A sign by itself tells less than a pair.
      return gram.length === 1 ? Math.max(rarity - 3.5, 0) / 10 : Math.max(rarity - 2, 0) / 6;
    }),
    hits: hitsBesideLabels(text, taxonomy),
    places: placesIn(text),
  };
}
