import { z } from "zod";
import type { ModelPrices } from "../domain/model-price.ts";
import { AppError } from "../errors/app-error.ts";
import { decideModelRegion } from "./model-region.ts";
import { Secret } from "./secret.ts";

const flag = z.enum(["on", "off"], { error: "must be on or off" }).transform((value) => value === "on");
const whole = (most: number) => {
  const error = `must be a whole number from 0 to ${most}`;
  return z.coerce.number({ error }).int(error).min(0, error).max(most, error);
};
const ms = (preset: number) => whole(3_600_000).default(preset);

/** "网格群=https://…/send?key=…", several apart by blanks or semicolons. */
const staffWebhooks = z.string().transform((list, context) => {
  const webhooks = list
    .split(/[\s;；]+/)
    .filter((one) => one !== "")
    .map((one) => ({ name: one.slice(0, one.indexOf("=")), url: one.slice(one.indexOf("=") + 1) }));
  const isGood = ({ name, url }: { name: string; url: string }) => name !== "" && /^https?:$/.test(protocolOf(url));
  if (webhooks.every(isGood)) return webhooks.map(({ name, url }) => ({ name, url: new Secret(url) }));
  context.addIssue("must be of the form 网格群=https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…");
  return z.NEVER;
});

const gapForm = "must be a range of seconds such as 3-8";
const perTime = (most: number) => {
  const error = `must be a whole number from 1 to ${most}`;
  return z.coerce.number({ error }).int(error).min(1, error).max(most, error);
};
const pricesForm = "must be a currency and prices for a million tokens, such as CNY some-model=2/0.2/8";
/** "CNY some-model=2/0.2/8 other-model=…": input, cached input and output. */
const modelPrices = z.string().transform((text, context): ModelPrices => {
  const [currency = "", ...models] = text.trim().split(/\s+/);
  const named = models.map((one) => /^(\S+)=(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)\/(\d+(?:\.\d+)?)$/.exec(one));
  if (/^[A-Z]{3}$/.test(currency) && models.length > 0 && named.every((one) => one !== null)) {
    const byModel = named.map(([, name, input, cached, output]) => {
      return [name!, { input: Number(input), cached: Number(cached), output: Number(output) }] as const;
    });
    return { currency, byModel: new Map(byModel) };
  }
  context.addIssue(pricesForm);
  return z.NEVER;
});
/** May hold a token, so its problem tells nothing of it. */
const jsonObject = z.string().transform((text, context) => {
  try {
    const { data } = z.record(z.string(), z.json()).safeParse(JSON.parse(text));
    if (data) return data;
  } catch {}
  context.addIssue('must be a JSON object such as {"token":"…"}');
  return z.NEVER;
});

