import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Article } from "../../src/domain/article.ts";
import { buildIndex, search } from "../../src/knowledge/index.ts";

const asking = { areaPath: "梨园社区/梨园小区/3号楼", now: new Date("2026-07-03T12:00:00+08:00") };

function article(id: string, question: string, answer: string, changes: Partial<Article> = {}): Article {
  return {
    ...{ id, slug: id, question, answer, variants: [], kind: "policy", source: "", issuer: "", documentNumber: null },
    ...{
      areaPath: "梨园社区",
      validFrom: null,
      validUntil: null,
      status: "published",
      version: 1,
      changedAt: new Date(0),
    },
    ...changes,
  };
}

const permit = article(
  "permit",
  "居住证怎么办理,要带什么?",
  "满半年可申领。带身份证、居住登记凭证、租赁合同到便民服务中心2号窗办理,不收费。",
  {
    variants: ["租房满半年想办居住证去哪办"],
  },
);
const dog = article("dog", "养狗怎么办犬证?", "犬只满三个月,带免疫证明和身份证到派出所办理,每年免费续一次。");
const renovation = article(
  "renovation",
  "装修施工时间是怎么规定的?",
  "工作日8:00至12:00、14:00至18:00可以施工,周末和法定节假日不得使用电锯、电钻。",
  {
    variants: ["周末能打孔吗", "装修可以几点开始"],
  },
);
const garage = article("garage", "地下车库月卡怎么申请?", "业主和租客带行驶证到物业服务中心登记,每月300元。");
const visitor = article("visitor", "访客车辆停车怎么收费?", "前两小时免费,之后每小时3元,一天最高20元。");
const canteen = article("canteen", "社区食堂几点开饭、多少钱?", "午餐11:00至13:00,六十岁以上每餐12元。");
const faq = [permit, dog, renovation, garage, visitor, canteen];

const ask = (question: string, articles: readonly Article[] = faq, where: Partial<typeof asking> = {}) =>
  search(buildIndex(articles), question, { ...asking, ...where });
const answered = (...args: Parameters<typeof ask>) => ask(...args).articles.map(({ id }) => id);

