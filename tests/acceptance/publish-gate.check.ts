import { randomUUID } from "node:crypto";
import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { openDatabase } from "../../adapters/postgres/database.ts";
import type { ArticleWords } from "../../src/domain/article.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { PromptWords } from "../../src/domain/prompt.ts";
import { isAppError } from "../../src/errors/app-error.ts";
import { isExamined } from "../../src/learning/exam-cases.ts";
import { createPublishedPrompts, learnFromStaff } from "../../src/learning/index.ts";
import { careless, standInTriage } from "../support/stand-in-triage.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { type OpenedHouse, openHouse } from "./open-house.ts";

const now = new Date("2026-06-03T10:00:00+08:00");
const signal = new AbortController().signal;

/** Articles that would spoil what is answered: each asks what others answer, or answers what nobody can. */
const spoiling: readonly Pick<ArticleWords, "question" | "variants" | "answer">[] = [
  { question: "居住证明在哪里开,要带什么?", variants: [], answer: "请到街道办理。" },
  { question: "社区都管什么", variants: ["无犯罪记录证明去哪里办?", "周末能不能打孔"], answer: "都可以来问。" },
  { question: "维修进度怎么样", variants: ["明天能不能修好", "到底还要等多少天"], answer: "明天一定修好。" },
];
/** One that asks what nobody has asked. */
const harmless = { question: "羽毛球场几点开放", variants: [], answer: "羽毛球场每天 8:00 至 20:00 开放。" };

/** Whatever answers or reads is changed only by what does not make it worse. */
export const publishGate: Check = {
  name: "publish-gate",
  promise:
    "A worse prompt, a worse local model and articles that spoil answers are each refused with their cases, and what was in use stays in use.",
  mutants: [
    patched(
      "publish-anyway",
      "src/domain/exam.ts",
      "passed: measures.every(({ worse }) => !worse),",
      "passed: measures.length > 0,",
    ),
    patched(
      "articles-need-no-exam",
      "src/knowledge/article-office.ts",
      'if (move.event === "publish") {',
      'if (move.event === "publish" && clock.now().getTime() === 0) {',
    ),
    patched(
      "learn-whatever-comes",
      "adapters/postgres/reader-models.ts",
      "const publishedAt = report.passed ? now : null;",
      "const publishedAt = now;",
    ),
  ],

  async run({ seed }) {
    const complaints = new Complaints();
    const model = createMemoryLanguageModel(({ system, input }) => standInTriage(system, input));
    const opened = await openHouse({ now, model });
    try {
      const writer = await opened.staff("写的人", "admin");
      const second = await opened.staff("第二人", "admin");
      const articles = await spoilArticles(opened, { writer, second }, complaints);
      const prompts = await worsenPrompt(opened, { writer, second }, complaints);
      const models = await misteach(opened, createChance(seed), complaints);
      return { problems: complaints.all, numbers: { ...articles, ...prompts, ...models } };
    } finally {
      await opened.close();
    }
  },
};

interface People {
  readonly writer: Actor;
  readonly second: Actor;
}

/** The cases that a refusal names; none when it was none. */
async function casesOfRefusal(act: () => Promise<unknown>): Promise<readonly string[]> {
  try {
    await act();
    return [];
  } catch (error) {
    if (isAppError(error, "EXAM_NOT_PASSED")) return error.params.lost;
    throw error;
  }
}

async function spoilArticles({ house }: OpenedHouse, { writer, second }: People, complaints: Complaints) {
  const { articleOffice, answers, knowledge } = house.parts;
  const { articles: published } = await knowledge.published();
  const areaPath = published[0]!.areaPath;
  const publish = async (words: (typeof spoiling)[number]) => {
    const whole = { ...words, kind: "policy", source: "通知", issuer: "居委会", documentNumber: null } as const;
    const { article, revision } = await articleOffice.write(writer, randomUUID(), {
      ...{ ...whole, areaPath, validFrom: null, validUntil: null },
    });
    return articleOffice.move(second, article.id, revision, { event: "publish" });
  };
  const asked = published.map(({ question, areaPath: at }) => ({ question, areaPath: at }));
  const answersNow = () => Promise.all(asked.map((one) => answers.tryOut(one.question, { ...one, now })));
  const said = (trials: Awaited<ReturnType<typeof answersNow>>) =>
    trials.map(({ articles }) => articles.map(({ id }) => id));
  const before = said(await answersNow());

  let refused = 0;
  for (const words of spoiling) {
    const cases = await casesOfRefusal(() => publish(words));
    if (cases.length > 0) refused += 1;
    complaints.atLeast(`cases named when "${words.question}" was refused`, cases.length, 1);
  }
  const lost = said(await answersNow()).filter((ids, at) => ids.join() !== before[at]!.join());
  complaints.none("questions answered otherwise after articles that spoil", lost);
  complaints.none("cases named of a harmless article", await casesOfRefusal(() => publish(harmless)));
  return { articlesRefused: refused, questions: asked.length };
}

