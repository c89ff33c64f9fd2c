import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import { createLocalReader } from "../../src/reading/index.ts";
import { createModelReader } from "../../src/reading/model-reader.ts";
import { readerContract } from "../contracts/reader.contract.ts";

const prompts = openPromptFiles(new URL("../../prompts", import.meta.url).pathname);

/** A model that says the most that could be taken for true: each line a report that everybody shares, a question, and the end of a ticket. */
const talkative = createMemoryLanguageModel(({ input }) => {
  const lines = [...input.matchAll(/^\{"n":.*\}$/gm)].map(([line]) => JSON.parse(line) as { n: number; text: string });
  const numbers = lines.map(({ n }) => n);
  return {
    reports: lines.map(({ n, text }) => ({
      kind: "hazard",
      evidence: [n, ...numbers],
      quotes: [text, text.slice(0, 4)],
      category: "water",
      runnerUp: "leakage",
      confidence: 1,
      area: "荷风苑/2号楼",
      spot: text.slice(0, 3),
      urgency: "urgent",
      sensitive: false,
      alsoAffected: numbers,
      summary: text,
    })),
    questions: numbers.map((line) => ({ line, confidence: 1 })),
    followUps: numbers.flatMap((line) => [
      { line, meaning: "solved", ticket: "T1", report: null, confidence: 1 },
      { line, meaning: "plus_one", ticket: null, report: line - 1, confidence: 1 },
    ]),
    quarrels: [{ from: 1, to: lines.length }],
  };
});

readerContract(
  "model, talkative",
  () => createModelReader({ model: talkative, prompts, local: createLocalReader(), gate: () => true }),
  {
    local: false,
    runs: 40,
  },
);

readerContract(
  "model, away",
  () => createModelReader({ model: createMemoryLanguageModel(() => "nonsense"), prompts, local: createLocalReader() }),
  { local: false, runs: 10 },
);
