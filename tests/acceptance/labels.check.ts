import { join } from "node:path";
import pino from "pino";
import { createMemoryLanguageModel } from "../../adapters/memory/memory-language-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import { buildApp } from "../../src/http/app.ts";
import { aiLabel } from "../../src/locales/ai-label.ts";
import { createLocalReader, createModelReader } from "../../src/reading/index.ts";
import type { ModelForm } from "../../src/reading/model-form.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { letRead, type OpenedHouse, openHouse } from "./open-house.ts";
import { projectRoot } from "./planted-tree.ts";

/** What residents report, the same kind of matter in one building, so that each draft's card names the ones before it. */
const reports = ["电梯又停在七楼不动了", "电梯门关不上一直响", "电梯按键按了没反应", "电梯里面灯不亮了"];
/** Where a model's words begin in a summary: nobody else writes so. */
const mark = "模型概括";

/** What a language model wrote is marked wherever it is shown. */
export const labels: Check = {
  name: "labels",
  promise: "Text written by a model carries its mark, AI 生成, in every post, on every page and in every export.",
  mutants: [
    patched(
      "cards-without-the-mark",
      "src/outreach/staff-card.ts",
      "return withAiLabel(clip(redact(summary)), reader);",
      "return reader && clip(redact(summary));",
    ),
    patched(
      "no-mark-at-all",
      "src/domain/reading.ts",
      'return reader.includes("@") && !reader.startsWith("local@");',
      'return reader.includes("@") && reader === "";',
    ),
  ],

  async run() {
    const complaints = new Complaints();
    const model = createMemoryLanguageModel(({ input }) => summariser(input));
    const prompts = openPromptFiles(join(projectRoot, "prompts"));
    const reader = createModelReader({ model, prompts, local: createLocalReader(), gate: () => true });
    const opened = await openHouse({ now: new Date("2026-06-03T09:00:00+08:00"), reader });
    try {
      await reportAll(opened);
      const posts = ["g1", "g2", "g3", "g4"].flatMap((key) =>
        opened.house.platform.chat.posts(opened.house.groupRefs.get(key)!).map(({ text }) => text),
      );
      const pages = await pagesOf(opened);
      complaints.none("posts with a model's words and no mark", posts.filter(lacksMark));
      complaints.none(
        "pages and exports with a model's words and no mark",
        pages.filter(({ body }) => lacksMark(body)).map(({ url }) => url),
      );
      complaints.atLeast("posts with a model's words", posts.filter((text) => text.includes(mark)).length, 1);
      const shown = pages.filter(({ body }) => body.includes(mark));
      complaints.equal("pages and exports without a model's words", pages.length - shown.length, 0);
      return {
        problems: complaints.all,
        numbers: { posts: posts.length, pages: pages.length, asked: model.asked.length },
      };
    } finally {
      await opened.close();
    }
  },
};

/** A model that takes each line for a report and sums it up in words of its own. */
function summariser(input: string): ModelForm {
  const lines = [...input.matchAll(/^\{"n":(\d+).*"new":true.*"text":"(.*?)"\}$/gm)].map(([, n, text]) => ({
    n: Number(n),
    text: text!,
  }));
  return {
    reports: lines.map(({ n, text }) => ({
      ...{ kind: "complaint", evidence: [n], quotes: [text], category: "elevator", runnerUp: null, confidence: 0.9 },
      ...{ area: null, spot: null, urgency: "routine", sensitive: false, alsoAffected: [] },
      summary: `${mark} ${text.slice(0, 6)}`,
    })),
    ...{ questions: [], followUps: [], quarrels: [] },
  };
}

async function reportAll({ house, estate }: OpenedHouse): Promise<void> {
  for (const [at, text] of reports.entries()) {
    const { senderRef, nick } = estate.residents[at]!;
    house.platform.chat.say(house.groupRefs.get("g1")!, { text, senderRef, nick });
    await letRead(house);
  }
}

/** True when a model's words stand somewhere without their mark behind them. */
function lacksMark(text: string): boolean {
  return text
    .split(mark)
    .slice(1)
    .some((after) => !after.slice(0, 80).includes(aiLabel));
}

/** Every list, page and export that shows tickets, as staff are given it. */
async function pagesOf({
  house,
  staff,
}: OpenedHouse): Promise<readonly { readonly url: string; readonly body: string }[]> {
  const app = await buildApp(
    {
      ...house.parts,
      modelPrices: null,
      live: { subscribe: () => () => {} },
      about: {
        ...{ version: "check", startedAt: new Date(), queueBackend: "memory", embeddedDatabase: true, region: "cn" },
        address: () => "http://127.0.0.1",
        reader: { name: "memory", offline: () => false },
        platforms: () => [],
        ping: async () => {},
      },
    },
    { logger: pino({ level: "silent" }), pagesFolder: null },
  );
  try {
    const { staffId } = await staff("看的人", "admin");
    const token = await house.parts.directory.issueCode(
      { purpose: "sign_in", staffId, ttlMs: 60_000 },
      house.clock.now(),
    );
    const signedIn = await app.inject({ method: "POST", url: "/api/session", payload: { token } });
    const cookie = String(signedIn.headers["set-cookie"]).split(";")[0]!;
    const ids = (await house.tickets()).map(({ id }) => id);
    const urls = [
      "/api/tickets",
      "/api/tickets/export?format=csv&language=zh",
      ...ids.map((id) => `/api/tickets/${id}`),
    ];
    return Promise.all(urls.map(async (url) => ({ url, body: (await app.inject({ url, headers: { cookie } })).body })));
  } finally {
    await app.close();
  }
}
