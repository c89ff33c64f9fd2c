import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSittings, type ExamMeasure, examMeasures, refuseWorse, type Sitting } from "../../src/domain/exam.ts";

const sitting = (scores: Sitting["scores"], ...faults: number[]): Sitting => ({
  scores,
  results: faults.map((fault, at) => ({
    caseId: `c${at}`,
    said: `问${at}`,
    expected: ["甲"],
    got: fault ? ["乙"] : ["甲"],
    faults: fault,
  })),
});

describe("an exam", () => {
  it("passes whoever does as well, and names nothing", () => {
    const same = sitting({ macroF1: 0.8, falsePosts: 2 }, 0, 1);
    expect(compareSittings(same, same)).toMatchObject({ passed: true, cases: 2, lost: [], won: 0 });
  });

  it("refuses one wrong answer more, and names the case with what should have been said", () => {
    const report = compareSittings(sitting({ wrongAnswers: 0 }, 0, 0), sitting({ wrongAnswers: 1 }, 0, 2));
    expect(report.passed).toBe(false);
    expect(report.lost).toEqual([{ caseId: "c1", said: "问1", expected: ["甲"], was: ["甲"], is: ["乙"] }]);
    expect(() => refuseWorse("Article", report)).toThrow('wrongAnswers 0 → 1): "问1": 甲, not 乙');
  });

  it("shows a case that was lost also where others make up for it", () => {
    const report = compareSittings(sitting({ rightAnswers: 1 }, 0, 1), sitting({ rightAnswers: 1 }, 1, 0));
    expect(report).toMatchObject({ passed: true, won: 1 });
    expect(report.lost).toHaveLength(1);
  });

  it("lets a deployment say how much worse is not worse", () => {
    const [was, is] = [sitting({ reportRecall: 0.9 }), sitting({ reportRecall: 0.86 })];
    expect(compareSittings(was, is).passed).toBe(false);
    expect(compareSittings(was, is, { reportRecall: 0.05 }).passed).toBe(true);
  });

  it("judges each figure in its own direction, and never refuses a figure that is better", () => {
    const names = Object.keys(examMeasures) as ExamMeasure[];
    const figure = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(fc.constantFrom(...names), figure, figure, (measure, one, other) => {
        const isMore = examMeasures[measure].better === "more";
        const [worse, better] = one < other === isMore ? [one, other] : [other, one];
        expect(compareSittings(sitting({ [measure]: worse }), sitting({ [measure]: better })).passed).toBe(true);
        const fails = Math.abs(one - other) > examMeasures[measure].margin + 1e-6;
        if (fails)
          expect(compareSittings(sitting({ [measure]: better }), sitting({ [measure]: worse })).passed).toBe(false);
      }),
    );
  });
});
