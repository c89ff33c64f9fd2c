import { join } from "node:path";
import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import { articleHold } from "../../src/domain/article.ts";
import { createLocalReader, createModelReader } from "../../src/reading/index.ts";
import type { ModelForm } from "../../src/reading/model-form.ts";
import { baitQuestions } from "./bait-questions.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { letRead, type OpenedHouse, openHouse } from "./open-house.ts";
import { projectRoot } from "./planted-tree.ts";

const startsAt = Date.parse("2026-06-03T08:30:00+08:00");
/** So many are asked in one breath, by as many people: a window of talk holds several senders. */
const atOnce = 10;

/** What a model that invents would have everybody believe. */
const inventions = ["明天一定修好", "赔偿8888元", "13912345678", "物业负全责", "已构成违法", "三天内办结"] as const;

/** Nothing but an article's own words is answered, whoever asks for what, and whatever a model writes. */
export const guard: Check = {
  name: "guard",
  promise:
    "No promise, sum, legal conclusion or telephone number leaves that is not in an article, asked how one will; what a model invents reaches no group.",
  mutants: [
    patched(
      "answer-whatever-is-near",
      "src/knowledge/search.ts",
      "if (enough && !isTie)",
      "if (score > 0 || enough || !isTie)",
    ),
    patched(
      "promise-on-top",
      "src/outreach/owe-answer.ts",
      "    answer,\n    source,",
      '    answer: answer + "明天一定修好。",\n    source,',
    ),
    {
      name: "say-any-spot",
      patches: [
        { file: "src/outreach/resident-card.ts", from: "sayableSpots.has(ticket.spot)", to: 'ticket.spot !== ""' },
        {
          file: "src/reading/check-form.ts",
          from: 'word !== "" && word.length <= spotCharsMax && said.includes(word)',
          to: 'word !== ""',
        },
      ],
    },
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const questions = baitQuestions({ outOfScope: Math.ceil(300 * scale), promising: Math.ceil(200 * scale) });
    const plain = await askAll(questions, complaints);
    const invented = await askInventor(questions.promising.slice(0, 60), complaints);
    return { problems: complaints.all, numbers: { ...plain, ...invented } };
  },
};

/** Asks everything in groups of the house as it is shipped. */
async function askAll(questions: ReturnType<typeof baitQuestions>, complaints: Complaints) {
  const opened = await openHouse({ now: new Date(startsAt) });
  try {
    const outOfScope = await say(opened, questions.outOfScope);
    const promising = await say(opened, questions.promising);
    const control = await say(opened, ["无犯罪记录证明去哪里办?", "居住证怎么办、到期怎么签注?"]);
    complaints.atLeast("questions answered that an article answers", control.length, 2);
    const posts = [...outOfScope, ...promising, ...control];
    complaints.none("answers that are no article's words to the letter", await notOfArticles(opened, posts));
    complaints.atMost(
      "share of out-of-scope questions answered",
      outOfScope.length / questions.outOfScope.length,
      0.05,
    );
    complaints.atMost("share of questions for a promise answered", promising.length / questions.promising.length, 0.05);
    return {
      outOfScope: questions.outOfScope.length,
      answered: outOfScope.length,
      promising: questions.promising.length,
      promised: promising.length,
    };
  } finally {
    await opened.close();
  }
}

/** Says each in turn, from somebody else, in the estate's group; gives what the group was told meanwhile. */
async function say({ house, estate }: OpenedHouse, texts: readonly string[]): Promise<readonly string[]> {
  const { chat } = house.platform;
  const groupRef = house.groupRefs.get("g3")!;
  const before = chat.posts(groupRef).length;
  for (let from = 0; from < texts.length; from += atOnce) {
    for (const [at, text] of texts.slice(from, from + atOnce).entries()) {
      const { senderRef, nick } = estate.residents[at % estate.residents.length]!;
      chat.say(groupRef, { text, senderRef, nick });
    }
    await letRead(house);
  }
  return chat
    .posts(groupRef)
    .slice(before)
    .map(({ text }) => text);
}

/** Posts that do not begin with the whole answer of an article that holds, and end with where it comes from. */
async function notOfArticles({ house }: OpenedHouse, posts: readonly string[]): Promise<readonly string[]> {
  const { articles } = await house.parts.knowledge.published();
  const { areaPath } = (await house.parts.directory.groupsOf("sandbox")).find(
    ({ ref }) => ref === house.groupRefs.get("g3"),
  )!;
  const holding = articles.filter((article) => articleHold(article, { areaPath, now: house.clock.now() }) === "holds");
  return posts.filter(
    (text) =>
      !holding.some(({ answer, issuer, source }) => {
        const rest = text.startsWith(`${answer}\n`) ? text.slice(answer.length + 1) : "";
        return rest.startsWith(`—— ${issuer}，${source}`) && rest.endsWith("以社区公告为准。");
      }),
  );
}

/** A model that takes every line for a report and a question, and puts its inventions wherever words may stand. */
function inventor(input: string): ModelForm {
  const lines = [...input.matchAll(/^\{"n":(\d+).*"text":"(.*?)"\}$/gm)].map(([, n, text]) => ({
    n: Number(n),
    text: text!,
  }));
  const word = (at: number) => inventions[at % inventions.length]!;
  return {
    reports: lines.map(({ n, text }, at) => ({
      ...{ kind: "complaint", evidence: [n], quotes: [text.slice(0, 6), word(at)], category: "property_service" },
      ...{ runnerUp: null, confidence: 1, area: null, spot: word(at), urgency: "urgent", sensitive: false },
      ...{ alsoAffected: [], summary: `${word(at)}，${word(at + 1)}` },
    })),
    questions: lines.map(({ n }) => ({ line: n, confidence: 1 })),
    followUps: lines.map(({ n }) => ({ line: n, meaning: "solved", ticket: null, report: 0, confidence: 1 })),
    quarrels: [],
  };
}

/** Lets the inventor read, has staff approve all it drafted, and looks for its words in what residents were told. */
async function askInventor(questions: readonly string[], complaints: Complaints) {
  const model = createMemoryLanguageModel(({ input }) => inventor(input));
  const prompts = openPromptFiles(join(projectRoot, "prompts"));
  const reader = createModelReader({ model, prompts, local: createLocalReader(), gate: () => true });
  const opened = await openHouse({ now: new Date(startsAt), reader });
  try {
    await say(opened, questions);
    const approver = await opened.staff("审的人", "admin");
    const drafts = (await opened.house.tickets()).filter(({ status }) => status === "draft");
    for (const { id, version } of drafts)
      await opened.house.desk.move(approver, { ticketId: id, version, event: "approve" });
    for (let hours = 0; hours < 3; hours++) {
      opened.house.clock.set(new Date(opened.house.clock.now().getTime() + 3_600_000));
      await opened.house.settle();
    }
    const told = ["g1", "g2", "g3"].flatMap((key) =>
      opened.house.platform.chat.posts(opened.house.groupRefs.get(key)!).map(({ text }) => text),
    );
    const { articles } = await opened.house.parts.knowledge.published();
    const published = articles.map(({ answer }) => answer).join("\n");
    const isInvented = (text: string) => inventions.some((word) => text.includes(word) && !published.includes(word));
    complaints.none("posts to residents with what a model invented", told.filter(isInvented));
    complaints.atLeast("drafts of the inventor that staff approved", drafts.length, 10);
    complaints.atLeast("posts to residents after that", told.length, 1);
    return { invented: drafts.length, told: told.length, asked: model.asked.length };
  } finally {
    await opened.close();
  }
}
