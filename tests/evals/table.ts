import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { classify } from "./classify.ts";
import { cluster } from "./cluster.ts";
import { countCalls } from "./gate.ts";
import { openEstateFolder } from "./groupchat.ts";
import { readLines, sharedData } from "./knowledge-data.ts";
import { predictFolder } from "./predict-folder.ts";
import { retrieve } from "./retrieve.ts";
import { estateFolder, estateNames, readerWithout } from "./unseen.ts";

/** One figure: of which set, what was measured, what came out, and what was wished for. */
export interface Row {
  readonly set: string;
  readonly measure: string;
  readonly figure: string;
  readonly goal: string;
}

const scorer = join(sharedData, "score.mjs");

/** Measures every set that is there and prints one table; says of each set whether it is absent or no command reads it. */
export async function printTable(): Promise<void> {
  if (!existsSync(scorer)) return console.log(`skipped: the scorer ${scorer} is not here`);
  const folder = mkdtempSync(join(tmpdir(), "linli-evals-"));
  const rows = [...classified(folder), ...clustered(folder), ...retrieved(folder), ...(await readUnseen(folder))];
  console.log(asTable(rows));
  const measured = new Set(["groupchat", ...rows.map(({ set }) => set.split("/")[0])]);
  const others = readdirSync(sharedData, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !measured.has(entry.name))
    .map(({ name }) => name);
  console.log(`\nwithout a figure here: ${others.join(", ")}`);
  rmSync(folder, { recursive: true });
}

/** Rows as a table that reads in a terminal and in Markdown. */
export function asTable(rows: readonly Row[]): string {
  const cells = [
    ["set", "measured", "figure", "goal", ""],
    ...rows.map((row) => [row.set, row.measure, row.figure, row.goal, verdict(row)]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]!.length)));
  const line = (row: readonly string[]) => `| ${row.map((cell, column) => cell.padEnd(widths[column]!)).join(" | ")} |`;
  const [head, ...body] = cells.map(line);
  return [head, line(widths.map((width) => "-".repeat(width))), ...body].join("\n");
}

/** "met", "missed", or nothing where there is no goal. Two figures have two goals, and both count. */
export function verdict({ figure, goal }: Pick<Row, "figure" | "goal">): string {
  if (goal === "") return "";
  const figures = figure.split(" / ").map(Number);
  const isMet = goal.split(" / ").every((one, at) => {
    const [, sign = "≥", bound = ""] = /^([≥≤<=]?) ?([\d.]+)$/.exec(one) ?? [];
    const [is, should] = [figures[at] ?? Number.NaN, Number(bound)];
    if (sign === "≤") return is <= should;
    if (sign === "<") return is < should;
    return sign === "=" ? is === should : is >= should;
  });
  return isMet ? "met" : "missed";
}

function scored(what: string, ...files: readonly string[]) {
  return JSON.parse(execFileSync("node", [scorer, what, ...files], { encoding: "utf8" }));
}

/** Says on the screen that a set is absent, and gives no rows. */
function absent(set: string): Row[] {
  console.log(`skipped: ${set} is not here`);
  return [];
}

function classified(folder: string): Row[] {
  const set = "tipdm_f2_classify";
  const at = (name: string) => join(sharedData, set, name);
  if (!existsSync(at("title.train.jsonl"))) return absent(set);
  const train = [at("title.train.jsonl"), at("detail.train.jsonl")];
  const test = join(folder, "f2.jsonl");
  const parts = ["title", "detail"].map((part) => ({ part, rows: readLines<object>(at(`${part}.dev.jsonl`)) }));
  writeFileSync(test, parts.flatMap(({ rows }) => rows.map((row) => JSON.stringify(row))).join("\n"));
  const out = join(folder, "f2.predicted.jsonl");
  const { trainSeconds } = classify({ train, test, out });
  const goals: Readonly<Record<string, string>> = { title: "≥ 0.905", detail: "≥ 0.92" };
  return [
    ...parts.map(({ part }) => {
      const { macroF1 } = scored("classify", at(`${part}.dev.jsonl`), out);
      return { set: `${set}/${part}`, measure: "macro-F1 of 7", figure: String(macroF1), goal: goals[part]! };
    }),
    { set, measure: "training, seconds", figure: String(trainSeconds), goal: "< 60" },
  ];
}

