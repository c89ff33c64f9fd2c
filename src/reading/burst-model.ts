import type { ChatWindow } from "../domain/chat.ts";
import { type Burst, burstInputs, joined, type Line } from "./bursts.ts";
import { hear } from "./inputs.ts";
import type { Inputs } from "./linear-model.ts";
import { matterInputs, type ReaderModel } from "./reader-model.ts";
import { wordHits } from "./words.ts";

/** What the model that decides on a burst is given. */
export function inputsOfBurst(burst: Burst, lines: readonly Line[], window: ChatWindow, model: ReaderModel): Inputs {
  const [only, ...more] = burst.lines;
  // The whole of a burst of one line is that line, and judged already.
  if (only && more.length === 0) return burstInputs(burst, only.role, only.category, lines, window);
  const heard = hear(joined(burst));
  const category = model.category.predict(matterInputs(heard, wordHits(heard.text, window.taxonomy)));
  return burstInputs(burst, model.role(heard), category, lines, window);
}

/** A burst is looked at when something of it is new, or when staff have just answered near it. */
export function isUnderReview(burst: Burst, lines: readonly Line[], window: ChatWindow): boolean {
  if (burst.lines.some(({ message }) => window.freshIds.has(message.id))) return true;
  const last = burst.lines.at(-1)!;
  return lines.some(
    ({ message, at }) =>
      window.freshIds.has(message.id) &&
      at > last.at &&
      message.at.getTime() - last.message.at.getTime() < 12 * 60_000 &&
      (message.fromStaff || at - last.at <= 6),
  );
}
