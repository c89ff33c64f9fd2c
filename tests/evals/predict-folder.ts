import { writeFileSync } from "node:fs";
import type { Reader } from "../../src/ports/reader.ts";
import { openEstateFolder } from "./groupchat.ts";
import { openLookUp } from "./knowledge-data.ts";
import { predict } from "./predict.ts";

/** Plays every chat of an estate folder to the house and writes what it made of them, a line each. */
export async function predictFolder(folder: string, reader: Reader, out: string) {
  const { chats } = openEstateFolder(folder);
  const lookUp = openLookUp(folder);
  const messages = chats.reduce((sum, chat) => sum + chat.messages.length, 0);
  const started = performance.now();
  const lines: string[] = [];
  for (const chat of chats) lines.push(JSON.stringify(await predict(chat, reader, lookUp)));
  const tookMs = performance.now() - started;
  writeFileSync(out, `${lines.join("\n")}\n`);
  return { chats: chats.length, messages, msPerMessage: Number((tookMs / Math.max(messages, 1)).toFixed(3)), out };
}
