import { readFileSync, statSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { consoleZh } from "../../src/locales/console-zh.ts";

const docs = new URL("../../docs/", import.meta.url);
const pictureBytesMax = 150_000;

/** Every word of the console that is no function of a fact. */
function wordsOf(text: unknown): string[] {
  if (typeof text === "string") return [text];
  return typeof text === "object" && text !== null ? Object.values(text).flatMap(wordsOf) : [];
}

describe.each(["handbook-grid.md", "handbook-admin.md"])("%s", (name) => {
  const handbook = readFileSync(new URL(name, docs), "utf8");

  it("names only pages and buttons that the console has", () => {
    const words = new Set(wordsOf(consoleZh));
    const named = [...handbook.matchAll(/「([^」]+)」/g)].map(([, word = ""]) => word);
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((word) => !words.has(word))).toEqual([]);
  });

  it("shows pictures that are there and load on a phone", () => {
    const shown = [...handbook.matchAll(/\]\((pictures\/[^)]+)\)/g)].map(([, path = ""]) => path);
    expect(shown.length).toBeGreaterThan(2);
    for (const path of shown) expect(statSync(new URL(path, docs)).size, path).toBeLessThan(pictureBytesMax);
  });
});
