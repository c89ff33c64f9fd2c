import { describe, expect, it } from "vitest";
import type { ArticleWords } from "../../src/domain/article.ts";
import {
  type ArticleFile,
  type ArticleMove,
  articleEvents,
  articleRefusal,
  articleStage,
  articleTransitions,
  moveArticle,
  newArticle,
  newestVersion,
} from "../../src/domain/article-life.ts";
import type { Actor } from "../../src/domain/authority.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 6, 3, 4, minute));
const estate = "幸福里社区/幸福里小区";
const staff = (name: string, more: Partial<Actor> = {}): Actor => ({
  ...{ staffId: name, name, role: "admin", areaPath: "幸福里社区", partyId: null },
  ...more,
});
const [yun, fang] = [staff("云云"), staff("小方")];
const words = (answer: string, more: Partial<ArticleWords> = {}): ArticleWords => ({
  ...{
    question: "居住证明怎么开？",
    variants: [],
    answer,
    kind: "certificate_guide",
    source: "证明清单",
    issuer: "居委会",
  },
  ...{ documentNumber: null, areaPath: estate, validFrom: null, validUntil: null },
  ...more,
});
const save = (answer: string): ArticleMove => ({ event: "save", words: words(answer) });
const stageOf = (file: ArticleFile) => articleStage(file.article, newestVersion(file).number);

const drafted = newArticle({ id: "1", slug: "a", words: words("一") }, yun, at(0));
const published = moveArticle(drafted, { event: "publish" }, fang, at(1));
const revised = moveArticle(published, save("二"), yun, at(2));
const retired = moveArticle(published, { event: "retire" }, yun, at(3));
const stages = { draft: drafted, published, revised, retired };

describe("the life of an article", () => {
  it("is the table's, from every stage by every event", () => {
    for (const [stage, file] of Object.entries(stages)) {
      expect(stageOf(file)).toBe(stage);
      for (const event of articleEvents) {
        const to = (articleTransitions[event] as Record<string, string>)[stage];
        const move: ArticleMove = event === "save" ? save("三") : event === "roll_back" ? { event, to: 1 } : { event };
        const rolledToUnknown = event === "roll_back" && stage === "draft";
        const act = () => stageOf(moveArticle(file, move, fang, at(9)));
        if (to === undefined) expect(act, `${event} from ${stage}`).toThrow(/cannot take/);
        // The draft's only version was never published: bringing it back is saving it.
        else expect(act(), `${event} from ${stage}`).toBe(rolledToUnknown ? "draft" : to);
      }
    }
  });

  it("goes on answering with the published words while newer ones wait", () => {
    expect(revised.article).toMatchObject({ answer: "一", status: "published", version: 1 });
    const after = moveArticle(revised, { event: "publish" }, fang, at(4));
    expect(after.article).toMatchObject({ answer: "二", status: "published", version: 2, changedAt: at(4) });
    expect(after.versions).toMatchObject([
      { number: 2, savedBy: { name: "云云" }, savedAt: at(2), publishedBy: { name: "小方" }, publishedAt: at(4) },
      { number: 1, savedBy: { name: "云云" }, savedAt: at(0), publishedBy: { name: "小方" }, publishedAt: at(1) },
    ]);
  });

  it("is never published by whoever wrote its newest words", () => {
    expect(articleRefusal(drafted, "publish", yun)).toBe("own_words");
    expect(() => moveArticle(revised, { event: "publish" }, yun, at(4))).toThrow(/another person/);
    const takenOver = moveArticle(revised, save("二半"), fang, at(4));
    expect(articleRefusal(takenOver, "publish", fang)).toBe("own_words");
    expect(articleRefusal(takenOver, "publish", yun)).toBeNull();
  });

  it("is rolled back by one person to words that two have stood for, as a new version", () => {
    const second = moveArticle(revised, { event: "publish" }, fang, at(4));
    const back = moveArticle(second, { event: "roll_back", to: 1 }, yun, at(5));
    expect(back.article).toMatchObject({ answer: "一", version: 3, status: "published" });
    expect(back.versions[0]).toMatchObject({
      number: 3,
      restores: 1,
      publishedBy: { name: "云云" },
      publishedAt: at(5),
    });
    expect(back.versions).toHaveLength(3);
    expect(moveArticle(back, { event: "roll_back", to: 1 }, yun, at(6))).toBe(back);
  });

  it("waits for a second person when it is rolled back to words that nobody has published", () => {
    const third = moveArticle(revised, save("三"), yun, at(4));
    const live = moveArticle(third, { event: "publish" }, fang, at(5));
    const back = moveArticle(live, { event: "roll_back", to: 2 }, yun, at(6));
    expect(stageOf(back)).toBe("revised");
    expect(back.article.answer).toBe("三");
    expect(newestVersion(back)).toMatchObject({ number: 4, restores: 2, words: { answer: "二" }, publishedBy: null });
    expect(() => moveArticle(live, { event: "roll_back", to: 9 }, yun, at(6))).toThrow(/nothing at/);
  });

  it("keeps no version of a save that says the same, but wakes what was retired", () => {
    expect(moveArticle(drafted, save("一"), fang, at(4))).toBe(drafted);
    const awake = moveArticle(retired, save("一"), yun, at(4));
    expect(awake).toMatchObject({ article: { status: "draft", version: 2 }, retiredBy: null, retiredAt: null });
  });

  it("is in the hands of those whom the table of authority names, in their area, and where its newer words shall hold", () => {
    const dispatcher = staff("调度", { role: "dispatcher" });
    expect(articleRefusal(drafted, "save", dispatcher)).toBeNull();
    expect(articleRefusal(drafted, "publish", dispatcher)).toBe("not_your_role");
    expect(articleRefusal(drafted, "save", staff("网格", { role: "grid" }))).toBe("not_your_role");
    expect(articleRefusal(drafted, "publish", staff("别处", { areaPath: "幸福里社区/别的小区" }))).toBe(
      "not_your_area",
    );
    const here = staff("本小区", { areaPath: estate });
    const wider = { event: "save", words: words("一", { areaPath: "幸福里社区" }) } as const;
    expect(() => moveArticle(drafted, wider, here, at(4))).toThrow(/may not/);
    expect(articleRefusal(moveArticle(published, wider, yun, at(4)), "publish", here)).toBe("not_your_area");
    expect(() =>
      newArticle({ id: "2", slug: "b", words: words("一") }, staff("远", { areaPath: "远" }), at(0)),
    ).toThrow();
  });
});
