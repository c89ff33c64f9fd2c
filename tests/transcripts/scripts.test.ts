import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { loadEstate } from "../../prisma/demo/load.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import { Script, type Step } from "./script.ts";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder).flatMap((file) => /^(.+)\.script\.yaml$/.exec(file)?.[1] ?? []);
const { estate } = loadEstate(fileURLToPath(folder));

const people = new Set([...estate.residents, ...estate.staff].map(({ name }) => name));
const staff = new Set(estate.staff.map(({ name }) => name));
const groups = new Set(estate.groups.map(({ id }) => id));
const codes = new Set(defaultTaxonomy.map(({ code }) => code));

/** What the steps name that is not there: a person, a group, a category, a message that was not said yet. */
function strangers(steps: readonly Step[]): string[] {
  const found: string[] = [];
  const know = (known: ReadonlySet<string | undefined>, name: string) => void (known.has(name) || found.push(name));
  const said = new Set<string>();
  for (const step of steps) {
    if ("say" in step) {
      const { from, group, quote } = step.say;
      know(people, from);
      if (group) know(groups, group);
      if (quote?.startsWith("m")) know(said, quote);
      said.add(`m${said.size + 1}`);
    }
    if ("recall" in step) know(said, step.recall);
    if ("edit" in step) know(said, step.edit.message);
    if ("press" in step) {
      know(staff, step.press.by);
      if (step.press.button === "改类") know(codes, step.press.to);
    }
    if ("staff" in step) {
      know(staff, step.staff.by);
      if (step.staff.event === "dispatch") know(new Set(estate.parties.map(({ name }) => name)), step.staff.party);
    }
  }
  return found;
}

describe("transcript scripts", () => {
  it("are many enough to cover how people talk", () => {
    expect(names.length).toBeGreaterThanOrEqual(18);
  });

  it.each(names)("%s says why it matters, fits its form, and names only what is there", (name) => {
    const text = readFileSync(new URL(`${name}.script.yaml`, folder), "utf8");
    expect(text).toMatch(/^# [A-Z][^\n]+\n/);
    const { group, owner, steps } = Script.parse(parse(text));
    expect([...groups]).toContain(group);
    if (owner) expect([...people]).toContain(owner);
    expect(strangers(steps)).toEqual([]);
    // Quiet hours, due times and article validity depend on the hour, so every script tells it first.
    expect(steps[0]).toHaveProperty("clock");
  });
});

describe("the form of a script", () => {
  const step = (fields: object) => Script.safeParse({ group: "3号楼", steps: [fields] });

  it("turns a wait into milliseconds and a clock into an instant", () => {
    expect(step({ wait: "25s" }).data?.steps).toEqual([{ wait: 25_000 }]);
    expect(step({ clock: "2026-07-03T22:30:00+08:00" }).data?.steps).toEqual([
      { clock: new Date("2026-07-03T14:30:00.000Z") },
    ]);
  });

  it.each([
    ["two things in one step", { wait: "25s", recall: "m1" }],
    ["a wait without a unit", { wait: "25" }],
    ["a button without what it asks for", { press: { by: "小刘", button: "不是诉求", ticket: 1 } }],
    ["a button that no card has", { press: { by: "小刘", button: "删除", ticket: 1 } }],
    ["a resolve without a note", { staff: { by: "小周", event: "resolve", ticket: 1 } }],
    ["an event that is a button of the card", { staff: { by: "小刘", event: "approve", ticket: 1 } }],
  ])("refuses %s", (_, fields) => {
    expect(step(fields).success).toBe(false);
  });
});
