import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "vite";
import { houseBundle } from "../../.config/vite.house.config.ts";
import type { Patch } from "./check.ts";

/** The project this file lies in: the house itself, or a planted copy of it. */
export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** A copy of the source, with some lines changed. */
export interface PlantedTree {
  readonly root: string;
  remove(): void;
}

const parts = [".config", "src", "adapters", "prisma", "prompts", "tests", "package.json", "tsconfig.json"];

/**
 * Copies the source into `.build/planted/`, where it finds the same packages, and changes lines of it.
 *
 * @throws Error when a patch does not fit: a fault that is not there would be "caught" by nothing.
 */
export function plantTree(name: string, patches: readonly Patch[]): PlantedTree {
  const root = join(projectRoot, ".build", "planted", `${name}-${process.pid}`);
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  for (const part of parts) cpSync(join(projectRoot, part), join(root, part), { recursive: true });
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

/** The house as one file of JavaScript: a process that is killed a hundred times must not look for a thousand files each time. */
export interface Program {
  readonly root: string;
  /** What `node` is started with, as `npm start` does it. */
  readonly argv: readonly string[];
}

const built = new Map<string, Promise<Program>>();

/** As `plantTree`, and bundles the house in it; once for each set of patches, and gone with this process. */
export function plantProgram(patches: readonly Patch[] = []): Promise<Program> {
  const key = JSON.stringify(patches);
  const program = built.get(key) ?? bundle(`program${built.size}`, patches);
  built.set(key, program);
  return program;
}

async function bundle(name: string, patches: readonly Patch[]): Promise<Program> {
  const tree = plantTree(name, patches);
  process.once("exit", tree.remove);
  await build({ ...houseBundle(tree.root), configFile: false });
  return { root: tree.root, argv: startArguments(tree.root) };
}

/** The words of the start script after `node`: what is measured and crashed is started like what is used. */
function startArguments(root: string): readonly string[] {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" ").slice(1);
}

/** Builds the pages of a program where it looks for them. Most checks open none. */
export async function buildPages({ root }: Program): Promise<void> {
  await build({ configFile: join(root, ".config", "vite.config.ts"), logLevel: "error" });
}