/** Every variable the house reads, its form and its default. The variables of .env.example are these, held together by a test. */
export const Env = z.object({
  HOST: z.string().default("127.0.0.1"),
  PORT: whole(65_535).default(3000),
  PUBLIC_URL: z.url({ protocol: /^https?$/, error: "must be an address such as https://linli.example.cn" }).optional(),
  DATA_DIR: z.string().default(".data"),
  SECRETS_KEY: z
    .string()
    .refine((key) => Buffer.from(key, "base64").length === 32, "must be 32 random bytes in base64")
    .optional(),
  DATABASE_URL: z
    .url({ protocol: /^postgres(ql)?$/, error: "must be of the form postgres://user:password@host:5432/name" })
    .optional(),
  REDIS_URL: z.url({ protocol: /^rediss?$/, error: "must be of the form redis://host:6379" }).optional(),
  SANDBOX: flag.optional(),
  DEMO: flag.default(true),
  LISTEN_QUIET_MS: ms(8_000),
  LISTEN_MAX_MS: ms(45_000),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d+:[\w-]{10,}$/, "is not a bot token of the form 123456:ABC-DEF…")
    .optional(),
  TELEGRAM_API_ROOT: z.url().default("https://api.telegram.org"),
  TELEGRAM_WEBHOOK_SECRET: z
    .string()
    .regex(/^[\w-]{16,256}$/, "must be 16 to 256 of A-Z, a-z, 0-9, _ and -")
    .optional(),
  WECOM_BOT_ID: z.string().min(1).optional(),
  WECOM_BOT_SECRET: z.string().min(1).optional(),
  WECOM_WS_URL: z.url({ protocol: /^wss?$/, error: "must be of the form wss://host" }).optional(),
  WECOM_STAFF_WEBHOOKS: staffWebhooks.default([]),
  WECHAT_PUPPET: z
    .string()
    .regex(
      /^(?:file:\/\/\S+|(?:@[\w.-]+\/)?[\w.-]+)$/,
      "must be a package that speaks WeChat, such as wechaty-puppet-wechat4u",
    )
    .optional(),
  WECHAT_PUPPET_OPTIONS: jsonObject.default({}),
  WECHAT_GAP_SECONDS: z
    .string()
    .regex(/^\d{1,4}-\d{1,4}$/, gapForm)
    .transform((range) => range.split("-").map(Number) as [number, number])
    .refine(([least, most]) => least <= most, gapForm)
    .default([3, 8]),
  WECHAT_PER_MINUTE: perTime(60).default(10),
  WECHAT_PER_HOUR: perTime(600).default(60),
  WECHAT_PER_DAY: perTime(2_000).default(200),
  READER_MODEL_FILE: z.string().min(1).optional(),
  ANTHROPIC_API_KEY: z.string().min(1).optional(),
  ANTHROPIC_BASE_URL: z.url().default("https://api.anthropic.com"),
  MODEL: z.string().min(1).default("claude-haiku-5-5"),
  MODEL_TIMEOUT_MS: ms(20_000),
  MODEL_PRICES: modelPrices.optional(),
  DATA_REGION: z.enum(["cn", "any"]).default("any"),
  DATA_EXPORT_ASSESSMENT: z.string().min(1).optional(),
  LOG_LEVEL: z.enum(["debug", "info", "warn", "error", "silent"]).default("warn"),
  SHUTDOWN_GRACE_MS: ms(10_000),
});

export type Config = Readonly<ReturnType<typeof loadConfig>>;