describe("search", () => {
  it.each([
    ["请教下,居住证去哪里办,要带啥?", "permit"],
    ["租房满半年了想办个居住证", "permit"],
    ["我丈母娘的狗要办狗证不", "dog"],
    ["礼拜六能打孔吗?装个窗帘", "renovation"],
    ["咱社区饭堂几点开饭啊", "canteen"],
  ])("answers %j with the article that says it, in whatever words", (question, id) => {
    expect(ask(question)).toMatchObject({ decision: "answer", articles: [{ id }], silentBecause: null });
  });

  it.each(["今天晚上吃什么", "电梯又坏了,有人管吗", "会所泳池今年开不开", "怎么办", "哈哈哈", "", "🙂", "12345"])(
    "is silent on %j, which no article answers",
    (question) => {
      expect(ask(question)).toMatchObject({ decision: "silent", articles: [] });
    },
  );

  it("offers both when two articles answer to the same words", () => {
    const [upper, lower] = ["地下一层", "地下二层"].map((floor) =>
      article(floor, `${floor}车库月卡怎么收费?`, `${floor}的价格。`),
    );
    const found = ask("车库月卡怎么收费", [permit, dog, renovation, visitor, canteen, upper!, lower!]);
    expect(found.decision).toBe("offer_two");
    expect(found.articles.map(({ id }) => id).sort()).toEqual(["地下一层", "地下二层"]);
    expect(answered("地下二层车库月卡怎么收费", [permit, dog, renovation, visitor, canteen, upper!, lower!])).toEqual([
      "地下二层",
    ]);
  });

  describe("an article that does not hold", () => {
    const summer = { question: "暑期托管班怎么报名?", answer: "7月7日至8月15日,6月20日起在社区服务中心现场报名。" };
    const question = "今年暑假托管班还办不办,怎么报名?";
    const lastYear = article("2025", summer.question, summer.answer, {
      validUntil: new Date("2025-08-31T23:59:59+08:00"),
    });

    it.each([
      ["has expired", { validUntil: new Date("2025-08-31T23:59:59+08:00") }, "expired"],
      ["is another community's", { areaPath: "柳荫社区" }, "elsewhere"],
      ["is not in force yet", { validFrom: new Date("2026-08-01T00:00:00+08:00") }, "not_yet"],
    ])("never answers when it %s, and nothing else does in its place", (_, changes, silentBecause) => {
      const found = ask(question, [...faq, article("summer", summer.question, summer.answer, changes)]);
      expect(found).toMatchObject({ decision: "silent", articles: [], silentBecause });
      expect(found.hits[0]).toMatchObject({ article: { id: "summer" }, hold: silentBecause });
    });

    it("does not silence this year's version of itself", () => {
      const thisYear = article("2026", "2026年暑期托管班怎么报名?", summer.answer, {
        validUntil: new Date("2026-08-31T23:59:59+08:00"),
      });
      expect(answered(question, [...faq, lastYear, thisYear])).toEqual(["2026"]);
      expect(answered(question, [...faq, thisYear, lastYear])).toEqual(["2026"]);
    });

    it("stops answering at the instant it ends", () => {
      const until = new Date("2026-07-03T23:59:59+08:00");
      const articles = [...faq, { ...lastYear, validUntil: until }];
      expect(answered(question, articles, { now: until })).toEqual(["2025"]);
      expect(answered(question, articles, { now: new Date(until.getTime() + 1) })).toEqual([]);
    });

    it.each(["draft", "retired"] as const)("is not even near while it is %s", (status) => {
      expect(ask("养狗怎么办犬证?", [{ ...dog, status }, permit]).hits.map(({ article: { id } }) => id)).not.toContain(
        "dog",
      );
    });
  });

  it("says nothing in a group that is bound to no area", () => {
    expect(search(buildIndex(faq), "居住证怎么办理", { ...asking, areaPath: null })).toMatchObject({
      decision: "silent",
      silentBecause: "elsewhere",
    });
  });

  it("holds back where there is one article only and the question shares no more than its dressing", () => {
    expect(
      answered("垃圾分类志愿者怎么报名?", [article("summer", "暑期托管班怎么报名?", "6月20日起现场报名。")]),
    ).toEqual([]);
    expect(answered("居住证怎么办理,要带什么", [permit])).toEqual(["permit"]);
  });

  it("finds a plain document by its text alone", () => {
    const documents = [
      "住宅专项维修资金的使用,应当由业主大会表决,经三分之二以上业主同意。",
      "饲养犬只应当即时清理粪便,乘坐电梯避开高峰。",
    ];
    const law = documents.map((text, index) => article(`law-${index}`, "", text));
    expect(ask("维修基金的使用要多少业主同意?", law).hits[0]?.article.id).toBe("law-0");
  });

  it("gives a score between 0 and 1 and only articles that hold, whatever it is asked and whatever stands in the articles", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 30 }),
      fc.constantFrom("居住证", "怎么办", "(.*)+$", "__proto__", "a".repeat(50)),
    );
    const articles = fc.array(
      fc
        .record({ question: text, answer: text, holds: fc.boolean() })
        .map(({ question, answer, holds }) => ({ question, answer, holds })),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(articles, text, (made, question) => {
        const all = made.map((one, index) =>
          article(String(index), one.question, one.answer, one.holds ? {} : { areaPath: "柳荫社区" }),
        );
        const { score, articles: said, hits } = ask(question, all);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
        for (const { areaPath } of said) expect(areaPath).toBe("梨园社区");
        for (const { closeness } of hits) expect(closeness).toBeGreaterThan(0);
      }),
      { numRuns: 50 },
    );
  });

  it("takes no longer for a question of ten thousand signs than for a long one", () => {
    const index = buildIndex(faq);
    const long = "居住证怎么办".repeat(2_000);
    expect(search(index, long, asking)).toEqual(search(index, long.slice(0, 300), asking));
  });
});
