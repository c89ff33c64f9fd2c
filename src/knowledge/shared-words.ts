import type { Article } from "../domain/article.ts";
import { foldText, undress } from "./grams.ts";

/**
 * The words of a question that an article has, in the order of the question: runs of at least two signs, as long as they go. They are as
 * the search understood them: without what every question shares, and in the office's words.
 */
export function sharedWords(
  question: string,
  { question: asked, variants, answer }: Pick<Article, "question" | "variants" | "answer">,
): readonly string[] {
  const text = [asked, ...variants, answer].map(foldText).join("\n");
  const found = new Set<string>();
  for (const run of undress(question).match(/[\p{L}\p{N}]+/gu) ?? []) {
    const signs = [...run];
    for (let from = 0; from < signs.length - 1; ) {
      const word = longestShared(signs.slice(from), text);
      if (word !== null) found.add(word.join(""));
      from += word?.length ?? 1;
    }
  }
  return [...found];
}

function longestShared(signs: readonly string[], text: string): readonly string[] | null {
  for (let length = signs.length; length >= 2; length--) {
    const word = signs.slice(0, length);
    if (text.includes(word.join(""))) return word;
  }
  return null;
}
