import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { transformSync } from "@swc/core";
import type { Patch } from "./check.ts";

/** The project this file lies in: the house itself, or a planted copy of it. */
export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of the source, with some lines changed. */
export interface PlantedTree {
  readonly root: string;
  remove(): void;
}

const parts = ["src", "adapters", "prisma", "prompts", "tests", "package.json", "tsconfig.json"];

/**
 * Copies the source into `.build/planted/`, where it finds the same packages, and changes lines of it. What is pages only is left out.
 *
 * @throws Error when a patch does not fit: a fault that is not there would be "caught" by nothing.
 */
export function plantTree(name: string, patches: readonly Patch[]): PlantedTree {
  const root = join(projectRoot, ".build", "planted", `${name}-${process.pid}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const part of parts) cpSync(join(projectRoot, part), join(root, part), { recursive: true, filter: isSource });
  for (const { file, from, to } of patches) {
    const path = join(root, file);
    const source = readFileSync(path, "utf8");
    if (source.split(from).length !== 2) throw new Error(`${name}: "${from}" does not stand once in ${file}`);
    writeFileSync(
      path,
      source.replace(from, () => to),
    );
  }
  return { root, remove: () => rmSync(root, { recursive: true, force: true }) };
}

/** As `plantTree`, and writes the JavaScript of each file beside it: a process that is killed a hundred times must not transpile each time. */
export function plantProgram(name: string, patches: readonly Patch[] = []): PlantedTree {
  const tree = plantTree(name, patches);
  for (const part of ["src", "adapters", "prisma"]) {
    for (const file of readdirSync(join(tree.root, part), { recursive: true, encoding: "utf8" })) {
      if (file.endsWith(".ts")) transpile(join(tree.root, part, file));
    }
  }
  return tree;
}

const ownImport = /((?:from|import)\s*\(?\s*["']\.[^"']*)\.ts(["'])/g;

function transpile(file: string): void {
  const { code } = transformSync(readFileSync(file, "utf8"), {
    filename: file,
    swcrc: false,
    jsc: { parser: { syntax: "typescript" }, target: "es2023" },
    module: { type: "es6" },
  });
  writeFileSync(file.replace(/\.ts$/, ".js"), code.replaceAll(ownImport, "$1.js$2"));
}

function isSource(path: string): boolean {
  return !["console", "page", "transcripts", "evals"].includes(basename(path)) || path.includes("locales");
}
