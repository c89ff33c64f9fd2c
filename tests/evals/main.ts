import { fileURLToPath } from "node:url";
import { createAnthropicModel } from "../../adapters/anthropic/anthropic-model.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import { loadConfig } from "../../src/config/config.ts";
import { systemClock as clock } from "../../src/ports/clock.ts";
import type { Reader } from "../../src/ports/reader.ts";
import { createLocalReader, createModelReader, isWorthAsking } from "../../src/reading/index.ts";
import { classify } from "./classify.ts";
import { cluster } from "./cluster.ts";
import { printConfusion } from "./confusion.ts";
import { predictFolder } from "./predict-folder.ts";
import { retrieve } from "./retrieve.ts";
import { printTable } from "./table.ts";

/**
 * Quality against labelled data, by the house's real code.
 *
 *   npm run --silent evals -- groupchat DIR --out FILE [--reader model]    what the shipped reader makes of an estate's chats
 *   npm run --silent evals -- classify --train F,F --test F --out F        what a classifier trained on old tickets makes of new ones
 *   npm run --silent evals -- cluster --in FILE --out FILE                 which messages are of the same incident
 *   npm run --silent evals -- retrieve --docs F --questions F --out F      what is answered from documents
 *   npm run --silent evals -- confusion [--misses]                         which category and kind was taken for which, by readers that saw none of it
 *   npm run --silent evals                                                 one table of all sets; no estate by a reader that has seen it
 */
const [what, ...words] = process.argv.slice(2);

switch (what) {
  case "groupchat": {
    const folder = words.find((word, at) => !word.startsWith("--") && !words[at - 1]?.startsWith("--"));
    if (!folder) usage();
    print(
      await predictFolder(folder, readerNamed(words.includes("--reader") ? option("reader") : "local"), option("out")),
    );
    break;
  }
  case "classify":
    print(classify({ train: option("train").split(","), test: option("test"), out: option("out") }));
    break;
  case "cluster":
    print(cluster({ in: option("in"), out: option("out") }));
    break;
  case "retrieve":
    print(retrieve({ docs: option("docs"), questions: option("questions"), out: option("out") }));
    break;
  case "confusion":
    await printConfusion({ misses: words.includes("--misses") });
    break;
  case undefined:
    await printTable();
    break;
  default:
    usage();
}

function option(name: string): string {
  const at = words.indexOf(`--${name}`);
  return (at >= 0 ? words[at + 1] : undefined) ?? usage();
}

/** The local reader, or the language model that the environment names with the local reader as its safety net. */
function readerNamed(name: string): Reader {
  const local = createLocalReader();
  if (name === "local") return local;
  const { model } = loadConfig(process.env);
  if (name !== "model" || !model) {
    console.error("evals: --reader is local, or model with ANTHROPIC_API_KEY set");
    process.exit(2);
  }
  const { apiKey, baseUrl, name: modelName, timeoutMs } = model;
  return createModelReader({
    model: createAnthropicModel({ apiKey: apiKey.reveal(), baseUrl, model: modelName, timeoutMs, clock }),
    prompts: openPromptFiles(fileURLToPath(new URL("../../prompts/", import.meta.url))),
    local,
    gate: isWorthAsking,
    onCall: () => {},
  });
}

function print(result: object): void {
  console.log(JSON.stringify(result));
}

function usage(): never {
  console.error(
    [
      "usage: evals | evals groupchat DIR --out FILE [--reader local|model] | evals classify --train FILE,FILE --test FILE --out FILE",
      "     | evals cluster --in FILE --out FILE | evals retrieve --docs FILE --questions FILE --out FILE | evals confusion [--misses]",
    ].join("\n"),
  );
  process.exit(2);
}
