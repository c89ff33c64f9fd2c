// Runs the tests and closes with one line a machine can read: "N passed, N failed, N skipped".
// Arguments go to vitest: `npm test -- tests/domain` runs one folder.
// Of a whole run, files that failed are run once more, alone: a machine that others share can be too slow for a walk through a browser.
// What passes only then is named, for somebody to look at.
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
/** More files than these are no accident. */
const retriedMax = 5;

const wanted = process.argv.slice(2);
const first = run(wanted);
const failed = first.files.filter(({ status }) => status === "failed").map(({ name }) => relative(root, name));
const isRetried = wanted.length === 0 && failed.length > 0 && failed.length <= retriedMax && first.files.length > 1;
if (isRetried) console.log(`\nOnce more, alone: ${failed.join(", ")}\n`);
const second = isRetried ? run([...failed, "--maxWorkers=1"]) : { status: first.status, files: [] };

const again = new Map(second.files.map((file) => [file.name, file]));
const files = first.files.map((file) => again.get(file.name) ?? file);
for (const { name, status } of second.files)
  if (status === "passed") console.log(`passed only the second time: ${relative(root, name)}`);

const count = (...statuses) => files.flatMap(({ tests }) => tests).filter((status) => statuses.includes(status)).length;
// A file that fails before its first test counts too, or a broken import would look like fewer tests.
const broken = files.filter(({ status, tests }) => status === "failed" && tests.length === 0).length;
// A run that ends badly for another reason than a test, as an error that nobody caught, has failed too.
const other = second.status !== 0 && count("failed") + broken === 0 ? 1 : 0;
const failures = count("failed") + broken + other;
console.log(
  `${count("passed")} passed, ${failures} failed, ${count("pending", "skipped", "todo", "disabled")} skipped`,
);
process.exitCode = failures > 0 ? 1 : 0;

/** One run of vitest: how it ended, and for each file how it and its tests did. */
function run(args) {
  const folder = mkdtempSync(join(tmpdir(), "linli-tests-"));
  const report = join(folder, "report.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${report}`];
  const { status } = spawnSync(
    process.execPath,
    ["node_modules/vitest/vitest.mjs", "run", "--config", ".config/vitest.config.ts", ...reporters, ...args],
    {
      cwd: root,
      stdio: ["ignore", "inherit", "inherit"],
      env: { ...process.env, NO_COLOR: process.stdout.isTTY ? undefined : "1" },
    },
  );
  try {
    const { testResults } = JSON.parse(readFileSync(report, "utf8"));
    const files = testResults.map(({ name, status, assertionResults }) => ({
      name,
      status,
      tests: assertionResults.map((test) => test.status),
    }));
    return { status: status ?? 1, files };
  } catch {
    return { status: status || 1, files: [] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
