import { describe, expect, it } from "vitest";
import {
  asWindow,
  isExamined,
  shippedQuestions,
  shippedWindows,
  windowOfDecision,
} from "../../src/learning/exam-cases.ts";
import { sitReading } from "../../src/learning/reading-exam.ts";
import { createLocalReader, defaultTaxonomy as taxonomy } from "../../src/reading/index.ts";
import { openEstateFolder } from "../evals/groupchat.ts";
import { estateFolders } from "../evals/knowledge-data.ts";
import { ownChats, ownLines } from "../evals/train.ts";

const nobody = { lookUp: () => null, taxonomy };
const signal = new AbortController().signal;

describe("the exam that ships", () => {
  const windows = shippedWindows();

  it("asks for reports of every kind of matter but the rare ones, for questions, and for silence", () => {
    const categories = new Set(windows.flatMap(({ reports }) => reports.map(({ category }) => category)));
    const known = taxonomy.map(({ code }) => code);
    expect([...categories].filter((code) => !known.includes(code))).toEqual([]);
    expect(categories.size).toBeGreaterThanOrEqual(20);
    expect(
      windows.filter(({ reports, questionIds }) => reports.length + questionIds.size === 0).length,
    ).toBeGreaterThan(20);
    expect(shippedQuestions().length).toBeGreaterThanOrEqual(40);
  });

  it("holds no line that the shipped model was trained on", () => {
    const chats = [...estateFolders.flatMap((folder) => openEstateFolder(folder).chats), ...ownChats()];
    const learnt = new Set([
      ...chats.flatMap(({ messages }) => messages.map(({ text }) => text)),
      ...ownLines().flatMap(({ parts }) => parts),
    ]);
    const short = 8;
    const said = windows
      .flatMap(({ messages }) => messages.map(({ text }) => text))
      .filter(({ length }) => length > short);
    expect(said.filter((text) => learnt.has(text))).toEqual([]);
  });

  it("finds faults in a reader that hears nothing, and in one that takes everything for a report", async () => {
    const deaf = await sitReading(windows, { ...nobody, reader: readerOf(() => []) }, { signal });
    expect(deaf.scores).toMatchObject({ macroF1: 0, reportRecall: 0, falsePosts: 0 });
    const shrill = await sitReading(windows, { ...nobody, reader: readerOf((window) => window.messages) }, { signal });
    expect(shrill.scores.reportRecall).toBe(1);
    expect(shrill.scores.falsePosts).toBeGreaterThan(50);
  });

  it("is sat by the shipped reader, so that a change of it shows here", async () => {
    const { scores } = await sitReading(windows, { ...nobody, reader: createLocalReader() }, { signal });
    expect(scores.reportRecall).toBeGreaterThan(0.6);
    expect(scores.macroF1).toBeGreaterThan(0.5);
  });
});

describe("what staff decide", () => {
  const decided = (ticketId: string, category: string | null) => ({
    ...{ ticketId, category, areaPath: "青禾苑" },
    evidence: [{ text: "电梯又停了", at: new Date(0) }],
  });

  it("is learnt from or examined with, never both, and about one in three is examined", () => {
    const ids = Array.from({ length: 3_000 }, (_, at) => `0197${at.toString(16).padStart(8, "0")}-7000-8000-0000${at}`);
    const share = ids.filter((ticketId) => isExamined({ ticketId })).length / ids.length;
    expect(share).toBeGreaterThan(0.25);
    expect(share).toBeLessThan(0.42);
  });

  it("becomes a window with its evidence alone, of a report or of none", () => {
    expect(windowOfDecision(decided("t1", "elevator")).reports).toEqual([
      { reporterRef: "居民", category: "elevator", evidenceIds: ["t1-m1"] },
    ]);
    expect(windowOfDecision(decided("t2", null)).reports).toEqual([]);
    expect(asWindow(windowOfDecision(decided("t2", null)), taxonomy).freshIds).toEqual(new Set(["t2-m1"]));
  });
});

/** Takes some messages for reports about a lift, each by itself. */
function readerOf(
  reports: (
    window: Parameters<ReturnType<typeof createLocalReader>["read"]>[0],
  ) => readonly { id: string; senderRef: string }[],
) {
  return {
    read: async (window: Parameters<ReturnType<typeof createLocalReader>["read"]>[0]) => ({
      ...{ questions: [], followUps: [], quarrels: [], reader: "test", offline: false },
      reports: reports(window).map(({ id, senderRef }) => ({
        ...{ kind: "complaint" as const, evidenceIds: [id], reporterRef: senderRef, urgency: "routine" as const },
        triage: { category: "elevator", runnerUp: null, confidence: 1, because: [] },
        place: { areaPath: null, spot: null, from: "unknown" as const },
        ...{ sensitive: false, householdRefs: [senderRef], summary: "" },
      })),
    }),
  };
}
