import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import type { ChatMessage } from "../../src/domain/chat.ts";
import type { LabelledChat, LabelledFollowUp, LabelledLine, MessageRole } from "../../src/reading/labelled.ts";
import { shippedModel } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { trainReader } from "../../src/reading/train-reader.ts";
import { type LabelledText, trainTextClassifier } from "../../src/reading/train-text-classifier.ts";
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

/** An old ticket of a community's own. */
const OldTicket = z.object({ text: z.string().min(1), label: z.string().min(1), group: z.string().optional() });

/**
 * The old tickets of some files, a JSON object a line.
 *
 * @throws Error naming the first line that is no ticket, never what stands in it.
 */
export function oldTickets(files: readonly string[]): LabelledText[] {
  return files.flatMap((file) =>
    readFileSync(file, "utf8")
      .split("\n")
      .flatMap((line, at) => {
        if (line.trim() === "") return [];
        const { data } = OldTicket.safeParse(asJson(line));
        if (!data) throw new Error(`${file}:${at + 1} is no ticket of the form {"text": "…", "label": "…"}`);
        return [{ text: data.text, label: data.label, ...(data.group ? { group: data.group } : {}) }];
      }),
  );
}

function asJson(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}

/**
 *   npm run train                                             makes the shipped model anew
 *   npm run train -- --data DIR…                              the same from other annotated estates
 *   npm run train -- --data TICKETS.jsonl… --out MODEL.json   what the house ships with, and a community's own old tickets on top
 */
function main(words: readonly string[]): void {
  const shipped = fileURLToPath(new URL("../../src/reading/model/reader.json", import.meta.url));
  const outAt = words.indexOf("--out");
  const dataAt = words.indexOf("--data");
  const rest = dataAt < 0 ? [] : words.slice(dataAt + 1);
  const end = rest.findIndex((word) => word.startsWith("--"));
  const given = end < 0 ? rest : rest.slice(0, end);
  const files = given.filter((path) => path.endsWith(".jsonl"));
  const folders = given.filter((path) => !path.endsWith(".jsonl"));
  const out = outAt < 0 ? (files.length > 0 ? undefined : shipped) : words[outAt + 1];
  if (!out) {
    console.error("train: with tickets of your own, say where the model goes: --out MODEL.json");
    process.exitCode = 2;
    return;
  }
  const started = performance.now();
  const tickets = oldTickets(files);
  const estates = files.length > 0 ? folders : folders.length > 0 ? folders : ownEstates();
  const learnt = estates.length > 0 ? trainOn(estates, "1") : shippedModel();
  const stored = tickets.length > 0 ? { ...learnt, ownCategory: trainTextClassifier(tickets) } : learnt;
  writeFileSync(out, JSON.stringify(stored));
  const seconds = Math.round((performance.now() - started) / 100) / 10;
  console.log(
    JSON.stringify({ out, estates: estates.length, tickets: tickets.length, bytes: readFileSync(out).length, seconds }),
  );
}

function ownEstates(): string[] {
  const own = fileURLToPath(new URL("./estates/", import.meta.url));
  return readdirSync(own)
    .sort()
    .map((name) => join(own, name));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main(process.argv.slice(2));
