import { describe, expect, it } from "vitest";
import { partsOfPost } from "../../src/domain/post-parts.ts";

const can = { edit: true, buttons: true, textCharsMax: 10 };
const post = { text: "水", choices: [], editRef: null };
const choices = ["好了", "没好"].map((label) => ({ label, token: label }));

describe("the parts of a post", () => {
  it("are as many as its text needs", () => {
    expect(partsOfPost(post, can)).toEqual({ parts: ["水"] });
    expect(partsOfPost({ ...post, text: "一二三四五六\n七八九十" }, can)).toEqual({
      parts: ["一二三四五六", "七八九十"],
    });
  });

  it("do not exist for what no platform can say", () => {
    for (const text of ["", "\n ", "字".repeat(20_001)]) {
      expect(partsOfPost({ ...post, text }, can)).toHaveProperty("refused");
    }
    const token = "字".repeat(22);
    expect(partsOfPost({ ...post, choices: [{ label: "好", token }] }, can)).toHaveProperty("refused");
  });

  it("are one for an edit, on a platform that edits, or it is refused", () => {
    expect(partsOfPost({ ...post, editRef: "1" }, can)).toEqual({ parts: ["水"] });
    expect(partsOfPost({ ...post, editRef: "1", text: "字".repeat(11) }, can)).toHaveProperty("refused");
    expect(partsOfPost({ ...post, editRef: "1" }, { ...can, edit: false })).toHaveProperty("refused");
  });

  it("hold the choices as numbered lines where there are no buttons", () => {
    const asked = { ...post, text: "修好了吗", choices };
    expect(partsOfPost(asked, { ...can, buttons: false, textCharsMax: 100 })).toEqual({
      parts: ["修好了吗\n1. 好了\n2. 没好"],
    });
    expect(partsOfPost(asked, can)).toEqual({ parts: ["修好了吗"] });
  });
});
