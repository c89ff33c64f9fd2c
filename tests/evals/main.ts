import { createLocalReader } from "../../src/reading/local-reader.ts";
import { classify } from "./classify.ts";
import { cluster } from "./cluster.ts";
import { predictFolder } from "./predict-folder.ts";
import { retrieve } from "./retrieve.ts";
import { printTable } from "./table.ts";

/**
 * Quality against labelled data, by the house's real code.
 *
 *   npm run --silent evals -- groupchat DIR --out FILE                     what the shipped reader makes of an estate's chats
 *   npm run --silent evals -- classify --train F,F --test F --out F        what a classifier trained on old tickets makes of new ones
 *   npm run --silent evals -- cluster --in FILE --out FILE                 which messages are of the same incident
 *   npm run --silent evals -- retrieve --docs F --questions F --out F      what is answered from documents
 *   npm run --silent evals                                                 one table of all sets; no estate by a reader that has seen it
 */
const [what, ...words] = process.argv.slice(2);

switch (what) {
  case "groupchat": {
    const folder = words.find((word, at) => !word.startsWith("--") && !words[at - 1]?.startsWith("--"));
    if (!folder) usage();
    print(await predictFolder(folder, createLocalReader(), option("out")));
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

function print(result: object): void {
  console.log(JSON.stringify(result));
}

function usage(): never {
  console.error(
    [
      "usage: evals | evals groupchat DIR --out FILE | evals classify --train FILE,FILE --test FILE --out FILE",
      "     | evals cluster --in FILE --out FILE | evals retrieve --docs FILE --questions FILE --out FILE",
    ].join("\n"),
  );
  process.exit(2);
}
