import type { Category } from "../domain/taxonomy.ts";
import { type Heard, hear } from "./inputs.ts";
import { type LineWords, lineWordsOf } from "./line-words.ts";
import { matterInputs, type ReaderModel, type RoleShares } from "./reader-model.ts";
import { remembered } from "./remembered.ts";
import { wordHits } from "./words.ts";

/** What is heard in one folded text, and what the models say of it. */
export interface Judged {
  readonly heard: Heard;
  readonly role: RoleShares;
  /** How many words of each category it has, see `wordHits`. */
  readonly hits: ReadonlyMap<string, number>;
  /** How likely it is each category, if it is a report at all; by the model's classes. */
  readonly category: Float64Array;
  readonly words: LineWords;
}

/** Judges folded texts as one model and one list of categories see them: a line, or all that was said in one go. */
export type Judge = (text: string) => Judged;

const judges = new WeakMap<ReaderModel, WeakMap<readonly Category[], Judge>>();

/** The judge of a model and a list of categories. There is one, so that it remembers what it judged for whoever asks. */
export function judgeOf(model: ReaderModel, taxonomy: readonly Category[]): Judge {
  const byTaxonomy = judges.get(model) ?? new WeakMap<readonly Category[], Judge>();
  judges.set(model, byTaxonomy);
  const judge =
    byTaxonomy.get(taxonomy) ??
    remembered((text) => {
      const heard = hear(text);
      const hits = wordHits(text, taxonomy);
      return {
        heard,
        role: model.role(heard),
        hits,
        category: model.category.predict(matterInputs(heard, hits)),
        words: lineWordsOf(text, taxonomy, model.category),
      };
    });
  byTaxonomy.set(taxonomy, judge);
  return judge;
}
