import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ErrorView } from "../../src/api/errors.ts";
import type { ArticleFileView, ArticleView, ArticleWordsBody, ImportView, TrialView } from "../../src/api/knowledge.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
let [writer, second] = ["", ""];
let community: string;
let estate: string;
beforeAll(async () => {
  house = await openHttpHouse();
  writer = await house.signInAs("dispatcher");
  second = await house.signInAs("admin");
  const areas = (await ask<string[]>(writer, "GET", "/api/areas")).body;
  community = areas[0]!.split("/")[0]!;
  estate = areas.find((path) => path.split("/").length === 2)!;
});
afterAll(() => house.close());

async function ask<T>(cookie: string, method: "GET" | "POST", url: string, payload?: object, key?: string) {
  const headers = { cookie, ...(key && { "idempotency-key": key }) };
  const answer = await house.app.inject({ method, url, headers, ...(payload && { payload }) });
  return { status: answer.statusCode, body: answer.json() as T };
}

const words = (more: Partial<ArticleWordsBody> = {}): ArticleWordsBody => ({
  ...{
    question: "养老认证在哪里做？",
    variants: ["养老金认证"],
    answer: "带身份证到社区一楼。",
    kind: "certificate_guide",
  },
  ...{ source: "社区服务清单", issuer: "社区居委会", documentNumber: null, areaPath: estate },
  ...{ validFrom: null, validUntil: null },
  ...more,
});
const write = (more: Partial<ArticleWordsBody> = {}, key = randomUUID()) =>
  ask<ArticleFileView>(writer, "POST", "/api/articles", words(more), key);
const move = <T = ArticleFileView>(cookie: string, { id, revision }: ArticleFileView, body: object) =>
  ask<T>(cookie, "POST", `/api/articles/${id}/events`, { revision, ...body });
const answerHere = async (question: string) =>
  (await house.deps.answers.lookUp(question, { areaPath: estate, now: new Date() }))?.articleId ?? null;

