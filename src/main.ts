import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import pino from "pino";
import { createAnthropicModel } from "../adapters/anthropic/anthropic-model.ts";
import { createBullQueue } from "../adapters/bullmq/job-queue.ts";
import { type Database, openDatabase } from "../adapters/postgres/database.ts";
import { createDeskStore } from "../adapters/postgres/desk-store.ts";
import { createDirectory } from "../adapters/postgres/directory.ts";
import { openEmbeddedPostgres } from "../adapters/postgres/embedded.ts";
import { createIntakeStore } from "../adapters/postgres/intake-store.ts";
import { createKnowledgeStore } from "../adapters/postgres/knowledge-store.ts";
import { listenForChanges } from "../adapters/postgres/live-changes.ts";
import { migrate } from "../adapters/postgres/migrate.ts";
import { createOutboxStore } from "../adapters/postgres/outbox-store.ts";
import { createSandboxLog } from "../adapters/postgres/sandbox-log.ts";
import { openEstate, seedDemo } from "../adapters/postgres/seed.ts";
import { openPromptFiles } from "../adapters/prompt-files/prompt-files.ts";
import type { ArticleFile, EstateFile, PersonaView } from "../adapters/sandbox/sandbox-api.ts";
import { createSandboxPlatform } from "../adapters/sandbox/sandbox-platform.ts";
import { sandboxRoutes } from "../adapters/sandbox/sandbox-routes.ts";
import { createTelegramPlatform } from "../adapters/telegram/telegram-platform.ts";
import { telegramWebhook, webhookPath } from "../adapters/telegram/webhook-route.ts";
import { type Config, loadConfig } from "./config/index.ts";
import { createDesk, press } from "./desk/index.ts";
import { AppError } from "./errors/app-error.ts";
import { buildApp, type MountedRoutes } from "./http/app.ts";
import { accept } from "./intake/index.ts";
import { jobHandlers, keepRunning, runSweep } from "./jobs/index.ts";
import { createKnowledgeBase } from "./knowledge/index.ts";
import type { ChatPlatform, PlatformEvent } from "./ports/chat-platform.ts";
import { systemClock as clock } from "./ports/clock.ts";
import type { Directory } from "./ports/directory.ts";
import { createLocalReader, createModelReader, type ModelCall, defaultTaxonomy as taxonomy } from "./reading/index.ts";

const sandboxAccount = "sandbox";
/** Ports tried after the wanted one. */
const portsTried = 20;

