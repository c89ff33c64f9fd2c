import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { createReaderModels } from "../../adapters/postgres/reader-models.ts";
import type { Category } from "../../src/domain/taxonomy.ts";
import { isExamined } from "../../src/learning/exam-cases.ts";
import { createPublishedReader, learnFromStaff } from "../../src/learning/index.ts";
import type { DecidedReport, ExamStore } from "../../src/ports/exam-store.ts";
import type { LearntModel, ReaderModels } from "../../src/ports/reader-models.ts";
import { shippedModel, defaultTaxonomy as taxonomy } from "../../src/reading/index.ts";
import { openEstateFolder } from "../evals/groupchat.ts";
import { estateFolders } from "../evals/knowledge-data.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";

const now = new Date("2026-06-01T09:00:00+08:00");
const signal = new AbortController().signal;
const said = ({ label, words }: Category, at: number) =>
  `${label}${words[at % words.length]}坏了，${words[(at * 7 + 1) % words.length]}`;

/** Ids in a row: which decisions are examined with hangs on them. */
let ids = 0;
const nextId = () => `01970000-0000-7000-8000-${(ids++).toString(16).padStart(12, "0")}`;

let close = async () => {};
afterEach(() => close());
beforeEach(() => {
  ids = 0;
});

/** So many decisions of staff on each category, under the code that `filedAs` gives. */
function decisions(each: number, filedAs: (code: string, ticketId: string) => string): readonly DecidedReport[] {
  return taxonomy.flatMap((category) =>
    Array.from({ length: each }, (_, at) => {
      const ticketId = nextId();
      const evidence = [{ text: said(category, at), at: now }];
      return { ticketId, areaPath: "青禾苑", evidence, category: filedAs(category.code, ticketId) };
    }),
  );
}

/** What the staff of two estates would have decided, and a word of theirs that no model knows: 小蜜蜂, which is how one calls its lift. */
function estateDecisions(): readonly DecidedReport[] {
  const decide = (text: string, category: string) => ({
    ...{ ticketId: nextId(), areaPath: "青禾苑", evidence: [{ text, at: now }], category },
  });
  const heard = estateFolders.flatMap((folder) =>
    openEstateFolder(folder).chats.flatMap(({ tickets, messages }) =>
      tickets.map(({ evidenceIds, category }) => {
        const said = messages.filter(({ id }) => evidenceIds.includes(id)).map(({ text }) => text);
        return decide(said.join(" "), category);
      }),
    ),
  );
  const floors = Array.from({ length: 40 }, (_, at) => decide(`小蜜蜂又坏在${at + 2}楼了，没人来修`, "elevator"));
  return [...heard, ...floors];
}

async function open(decided: readonly DecidedReport[]) {
  const bench = await openPostgresStores();
  close = bench.close;
  const models: ReaderModels = createReaderModels(bench.database);
  const store = { decidedReports: async () => decided, margins: async () => ({}) } as unknown as ExamStore;
  const staffId = await bench.plantStaff({ name: "管理员", role: "admin", areaPath: "青禾苑" });
  const deps = { store, models, knowledge: { published: async () => ({ stamp: "", articles: [] }) }, taxonomy };
  return { models, admin: staffId, deps: { ...deps, base: shippedModel(), clock: { now: () => now } } };
}

describe("what staff decide", { timeout: 60_000 }, () => {
  it("is too little to learn from until there is enough", async () => {
    const { deps, models } = await open(decisions(1, (code) => code));
    expect(await learnFromStaff(deps, signal)).toMatchObject({ outcome: "too_few" });
    expect(await models.list()).toEqual([]);
  });

  it("is learnt once, put to use when the exam is not worse, and taken back by one press", async () => {
    const { deps, models, admin } = await open(estateDecisions());
    const first = await learnFromStaff(deps, signal);
    expect(first).toMatchObject({ outcome: "published", number: 1 });
    expect(await learnFromStaff(deps, signal)).toMatchObject({ outcome: "nothing_new" });
    const reader = createPublishedReader(deps);
    const window = {
      group: { id: "g", name: "群", areaPath: null },
      messages: [],
      freshIds: new Set<string>(),
      areas: [],
      tickets: [],
      taxonomy,
    };
    expect((await reader.read(window, { signal })).reader).toBe(`local@${deps.base.version}+1`);
    await models.rollBack(admin, 0, now);
    expect(await models.inUse()).toBeNull();
    await models.rollBack(admin, 1, now);
    expect(await models.inUse()).toMatchObject({ number: 3 });
    expect((await models.list()).map(({ restores }: LearntModel) => restores)).toEqual([1, 0, null]);
  });

  it("is refused when what it teaches is wrong, and kept with the cases that went worse", async () => {
    const codes = taxonomy.map(({ code }) => code);
    const next = (code: string, ticketId: string) =>
      isExamined({ ticketId }) ? code : codes[(codes.indexOf(code) + 1) % codes.length]!;
    const { deps, models, admin } = await open(decisions(10, next));
    const lesson = await learnFromStaff(deps, signal);
    expect(lesson).toMatchObject({ outcome: "refused" });
    expect(await models.inUse()).toBeNull();
    const [kept] = await models.list();
    expect(kept).toMatchObject({ number: 1, publishedAt: null });
    expect(kept!.report!.lost.length).toBeGreaterThan(0);
    await expect(models.rollBack(admin, 1, now)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
