import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { ChatMessage } from "../../src/domain/chat.ts";
import type { LabelledChat, LabelledFollowUp, LabelledLine, MessageRole } from "../../src/reading/labelled.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { trainReader } from "../../src/reading/train-reader.ts";
import { openEstateFolder } from "./groupchat.ts";

const examplesFolder = fileURLToPath(new URL("./examples/", import.meta.url));

/**
 * Reads the project's own lines: a tab between what it is and what was said, " / " between the messages of one person.
 * `report elevator complaint urgent`, `question`, `follow_up solved`, `talk`.
 */
export function ownLines(folder: string = examplesFolder): LabelledLine[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tsv"))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.includes("\t") && !line.startsWith("#"))
    .map((line) => {
      const [what = "", said = ""] = line.split("\t");
      const [role, ...rest] = what.split(" ");
      const parts = said.split(" / ");
      if (role === "report") {
        const [category, kind, urgency] = rest;
        return { parts, role, category, kind, urgency } as LabelledLine;
      }
      return {
        parts,
        role: role as MessageRole,
        ...(rest[0] ? { meaning: rest[0], part: rest[1] } : {}),
      } as LabelledLine;
    });
}

/** Reads the project's own chats, in the form the head of `examples/chats/hefengyuan.chat` describes. */
export function ownChats(folder: string = join(examplesFolder, "chats")): LabelledChat[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".chat"))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split(/^(?=chat )/m))
    .filter((part) => part.startsWith("chat "))
    .map(ownChat);
}

function ownChat(part: string): LabelledChat {
  const [head = "", ...rows] = part.split("\n").filter((row) => row.trim() !== "" && !row.startsWith("#"));
  const [, id = "", areaPath = "", areas = ""] = /^chat (\S+) group (\S+) areas (.+)$/.exec(head) ?? [];
  const tickets = new Map<
    string,
    { category: string; kind: string; urgency: string; evidenceIds: string[]; reporterRef: string }
  >();
  const messages: ChatMessage[] = [];
  const questionIds = new Set<string>();
  const followUps: LabelledFollowUp[] = [];
  let at = Date.parse("2026-05-01T08:00:00+08:00");
  for (const row of rows) {
    const declared = /^(T\d+) (\S+) (\S+) (\S+)$/.exec(row);
    if (declared) {
      const [, ticket = "", category = "", kind = "", urgency = ""] = declared;
      tickets.set(ticket, { category, kind, urgency, evidenceIds: [], reporterRef: "" });
      continue;
    }
    const [, seconds = "0", senderRef = "", staff, nick = "", said = "", tags = ""] =
      /^\+(\d+) (\S+) (\*)?(.+?): (.*?)(?: ◀(\S+))?$/.exec(row) ?? [];
    const messageId = `m${messages.length + 1}`;
    at += Number(seconds) * 1_000;
    const quoted = /^\[>(\d+)\] /.exec(said)?.[1];
    messages.push({
      id: messageId,
      ref: messageId,
      senderRef,
      nick,
      fromStaff: staff !== undefined,
      at: new Date(at),
      kind: said.startsWith("[图]") ? "image" : said.startsWith("[音]") ? "voice" : "text",
      text: said.replace(/^\[>\d+\] |^\[音\] /, "").replace(/^\[图\]/, "[图片]"),
      quotedRef: quoted ? `m${quoted}` : null,
      recalled: false,
    });
    const [ticket = "", meaning] = tags.split("~");
    if (tags === "Q") questionIds.add(messageId);
    else if (meaning) followUps.push({ messageId, ticketId: ticket, meaning: meaning as LabelledFollowUp["meaning"] });
    else if (ticket) {
      tickets.get(ticket)?.evidenceIds.push(messageId);
      tickets.get(ticket)!.reporterRef = senderRef;
    }
  }
  return {
    id,
    group: { id: areaPath, name: areaPath, areaPath },
    areas: areas.split(" "),
    messages,
    recalls: new Map(),
    tickets: [...tickets].map(
      ([ticket, facts]) => ({ id: ticket, summary: "", ...facts }) as LabelledChat["tickets"][number],
    ),
    questionIds,
    followUps,
  };
}

/** Trains on the estates in the folders given and on the project's own lines. */
export function trainOn(folders: readonly string[], version: string) {
  const chats = [...folders.flatMap((folder) => openEstateFolder(folder).chats), ...ownChats()];
  return trainReader({ chats, lines: ownLines(), taxonomy: defaultTaxonomy, version });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--data");
  const given = at < 0 ? [] : process.argv.slice(at + 1).filter((word) => !word.startsWith("--"));
  const own = fileURLToPath(new URL("./estates/", import.meta.url));
  const folders =
    given.length > 0
      ? given
      : readdirSync(own)
          .sort()
          .map((name) => join(own, name));
  const started = performance.now();
  const stored = trainOn(folders, "1");
  const file = fileURLToPath(new URL("../../src/reading/model/reader.json", import.meta.url));
  writeFileSync(file, JSON.stringify(stored));
  console.log(
    JSON.stringify({
      file,
      estates: folders.length,
      lines: ownLines().length,
      bytes: readFileSync(file).length,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    }),
  );
}
