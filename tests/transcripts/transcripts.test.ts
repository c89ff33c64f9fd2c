import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadEstate } from "../../prisma/demo/load.ts";
import { openTestHouse } from "../support/test-house.ts";
import { playScript } from "./play.ts";
import { Script } from "./script.ts";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder).flatMap((file) => /^(.+)\.script\.yaml$/.exec(file)?.[1] ?? []);
const { estate } = loadEstate(fileURLToPath(folder));

/**
 * Guards what residents and staff see: the whole house runs, on PostgreSQL with the local reader, and the dialogue it makes is compared
 * with the one kept beside its script. A change in `*.golden.md` is a change people will notice, so review it as product copy.
 * `npm run golden` writes the files anew.
 */
describe("golden transcripts", () => {
  it.each(names)("%s", async (name) => {
    const source = readFileSync(new URL(`${name}.script.yaml`, folder), "utf8");
    const script = Script.parse(parse(source));
    const [first] = script.steps;
    const now = first && "clock" in first ? first.clock : new Date("2026-07-01T10:00:00+08:00");
    const house = await openTestHouse(estate, script.articles, { now });
    try {
      const told = await playScript(script, estate, house);
      const head = source.split("\n")[0]?.replace(/^#\s*/, "") ?? "";
      await expect(`# ${name}\n\n${head}\n${told}`).toMatchFileSnapshot(`${name}.golden.md`);
    } finally {
      await house.close();
    }
  });
});
