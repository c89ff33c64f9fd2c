import { expect, it } from "vitest";
import { sharedWords } from "../../src/knowledge/shared-words.ts";

const article = { question: "养犬登记证怎么办理？", variants: [], answer: "带身份证到派出所。收费 500 元。" };

it("names the words of a question that an article has, as long as they go and as they were understood", () => {
  // 狗证 is understood as 犬证, the office's word, which the article has too once it is folded.
  expect(sharedWords("请问狗证去派出所办理要带身份证吗", article)).toEqual(["犬证", "派出所", "办理", "带身份证"]);
  expect(sharedWords("收费500元？", article)).toEqual(["收费", "500"]);
  expect(sharedWords("天气真好", article)).toEqual([]);
});
