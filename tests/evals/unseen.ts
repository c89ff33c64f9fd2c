import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createLocalReader } from "../../src/reading/local-reader.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { trainReader } from "../../src/reading/train-reader.ts";
import { openEstateFolder } from "./groupchat.ts";
import { ownChats, ownLines } from "./train.ts";

const estates = fileURLToPath(new URL("./estates/", import.meta.url));

/** The annotated estates, by name. */
export const estateNames: readonly string[] = readdirSync(estates).sort();

/** The folder of an annotated estate. */
export const estateFolder = (name: string) => join(estates, name);

/** A reader that has learnt from the other estates and the project's own lines only: the honest one to read this estate with. Takes a minute. */
export function readerWithout(name: string) {
  const others = estateNames.filter((other) => other !== name);
  const chats = [...others.flatMap((other) => openEstateFolder(estateFolder(other)).chats), ...ownChats()];
  const model = trainReader({ chats, lines: ownLines(), taxonomy: defaultTaxonomy, version: `without-${name}` });
  return createLocalReader({ model });
}
