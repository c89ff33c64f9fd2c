import { expect, it } from "vitest";
import { groupQuestions } from "../../src/knowledge/index.ts";
import type { UnansweredQuestion } from "../../src/ports/knowledge-store.ts";

/** Newest first, as the store lists them. */
const asked = (...lines: readonly (readonly [text: string, household: string, areaPath?: string])[]) =>
  lines.map(
    ([text, household, areaPath = "社区/小区"], index): UnansweredQuestion => ({
      ...{ id: `q${index}`, text, household, areaPath },
      at: new Date(Date.UTC(2026, 6, 3, 12, 59 - index)),
    }),
  );

it("puts questions that ask the same together, counts households once, and begins with what most have asked", () => {
  const groups = groupQuestions(
    asked(
      ["游泳池什么时候开放", "王"],
      ["请问游泳池几点开放？", "李", "社区/别的小区"],
      ["装修垃圾堆在哪里", "赵"],
      ["游泳池开放时间", "王"],
      ["装修垃圾能堆在哪里呀", "赵"],
      ["老年食堂在哪", "孙"],
    ),
  );
  expect(groups.map(({ households, questionIds }) => [households, questionIds.length])).toEqual([
    [2, 3],
    [1, 2],
    [1, 1],
  ]);
  const [pool] = groups;
  expect([pool?.question, ...(pool?.variants ?? [])].sort()).toEqual(
    ["游泳池什么时候开放", "请问游泳池几点开放？", "游泳池开放时间"].sort(),
  );
  expect(pool).toMatchObject({ areaPath: "社区", lastAskedAt: new Date(Date.UTC(2026, 6, 3, 12, 59)) });
});

it("keeps apart what is about one thing and asks two", () => {
  const groups = groupQuestions(asked(["犬证去哪里办理", "王"], ["犬证多少钱一年", "李"]));
  expect(groups).toHaveLength(2);
});

it("is nothing for nothing, and one group for one question asked by all", () => {
  expect(groupQuestions([])).toEqual([]);
  const all = asked(...Array.from({ length: 30 }, (_, index) => ["停水到几点", `户${index}`] as const));
  expect(groupQuestions(all)).toMatchObject([{ households: 30, variants: [] }]);
});
