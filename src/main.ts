import { setMaxListeners } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import pino from "pino";
import { createAnthropicModel } from "../adapters/anthropic/anthropic-model.ts";
import { createBullQueue } from "../adapters/bullmq/job-queue.ts";
import { createCredentials } from "../adapters/credentials/credentials.ts";
import { openVault } from "../adapters/credentials/vault.ts";
import { sealSecrets } from "../adapters/postgres/access-store.ts";
import { createAccountCare } from "../adapters/postgres/account-care.ts";
import { createAuditAnchors } from "../adapters/postgres/audit-anchors.ts";
import { createAuditLog } from "../adapters/postgres/audit-log.ts";
import { createChannelRecords } from "../adapters/postgres/channel-records.ts";
import { type Database, openDatabase } from "../adapters/postgres/database.ts";
import { openEmbeddedPostgres, runningPostgresUrl } from "../adapters/postgres/embedded.ts";
import { createFormStore } from "../adapters/postgres/form-store.ts";
import { listenForChanges } from "../adapters/postgres/live-changes.ts";
import { migrate } from "../adapters/postgres/migrate.ts";
import { moveRows } from "../adapters/postgres/move-rows.ts";
import { createRelayStore } from "../adapters/postgres/relay-store.ts";
import { createSandboxLog } from "../adapters/postgres/sandbox-log.ts";
import { openEstate, seedDemo } from "../adapters/postgres/seed.ts";
import { staffScope } from "../adapters/postgres/staff-scope.ts";
import { keepFound } from "../adapters/postgres/steering.ts";
import { createStores } from "../adapters/postgres/stores.ts";
import { openPromptFiles } from "../adapters/prompt-files/prompt-files.ts";
import { createRelayPlatform, relayAccount } from "../adapters/relay/relay-platform.ts";
import type { PersonaView } from "../adapters/sandbox/sandbox-api.ts";
import { sandboxDoor } from "../adapters/sandbox/sandbox-door.ts";
import { createSandboxPlatform } from "../adapters/sandbox/sandbox-platform.ts";
import { sheetReader } from "../adapters/sheets/sheet-reader.ts";
import { sheetWriter } from "../adapters/sheets/sheet-writer.ts";
import { openTelegram } from "../adapters/telegram/open-telegram.ts";
import { telegramWebhook } from "../adapters/telegram/webhook-route.ts";
import { createFormOffice } from "../adapters/webform/form-office.ts";
import { residentPages } from "../adapters/webform/resident-pages.ts";
import { createWebformPlatform } from "../adapters/webform/webform-platform.ts";
import { openWechat } from "../adapters/wechat/open-wechat.ts";
import { openWecom } from "../adapters/wecom/open-wecom.ts";
import { loadStarter } from "../prisma/starter/load-starter.ts";
import { createAccess } from "./access/index.ts";
import { type Config, loadConfig, logOptions, tellError } from "./config/index.ts";
import { createDesk, press } from "./desk/index.ts";
import { keepAnchors, reportCheckUp } from "./doctor/index.ts";
import type { PlatformName } from "./domain/chat.ts";
import { AppError } from "./errors/app-error.ts";
import { buildApp, type MountedRoutes } from "./http/app.ts";
import type { About } from "./http/deps.ts";
import { listen } from "./http/listen.ts";
import { accept, askPlatform } from "./intake/index.ts";
import { jobHandlers, keepRunning, runSweep, type Supervised } from "./jobs/index.ts";
import { createArticleOffice, createKnowledgeBase } from "./knowledge/index.ts";
import { chooseReader, createArticleGate, createPromptOffice, keepLearning, learningJobs } from "./learning/index.ts";
import { movedLine, rowSecurityLines, sealLines, welcomeLines } from "./locales/start.ts";
import type { ChatPlatform } from "./ports/chat-platform.ts";
import { systemClock as clock } from "./ports/clock.ts";
import type { Directory } from "./ports/directory.ts";
import type { LanguageModel } from "./ports/language-model.ts";
import { ownModel, shippedModel, defaultTaxonomy as taxonomy } from "./reading/index.ts";

type Logger = pino.Logger;
type Closer = () => Promise<unknown>;

/** To whoever started it, in plain lines; the log is for machines. */
const say = (line: string) => console.log(line);

const sandboxAccount = "sandbox";
const webformAccount = "webform";

