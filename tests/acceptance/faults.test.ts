import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { checks } from "./checks.ts";
import { projectRoot } from "./planted-tree.ts";

describe("the faults that acceptance checks must catch", () => {
  it.each(checks.map((check) => [check.name, check.mutants] as const))("can be planted: %s", (_, mutants) => {
    expect(mutants.length).toBeGreaterThan(0);
    for (const { name, patches } of mutants) {
      for (const { file, from, to } of patches) {
        const places = readFileSync(join(projectRoot, file), "utf8").split(from).length - 1;
        expect(places, `${name}: places in ${file} that read ${from}`).toBe(1);
        expect(to, name).not.toBe(from);
      }
    }
  });
});
