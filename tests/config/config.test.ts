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

  it("takes a WeChat account at the pace that is set, and tells nothing of its token", () => {
    expect(loadConfig({}).wechat).toBeNull();
    const set = { WECHAT_PUPPET: "wechaty-puppet-wechat4u", WECHAT_PUPPET_OPTIONS: '{"token":"hunter2"}' };
    const config = loadConfig({ ...set, WECHAT_GAP_SECONDS: "10-20", WECHAT_PER_DAY: "50" });
    expect(config.wechat?.pace).toEqual({
      gapMs: { least: 10_000, most: 20_000 },
      perMinute: 10,
      perHour: 60,
      perDay: 50,
    });
    expect(inspect(config, { depth: 9 })).not.toContain("hunter2");
    const wrong = {
      WECHAT_PUPPET: "two words",
      WECHAT_PUPPET_OPTIONS: "{hunter2",
      WECHAT_GAP_SECONDS: "9-3",
      WECHAT_PER_HOUR: "0",
    };
    const problems = problemsOf(wrong);
    expect(problems.map((problem) => problem.split(":")[0]).sort()).toEqual(Object.keys(wrong).sort());
    expect(problems.join("\n")).not.toContain("hunter2");
  });

  it("closes the sandbox by itself where a real platform is connected", () => {
    expect(loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk" }).sandbox).toBe(false);
    expect(loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk", SANDBOX: "on" }).sandbox).toBe(true);
  });

  it("takes staff webhooks by name, apart by blanks or semicolons, and closes the sandbox for a WeCom bot", () => {
    const list = "网格群=https://qyapi.weixin.qq.com/send?key=a-1;物业群=https://qyapi.weixin.qq.com/send?key=b-2\n";
    const { wecomWebhooks, wecom, sandbox } = loadConfig({
      ...{ WECOM_STAFF_WEBHOOKS: list, WECOM_BOT_ID: "aib-1", WECOM_BOT_SECRET: "s3cret" },
    });
    expect(wecomWebhooks.map(({ name, url }) => [name, url.reveal()])).toEqual([
      ["网格群", "https://qyapi.weixin.qq.com/send?key=a-1"],
      ["物业群", "https://qyapi.weixin.qq.com/send?key=b-2"],
    ]);
    expect([wecom?.botId, wecom?.secret.reveal(), wecom?.wsUrl, sandbox]).toEqual(["aib-1", "s3cret", null, false]);
    expect(inspect([wecomWebhooks, wecom], { depth: 9 })).not.toMatch(/a-1|s3cret/);
  });

  it.each(["https://qyapi.weixin.qq.com/send?key=a-1", "网格群=ftp://x", "网格群"])(
    "refuses %s as a staff webhook",
    (list) => {
      const problems = problemsOf({ WECOM_STAFF_WEBHOOKS: list });
      expect(problems).toEqual([expect.stringMatching(/^WECOM_STAFF_WEBHOOKS: must be of the form/)]);
      expect(problems.join("")).not.toContain("a-1");
    },
  );

  it("wants a WeCom bot's id and secret together", () => {
    for (const one of ["WECOM_BOT_ID", "WECOM_BOT_SECRET"])
      expect(problemsOf({ [one]: "x" })).toEqual([expect.stringMatching(/^WECOM_BOT_ID: goes with/)]);
  });

  it("shows stars wherever a secret lands", () => {
    const config = loadConfig({ TELEGRAM_BOT_TOKEN: "123456:abcdefghijk", ANTHROPIC_API_KEY: "sk-secret" });
    const shown = `${inspect(config, { depth: 9 })} ${JSON.stringify(config)} ${config.telegram?.token}`;
    expect(shown).not.toMatch(/abcdefghijk|sk-secret/);
    expect(new Secret("x").reveal()).toBe("x");
  });

  it("reads what models cost, by model and in one currency, and refuses half a price", () => {
    const { modelPrices } = loadConfig({ MODEL_PRICES: "CNY small-1.5=2/0.2/8  org/large=4/0.4/16.5" });
    expect(modelPrices).toEqual({
      currency: "CNY",
      byModel: new Map([
        ["small-1.5", { input: 2, cached: 0.2, output: 8 }],
        ["org/large", { input: 4, cached: 0.4, output: 16.5 }],
      ]),
    });
    expect(loadConfig({}).modelPrices).toBeNull();
    for (const odd of ["2/0.2/8", "CNY", "CNY small=2/8", "¥ small=2/0.2/8", "CNY small=2/0.2/-8"])
      expect(() => loadConfig({ MODEL_PRICES: odd })).toThrow("MODEL_PRICES: must be a currency");
  });
});