/** The command line's whole program: read what is wanted, open what is needed, serve until told to stop, close in reverse. */
async function main(): Promise<void> {
  // V8 lets its heap double before it collects. Little of a message lasts, and a small machine has better use for the room.
  setFlagsFromString("--heap-growing-percent=20");
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = loadConfig(process.env);
  const [, , asked, file] = process.argv;
  if (asked === "doctor") return examine(config);
  if (asked === "backup" || asked === "restore") {
    if (!file) throw new Error(`npm run ${asked} -- FILE`);
    return say(movedLine(asked, await moveRows(asked, file, databaseOf(config))));
  }
  const log = pino(logOptions(config));
  const stopping = new AbortController();
  // Every task and platform listens to it; Node warns of a leak beyond ten.
  setMaxListeners(0, stopping.signal);
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  const closers: Closer[] = [];
  try {
    const closing = (close: Closer) => void closers.unshift(close);
    const house = await openHouse(config, log, closing);
    const { ended } = await serve(house, config, log, { signal: stopping.signal, closing });
    await aborted(stopping.signal);
    say("正在停止 Stopping …");
    await within(config.shutdown.graceMs, ended);
  } finally {
    stopping.abort();
    for (const close of closers) {
      await within(config.shutdown.graceMs, close()).catch((error: unknown) =>
        log.error({ err: error }, "could not close"),
      );
    }
  }
}

/** `npm run doctor`: looks at a house from beside it, through its database, and prints what it finds. Changes nothing. */
async function examine(config: Config): Promise<void> {
  const { url: own, dataDir } = databaseOf(config);
  const url = own ?? runningPostgresUrl(dataDir);
  const database = url === null ? null : openDatabase(url, { connectionsMax: 2 });
  try {
    const { lines, mustAct } = await reportCheckUp(
      database && createChannelRecords(database),
      database && {
        log: createAuditLog(database),
        anchors: createAuditAnchors(dataDir, own),
      },
      clock,
    );
    for (const line of lines) say(line);
    process.exitCode = mustAct ? 1 : 0;
  } finally {
    await database?.$disconnect();
  }
}

/** Where the tables lie; without a `url`, in a database of Linli's own. */
function databaseOf({ database, dataDir }: Config) {
  return { url: database.url?.reveal() ?? null, dataDir };
}

/** When the house stops, and what is then to be closed. */
interface Life {
  readonly signal: AbortSignal;
  readonly closing: (close: Closer) => void;
}

type House = Awaited<ReturnType<typeof openHouse>>;
type DoorNeeds = Omit<ReturnType<typeof startWork>, "ended"> & { readonly statuses: () => readonly Supervised[] };

/** Opens everything in the order in which it needs each other; each says how it is closed. */
async function openHouse(config: Config, log: Logger, closing: (close: Closer) => void) {
  const embedded = config.database.url
    ? null
    : await openEmbeddedPostgres({ dataDir: config.dataDir, log: (line) => log.info(line) });
  if (embedded) closing(() => embedded.stop());
  const url = config.database.url?.reveal() ?? embedded!.url;
  rowSecurityLines(await migrate(url)).map(say);
  const database = openDatabase(url);
  closing(() => database.$disconnect());
  const demo = config.demo ? await seedDemo(database) : null;
  const live = listenForChanges(url);
  closing(() => live.stop());

  const { redisUrl } = config.queue;
  const queue = createBullQueue({
    backend: redisUrl ? { kind: "redis", url: redisUrl.reveal() } : { kind: "postgres", url },
    log: (line) => log.warn(line),
  });
  closing(() => queue.close());

  const onError = (error: unknown, task: string) =>
    log.error({ err: error, task }, "a task failed and will be tried again");
  const platforms = openPlatforms(config, database, demo?.owners ?? new Map(), onError);
  closing(() => platforms.close());
  const canEdit = (name: string) =>
    platforms.all.find((platform) => platform.name === name)?.capabilities.edit ?? false;
  const vault = openVault({ dataDir: config.dataDir, key: config.secretsKey?.reveal() ?? null });
  sealLines(await sealSecrets(database, vault)).map(say);
  const stores = createStores({ database, taxonomy, canEdit, clock, vault, ...databaseOf(config) });
  const { tickets, directory, audit, anchors } = stores;
  closing(keepFound(database, onError));
  closing(keepAnchors({ log: audit, anchors, clock }, onError));
  return {
    ...{ embedded, database, demo, live, queue, platforms, onError },
    ...stores,
    desk: createDesk({ store: tickets, directory, queue, clock, taxonomy }),
  };
}

/**
 * Starts what runs: jobs, HTTP, platforms last. Resolves once it serves; `ended` when all of it has ended. What it has started when it
 * fails is closed too: a process that neither serves nor ends is one that nobody starts again.
 */
