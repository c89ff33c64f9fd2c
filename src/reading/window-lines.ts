import type { ChatWindow } from "../domain/chat.ts";
import { type Line, lineOf, speaks } from "./bursts.ts";
import { judgeOf } from "./judge.ts";
import type { ReaderModel } from "./reader-model.ts";

/** Every message of a window that says something, as the models see it. */
export function linesOf(window: ChatWindow, model: ReaderModel): Line[] {
  const judge = judgeOf(model, window.taxonomy);
  return window.messages.flatMap((message, at) => (speaks(message) ? [lineOf(message, at, judge)] : []));
}
