import type { ChatWindow } from "../domain/chat.ts";
import { type Line, lineOf, speaks } from "./bursts.ts";
import { matterInputs, type ReaderModel } from "./reader-model.ts";
import { wordHits } from "./words.ts";

/** Every message of a window that says something, as the models see it. */
export function linesOf(window: ChatWindow, model: ReaderModel): Line[] {
  const models = {
    role: model.role,
    category: (heard: Line["heard"]) =>
      model.category.predict(matterInputs(heard, wordHits(heard.text, window.taxonomy))),
  };
  return window.messages.flatMap((message, at) => (speaks(message) ? [lineOf(message, at, models)] : []));
}
