import fc from "fast-check";
import { expect, it } from "vitest";
import { diffText } from "../../src/domain/text-diff.ts";

it("shows what went and what came, in Han signs and in whole words and numbers", () => {
  expect(diffText("带身份证到一楼，电话 86620001。", "带身份证、户口本到二楼，电话 86620002。")).toEqual([
    { kind: "same", text: "带身份证" },
    { kind: "added", text: "、户口本" },
    { kind: "same", text: "到" },
    { kind: "removed", text: "一" },
    { kind: "added", text: "二" },
    { kind: "same", text: "楼，电话 " },
    { kind: "removed", text: "86620001" },
    { kind: "added", text: "86620002" },
    { kind: "same", text: "。" },
  ]);
});

it("is nothing for the same text, and whole pieces for what is too long to compare", () => {
  expect(diffText("一样", "一样")).toEqual([{ kind: "same", text: "一样" }]);
  expect(diffText("", "")).toEqual([]);
  expect(diffText("甲".repeat(3_000), "乙".repeat(3_000)).map(({ kind }) => kind)).toEqual(["removed", "added"]);
});

it("gives back both texts, whatever they are", () => {
  const text = fc.string({ unit: fc.constantFrom("楼", "栋", "a", "b", "1", " ", "。", "😀"), maxLength: 40 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const pieces = diffText(before, after);
      const without = (kind: string) => pieces.flatMap((piece) => (piece.kind === kind ? [] : piece.text)).join("");
      expect([without("added"), without("removed")]).toEqual([before, after]);
    }),
  );
});