async function worsenPrompt({ house }: OpenedHouse, { writer, second }: People, complaints: Complaints) {
  const { promptOffice: office } = house.parts;
  const values = { categories: "", areas: "", group_area: "", tickets: "", lines: "" };
  const inUse = async () => (await createPublishedPrompts(house.learning).render("triage", values)).ref;
  const { words } = (await office.open(writer, "triage")).file.versions[0]!;
  const shipped = await inUse();
  const examined = async (changes: Partial<PromptWords>) => {
    const changed = "Written to see what the exam makes of it.";
    await office.move(writer, "triage", { event: "save", words: { ...words, changed, ...changes } });
    const { number } = (await office.open(writer, "triage")).file.versions[0]!;
    await office.examine(writer, "triage", number);
    await house.settle();
    return number;
  };

  const worse = await examined({ system: `${words.system}\n\n${careless}` });
  const cases = await casesOfRefusal(() => office.move(second, "triage", { event: "publish", number: worse }));
  complaints.atLeast("cases named of a worse prompt", cases.length, 1);
  complaints.equal("worse prompts in use", Number((await inUse()) !== shipped), 0);
  const { exams } = await office.open(second, "triage");
  complaints.atLeast("cases shown one by one", exams[0]?.report?.lost.length ?? 0, 20);

  const good = await examined({ maxTokens: 2_000 });
  complaints.none(
    "cases named of a prompt as good",
    await casesOfRefusal(() => office.move(second, "triage", { event: "publish", number: good })),
  );
  complaints.equal("prompts as good in use", Number((await inUse()) === `triage@own-${good}`), 1);
  return { promptCases: exams[0]?.report?.cases ?? 0 };
}

/** Has what is learnt from approved under the neighbouring category each time, what is examined with under its own, and lets the house learn. */
async function misteach({ house, databaseUrl }: OpenedHouse, chance: () => number, complaints: Complaints) {
  const codes = house.learning.taxonomy.map(({ code }) => code);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const [group] = await house.parts.directory.groupsOf("sandbox");
  const database = openDatabase(databaseUrl, { connectionsMax: 2 });
  try {
    for (let at = 0; at < 240; at++) {
      const { code: own, label, words } = pick(house.learning.taxonomy);
      const text = `${label}${pick(words)}${pick(words)}又不行了,${pick(words)}`;
      const [id, code] = [randomUUID(), `M${String(at).padStart(4, "0")}`];
      const next = codes[(codes.indexOf(own) + 1) % codes.length]!;
      const category = isExamined({ ticketId: id }) ? own : next;
      const read = { kind: "complaint", category, readAs: category, confidence: 1, because: [], urgency: "routine" };
      const rest = { sensitive: false, reader: "local@1", summary: text, placeFrom: "group", reporterRef: "m" };
      const where = { areaPath: group!.areaPath!, groupId: group!.id, createdAt: now, updatedAt: now };
      const approved = { status: "closed", approvedById: randomUUID(), approvedAt: now };
      const evidence = { create: [{ groupId: group!.id, messageRef: `m${at}`, text, kind: "text", at: now }] };
      await database.ticket.create({ data: { id, code, ...read, ...rest, ...where, ...approved, evidence } });
    }
  } finally {
    await database.$disconnect();
  }
  const lesson = await learnFromStaff(house.learning, signal);
  complaints.equal("lessons refused", Number(lesson.outcome === "refused"), 1);
  const report = "report" in lesson ? lesson.report : null;
  complaints.atLeast("cases shown of a worse local model", report?.lost.length ?? 0, 1);
  complaints.equal("worse local models in use", Number((await house.parts.learntModels.inUse()) !== null), 0);
  return { examples: lesson.examples, modelCases: report?.cases ?? 0 };
}
