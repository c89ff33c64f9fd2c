import { describe, expect, it } from "vitest";
import { postContent, renderPost } from "../../src/locales/posts.ts";
import { checkEgress } from "../../src/outreach/index.ts";

const card = postContent("card", {
  ...{
    code: "A7K3",
    category: "电梯",
    place: "3号楼2单元电梯",
    status: "已派单",
    party: "物业",
    due: null,
    households: 2,
    hint: null,
  },
});

describe("the last gate", () => {
  it("lets out what a template made, to the letter", () => {
    expect(checkEgress({ ...card, text: renderPost(card) })).toEqual({ pass: true });
  });

  it("keeps back a text that was changed after it was decided", () => {
    const verdict = checkEgress({ ...card, text: `${renderPost(card)}\n加微信领红包` });
    expect(verdict).toMatchObject({ pass: false, reasons: [expect.stringContaining("template")] });
  });

  it("keeps back what names no template", () => {
    expect(checkEgress({ template: "free", fields: {}, text: "大家好" }).pass).toBe(false);
    expect(checkEgress({ template: "toString", fields: {}, text: "" }).pass).toBe(false);
  });

  it.each([
    ["a phone number", "请联系13812345678"],
    ["a phone number in disguise", "幺三八一二三四五六七八"],
    ["an ID number", "11010519491231002X"],
    ["a plate", "京A12345"],
    ["a room", "3-2-501"],
  ])("keeps back %s, in whatever field it came", (_, planted) => {
    for (const field of ["place", "party", "hint"] as const) {
      const content = { ...card, fields: { ...card.fields, [field]: planted } };
      expect(checkEgress({ ...content, text: renderPost(content) }).pass, field).toBe(false);
    }
  });

  it("lets an article's own office number out, and no other", () => {
    const answer = (words: string) =>
      postContent("answer", { answer: words, source: "公告", issuer: "社区", date: null });
    const content = answer("请拨打办事大厅 0591-83215678 咨询。");
    expect(checkEgress({ ...content, text: renderPost(content) })).toEqual({ pass: true });
    expect(
      checkEgress({ ...answer("请到大厅咨询。"), text: `${renderPost(answer("请到大厅咨询。"))}13812345678` }).pass,
    ).toBe(false);
  });
});
