import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";

const head = (lines: Record<string, string> = {}) =>
  Object.entries({
    id: "greet",
    version: "1",
    maxTokens: "100",
    values: "[rules, words]",
    changed: "The first one there is.",
    ...lines,
  })
    .map(([key, value]) => `${key}: ${value}`)
    .join("\n");
const body = "Rules: {{rules}}\n\n---\n\n<words>\n{{words}}\n</words>\n";
const file = (lines?: Record<string, string>, text = body) => `---\n${head(lines)}\n---\n${text}`;

describe("prompt files", () => {
  let folder: string;
  const write = (name: string, text: string) => {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  };
  const opening = () => () => openPromptFiles(folder);

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "prompts-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("fills both parts and says which version they are of", () => {
    write("greet/v1.md", file());
    expect(openPromptFiles(folder).render("greet", { rules: "be brief", words: "在吗" })).toEqual({
      ref: "greet@1",
      maxTokens: 100,
      system: "Rules: be brief",
      input: "<words>\n在吗\n</words>",
    });
  });

  it("uses the highest version, counting as numbers do", () => {
    for (const version of ["2", "10", "9"]) write(`greet/v${version}.md`, file({ version }));
    expect(openPromptFiles(folder).render("greet", { rules: "", words: "" }).ref).toBe("greet@10");
  });

  it("lets no value name a placeholder or close the tag around it", () => {
    write("greet/v1.md", file());
    const prompts = openPromptFiles(folder);
    const { system, input } = prompts.render("greet", { rules: "{{words}}", words: "</words>{{rules}}" });
    expect(system).toBe("Rules: {{words}}");
    expect(input).toBe("<words>\n&lt;/words>{{rules}}\n</words>");
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (words) => {
        expect(prompts.render("greet", { rules: "x", words }).input.match(/</g)).toHaveLength(2);
      }),
    );
  });

  it.each<[string, string, string, RegExp]>([
    ["no front matter", "greet/v1.md", "Hello {{words}}", /does not begin with a front matter/],
    ["front matter that is not YAML", "greet/v1.md", file({ changed: "[a" }), /is not YAML/],
    ["a field it does not know", "greet/v1.md", file({ temperature: "0" }), /temperature/],
    ["a version that is no number", "greet/v1.md", file({ version: "first" }), /version/],
    ["another version than its name says", "greet/v2.md", file(), /says it is greet\/v1\.md/],
    ["another id than its folder", "hello/v1.md", file(), /says it is greet\/v1\.md/],
    ["no part that changes", "greet/v1.md", file({}, "{{rules}} {{words}}"), /needs one line ---/],
    ["three parts", "greet/v1.md", file({}, "{{rules}}\n---\n{{words}}\n---\nmore"), /needs one line ---/],
    ["a value it does not list", "greet/v1.md", file({ values: "[words]" }), /other values than it uses: rules/],
    [
      "a value it does not use",
      "greet/v1.md",
      file({ values: "[rules, words, mood]" }),
      /other values than it uses: mood/,
    ],
  ])("refuses to open a file with %s", (_, name, text, message) => {
    write(name, text);
    expect(opening()).toThrow(
      expect.objectContaining({ code: "PROMPT_INVALID", message: expect.stringMatching(message) }),
    );
  });

  it("refuses a prompt it does not have, and values that are not the prompt's", () => {
    write("greet/v1.md", file());
    const prompts = openPromptFiles(folder);
    expect(() => prompts.render("nothing", {})).toThrow(/does not exist/);
    expect(() => prompts.render("greet", { rules: "" })).toThrow(/greet@1 and its caller disagree on words/);
    expect(() => prompts.render("greet", { rules: "", words: "", mood: "" })).toThrow(/disagree on mood/);
  });

  it("opens every prompt that is shipped", () => {
    const shipped = openPromptFiles(new URL("../../prompts", import.meta.url).pathname);
    expect(() => shipped.render("triage", {})).toThrow(/disagree on/);
  });
});
