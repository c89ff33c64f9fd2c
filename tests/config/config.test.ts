import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { loadConfig, Secret } from "../../src/config/index.ts";
import { AppError } from "../../src/errors/app-error.ts";

/** The problems a start with this environment is refused for. */
function problemsOf(env: Record<string, string>): readonly string[] {
  try {
    loadConfig(env);
  } catch (error) {
    if (error instanceof AppError && error.code === "CONFIG_INVALID") {
      return (error.params as { problems: readonly string[] }).problems;
    }
    throw error;
  }
  return [];
}

describe("the configuration", () => {
  it("needs nothing", () => {
    expect(problemsOf({})).toEqual([]);
    expect(loadConfig({})).toMatchObject({ http: { port: 3000 }, sandbox: true, telegram: null, model: null });
  });

  it("takes a variable left empty, as in .env.example, for one that is not set", () => {
    expect(problemsOf({ PORT: "", DATABASE_URL: "", TELEGRAM_BOT_TOKEN: "" })).toEqual([]);
  });

  it("names every variable that is wrong at once, with its form and without its value", () => {
    const wrong = {
      ...{ PORT: "seventy", DATABASE_URL: "mysql://x", TELEGRAM_BOT_TOKEN: "hunter2", LISTEN_QUIET_MS: "-1" },
      ...{ SANDBOX: "perhaps", REDIS_URL: "redis" },
    };
    const problems = problemsOf(wrong);
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual(Object.keys(wrong).sort());
    expect(problems.join("\n")).not.toMatch(/seventy|mysql|hunter2|perhaps/);
    expect(problems.find((problem) => problem.startsWith("DATABASE_URL"))).toContain("postgres://");
  });

  it("refuses a model abroad where words must stay, together with the other problems", () => {
    const problems = problemsOf({ ANTHROPIC_API_KEY: "k", DATA_REGION: "cn", PORT: "x" });
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual(["ANTHROPIC_BASE_URL", "PORT"]);
  });

  it("wants a public address for a webhook", () => {
    const problems = problemsOf({
      TELEGRAM_BOT_TOKEN: "123456:abcdefghijk",
      TELEGRAM_WEBHOOK_SECRET: "0123456789abcdef",
    });
    expect(problems).toEqual([expect.stringMatching(/^PUBLIC_URL: /)]);
  });

  it("closes the sandbox by itself where a real platform is connected", () => {
    expect(loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk" }).sandbox).toBe(false);
    expect(loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk", SANDBOX: "on" }).sandbox).toBe(true);
  });

  it("shows stars wherever a secret lands", () => {
    const config = loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk", ANTHROPIC_API_KEY: "sk-secret" });
    const shown = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)} ${config.telegram?.token}`;
    expect(shown).not.toMatch(/abcdefghijk|sk-secret/);
    expect(new Secret("x").reveal()).toBe("x");
  });
});
