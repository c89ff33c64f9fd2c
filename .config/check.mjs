// Everything that must hold before a change is shown to others: format and lint, types, imports, tests. Stops at nothing, fails at the end.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const steps = [
  ["packages, client, pages", [".config/install-missing.mjs", "--pages"]],
  [
    "format and lint",
    [
      "node_modules/@biomejs/biome/bin/biome",
      "ci",
      "--colors=off",
      "--config-path=.biome.json",
      "--diagnostic-level=error",
      ".",
    ],
  ],
  ["types", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."]],
  ["types of the console", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "src/console"]],
  ["types of the sandbox page", ["node_modules/typescript/bin/tsc", "--noEmit", "-p", "adapters/sandbox/page"]],
  [
    "imports",
    [
      "node_modules/dependency-cruiser/bin/dependency-cruise.mjs",
      "--config",
      ".config/dependency-cruiser.mjs",
      "src",
      "adapters",
      "prisma",
    ],
  ],
  ["tests", [".config/test.mjs"]],
];
const only = process.argv[2];

const failed = steps
  .filter(([name]) => !(only === "--no-tests" && name === "tests"))
  .filter(([name, args]) => {
    console.log(`\n── ${name}`);
    return spawnSync(process.execPath, args, { cwd: root, stdio: ["ignore", "inherit", "inherit"] }).status !== 0;
  })
  .map(([name]) => name);
console.log(failed.length === 0 ? "\nEverything holds." : `\nFailed: ${failed.join(", ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
