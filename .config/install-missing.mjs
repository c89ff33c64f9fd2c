// Makes a checkout ready to run: packages as locked, the database client from its schema, the pages from their sources.
// Each step is skipped when nothing it depends on has changed, so a later start costs a moment. Knows no package, because none may be there yet.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const pagesToo = process.argv.includes("--pages");

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Linli needs Node 20.19 or later; this is ${process.version}.`);
  process.exit(1);
}

step({
  name: "packages",
  says: "Installing packages (a minute or two the first time) …",
  from: ["package.json", "package-lock.json"],
  needs: "node_modules",
  // Not "npm ci": it refuses a lock file written where a registry did not offer the binaries of every platform.
  run: () => npm(["install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error"]),
});
step({
  name: "client",
  says: "Generating the database client …",
  from: ["prisma/schema.prisma", "package-lock.json"],
  needs: "adapters/postgres/generated",
  // The command line would download an engine that generating never runs: any program in its place will do.
  run: () =>
    node(["node_modules/prisma/build/index.js", "generate", "--config", ".config/prisma.config.ts"], {
      PRISMA_SCHEMA_ENGINE_BINARY: process.execPath,
    }),
});
if (pagesToo) {
  step({
    name: "house",
    says: "Building the house …",
    from: ["src", "adapters", "prisma", ".config/vite.house.config.ts", "package-lock.json"],
    needs: ".build/house/main.mjs",
    run: () => vite(".config/vite.house.config.ts"),
  });
  step({
    name: "pages",
    says: "Building the pages …",
    from: [
      "src/console",
      "src/api",
      "src/domain",
      "src/locales",
      "adapters/sandbox",
      ".config/vite.config.ts",
      "package-lock.json",
    ],
    needs: ".build/pages/index.html",
    run: () => vite(".config/vite.config.ts"),
  });
}

/** Runs a step unless its result is there and was made from the same files. */
function step({ name, says, from, needs, run }) {
  const stampFile = join(root, "node_modules/.cache/linli", `${name}.stamp`);
  const stamp = hashOf(from);
  if (existsSync(join(root, needs)) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return;
  console.log(says);
  run();
  mkdirSync(join(root, "node_modules/.cache/linli"), { recursive: true });
  writeFileSync(stampFile, stamp);
}

function npm(args) {
  // On Windows npm is a script, which only a shell can start.
  finish(
    spawnSync("npm", args, { cwd: root, stdio: ["ignore", "ignore", "inherit"], shell: process.platform === "win32" }),
    "npm install",
  );
}

function vite(config) {
  node(["node_modules/vite/bin/vite.js", "build", "--config", config, "--logLevel", "warn"], {});
}

function node(args, env) {
  const result = spawnSync(process.execPath, args, { cwd: root, env: { ...process.env, ...env }, encoding: "utf8" });
  if (result.status !== 0) console.error(result.stdout, result.stderr);
  finish(result, args[0]);
}

function finish({ status, error }, what) {
  if (status === 0) return;
  console.error(
    `${what} failed${error ? `: ${error.message}` : ""}. Read what it said above; with a network, "npm install" in this folder shows more.`,
  );
  process.exit(1);
}

/** A hash over the bytes of files and of every file in folders, and over where the checkout lies: what is built names files by that. */
function hashOf(paths) {
  const hash = createHash("sha256").update(root);
  for (const path of paths) for (const file of filesIn(path)) hash.update(file).update(readFileSync(join(root, file)));
  return hash.digest("hex");
}

function filesIn(path) {
  const whole = join(root, path);
  if (!existsSync(whole)) return [];
  if (!statSync(whole).isDirectory()) return [path];
  return readdirSync(whole, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length))
    .sort();
}
