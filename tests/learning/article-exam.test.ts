import { describe, expect, it } from "vitest";
import type { Article } from "../../src/domain/article.ts";
import { examineArticles } from "../../src/learning/article-exam.ts";
import { shippedQuestions } from "../../src/learning/exam-cases.ts";

const now = new Date("2026-06-01T10:00:00+08:00");
const estate = "桥湾社区/青禾苑";

function article(id: string, question: string, more: Partial<Article> = {}): Article {
  return {
    ...{
      id,
      slug: id,
      question,
      variants: [],
      answer: `${question}的答案。`,
      kind: "policy",
      source: "办事指南",
      issuer: "居委会",
    },
    ...{ documentNumber: null, areaPath: estate, validFrom: null, validUntil: null, status: "published", version: 1 },
    changedAt: now,
    ...more,
  };
}

const permit = article("permit", "居住证怎么办", { variants: ["租客想办居住证去哪里"] });
const works = article("works", "装修几点可以施工", { variants: ["周末能不能打孔"] });
const bins = article("bins", "大件垃圾往哪里扔", { variants: ["旧沙发扔哪里"] });
const published = [permit, works, bins];

const examine = (after: readonly Article[], more: Partial<Parameters<typeof examineArticles>[0]> = {}) =>
  examineArticles({ before: published, after, questions: [], unanswerable: shippedQuestions(), now, ...more });

describe("the exam of articles", () => {
  it("lets an article in that asks what nobody has asked", async () => {
    const report = await examine([...published, article("pool", "游泳池几点开放")]);
    expect(report).toMatchObject({ passed: true, lost: [] });
  });

  it("refuses one that asks what another answers already, and says which question is lost", async () => {
    const report = await examine([...published, article("again", "居住证怎么办")]);
    expect(report.passed).toBe(false);
    expect(report.lost.map(({ said, expected }) => [said, expected])).toContainEqual([
      "居住证怎么办",
      ["居住证怎么办"],
    ]);
  });

  it("refuses one whose variants take another's questions", async () => {
    const greedy = article("greedy", "社区都管些什么", { variants: ["周末能不能打孔", "旧沙发扔哪里"] });
    const report = await examine([...published, greedy]);
    expect(report.passed).toBe(false);
    expect(report.lost.map(({ said }) => said)).toContain("周末能不能打孔");
  });

  it("refuses one that answers what nobody can answer", async () => {
    const promising = article("promise", "维修进度", { variants: ["明天能不能修好", "到底还要等多少天"] });
    const report = await examine([...published, promising]);
    expect(report.measures.find(({ measure }) => measure === "wrongAnswers")).toMatchObject({ was: 0, worse: true });
    expect(report.lost).toContainEqual(
      expect.objectContaining({ said: "明天能不能修好", expected: [], is: ["维修进度"] }),
    );
  });

  it("lets an article give up a question, unless another one then answers it wrongly", async () => {
    const narrower = { ...works, variants: [] };
    expect(await examine([permit, narrower, bins])).toMatchObject({ passed: true });
    const rival = { ...bins, variants: [...bins.variants, "周末能不能打孔"] };
    const before = [permit, works, rival];
    expect(await examine([permit, narrower, rival], { before })).toMatchObject({ passed: false });
  });

  it("asks what staff have put into it", async () => {
    const questions = [{ id: "q1", question: "租房的要办什么证", areaPath: estate, articleId: "permit" }];
    const variants = [...works.variants, "租房的要办什么证"];
    const report = await examine([permit, { ...works, variants }, bins], { questions });
    expect(report.measures).toContainEqual(expect.objectContaining({ measure: "wrongAnswers", worse: true }));
  });

  it("lets the article of a building stand beside that of the estate, and not in its place elsewhere", async () => {
    const lift = article("lift", "电梯几点检修");
    const own = article("lift3", "3号楼电梯几点检修", { areaPath: `${estate}/3号楼` });
    const before = [...published, lift];
    expect(await examine([...before, own], { before })).toMatchObject({ passed: true });
  });

  it("never has an expired article answer, whatever takes its place", async () => {
    const old = article("old", "医保怎么缴", { validUntil: new Date("2026-01-01T00:00:00+08:00") });
    const report = await examine([...published, old]);
    expect(report).toMatchObject({ passed: true });
    expect(report.measures.find(({ measure }) => measure === "rightAnswers")).toMatchObject({ was: 6, is: 6 });
  });
});
