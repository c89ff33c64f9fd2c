import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { splitText } from "../../src/domain/split-text.ts";

describe("splitting a text", () => {
  it("leaves a text that fits alone", () => {
    expect(splitText("", 5)).toEqual([""]);
    expect(splitText("12\n45", 5)).toEqual(["12\n45"]);
  });

  it("cuts at the last line end that fits", () => {
    expect(splitText("一二\n三四\n五六", 5)).toEqual(["一二\n三四", "五六"]);
  });

  it("cuts a line that is too long at the limit, and no pair apart", () => {
    expect(splitText("abcdefg", 3)).toEqual(["abc", "def", "g"]);
    expect(splitText("ab😀cd", 3)).toEqual(["ab", "😀c", "d"]);
  });

  it("loses nothing but line ends at cuts, keeps every part within the limit, and breaks no pair", () => {
    const texts = fc.string({ unit: fc.constantFrom("字", "a", "\n", "😀"), maxLength: 80 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 2, max: 30 }), (text, charsMax) => {
        const parts = splitText(text, charsMax);
        const bare = (value: string) => value.replaceAll("\n", "");
        return (
          parts.every((part) => part.length <= charsMax && !/\p{Surrogate}/u.test(part)) &&
          bare(parts.join("")) === bare(text)
        );
      }),
    );
  });
});
