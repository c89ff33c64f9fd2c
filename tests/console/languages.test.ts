import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { errorCatalogue } from "../../src/errors/catalogue.ts";
import { consoleLanguages } from "../../src/locales/console.ts";

const { zh, en } = consoleLanguages;

/** Every text of a dictionary under its path; a function is asked with plain arguments. */
function texts(of: object, under = ""): [string, string][] {
  return Object.entries(of).flatMap(([key, value]): [string, string][] => {
    const path = `${under}${key}`;
    if (typeof value === "string") return [[path, value]];
    if (typeof value === "object") return texts(value, `${path}.`);
    return path === "error" ? [] : [[path, String(value(2, "x"))]];
  });
}

describe("the languages of the console", () => {
  it("say the same things", () => {
    expect(texts(en).map(([path]) => path)).toEqual(texts(zh).map(([path]) => path));
  });

  it("leave nothing unsaid", () => {
    for (const [path, text] of [...texts(zh), ...texts(en)])
      if (!path.endsWith("messageKinds.text")) expect(text, path).not.toBe("");
  });

  it("keep Chinese out of the English, but for the word that leads back", () => {
    const chinese = texts(en).filter(([, text]) => /\p{Script=Han}/u.test(text));
    expect(chinese).toEqual([["language.switchTo", "中文"]]);
  });

  it("hold all that stands between words: the pages themselves have no mark of a language", () => {
    const folder = new URL("../../src/console/", import.meta.url);
    const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((file) => /\.tsx?$/.test(file));
    expect(files.length).toBeGreaterThan(100);
    const marked = files.flatMap((file) => {
      const code = readFileSync(new URL(file, folder), "utf8").replaceAll(/\/\*.*?\*\/|^\s*\/\/.*$/gms, "");
      return /[、，：；。（）「」]/.test(code) ? [file] : [];
    });
    expect(marked).toEqual([]);
  });

  it("tell every refusal of the catalogue in Chinese, with what to do", () => {
    for (const [code, { remedy }] of Object.entries(errorCatalogue)) {
      const { what, todo } = zh.error({ code, message: "in English", remedy });
      expect(what, code).toMatch(/\p{Script=Han}/u);
      expect(todo, code).toMatch(/\p{Script=Han}/u);
    }
  });

  it("pass on the server's own words for a refusal they do not know", () => {
    const view = { code: "FROM_A_NEWER_SERVER", message: "Something new.", remedy: "Do this." };
    expect(zh.error(view)).toEqual({ what: "Something new.", todo: "Do this." });
  });
});
