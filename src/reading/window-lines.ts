import type { ChatWindow } from "../domain/chat.ts";
import type { Category } from "../domain/taxonomy.ts";
import { type Line, lineOf, speaks } from "./bursts.ts";
import { hear } from "./inputs.ts";
import { matterInputs, type ReaderModel } from "./reader-model.ts";
import { wordHits } from "./words.ts";

/** What is heard in one text, and what the models say of it. */
type Judged = Pick<Line, "heard" | "role" | "category">;

/** A tail of sixty messages is read again in each turn: judged once, it is looked up. In memory only, and few. */
const judgedMax = 2_000;
const judged = new WeakMap<ReaderModel, WeakMap<readonly Category[], Map<string, Judged>>>();

/** Every message of a window that says something, as the models see it. */
export function linesOf(window: ChatWindow, model: ReaderModel): Line[] {
  const known = judgedBy(model, window.taxonomy);
  const judge = (text: string): Judged => {
    const before = known.get(text);
    if (before) return before;
    const heard = hear(text);
    const category = model.category.predict(matterInputs(heard, wordHits(text, window.taxonomy)));
    const now = { heard, role: model.role(heard), category };
    if (known.size >= judgedMax) known.clear();
    known.set(text, now);
    return now;
  };
  return window.messages.flatMap((message, at) => (speaks(message) ? [lineOf(message, at, judge)] : []));
}

function judgedBy(model: ReaderModel, taxonomy: readonly Category[]): Map<string, Judged> {
  const byTaxonomy = judged.get(model) ?? new WeakMap<readonly Category[], Map<string, Judged>>();
  judged.set(model, byTaxonomy);
  const known = byTaxonomy.get(taxonomy) ?? new Map<string, Judged>();
  byTaxonomy.set(taxonomy, known);
  return known;
}
