// Runs the tests and closes with one line a machine can read: "N passed, N failed, N skipped".
// Arguments go to vitest: `npm test -- tests/domain` runs one folder.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "linli-tests-"));
const report = join(folder, "report.json");

const { status } = spawnSync(
  process.execPath,
  [
    "node_modules/vitest/vitest.mjs",
    "run",
    "--config",
    ".config/vitest.config.ts",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
    ...process.argv.slice(2),
  ],
  {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
    env: { ...process.env, NO_COLOR: process.stdout.isTTY ? undefined : "1" },
  },
);

const {
  numPassedTests = 0,
  numFailedTests = 0,
  numPendingTests = 0,
  numTodoTests = 0,
  testResults = [],
} = readReport();
// A file that fails before its first test counts too, or a broken import would look like fewer tests.
const brokenFiles = testResults.filter((file) => file.status === "failed" && file.assertionResults.length === 0).length;
console.log(
  `${numPassedTests} passed, ${numFailedTests + brokenFiles} failed, ${numPendingTests + numTodoTests} skipped`,
);
process.exitCode = status ?? 1;

function readReport() {
  try {
    return JSON.parse(readFileSync(report, "utf8"));
  } catch {
    return { numFailedTests: 1 };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
