import { describe, expect, it } from "vitest";
import { buildIndex, search } from "../../src/knowledge/index.ts";
import { thresholds } from "../../src/knowledge/sureness.ts";
import { casesOfEstate, fitCurve } from "../evals/calibrate-answers.ts";
import { estateFolders, readEstateQuestions } from "../evals/knowledge-data.ts";

/** How people really ask, against what their office has published. */
describe("questions heard in the chats of two estates", () => {
  const estates = estateFolders.map(readEstateQuestions);
  const asked = estates.flatMap(({ articles, questions }) => {
    const index = buildIndex(articles);
    return questions.map((question) => {
      const { decision, articles: said } = search(index, question.text, {
        areaPath: question.areaPath,
        now: question.at,
      });
      return { ...question, said: decision === "answer" ? said[0]!.id : null };
    });
  });

  it("are answered right three times in four when an article answers them, and as good as never wrong", () => {
    const answerable = asked.filter(({ articleId }) => articleId !== null);
    const right = answerable.filter(({ articleId, said }) => said === articleId);
    const wrong = answerable.filter(({ articleId, said }) => said !== null && said !== articleId);
    expect(right.length / answerable.length).toBeGreaterThanOrEqual(0.75);
    expect(wrong.length / answerable.length).toBeLessThanOrEqual(0.02);
  });

  it("are left to staff nineteen times in twenty when none does, the expired and the neighbours' among them", () => {
    const unknown = asked.filter(({ articleId }) => articleId === null);
    expect(unknown.filter(({ said }) => said === null).length / unknown.length).toBeGreaterThanOrEqual(0.95);
  });

  it("gave the curve that ships", { timeout: 60_000 }, () => {
    const { constant, weights } = fitCurve(estates.flatMap(casesOfEstate), ["rival", "asked"]);
    expect(thresholds.asked).toMatchObject({ constant, weights });
  });
});
