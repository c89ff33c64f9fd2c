import { describe, expect, it } from "vitest";
import { asMatrix, matched } from "./confusion.ts";

type Told = Parameters<typeof matched>[0][number];
type Drafted = Parameters<typeof matched>[1][number];

const told = (category: string, reporterRef: string, evidenceIds: readonly string[]) =>
  ({ category, kind: "complaint", reporterRef, evidenceIds }) as Told;
const drafted = (category: string, reporter: string, evidence: readonly string[]) =>
  ({ category, kind: "complaint", reporter, evidence }) as unknown as Drafted;

describe("what was taken for what", () => {
  it("pairs reports of one person that share a message, the likest first, and leaves over what has no partner", () => {
    const [lift, leak] = [told("电梯", "u1", ["m1", "m2"]), told("渗漏", "u1", ["m3", "m4"])];
    const [whole, part, others] = [
      drafted("电梯", "u1", ["m1", "m2"]),
      drafted("其他", "u1", ["m2"]),
      drafted("渗漏", "u2", ["m3"]),
    ];
    expect(matched([lift, leak], [part, whole, others])).toEqual([
      { told: lift, drafted: whole },
      { told: leak, drafted: null },
      { told: null, drafted: part },
      { told: null, drafted: others },
    ]);
  });

  it("is a table with what nobody heard at its right and what was no report at its foot", () => {
    const pairs = matched(
      [told("电梯", "u1", ["m1"]), told("渗漏", "u2", ["m2"])],
      [drafted("供电", "u1", ["m1"]), drafted("电梯", "u3", ["m3"])],
    );
    expect(asMatrix(pairs, ({ category }) => category).split("\n")).toEqual([
      "|  | 电梯 | 供电 | 渗漏 | 未听到 |",
      "| --- | --- | --- | --- | --- |",
      "| 电梯 |  | 1 |  |  |",
      "| 供电 |  |  |  |  |",
      "| 渗漏 |  |  |  | 1 |",
      "| 不是诉求 | 1 |  |  |  |",
    ]);
  });
});
