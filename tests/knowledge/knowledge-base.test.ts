import { afterEach, describe, expect, it, vi } from "vitest";
import type { Article } from "../../src/domain/article.ts";
import { createKnowledgeBase } from "../../src/knowledge/index.ts";

const permit: Article = {
  id: "permit",
  slug: "permit",
  question: "居住证怎么办理,要带什么?",
  variants: [],
  answer: "带身份证到便民服务中心2号窗办理。",
  kind: "policy",
  source: "办事指南",
  issuer: "便民服务中心",
  documentNumber: null,
  areaPath: "梨园社区",
  validFrom: null,
  validUntil: null,
  status: "published",
  version: 1,
  changedAt: new Date(0),
};
const place = { areaPath: "梨园社区/梨园小区", now: new Date("2026-07-03T12:00:00+08:00") };

describe("knowledge base", () => {
  afterEach(() => void vi.useRealTimers());

  it("answers with an article and how sure it is, and gives the article by id", async () => {
    const knowledge = createKnowledgeBase({ published: async () => ({ stamp: "1", articles: [permit] }) });
    await expect(knowledge.lookUp("居住证怎么办理,要带什么", place)).resolves.toEqual({
      articleId: "permit",
      score: expect.closeTo(0.9, 0),
    });
    await expect(knowledge.article("permit")).resolves.toEqual(permit);
    await expect(knowledge.article("other")).resolves.toBeNull();
  });

  it("says nothing when no article answers, and none when there are none", async () => {
    const knowledge = createKnowledgeBase({ published: async () => ({ stamp: "1", articles: [permit] }) });
    await expect(knowledge.lookUp("电梯什么时候修好", place)).resolves.toBeNull();
    const empty = createKnowledgeBase({ published: async () => ({ stamp: "0", articles: [] }) });
    await expect(empty.lookUp("居住证怎么办理", place)).resolves.toBeNull();
  });

  it("hears of a change within five seconds, and asks the store no oftener", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    let stored = { stamp: "1", articles: [permit] };
    let asked = 0;
    const knowledge = createKnowledgeBase({
      published: async () => {
        asked += 1;
        return stored;
      },
    });
    const look = () => knowledge.lookUp("居住证怎么办理,要带什么", place);
    await look();
    stored = { stamp: "2", articles: [] };
    vi.advanceTimersByTime(4_900);
    await expect(look()).resolves.not.toBeNull();
    vi.advanceTimersByTime(200);
    await expect(look()).resolves.toBeNull();
    expect(asked).toBe(2);
  });
});
