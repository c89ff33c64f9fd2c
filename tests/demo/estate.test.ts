import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it } from "vitest";
import { areaPathOf, loadEstate } from "../../prisma/demo/load.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";

const demo = fileURLToPath(new URL("../../prisma/demo", import.meta.url));
const beside = fileURLToPath(new URL("../../../shared/data/groupchat", import.meta.url));

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

/** A copy of the demo estate in which one file was changed. */
function spoilt(file: string, change: (text: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), "linli-estate-"));
  folders.push(folder);
  cpSync(demo, folder, { recursive: true });
  writeFileSync(join(folder, file), change(readFileSync(join(demo, file), "utf8")));
  return folder;
}

const withLine = (line: number, change: (text: string) => string) => (text: string) =>
  text
    .split("\n")
    .map((row, index) => (index === line - 1 ? change(row) : row))
    .join("\n");

describe("the demo estate", () => {
  it("has what a first look needs: groups with people in them, staff with deputies, parties, articles and two chats", () => {
    const { estate, articles, chats } = loadEstate(demo);
    expect(estate.groups.map(({ kind }) => kind)).toEqual(["residents", "residents", "residents", "staff"]);
    expect(estate.residents).toHaveLength(14);
    expect(articles).toHaveLength(30);
    expect(chats.map(({ messages }) => messages.length)).toEqual([101, 91]);
    const grid = estate.staff.filter(({ role }) => role === "grid");
    expect(grid.map(({ deputy }) => deputy)).toEqual(grid.map(({ id }) => id).reverse());
  });

  it("labels its chats with categories of the taxonomy, on which each party of a kind takes its own", () => {
    const { estate, chats } = loadEstate(demo);
    const codes = defaultTaxonomy.map(({ code }) => code);
    for (const { gold } of chats) expect(codes).toEqual(expect.arrayContaining(gold.tickets.map((t) => t.category)));
    for (const { categories } of estate.parties) expect(codes).toEqual(expect.arrayContaining(categories));
  });

  it("keeps articles that must not be answered with: expired ones and another community's", () => {
    const { estate, articles } = loadEstate(demo);
    const here = new Set([estate.community, ...estate.areas.map(({ path }) => path)]);
    expect(articles.filter(({ validUntil }) => validUntil !== null && validUntil < "2026-07-01")).toHaveLength(3);
    expect(articles.filter(({ area }) => !here.has(area))).toHaveLength(2);
  });

  it("gives people accounts of their own estate, in its chats too", () => {
    const { estate, chats } = loadEstate(demo);
    expect(estate.residents[0]?.senderRef).toBe("qhy-u01");
    expect(estate.staff[0]).toMatchObject({ id: "qhy-s1", deputy: "qhy-s2" });
    expect(chats[0]?.gold.tickets[0]).toMatchObject({ reporter: "qhy-u04", households: ["qhy-u04"] });
    expect(chats[0]?.messages.every(({ from }) => from.startsWith("qhy-"))).toBe(true);
  });

  it("puts the estate's areas under its community, and every community under one street", () => {
    const { estate } = loadEstate(demo);
    expect(areaPathOf(estate, "青禾苑/2号楼")).toBe("演示街道/桥湾社区/青禾苑/2号楼");
    expect(areaPathOf(estate, "桥湾社区")).toBe("演示街道/桥湾社区");
    expect(areaPathOf(estate, "南浦社区")).toBe("演示街道/南浦社区");
  });
});

describe("an estate folder with faults", () => {
  const loading = (folder: string) => () => loadEstate(folder);

  it("is refused with file and line of a fault in the estate", () => {
    const lineOf = (text: string, part: string) => text.split("\n").findIndex((row) => row.includes(part)) + 1;
    const text = readFileSync(join(demo, "estate.json"), "utf8");
    const line = lineOf(text, "网格员小方");
    const folder = spoilt("estate.json", (estate) => estate.replace('"deputy": "s2"', '"deputy": "s9"'));
    expect(loading(folder)).toThrow(`estate.json:${line}: staff 0 deputy "s9" is not in the file`);
  });

  it("is refused where its JSON breaks off", () => {
    const folder = spoilt(
      "estate.json",
      withLine(5, () => '  "kind": property",'),
    );
    expect(loading(folder)).toThrow(/estate\.json:5: is not JSON/);
  });

  it("names every bad line of the articles and chats in one failure", () => {
    const folder = spoilt("faq.jsonl", (text) =>
      withLine(30, (row) => row.slice(0, 40))(withLine(3, (row) => row.replace('"f03"', '"f01"'))(text)),
    );
    cpSync(
      join(
        spoilt(
          "chats.jsonl",
          withLine(2, (row) => row.replace('"g3"', '"g9"')),
        ),
        "chats.jsonl",
      ),
      join(folder, "chats.jsonl"),
    );
    expect(loading(folder)).toThrow(/faq\.jsonl:30: is not JSON/);
    expect(loading(folder)).toThrow(/faq\.jsonl:3: "f01" is there twice/);
    expect(loading(folder)).toThrow(/chats\.jsonl:2: group there is no group "g9"/);
  });

  it("is refused when a message answers one that was not said before it", () => {
    const folder = spoilt(
      "chats.jsonl",
      withLine(1, (row) => row.replace(/"quoted": "m\d+"/, '"quoted": "m999"')),
    );
    expect(loading(folder)).toThrow(/chats\.jsonl:1: messages \d+ "m999" was not said before/);
  });

  it("is refused when there is no estate in it", () => {
    expect(loading(join(demo, "nowhere"))).toThrow("estate.json: is not there");
  });
});

describe.skipIf(!existsSync(beside))("the annotated estates beside the project", () => {
  it.each([
    ["xfl", 14, 40],
    ["yl", 12, 36],
  ])("%s loads in the same form", (name, chats, articles) => {
    const loaded = loadEstate(join(beside, name));
    expect(loaded.chats).toHaveLength(chats);
    expect(loaded.articles).toHaveLength(articles);
  });
});
