import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Reader } from "../../src/ports/reader.ts";
import { createLocalReader } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { trainReader } from "../../src/reading/train-reader.ts";
import { openEstateFolder } from "./groupchat.ts";
import { openLookUp, sharedData } from "./knowledge-data.ts";
import { predict } from "./predict.ts";
import { retrieve } from "./retrieve.ts";
import { ownChats, ownLines } from "./train.ts";

/**
 * Quality against labelled data, by the house's real code.
 *
 *   npm run --silent evals -- groupchat DIR --out FILE                  what the shipped reader makes of an estate's chats
 *   npm run --silent evals -- retrieve --docs F --questions F --out F   what is answered from documents
 *   npm run --silent evals                                              each estate, read by a reader trained without it
 */
const [what, ...words] = process.argv.slice(2);

if (what === "groupchat") {
  const folder = words.find((word) => !word.startsWith("--") && word !== option("out"));
  const out = option("out");
  if (!folder || !out) usage();
  console.log(JSON.stringify(await predictFolder(folder, createLocalReader(), out)));
} else if (what === "retrieve") {
  const [docs, questions, out] = [option("docs"), option("questions"), option("out")];
  if (!docs || !questions || !out) usage();
  console.log(JSON.stringify(retrieve({ docs, questions, out })));
} else if (what === undefined) {
  await leaveOneOut();
} else {
  usage();
}

function option(name: string): string | undefined {
  const at = words.indexOf(`--${name}`);
  return at < 0 ? undefined : words[at + 1];
}

function usage(): never {
  console.error(
    "usage: evals | evals groupchat DIR --out FILE | evals retrieve --docs FILE --questions FILE --out FILE",
  );
  process.exit(2);
}

/** Plays every chat of an estate folder to the house and writes what it made of them, a line each. */
async function predictFolder(folder: string, reader: Reader, out: string) {
  const { chats } = openEstateFolder(folder);
  const lookUp = openLookUp(folder);
  const messages = chats.reduce((sum, chat) => sum + chat.messages.length, 0);
  const started = performance.now();
  const lines: string[] = [];
  for (const chat of chats) lines.push(JSON.stringify(await predict(chat, reader, lookUp)));
  const tookMs = performance.now() - started;
  writeFileSync(out, `${lines.join("\n")}\n`);
  return { chats: chats.length, messages, msPerMessage: Number((tookMs / Math.max(messages, 1)).toFixed(3)), out };
}

/** The honest figures: an estate read by a reader that has learnt from the other estates and the project's own lines only. */
async function leaveOneOut(): Promise<void> {
  const scorer = join(sharedData, "score.mjs");
  if (!existsSync(scorer)) return console.log(`skipped: the scorer ${scorer} is not here`);
  const estates = fileURLToPath(new URL("./estates/", import.meta.url));
  const names = readdirSync(estates).sort();
  const folder = mkdtempSync(join(tmpdir(), "linli-evals-"));
  for (const name of names) {
    const others = names.filter((other) => other !== name);
    const chats = [...others.flatMap((other) => openEstateFolder(join(estates, other)).chats), ...ownChats()];
    const model = trainReader({ chats, lines: ownLines(), taxonomy: defaultTaxonomy, version: `without-${name}` });
    const out = join(folder, `${name}.jsonl`);
    await predictFolder(join(estates, name), createLocalReader({ model }), out);
    const scores = JSON.parse(
      execFileSync("node", [scorer, "groupchat", join(estates, name), out], { encoding: "utf8" }),
    );
    console.log(JSON.stringify({ readWithoutHavingSeen: name, ...scores }));
  }
}