/** The command line's whole program: read what is wanted, open what is needed, serve until told to stop, close in reverse. */
async function main(): Promise<void> {
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = loadConfig(process.env);
  const log = pino({ level: config.logLevel });
  const say = (line: string) => console.log(line);
  const stopping = new AbortController();
  const { signal } = stopping;
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  const closers: (() => Promise<unknown>)[] = [];
  const closing = (close: () => Promise<unknown>) => closers.unshift(close);

  try {
    const embedded = config.database.url
      ? null
      : await openEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => log.info(line) });
    if (embedded) closing(() => embedded.stop());
    const url = config.database.url?.reveal() ?? embedded!.url;
    await migrate(url);
    const database = openDatabase(url);
    closing(() => database.$disconnect());
    const demo = config.demo ? await seedDemo(database) : null;
    const live = listenForChanges(url);
    closing(() => live.stop());

    const queue = createBullQueue({
      backend: config.queue.redisUrl
        ? { kind: "redis", url: config.queue.redisUrl.reveal() }
        : { kind: "postgres", url },
      log: (line) => log.warn(line),
    });
    closing(() => queue.close());

    const platforms = choosePlatforms(config, database, (text) => {
      say(text);
      running.find(({ status }) => status().platform.name === "telegram")?.notice(text);
    });
    const canEdit = (name: string) =>
      platforms.all.find((platform) => platform.name === name)?.capabilities.edit ?? false;
    const intake = createIntakeStore({ database, taxonomy, canEdit, clock });
    const outbox = createOutboxStore({ database, canEdit });
    const tickets = createDeskStore({ database, canEdit, clock });
    const directory = createDirectory(database);
    const knowledgeStore = createKnowledgeStore(database);
    const knowledge = createKnowledgeBase(knowledgeStore);
    const reading = chooseReader(config, (call) => log.info(call, "the model was asked"));
    if (config.model?.notice) say(config.model.notice);

    const desk = createDesk({ store: tickets, directory, queue, clock, taxonomy });
    const platformFor = (name: string, account: string) =>
      platforms.all.find((platform) => platform.name === name && platform.account === account) ?? null;
    const handlers = jobHandlers({
      store: intake,
      reader: reading.reader,
      knowledge,
      clock,
      queue,
      outbox,
      platformFor,
    });
    const onError = (error: unknown, task: string) =>
      log.error({ err: error, task }, "a task failed and will be tried again");

    let address = "";
    const app = await buildApp(
      {
        ...{ desk, tickets, intake, outbox, directory, queue, live, clock, taxonomy },
        knowledge: knowledgeStore,
        about: {
          version: versionOfHouse(),
          startedAt: clock.now(),
          address: () => address,
          reader: reading,
          queueBackend: config.queue.redisUrl ? "redis" : "postgres",
          embeddedDatabase: embedded !== null,
          region: config.model?.notice ? "abroad" : "cn",
          platforms: () => running.map(({ status }) => status()),
          ping: async () => {
            await database.$queryRaw`SELECT 1`;
          },
        },
      },
      { logger: log, pagesFolder: pagesFolder(), mounted: platforms.mounted(demo?.personas ?? [], directory) },
    );
    closing(() => app.close());

    const working = queue.run({ handlers, signal });
    const sweeping = runSweep({ store: intake, outbox, desk, queue, clock, onError }, signal);
    const { quietMs: listenQuietMs, maxMs: listenMaxMs } = config.listen;
    const onEvent = (event: Parameters<typeof accept>[0]) =>
      accept(event, { store: intake, directory, queue, clock, say: sayAtOnce, listenQuietMs, listenMaxMs });
    const sayAtOnce = async ({ platform, account, groupRef, eventKey }: PlatformEvent, text: string) => {
      const post = {
        groupRef,
        text,
        choices: [],
        editRef: null,
        replyToRef: null,
        partsDone: 0,
        idempotencyKey: `said:${eventKey}`,
      };
      await platformFor(platform, account)?.send(post);
    };
    const onPress = (pressed: Parameters<typeof press>[0]) =>
      press(pressed, { desk, store: tickets, directory, queue, clock, taxonomy });
    const onFailure = (platform: ChatPlatform, error: unknown, againInMs: number) =>
      log.error({ err: error, platform: platform.name, againInMs }, "a platform ended and is run again");
    address = await listen(app, config, say);
    embedded?.announce(address);
    const running = platforms.all.map((platform) => keepRunning(platform, { signal, onEvent, onPress, onFailure }));

    await sayWelcome({ address, sandbox: config.sandbox, directory, say });
    await aborted(signal);
    say("正在停止 Stopping …");
    await within(config.shutdown.graceMs, Promise.all([working, sweeping, ...running.map(({ ended }) => ended)]));
  } finally {
    stopping.abort();
    for (const close of closers)
      await within(config.shutdown.graceMs, close()).catch((error: unknown) =>
        log.error({ err: error }, "could not close"),
      );
  }
}

interface Platforms {
  readonly all: readonly ChatPlatform[];
  /** What they are reached by over HTTP. */
  readonly mounted: (personas: readonly PersonaView[], directory: Directory) => readonly MountedRoutes[];
}

/** The platforms that the configuration asks for. */
function choosePlatforms(config: Config, database: Database, onNotice: (text: string) => void): Platforms {
  const log = createSandboxLog(database);
  const sandbox = config.sandbox ? createSandboxPlatform({ log, clock, account: sandboxAccount }) : null;
  const telegram = config.telegram ? openTelegram(config, onNotice) : null;
  return {
    all: [sandbox, telegram].filter((platform) => platform !== null),
    mounted: (personas, directory) => [
      ...(telegram ? [{ prefix: "/telegram", plugin: telegramWebhook(telegram) }] : []),
      ...(sandbox
        ? [{ prefix: "/api/sandbox", plugin: sandboxPlugin({ sandbox, log, personas, directory, database }) }]
        : []),
    ],
  };
}

