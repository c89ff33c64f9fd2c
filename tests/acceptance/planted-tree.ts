import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Patch } from "./check.ts";

/** The project this file lies in: the house itself, or a planted copy of it. */
export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

const parts = ["src", "adapters", "prisma", "prompts", "tests", "package.json", "tsconfig.json"];

/**
 * Copies the source into `.build/planted/`, where it finds the same packages, and changes lines of it. What is pages only is left out.
 *
 * @throws Error when a patch does not fit: a fault that is not there would be "caught" by nothing.
 */
export function plantTree(name: string, patches: readonly Patch[]): { readonly root: string; remove(): void } {
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

function isSource(path: string): boolean {
  return !["console", "page", "transcripts", "evals"].includes(basename(path)) || path.includes("locales");
}
