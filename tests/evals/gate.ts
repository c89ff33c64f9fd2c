import type { Reader } from "../../src/ports/reader.ts";
import { isWorthAsking } from "../../src/reading/gate.ts";
import type { LabelledChat } from "../../src/reading/labelled.ts";
import { predict } from "./predict.ts";

/** What a language model would be asked about some chats, were there one. */
export interface GateFigures {
  readonly messages: number;
  /** Windows that would have been sent, and the new messages in them. */
  readonly calls: number;
  readonly sent: number;
}

/** Plays chats to the house with a reader, and counts what the gate would have let through to a model. */
export async function countCalls(chats: readonly LabelledChat[], reader: Reader): Promise<GateFigures> {
  let calls = 0;
  let sent = 0;
  const counting: Reader = {
    async read(window, options) {
      const heard = await reader.read(window, options);
      if (isWorthAsking(window, heard)) {
        calls += 1;
        sent += window.freshIds.size;
      }
      return heard;
    },
  };
  for (const chat of chats) await predict(chat, counting);
  return { messages: chats.reduce((sum, { messages }) => sum + messages.length, 0), calls, sent };
}