async function serve(house: House, config: Config, log: Logger, life: Life): Promise<{ ended: Promise<unknown> }> {
  const running: ReturnType<typeof keepRunning>[] = [];
  const statuses = () => running.map(({ status }) => status());
  const work = startWork(house, config, log, statuses, life);
  const { app, address } = await openDoor(house, config, log, { ...work, statuses }, life);
  running.push(...runPlatforms(house, config, log, life.signal));

  const admin = await house.directory.firstAdmin();
  const link = { purpose: "sign_in", ttlMs: 24 * 3_600_000 } as const;
  const firstAdmin = admin && {
    name: admin.name,
    token: await house.directory.issueCode({ ...link, staffId: admin.staffId }, clock.now()),
  };
  for (const line of welcomeLines({ address, sandbox: config.sandbox, firstAdmin })) say(line);
  const ended = Promise.all([work.ended, ...running.map((platform) => platform.ended)]).finally(() => app.close());
  return { ended };
}

/** Starts what reads, answers and learns: the jobs, and the timers that ring for what is due. */
function startWork(
  house: House,
  config: Config,
  log: Logger,
  statuses: () => readonly Supervised[],
  { signal, closing }: Life,
) {
  const { platforms, queue, desk, intake, outbox, alerts, records, exams, learntModels, onError } = house;
  const base = config.readerModelFile ? ownModel(config.readerModelFile) : shippedModel();
  const { shipped } = openPromptFiles(fileURLToPath(new URL("../prompts/", import.meta.url)));
  const model = config.model && openModel(config.model);
  if (config.model?.notice) say(config.model.notice);
  const parts = { store: exams, models: learntModels, base, shipped, model };
  const reading = chooseReader(parts, (call) => {
    log.info(call, "the model was asked");
    house.bill.note(call, clock.now()).catch((error: unknown) => onError(error, "model-bill"));
  });
  const learning = { ...parts, local: reading.local, knowledge: house.articles, taxonomy, clock, queue };
  const knowledge = createKnowledgeBase(house.articles);
  const { reader } = reading;
  const { platformFor } = platforms;
  const readsBy = model ? "model" : "processor";
  const handlers = jobHandlers({ store: intake, reader, knowledge, clock, queue, outbox, platformFor, readsBy });
  const working = queue.run({ handlers: [...handlers, ...learningJobs(learning)], signal });
  closing(keepLearning(learning, onError));
  const timers = { store: intake, outbox, alerts, desk, records, platforms: statuses, queue, clock, onError };
  const ended = Promise.all([working, runSweep(timers, signal)]);
  closing(() => ended);
  return { reading, learning, knowledge, ended };
}

/** Opens the pages, the API and what platforms are reached by, and gives the address of all of it. */
async function openDoor(
  house: House,
  config: Config,
  log: Logger,
  { reading, learning, knowledge, statuses }: DoorNeeds,
  { closing }: Life,
) {
  const { platforms, embedded, database, demo, directory, articles } = house;
  let address = "";
  const about: About = {
    version: versionOfHouse(),
    startedAt: clock.now(),
    address: () => address,
    reader: reading,
    queueBackend: config.queue.redisUrl ? "redis" : "postgres",
    embeddedDatabase: embedded !== null,
    region: config.model?.notice ? "abroad" : "cn",
    platforms: statuses,
    ping: async () => {
      await database.$queryRaw`SELECT 1`;
    },
  };
  const examiner = createArticleGate(learning);
  const app = await buildApp(
    {
      ...{ ...house, ...platforms.forRoutes, scope: staffScope, clock, taxonomy, about },
      modelPrices: config.modelPrices,
      ...{ knowledge: articles, answers: knowledge, sheets: sheetWriter, sheetReader },
      access: createAccess({ store: house.accessStore, credentials: createCredentials(), clock }),
      articleOffice: createArticleOffice({ store: articles, examiner, starter: loadStarter(), clock }),
      promptOffice: createPromptOffice(learning),
      forms: createFormOffice({ store: platforms.forms, clock, address: () => address }),
    },
    { logger: log, pagesFolder: pagesFolder(), mounted: platforms.mounted(demo?.personas ?? [], directory) },
  );
  closing(() => app.close());
  // Whatever a connection wakes up outside of a request sees no rows.
  address = await staffScope.run("nobody", () => listen(app, config.http, say));
  embedded?.announce(address);
  return { app, address };
}

