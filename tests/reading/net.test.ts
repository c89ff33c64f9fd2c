import { describe, expect, it } from "vitest";
import type { Figure } from "../../src/reading/linear-model.ts";
import { openNet } from "../../src/reading/net.ts";
import type { Example } from "../../src/reading/train.ts";
import { type NetOptions, trainNet } from "../../src/reading/train-net.ts";

const options: NetOptions = { units: 8, rounds: 400, learningRate: 1e-2, decay: 1e-5, seenMin: 2 };

const example = (label: "yes" | "no", ...names: string[]): Example => ({
  inputs: { grams: "", named: names.map((name): Figure => [name, 1]) },
  label,
});

/** Yes when one of two things is true and not both: no weight for each of them alone can say that. */
const eitherNotBoth = [example("yes", "lone"), example("yes", "ltwo"), example("no", "lone", "ltwo"), example("no")];
const examples = Array.from({ length: 40 }, () => eitherNotBoth).flat();

describe("a net", () => {
  const net = openNet(trainNet(examples, options));
  const shareOf = (...names: string[]) => {
    const sums = net.begin();
    for (const name of names) net.add(sums, name, 1);
    return net.shareOf(sums);
  };

  it("learns what counts together", () => {
    expect(shareOf("lone")).toBeGreaterThan(0.9);
    expect(shareOf("ltwo")).toBeGreaterThan(0.9);
    expect(shareOf("lone", "ltwo")).toBeLessThan(0.1);
    expect(shareOf()).toBeLessThan(0.1);
  });

  it("is the same to the byte whenever it is trained on the same", () => {
    expect(JSON.stringify(trainNet(examples, options))).toBe(JSON.stringify(trainNet(examples, options)));
  });

  it("lets what it has not learnt count for nothing", () => {
    expect(shareOf("lone", "lnever")).toBe(shareOf("lone"));
    expect(trainNet([...examples, example("yes", "lonce")], options).inputs).not.toContain("lonce");
  });

  it("goes on from the sums of others and leaves them as they were", () => {
    const common = net.begin();
    net.add(common, "lone", 1);
    const own = net.begin(common);
    net.add(own, "ltwo", 1);
    expect(net.shareOf(own)).toBe(shareOf("lone", "ltwo"));
    expect(net.shareOf(common)).toBe(shareOf("lone"));
  });
});
