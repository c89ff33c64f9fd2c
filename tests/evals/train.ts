import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LabelledLine, MessageRole } from "../../src/reading/labelled.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { trainReader } from "../../src/reading/train-reader.ts";
import { openEstateFolder } from "./groupchat.ts";

const examplesFolder = fileURLToPath(new URL("./examples/", import.meta.url));

/**
 * Reads the project's own lines: a tab between what it is and what was said, " / " between the messages of one person.
 * `report elevator complaint urgent`, `question`, `follow_up solved`, `talk`.
 */
export function ownLines(folder: string = examplesFolder): LabelledLine[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".tsv"))
    .sort()
    .flatMap((name) => readFileSync(join(folder, name), "utf8").split("\n"))
    .filter((line) => line.includes("\t") && !line.startsWith("#"))
    .map((line) => {
      const [what = "", said = ""] = line.split("\t");
      const [role, ...rest] = what.split(" ");
      const parts = said.split(" / ");
      if (role === "report") {
        const [category, kind, urgency] = rest;
        return { parts, role, category, kind, urgency } as LabelledLine;
      }
      return {
        parts,
        role: role as MessageRole,
        ...(rest[0] ? { meaning: rest[0], part: rest[1] } : {}),
      } as LabelledLine;
    });
}

/** Trains on the estates in the folders given and on the project's own lines. */
export function trainOn(folders: readonly string[], version: string) {
  const chats = folders.flatMap((folder) => openEstateFolder(folder).chats);
  return trainReader({ chats, lines: ownLines(), taxonomy: defaultTaxonomy, version });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--data");
  const given = at < 0 ? [] : process.argv.slice(at + 1).filter((word) => !word.startsWith("--"));
  const own = fileURLToPath(new URL("./estates/", import.meta.url));
  const folders =
    given.length > 0
      ? given
      : readdirSync(own)
          .sort()
          .map((name) => join(own, name));
  const started = performance.now();
  const stored = trainOn(folders, "1");
  const file = fileURLToPath(new URL("../../src/reading/model/reader.json", import.meta.url));
  writeFileSync(file, JSON.stringify(stored));
  console.log(
    JSON.stringify({
      file,
      estates: folders.length,
      lines: ownLines().length,
      bytes: readFileSync(file).length,
      seconds: Math.round((performance.now() - started) / 100) / 10,
    }),
  );
}
