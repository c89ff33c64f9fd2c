import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Check, Mutant } from "./check.ts";
import { checks, quickChecks } from "./checks.ts";
import { plantTree } from "./planted-tree.ts";

/**
 * `npm run accept [-- NAME…]`: proves promises, one JSON line each; without names the quick set. `--seed N` replays a run, `--long` takes
 * every check at three times the figures and `--scale X` X times, `--mutants` plants each check's faults in a copy of the source and asks whether the check sees them.
 * With MUTANT=NAME in the environment the named checks run on the copy that has that fault, and should fail.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string" },
    long: { type: "boolean", default: false },
    scale: { type: "string" },
    mutants: { type: "boolean", default: false },
  },
});
const isWhole = values.long || values.mutants;
const chosen = positionals.length > 0 ? positionals.map(checkNamed) : isWhole ? checks : quickChecks;
const scale = Number(values.scale ?? (values.long ? 3 : 1));
const mutantName = process.env.MUTANT;
/** How the process ends when a check could not be run to its end: then it has shown nothing, neither good nor bad. */
const brokeCode = 2;

// What was started is stopped when the process ends, and it ends in its own way only when it is asked to.
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => process.exit(1));
process.setMaxListeners(0);

if (values.mutants) {
  for (const check of chosen) for (const mutant of check.mutants) await tellMutant(check, mutant);
} else if (mutantName) {
  for (const check of chosen) await runPlanted(check, mutantNamed(check, mutantName), (line) => console.log(line));
} else {
  for (const check of chosen) await tell(check);
}

async function tell(check: Check): Promise<void> {
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const startedAt = performance.now();
  let broke = false;
  const { problems, numbers } = await check.run({ seed, scale }).catch((error: unknown) => {
    broke = true;
    return { problems: [error instanceof Error ? (error.stack ?? error.message) : String(error)], numbers: {} };
  });
  for (const problem of problems) console.error(`${check.name}: ${problem}`);
  const pass = problems.length === 0;
  const seconds = Math.round((performance.now() - startedAt) / 100) / 10;
  console.log(JSON.stringify({ check: check.name, pass, numbers: { ...numbers, seconds }, seed }));
  if (broke) process.exitCode = brokeCode;
  else if (!pass) process.exitCode ??= 1;
}

async function tellMutant(check: Check, mutant: Mutant): Promise<void> {
  let passed: boolean | null = null;
  const code = await runPlanted(check, mutant, (line) => {
    passed = (JSON.parse(line) as { pass: boolean }).pass;
  });
  // A check that could not be run to its end has caught nothing.
  const pass = passed === false && code !== brokeCode;
  console.log(JSON.stringify({ check: check.name, mutant: mutant.name, pass }));
  if (!pass) process.exitCode = 1;
}

/** Runs a check in a tree with a fault in it. Resolves with the exit code. */
async function runPlanted(check: Check, mutant: Mutant, onLine: (line: string) => void): Promise<number | null> {
  const tree = plantTree(mutant.name, mutant.patches);
  try {
    const { MUTANT: _, ...env } = process.env;
    const args = ["--import", import.meta.resolve("tsx"), join("tests", "acceptance", "run.ts"), check.name];
    args.push("--scale", String(scale), ...(values.seed ? ["--seed", values.seed] : []));
    const child = spawn(process.execPath, args, { cwd: tree.root, env, stdio: ["ignore", "pipe", "inherit"] });
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
    });
    const [code] = (await once(child, "close")) as [number | null];
    for (const line of out.split("\n")) if (line.startsWith("{")) onLine(line);
    return code;
  } finally {
    tree.remove();
  }
}

function checkNamed(name: string): Check {
  const check = checks.find((one) => one.name === name);
  if (!check) throw new Error(`there is no check "${name}"; there are: ${checks.map((one) => one.name).join(", ")}`);
  return check;
}

function mutantNamed({ name: check, mutants }: Check, name: string): Mutant {
  const mutant = mutants.find((one) => one.name === name);
  if (!mutant)
    throw new Error(`${check} has no mutant "${name}"; it has: ${mutants.map((one) => one.name).join(", ")}`);
  return mutant;
}
