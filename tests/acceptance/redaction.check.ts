import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import type { ChatMessage, ChatWindow } from "../../src/domain/chat.ts";
import { findPersonalData, type PersonalDataClass } from "../../src/domain/redaction.ts";
import { createLocalReader, createModelReader, defaultTaxonomy } from "../../src/reading/index.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { plainSigns, type WrittenText, writeHarmless, writePersonal } from "./personal-texts.ts";
import { projectRoot } from "./planted-tree.ts";

/** What is promised of each class: how much is found, and how much of what is found is somebody's. */
const goals = {
  phone: { recall: 0.99, precision: 0.98 },
  id_card: { recall: 0.999, precision: 0.999 },
  bank_card: { recall: 0.99, precision: 0.95 },
  plate: { recall: 0.99, precision: 0.98 },
  room: { recall: 0.98, precision: 0.92 },
  name: { recall: 0.95, precision: 0.85 },
  wechat: { recall: 0.98, precision: 0.95 },
  email: { recall: 0.98, precision: 0.95 },
} as const satisfies Record<PersonalDataClass, { readonly recall: number; readonly precision: number }>;
const classes = Object.keys(goals) as PersonalDataClass[];

/** What nobody may have of what people write: found by rules, and kept from every model. */
export const redaction: Check = {
  name: "redaction",
  promise:
    "Phones, ID numbers, plates, cards, rooms and names are found in whatever form they are written, and none reaches a model.",
  mutants: [
    patched(
      "digits-as-they-stand",
      "src/domain/redaction.ts",
      "  const plain = plainDigits(text);\n  const narrow = narrowed(text);\n  const found",
      "  const plain = text;\n  const narrow = narrowed(text);\n  const found",
    ),
    patched(
      "send-as-it-was-said",
      "src/reading/model-sheet.ts",
      "const clean = withoutPersonalData(visible);",
      "const clean = visible;",
    ),
    patched(
      "a-name-hides-a-number",
      "src/reading/model-sheet.ts",
      "visible.replaceAll(name, standIn(index));",
      'visible.replaceAll(name, index < 0 ? "" : "用户2");',
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const chance = createChance(seed);
    const each = Math.ceil(1_000 * scale);
    const texts = [...classes.flatMap((kind) => writePersonal(kind, each, chance)), ...writeHarmless(3 * each, chance)];
    const found = judge(texts, complaints);
    const requests = await whatReachesAModel(texts, complaints);
    return {
      problems: complaints.all,
      numbers: { texts: texts.length, ...found, ...requests, ...onDevChats(complaints) },
    };
  },
};

/** Holds what the rules find against what was written. */
function judge(texts: readonly WrittenText[], complaints: Complaints): Record<string, number> {
  const tallies = new Map(classes.map((kind) => [kind, { written: 0, found: 0, finds: 0, right: 0 }]));
  const missed: string[] = [];
  const wrong: string[] = [];
  for (const { text, personal } of texts) {
    const finds = findPersonalData(text);
    if (personal) {
      const tally = tallies.get(personal.class)!;
      tally.written++;
      // What is taken out as something else is taken out all the same.
      const isOut = isCovered(text, personal, finds);
      if (isOut) tally.found++;
      else missed.push(`${personal.class}: ${text}`);
    }
    for (const find of finds) {
      const tally = tallies.get(find.class)!;
      tally.finds++;
      if (personal && find.start < personal.end && personal.start < find.end) tally.right++;
      else wrong.push(`${find.class}: ${text}`);
    }
  }
  const numbers: Record<string, number> = {};
  for (const [kind, { written, found, finds, right }] of tallies) {
    const [recall, precision] = [found / Math.max(1, written), finds === 0 ? 1 : right / finds];
    numbers[`${kind}Recall`] = round(recall);
    numbers[`${kind}Precision`] = round(precision);
    complaints.atLeast(
      `recall of ${kind}, missed for instance "${missed.find((one) => one.startsWith(kind)) ?? ""}"`,
      recall,
      goals[kind].recall,
    );
    complaints.atLeast(
      `precision of ${kind}, for instance "${wrong.find((one) => one.startsWith(kind)) ?? ""}"`,
      precision,
      goals[kind].precision,
    );
  }
  return numbers;
}

/** Nothing of it but what stands between its digits is left. */
function isCovered(
  text: string,
  { start, end }: { readonly start: number; readonly end: number },
  finds: readonly { readonly start: number; readonly end: number }[],
): boolean {
  const left = [...text.slice(start, end)].filter(
    (_, at) => !finds.some((find) => find.start <= start + at && start + at < find.end),
  );
  return !/[\p{L}\p{N}]/u.test(left.join("").replace(/[号楼栋幢单元室户]|\d{1,2}(?=号楼|栋)/gu, ""));
}

const round = (share: number) => Math.round(share * 10_000) / 10_000;

/** Lets a model reader read talk with the data in everything a message has, and looks for it in what the model was asked. */
async function whatReachesAModel(texts: readonly WrittenText[], complaints: Complaints) {
  const model = createMemoryLanguageModel(() => ({ reports: [], questions: [], followUps: [], quarrels: [] }));
  const prompts = openPromptFiles(join(projectRoot, "prompts"));
  const reader = createModelReader({ model, prompts, local: createLocalReader(), gate: () => true });
  const hard: readonly PersonalDataClass[] = ["phone", "id_card", "bank_card", "plate"];
  const personal = texts.filter(({ personal: one }) => one !== null && hard.includes(one.class));
  const leaked: string[] = [];
  let marks = 0;
  for (let at = 0; at < personal.length; at += 6) {
    const six = personal.slice(at, at + 6);
    await reader.read(windowOf(six), { signal: new AbortController().signal });
    const asked = model.asked.at(-1)!;
    const sent = plainSigns(`${asked.system}\n${asked.input}`);
    for (const { text, personal: one } of six) {
      const mark = plainSigns(text.slice(one!.start, one!.end));
      marks++;
      if (mark.length >= 5 && sent.includes(mark)) leaked.push(text);
    }
  }
  complaints.none("data that reached a model", leaked);
  complaints.atLeast("requests that were looked at", model.asked.length, personal.length / 6);
  return { requests: model.asked.length, planted: marks, leaked: leaked.length };
}

/** One resident's words, picture, voice message, file and nickname, with somebody's quotation of it. */
function windowOf(texts: readonly WrittenText[]): ChatWindow {
  const kinds = ["text", "image", "voice", "file", "text", "text"] as const;
  const messages = texts.map(({ text }, index): ChatMessage => {
    const isNick = index === 5;
    return {
      id: `m${index + 1}`,
      ref: `r${index + 1}`,
      senderRef: isNick ? "u2" : "u1",
      nick: isNick ? text.slice(0, 60) : "平安是福",
      fromStaff: false,
      at: new Date(Date.UTC(2026, 6, 2, 2, index)),
      kind: kinds[index]!,
      text: isNick ? `「平安是福:${texts[0]!.text}」 同问` : text,
      quotedRef: isNick ? "r1" : null,
      recalled: false,
    };
  });
  return {
    group: { id: "g1", name: "3号楼", areaPath: "社区/小区/3号楼", isOneReport: false },
    messages,
    freshIds: new Set(messages.map(({ id }) => id)),
    areas: ["社区/小区", "社区/小区/3号楼"],
    tickets: [
      {
        ...{
          id: "t1",
          code: "A7K3",
          category: "water",
          areaPath: "社区/小区/3号楼",
          status: "dispatched",
          reporterRef: "u1",
        },
        ...{ householdRefs: ["u1"], evidenceIds: [], postRefs: [], openedAt: new Date(Date.UTC(2026, 6, 1)) },
        summary: texts[1]?.text ?? "",
      },
    ],
    taxonomy: defaultTaxonomy,
  };
}

interface DevChat {
  readonly messages: readonly { readonly id: string; readonly text: string }[];
  readonly gold: {
    readonly private: readonly { readonly message: string; readonly text: string; readonly class: string }[];
  };
}

/** What was marked as private in the annotated chats, where they are at hand. */
function onDevChats(complaints: Complaints): Record<string, number> {
  const folder = join(projectRoot, "tests", "evals", "estates");
  const files = ["xfl", "yl"].map((estate) => join(folder, estate, "chats.jsonl")).filter((file) => existsSync(file));
  const chats = files.flatMap((file) =>
    readFileSync(file, "utf8")
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as DevChat),
  );
  const facts = ["health", "minor"];
  const marked = chats.flatMap(({ messages, gold }) =>
    gold.private
      .filter((one) => !facts.includes(one.class))
      .map((one) => ({ ...one, said: messages.find(({ id }) => id === one.message)?.text ?? "" })),
  );
  if (marked.length === 0) return {};
  const missed = marked.filter(({ said, text }) => {
    const start = said.indexOf(text);
    return start >= 0 && !isCovered(said, { start, end: start + text.length }, findPersonalData(said));
  });
  const recall = 1 - missed.length / marked.length;
  complaints.atLeast(`recall in the annotated chats, missed for instance "${missed[0]?.text ?? ""}"`, recall, 0.97);
  return { devMarked: marked.length, devRecall: round(recall) };
}