describe("articles over HTTP", () => {
  it("go from a draft by a second person to an answer, keep every version, and are rolled back in one step", async () => {
    const { status, body: draft } = await write();
    expect(status).toBe(201);
    expect(draft).toMatchObject({ stage: "draft", revision: 1, liveVersion: null, can: { publish: "not_your_role" } });
    expect((await move<ErrorView>(writer, draft, { event: "publish" })).body.code).toBe("NOT_ALLOWED");
    const { body: published } = await move(second, draft, { event: "publish" });
    expect(published).toMatchObject({ stage: "published", liveVersion: 1, can: { publish: "wrong_stage" } });

    const edit = { event: "save", words: words({ answer: "改到二楼。" }) };
    const { body: revised } = await move(second, published, edit);
    expect(revised).toMatchObject({ stage: "revised", liveVersion: 1, can: { publish: "own_words" } });
    expect((await move<ErrorView>(second, revised, { event: "publish" })).body.code).toBe("ARTICLE_OWN_WORDS");
    const other = await house.signInAs("admin");
    const { body: again } = await move(other, revised, { event: "publish" });
    const { body: back } = await move(other, again, { event: "roll_back", to: 1 });
    expect(back).toMatchObject({ stage: "published", liveVersion: 3 });
    expect(back.versions).toMatchObject([
      { number: 3, restores: 1, words: { answer: "带身份证到社区一楼。" } },
      { number: 2, savedBy: `admin ${community}`, publishedBy: `admin ${community}` },
      { number: 1, savedBy: `dispatcher ${community}`, publishedBy: `admin ${community}` },
    ]);
    const { body: gone } = await move(second, back, { event: "retire" });
    expect(gone).toMatchObject({ stage: "retired", retiredBy: `admin ${community}` });
  });

  it("take two presses of the same button for one, and refuse who looked at what has changed meanwhile", async () => {
    const key = randomUUID();
    const [one, other] = [await write({}, key), await write({}, key)];
    expect(other.body).toEqual(one.body);
    const edits = ["甲", "乙"].map((answer) => move(writer, one.body, { event: "save", words: words({ answer }) }));
    const ends = await Promise.all(edits);
    expect(ends.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it("answer in their area while they hold, and neither as a draft nor elsewhere nor after their last day", async () => {
    const question = "装修垃圾清运预约电话是多少";
    const { body: draft } = await write({ question, variants: [], answer: "拨打清运电话。", validUntil: "2099-12-31" });
    expect(await answerHere(question)).toBeNull();
    await move(second, draft, { event: "publish" });
    const at = (areaPath: string, day: string) =>
      house.deps.answers.lookUp(question, { areaPath, now: new Date(`${day}T12:00:00+08:00`) });
    await expect.poll(() => answerHere(question), { timeout: 8_000 }).toBe(draft.id);
    expect(await at(community, "2026-11-22")).toBeNull();
    expect(await at(`${estate}二期`, "2026-11-22")).toBeNull();
    expect((await at(estate, "2099-12-31"))?.articleId).toBe(draft.id);
    expect(await at(estate, "2100-01-01")).toBeNull();
  }, 20_000);

  it("can be tried out: what would be said there, how sure, by which words, and what came second", async () => {
    const published = async (question: string, answer: string, more = {}) => {
      const { body } = await write({ question, variants: [], answer, ...more });
      return (await move(second, body, { event: "publish" })).body.id;
    };
    const day = await published("羽毛球馆周末几点开放？", "周末 8:00 至 20:00 开放。");
    const price = await published("羽毛球馆怎么收费？", "每小时 20 元。");
    const tryOut = (question: string, areaPath = estate) =>
      ask<TrialView>(writer, "GET", `/api/articles/try?${new URLSearchParams({ question, areaPath })}`);
    const { body } = await tryOut("请问羽毛球馆周末几点开放呀");
    expect(body).toMatchObject({ decision: "answer", silentBecause: null, said: [day] });
    expect(body.score).toBeGreaterThanOrEqual(body.answerAt);
    expect(body.hits[0]).toMatchObject({ article: { id: day }, nearness: 1, hold: "holds" });
    expect(body.hits[0]?.matched.join()).toContain("羽毛球馆周末");
    expect(body.hits[1]).toMatchObject({ article: { id: price }, matched: expect.arrayContaining(["羽毛球馆"]) });
    expect(body.hits[1]?.nearness).toBeLessThan(1);

    expect((await tryOut("羽毛球馆周末几点开放", community)).body).toMatchObject({
      ...{ decision: "silent", silentBecause: "elsewhere", said: [] },
    });
    expect((await tryOut("今天晚饭吃什么")).body).toMatchObject({ decision: "silent", said: [] });
    expect((await tryOut("羽毛球馆", "别的社区")).status).toBe(403);
  });

  it("come in from a file as drafts, after a look at what would become of them, and go out again as they are", async () => {
    const rows = [
      "问题,答案,出处,发布单位,适用区域",
      `快递柜在哪里,在东门。,'=告示,物业,${estate}`,
      `没出处,答,,物业,${estate}`,
    ];
    const bring = (save: boolean, text = rows.join("\n")) =>
      ask<ImportView>(writer, "POST", "/api/articles/import", { format: "csv", text, save });
    const listed = async () =>
      (await ask<ArticleView[]>(writer, "GET", "/api/articles")).body.filter(
        ({ question }) => question === "快递柜在哪里",
      );
    const verdicts = (view: ImportView) => view.rows.map(({ line, verdict }) => [line, verdict]);
    expect(verdicts((await bring(false)).body)).toEqual([
      [2, "new"],
      [3, "refused"],
    ]);
    expect(await listed()).toEqual([]);
    expect((await bring(true)).status).toBe(200);
    expect(await listed()).toMatchObject([{ stage: "draft", source: "=告示" }]);
    expect(verdicts((await bring(true)).body)[0]).toEqual([2, "same"]);

    for (const format of ["csv", "markdown"]) {
      const url = `/api/articles/export?format=${format}`;
      const file = await house.app.inject({ method: "GET", url, headers: { cookie: writer } });
      expect(file.headers["content-disposition"]).toMatch(/attachment; filename="linli-articles-/);
      const again = await ask<ImportView>(writer, "POST", "/api/articles/import", {
        format,
        text: file.body,
        save: false,
      });
      expect(new Set(again.body.rows.map(({ verdict }) => verdict))).toEqual(new Set(["same"]));
      if (format === "csv") expect(file.body).toContain(",'=告示,");
    }
    const grid = await house.signInAs("grid");
    expect((await ask(grid, "POST", "/api/articles/import", { format: "csv", text: "", save: true })).status).toBe(403);
    expect((await bring(false, "随便")).body).toEqual({ problem: "no_header", rows: [] });
  });

  it("show nothing to staff of another area, and let them write nothing for this one", async () => {
    const { body: draft } = await write();
    const stranger = await house.signInAs("admin", "别的社区");
    expect((await ask(stranger, "GET", `/api/articles/${draft.id}`)).status).toBe(404);
    expect((await move(stranger, draft, { event: "retire" })).status).toBe(404);
    const made = await ask<ErrorView>(stranger, "POST", "/api/articles", words(), randomUUID());
    expect([made.status, made.body.code]).toEqual([400, "INPUT_INVALID"]);
    const list = (await ask<ArticleView[]>(writer, "GET", "/api/articles")).body;
    expect(list.find(({ id }) => id === draft.id)).toMatchObject({
      stage: "draft",
      savedBy: `dispatcher ${community}`,
    });
  });

  it.each([
    ["without an answer", { answer: "  " }],
    ["without an issuer", { issuer: "" }],
    ["in no area of the tree", { areaPath: "幸福里社区/没有" }],
    ["that ends before it begins", { validFrom: "2026-07-02", validUntil: "2026-07-01" }],
    ["with a day that is none", { validUntil: "2026-02-30" }],
    ["of an unknown kind", { kind: "rumour" as never }],
  ])("are refused %s", async (_, more) => {
    expect((await write(more)).status).toBe(400);
  });
});