/** Runs every platform until the house stops. */
function runPlatforms({ platforms, ...house }: House, config: Config, log: Logger, signal: AbortSignal) {
  const { intake, tickets, directory, queue, desk } = house;
  const listening = { listenQuietMs: config.listen.quietMs, listenMaxMs: config.listen.maxMs };
  const door = { store: intake, directory, queue, clock, ...listening, ...askPlatform(platforms.platformFor) };
  return platforms.all.map((platform) => {
    const supervised = keepRunning(platform, {
      signal,
      // What a person pastes is said by residents, whoever carries it.
      onEvent: (event) => staffScope.run("house", () => accept(event, door)),
      onPress: (pressed) => press(pressed, { desk, store: tickets, directory, queue, clock, taxonomy }),
      onFailure: ({ name }, error, againInMs) =>
        log.error({ err: error, platform: name, againInMs }, "a platform ended and is run again"),
    });
    platforms.noticed(platform.name, supervised.notice);
    return supervised;
  });
}

/** The platforms that the configuration asks for, and what the rest of the house needs of them. */
function openPlatforms(
  { sandbox: isSandbox, telegram: bot, wecom, wecomWebhooks, wechat: account, http, dataDir }: Config,
  database: Database,
  owners: ReadonlyMap<string, string>,
  onError: (error: unknown, task: string) => void,
) {
  const shown = new Map<PlatformName, (text: string | null) => void>();
  // What passes by itself is said once; what stays until somebody acts stands on the status page and in the check-up.
  const telling = (name: PlatformName) => (text: string | null, lasts: boolean) => {
    if (text !== null) say(text);
    if (lasts) shown.get(name)?.(text);
  };
  const log = createSandboxLog(database);
  const sandbox = isSandbox ? createSandboxPlatform({ log, clock, account: sandboxAccount, owners }) : null;
  const telegram =
    bot &&
    openTelegram({
      ...{ token: bot.token.reveal(), apiRoot: bot.apiRoot, publicUrl: http.publicUrl },
      webhookSecret: bot.webhookSecret?.reveal() ?? null,
      onNotice: telling("telegram"),
    });
  const forms = createFormStore({ database, account: webformAccount });
  const webform = createWebformPlatform({ store: forms, clock, account: webformAccount });
  const relay = createRelayStore(database, { account: relayAccount });
  const relayDoor = createRelayPlatform({ clock, givenOut: relay.givenOut });
  const care = createAccountCare(database);
  const wechat =
    account &&
    openWechat({
      ...{ puppet: account.puppet, puppetOptions: JSON.parse(account.puppetOptions.reveal()), pace: account.pace },
      ...{ folder: resolve(dataDir, "wechat"), care, clock, onError },
      onNotice: (notice) => telling("wechat")(notice, true),
    });
  const wecoms = openWecom({
    bot: wecom && { ...wecom, secret: wecom.secret.reveal() },
    webhooks: wecomWebhooks.map(({ name, url }) => ({ name, url: url.reveal() })),
    onNotice: (notice) => telling("wecom")(notice, true),
  });
  const all: readonly ChatPlatform[] = [sandbox, telegram, webform, relayDoor, wechat, ...wecoms].filter(
    (platform) => platform !== null,
  );
  return {
    all,
    /** The platform that speaks for an account; null when it is not running here. */
    platformFor: (name: string, of: string) =>
      all.find((platform) => platform.name === name && platform.account === of) ?? null,
    /** What the form on the wall keeps. */
    forms,
    /** What people carry by hand, and the personal account that speaks in WeChat groups with what is remembered of it. */
    forRoutes: { relay, relayDoor, care, personal: wechat?.channel ?? null },
    /** Hands what a platform has to tell its operator to the status page as well. */
    noticed: (name: PlatformName, show: (text: string | null) => void) => shown.set(name, show),
    /** What they are reached by over HTTP. */
    mounted: (personas: readonly PersonaView[], directory: Directory): readonly MountedRoutes[] => [
      ...residentPages({ store: forms, clock, taxonomy, ring: webform.ring }),
      ...(telegram ? [{ prefix: "/telegram", plugin: telegramWebhook(telegram) }] : []),
      ...(sandbox
        ? [
            sandboxDoor({
              ...{ farSide: sandbox.farSide, log, clock, account: sandboxAccount, directory, personas },
              openEstate: (estate, articles) => openEstate(database, estate, articles, clock.now()),
            }),
          ]
        : []),
    ],
    /** Ends the processes that platforms have started. */
    close: async () => wechat?.close(),
  };
}

function openModel({ apiKey, baseUrl, name, timeoutMs }: NonNullable<Config["model"]>): LanguageModel {
  return createAnthropicModel({ apiKey: apiKey.reveal(), baseUrl, model: name, timeoutMs, clock });
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
  else console.error(tellError(error));
});
