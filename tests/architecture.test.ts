import { existsSync, readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { cruise } from "dependency-cruiser";
import { beforeAll, describe, expect, it } from "vitest";
import config from "../.config/dependency-cruiser.mjs";
import { Env } from "../src/config/index.ts";
import { errorCatalogue } from "../src/errors/catalogue.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const text = (path: string) => readFileSync(`${root}${path}`, "utf8");

/** What the house says of itself in two places is held together here. */
describe("the house", () => {
  let result: Awaited<ReturnType<typeof cruised>>;
  beforeAll(async () => {
    result = await cruised(config);
  }, 120_000);

  it("imports only what the table of rooms allows", () => {
    const broken = result.summary.violations.map(({ rule, from, to }) => `${rule.name}: ${from} → ${to}`);
    expect(broken).toEqual([]);
  });

  it("is really read by the checker: TypeScript imports are followed", () => {
    const main = result.modules.find(({ source }) => source === "src/main.ts");
    expect(result.modules.length).toBeGreaterThan(150);
    expect(main?.dependencies.length).toBeGreaterThan(20);
    const domain = result.modules.find(({ source }) => source === "src/domain/turn.ts");
    expect(domain?.dependencies.map(({ resolved }) => resolved)).toContain("src/domain/follow-up.ts");
  });

  it("notices an import that the table forbids", async () => {
    const rooms = { ...config, forbidden: [{ ...forbidDomain, severity: "error" as const }] };
    const { summary } = await cruised(rooms);
    expect(summary.violations.length).toBeGreaterThan(0);
  }, 120_000);

  it("has no room for things without a name", () => {
    const vague = ["utils", "common", "shared", "helpers", "types", "lib", "core"];
    const folders = ["src", "adapters", "tests"].flatMap((top) =>
      readdirSync(`${root}${top}`, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name),
    );
    expect(folders.filter((name) => vague.includes(name))).toEqual([]);
  });

  it("explains every error code in docs/errors.md, and no code that does not exist", () => {
    const explained = [...text("docs/errors.md").matchAll(/^## ([A-Z_]+)$/gm)].map(([, code]) => code);
    expect(explained.sort()).toEqual(Object.keys(errorCatalogue).sort());
  });

  it("names in .env.example every variable it reads, and no other", () => {
    const named = [...text(".env.example").matchAll(/^([A-Z_]+)=/gm)].map(([, name]) => name);
    expect(named.sort()).toEqual(Object.keys(Env.shape).sort());
  });

  it("has at its top level only what was agreed", () => {
    const agreed = [
      "adapters",
      "docs",
      "LICENSE",
      "node_modules",
      "package-lock.json",
      "package.json",
      "prisma",
      "prompts",
      "README.md",
      "src",
      "tests",
      "tsconfig.json",
    ];
    const there = readdirSync(root).filter((name) => !name.startsWith("."));
    expect(there.filter((name) => !agreed.includes(name))).toEqual([]);
    expect(existsSync(`${root}.config`)).toBe(true);
  });
});

/** A rule that the present code breaks on purpose: everything in use cases sees the domain. */
const forbidDomain = { name: "planted", from: { path: "^src/intake/" }, to: { path: "^src/domain/" } };

async function cruised(ruleSet: typeof config) {
  const { output } = await cruise(["src", "adapters", "prisma"], {
    ...ruleSet.options,
    baseDir: root,
    validate: true,
    ruleSet: { forbidden: ruleSet.forbidden },
  } as Parameters<typeof cruise>[1]);
  if (typeof output === "string") throw new Error(output);
  return output;
}
