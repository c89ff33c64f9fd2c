import type { ChatWindow } from "../domain/chat.ts";
import { type Burst, burstInputs, joined, type Line } from "./bursts.ts";
import { judgeOf } from "./judge.ts";
import type { Inputs } from "./linear-model.ts";
import type { ReaderModel } from "./reader-model.ts";

/** What the model that decides on a burst is given. */
export function inputsOfBurst(burst: Burst, lines: readonly Line[], window: ChatWindow, model: ReaderModel): Inputs {
  return burstInputs(burst, judgeOf(model, window.taxonomy)(joined(burst.lines)), lines, window);
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
