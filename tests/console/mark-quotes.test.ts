import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { markQuotes } from "../../src/console/parts/mark-quotes.ts";

/** The stretches as one line, the marked ones in brackets. */
const shown = (text: string, quotes: readonly string[]) =>
  markQuotes(text, quotes)
    .map(({ text, marked }) => (marked ? `[${text}]` : text))
    .join("");

describe("marking what a category was judged by", () => {
  it.each([
    ["电梯又停了", ["电梯"], "[电梯]又停了"],
    ["3号楼电梯又停了", ["电梯", "停了"], "3号楼[电梯]又[停了]"],
    ["电梯又停了", ["停了", "电梯"], "[电梯]又[停了]"],
    ["电梯又停了", ["电梯又", "又停"], "[电梯又停]了"],
    ["电梯又停了", ["电梯又停了", "又"], "[电梯又停了]"],
    ["电梯又停了", ["电梯", "又停"], "[电梯又停]了"],
    ["电梯又停了", ["水管", ""], "电梯又停了"],
    ["", ["电梯"], ""],
  ])("%s judged by %j shows as %s", (text, quotes, expected) => {
    expect(shown(text, quotes)).toBe(expected);
  });

  it("never adds, drops or reorders a character, whatever is quoted", () => {
    const chars = fc.string({ unit: fc.constantFrom("电", "梯", "停", "[", "]"), maxLength: 12 });
    fc.assert(
      fc.property(chars, fc.array(chars, { maxLength: 4 }), (text, quotes) => {
        const stretches = markQuotes(text, quotes);
        expect(stretches.map((one) => one.text).join("")).toBe(text);
        for (const [at, { marked }] of stretches.entries()) expect(stretches[at + 1]?.marked).not.toBe(marked);
        for (const quote of quotes) {
          if (quote === "" || !text.includes(quote)) continue;
          expect(stretches.some((one) => one.marked && one.text.includes(quote))).toBe(true);
        }
      }),
    );
  });
});