function openTelegram({ telegram, http }: Config, onNotice: (text: string) => void) {
  const { token, apiRoot, webhookSecret } = telegram!;
  const mode = webhookSecret
    ? ({ type: "webhook", url: `${http.publicUrl}${webhookPath}`, secret: webhookSecret.reveal() } as const)
    : ({ type: "polling" } as const);
  return createTelegramPlatform({
    token: token.reveal(),
    apiRoot,
    mode,
    onNotice: ({ zh, en }) => onNotice(`${zh}\n${en}`),
  });
}

function sandboxPlugin({
  sandbox,
  log,
  personas,
  directory,
  database,
}: {
  readonly sandbox: ReturnType<typeof createSandboxPlatform>;
  readonly log: ReturnType<typeof createSandboxLog>;
  readonly personas: readonly PersonaView[];
  readonly directory: Directory;
  readonly database: Database;
}): FastifyPluginAsync {
  const groups = async () => {
    const all = await directory.groupsOf("sandbox");
    return all.map(({ id, ref, name, areaPath, kind }) => ({ id, ref, name, areaPath, kind }));
  };
  const options = {
    ...{ farSide: sandbox.farSide, log, clock, account: sandboxAccount, groups, personas },
    openEstate: (estate: EstateFile, articles: readonly ArticleFile[]) =>
      openEstate(database, estate, articles, clock.now()),
  };
  return async (app) => {
    await app.register(sandboxRoutes, options);
  };
}

/** The local reader, or a language model with it as its safety net. */
function chooseReader(config: Config, onCall: (call: ModelCall) => void) {
  const local = createLocalReader();
  if (!config.model) return { reader: local, name: "local", offline: () => false };
  const { apiKey, baseUrl, name, timeoutMs } = config.model;
  const model = createAnthropicModel({ apiKey: apiKey.reveal(), baseUrl, model: name, timeoutMs, clock });
  const prompts = openPromptFiles(fileURLToPath(new URL("../prompts/", import.meta.url)));
  let isAway = false;
  const reader = createModelReader({
    ...{ model, prompts, local },
    onCall: (call) => {
      isAway = call.status !== "answered";
      onCall(call);
    },
  });
  return { reader, name, offline: () => isAway };
}

/** Listens on the wanted port, or on the next that is free. */
async function listen(app: FastifyInstance, { http }: Config, say: (line: string) => void): Promise<string> {
  for (let port = http.port; ; port++) {
    try {
      const address = await app.listen({ host: http.host, port });
      return http.publicUrl ?? address.replace("[::1]", "127.0.0.1");
    } catch (error) {
      const isTaken = (error as { code?: string }).code === "EADDRINUSE" && port < http.port + portsTried;
      if (!isTaken) throw error;
      say(`端口 ${port} 已被占用,改用下一个。Port ${port} is taken, trying the next.`);
    }
  }
}

/** The first words on a newcomer's screen: where the pages are, and the link that signs the first admin in. */
async function sayWelcome({
  address,
  sandbox,
  directory,
  say,
}: {
  address: string;
  sandbox: boolean;
  directory: Directory;
  say: (line: string) => void;
}): Promise<void> {
  const admin = await directory.firstAdmin();
  say("");
  say("邻里 Linli 已启动 is running.");
  if (sandbox) say(`  沙盒群聊 Sandbox   ${address}/sandbox`);
  say(`  控制台 Console     ${address}/`);
  if (admin) {
    const token = await directory.issueCode(
      { purpose: "sign_in", staffId: admin.staffId, ttlMs: 24 * 3_600_000 },
      clock.now(),
    );
    say(`  管理员登录(一次有效) Sign in once as ${admin.name}:`);
    say(`  ${address}/sign-in#${token}`);
  }
  say("  停止:Ctrl-C  To stop: Ctrl-C");
}

function pagesFolder(): string | null {
  const folder = fileURLToPath(new URL("../.build/pages", import.meta.url));
  return existsSync(folder) ? folder : null;
}

function versionOfHouse(): string {
  const { version } = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}

/** Waits for some work, but no longer than this. */
async function within(ms: number, work: Promise<unknown>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, late]).finally(() => clearTimeout(timer));
}

main().catch((error: unknown) => {
  process.exitCode = 1;
  if (error instanceof AppError) console.error(`${error.message}\n${error.remedy}`);
  else console.error(error);
});