/**
 * Reads the whole environment once, at startup; the only place that looks at it.
 * Reports every problem together, so that one failed start is enough to fix them all.
 *
 * @throws AppError CONFIG_INVALID naming each variable and what is wrong with it, never its value.
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>) {
  // A variable left empty, as in .env.example, counts as unset.
  const set = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ""));
  const { data, error } = Env.safeParse(set);
  const problems = [
    ...(error?.issues ?? []).map(({ path, message }) => `${path.join(".")}: ${message}`),
    ...oddTogether(set),
  ];
  if (!data || problems.length > 0) throw new AppError("CONFIG_INVALID", { problems });
  return {
    http: { host: data.HOST, port: data.PORT, publicUrl: data.PUBLIC_URL ?? null },
    dataDir: data.DATA_DIR,
    /** Seals what the database keeps of second factors; null: a key of its own in the data folder. */
    secretsKey: hidden(data.SECRETS_KEY),
    database: { url: hidden(data.DATABASE_URL) },
    queue: { redisUrl: hidden(data.REDIS_URL) },
    /** Open to whoever reaches the port, so it is off by itself where a real platform is connected. */
    sandbox: data.SANDBOX ?? !(data.TELEGRAM_BOT_TOKEN || data.WECOM_BOT_ID || data.WECHAT_PUPPET),
    demo: data.DEMO,
    listen: { quietMs: data.LISTEN_QUIET_MS, maxMs: data.LISTEN_MAX_MS },
    telegram: data.TELEGRAM_BOT_TOKEN
      ? {
          token: new Secret(data.TELEGRAM_BOT_TOKEN),
          apiRoot: data.TELEGRAM_API_ROOT,
          webhookSecret: hidden(data.TELEGRAM_WEBHOOK_SECRET),
        }
      : null,
    wecom:
      data.WECOM_BOT_ID && data.WECOM_BOT_SECRET
        ? {
            botId: data.WECOM_BOT_ID,
            secret: new Secret(data.WECOM_BOT_SECRET),
            wsUrl: data.WECOM_WS_URL ?? null,
          }
        : null,
    wecomWebhooks: data.WECOM_STAFF_WEBHOOKS,
    /** A personal account; nothing of it starts before an admin has accepted its risk in the console. */
    wechat:
      data.WECHAT_PUPPET === undefined
        ? null
        : {
            puppet: data.WECHAT_PUPPET,
            puppetOptions: new Secret(JSON.stringify(data.WECHAT_PUPPET_OPTIONS)),
            pace: {
              gapMs: { least: data.WECHAT_GAP_SECONDS[0] * 1_000, most: data.WECHAT_GAP_SECONDS[1] * 1_000 },
              perMinute: data.WECHAT_PER_MINUTE,
              perHour: data.WECHAT_PER_HOUR,
              perDay: data.WECHAT_PER_DAY,
            },
          },
    /** What `npm run train` made of a community's own tickets; null: what the house ships with. */
    readerModelFile: data.READER_MODEL_FILE ?? null,
    model: data.ANTHROPIC_API_KEY
      ? {
          apiKey: new Secret(data.ANTHROPIC_API_KEY),
          baseUrl: data.ANTHROPIC_BASE_URL,
          name: data.MODEL,
          timeoutMs: data.MODEL_TIMEOUT_MS,
          notice: regionNotice(data),
        }
      : null,
    /** Null: nobody has said, and no cost is shown. */
    modelPrices: data.MODEL_PRICES ?? null,
    logLevel: data.LOG_LEVEL,
    shutdown: { graceMs: data.SHUTDOWN_GRACE_MS },
  };
}

/** What is right by itself and wrong with another variable. */
function oddTogether(set: Readonly<Record<string, string | undefined>>): string[] {
  const problems: string[] = [];
  if (set["TELEGRAM_WEBHOOK_SECRET"] && !set["PUBLIC_URL"]) {
    problems.push("PUBLIC_URL: is needed with TELEGRAM_WEBHOOK_SECRET; it is the address Telegram calls, https://…");
  }
  if (Boolean(set["WECOM_BOT_ID"]) !== Boolean(set["WECOM_BOT_SECRET"])) {
    problems.push("WECOM_BOT_ID: goes with WECOM_BOT_SECRET; the bot's page in WeCom shows both");
  }
  const baseUrl = set["ANTHROPIC_BASE_URL"] ?? "https://api.anthropic.com";
  if (set["ANTHROPIC_API_KEY"] && URL.canParse(baseUrl)) {
    const dataRegion = set["DATA_REGION"] === "cn" ? "cn" : null;
    const decision = decideModelRegion({ baseUrl, dataRegion, assessmentRef: set["DATA_EXPORT_ASSESSMENT"] ?? null });
    if (decision.status === "refused") problems.push(`ANTHROPIC_BASE_URL: ${decision.problem}`);
  }
  return problems;
}

/** What the operator must be told of where residents' words go; null when they stay. */
function regionNotice({
  ANTHROPIC_BASE_URL: baseUrl,
  DATA_REGION,
  DATA_EXPORT_ASSESSMENT,
}: z.infer<typeof Env>): string | null {
  const dataRegion = DATA_REGION === "cn" ? "cn" : null;
  const decision = decideModelRegion({ baseUrl, dataRegion, assessmentRef: DATA_EXPORT_ASSESSMENT ?? null });
  return decision.status === "allowed_abroad" ? decision.notice : null;
}

function hidden(value: string | undefined): Secret | null {
  return value === undefined ? null : new Secret(value);
}

function protocolOf(url: string): string {
  return URL.canParse(url) ? new URL(url).protocol : "";
}
