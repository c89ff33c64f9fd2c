import { writeFileSync } from "node:fs";
import { incidentsIn } from "../../src/domain/incident.ts";
import type { Reader } from "../../src/ports/reader.ts";
import type { LabelledChat } from "../../src/reading/labelled.ts";
import { openEstateFolder } from "./groupchat.ts";
import { openLookUp } from "./knowledge-data.ts";
import { type Prediction, predict } from "./predict.ts";

/** Plays every chat of an estate folder to the house and writes what it made of them, a line each. */
export async function predictFolder(folder: string, reader: Reader, out: string) {
  const { chats } = openEstateFolder(folder);
  const lookUp = openLookUp(folder);
  const messages = chats.reduce((sum, chat) => sum + chat.messages.length, 0);
  const started = performance.now();
  const predictions: Prediction[] = [];
  for (const chat of chats) predictions.push(await predict(chat, reader, lookUp));
  const tookMs = performance.now() - started;
  const lines = withIncidents(predictions, chats).map((prediction) => JSON.stringify(prediction));
  writeFileSync(out, `${lines.join("\n")}\n`);
  return { chats: chats.length, messages, msPerMessage: Number((tookMs / Math.max(messages, 1)).toFixed(3)), out };
}

/** The same with the incident each ticket is of: what several groups of the estate report at once is one. */
function withIncidents(predictions: readonly Prediction[], chats: readonly LabelledChat[]) {
  const said = new Map(
    chats.map(({ id, messages }) => [id, new Map(messages.map((message) => [message.id, message]))]),
  );
  const accounts = predictions.flatMap(({ chat, tickets }) =>
    tickets.map(({ key, summary, evidence, category, area }) => {
      const messages = evidence.flatMap((id) => said.get(chat)?.get(id) ?? []);
      return {
        id: `${chat}/${key}`,
        gist: summary.replace(/^【[^】]*】/, ""),
        words: messages.map(({ text }) => text).join("\n"),
        category,
        areaPath: area,
        at: messages[0]?.at ?? null,
      };
    }),
  );
  const incidents = incidentsIn(accounts);
  return predictions.map((prediction) => ({
    ...prediction,
    tickets: prediction.tickets.map((ticket) => ({
      ...ticket,
      incident: incidents.get(`${prediction.chat}/${ticket.key}`),
    })),
  }));
}