function clustered(folder: string): Row[] {
  const set = "tipdm_f3_hot";
  const gold = join(sharedData, set, "cluster_task.dev.jsonl");
  if (!existsSync(gold)) return absent(set);
  const out = join(folder, "f3.jsonl");
  cluster({ in: gold, out });
  const { pairs, backgroundMerged } = scored("cluster", gold, out);
  return [
    { set, measure: "same event, pair-F1", figure: String(pairs.f1), goal: "≥ 0.88" },
    { set, measure: "background merged", figure: String(backgroundMerged), goal: "≤ 0.15" },
  ];
}

function retrieved(folder: string): Row[] {
  const set = "ncp_policy_qa";
  const at = (name: string) => join(sharedData, set, name);
  if (!existsSync(at("docs.jsonl"))) return absent(set);
  const [yes, no] = [at("answerable.dev.jsonl"), at("unanswerable.dev.jsonl")];
  const questions = join(folder, "ncp.jsonl");
  const all = [yes, no].flatMap((file) => readLines<object>(file));
  writeFileSync(questions, all.map((row) => JSON.stringify(row)).join("\n"));
  const out = join(folder, "ncp.predicted.jsonl");
  retrieve({ docs: at("docs.jsonl"), questions, out });
  const scores = scored("retrieve", yes, no, out);
  return ["R@1", "R@5", "auroc", "answeredOfAnswerable", "rightOfAnswered", "answeredOfUnanswerable"].map(
    (measure) => ({
      ...{ set, measure, goal: "" },
      figure: String(scores[measure]),
    }),
  );
}

/** The honest figures of the chats: an estate read by a reader that has learnt from the other estates and the project's own lines only. */
async function readUnseen(folder: string): Promise<Row[]> {
  const rows: Row[] = [];
  for (const name of estateNames) {
    const reader = readerWithout(name);
    const out = join(folder, `${name}.jsonl`);
    const { msPerMessage } = await predictFolder(estateFolder(name), reader, out);
    const { messages, calls, sent } = await countCalls(openEstateFolder(estateFolder(name)).chats, reader);
    const scores = scored("groupchat", estateFolder(name), out);
    rows.push(
      ...chatFigures.map(([measure, goal, figure]) => ({
        set: `groupchat/${name}`,
        measure,
        goal,
        figure: figure(scores),
      })),
      {
        set: `groupchat/${name}`,
        measure: `messages worth a model's call (${calls} calls)`,
        figure: (sent / messages).toFixed(3),
        goal: "≤ 0.10",
      },
      { set: `groupchat/${name}`, measure: "reading, ms a message", figure: String(msPerMessage), goal: "" },
    );
  }
  return rows;
}

type Share = { readonly p: number; readonly r: number; readonly f1: number };
type ChatScores = { readonly sameIncident: { readonly hit: number; readonly gold: number } } & Readonly<
  Record<"tickets" | "emergency" | "private" | "followups" | "questions" | "sensitive", Share>
> &
  Readonly<
    Record<"category" | "endToEndF1" | "contaminated" | "postsPer1000Chatter" | "areaExact" | "householdsExact", number>
  >;

const ofBoth = ({ r, p }: Share) => `${r} / ${p}`;

const chatFigures: readonly (readonly [measure: string, goal: string, figure: (scores: ChatScores) => string])[] = [
  ["tickets, recall / precision", "0.85 / 0.60", ({ tickets }) => ofBoth(tickets)],
  ["same incident in two groups, found", "", ({ sameIncident }) => `${sameIncident.hit} of ${sameIncident.gold}`],
  ["category right, of those found", "", ({ category }) => String(category)],
  ["end-to-end F1", "≥ 0.55", ({ endToEndF1 }) => String(endToEndF1)],
  ["two people's words in one report", "= 0", ({ contaminated }) => String(contaminated)],
  ["emergency, recall / precision", "0.95 / 0.80", ({ emergency }) => ofBoth(emergency)],
  ["posts on 1,000 lines of chatter", "≤ 2", ({ postsPer1000Chatter }) => String(postsPer1000Chatter)],
  ["area exact, of those found", "≥ 0.65", ({ areaExact }) => String(areaExact)],
  ["households exact", "≥ 0.65", ({ householdsExact }) => String(householdsExact)],
  ["follow-ups F1", "≥ 0.55", ({ followups }) => String(followups.f1)],
  ["questions F1", "≥ 0.70", ({ questions }) => String(questions.f1)],
  ["personal data, recall / precision", "0.97 / 0.90", (scores) => ofBoth(scores.private)],
  ["sensitive F1", "≥ 0.65", ({ sensitive }) => String(sensitive.f1)],
];
