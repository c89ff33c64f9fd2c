import { setMaxListeners } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import type { FastifyInstance, FastifyPluginAsync } from "fastify";
import pino from "pino";
import { createAnthropicModel } from "../adapters/anthropic/anthropic-model.ts";
import { createBullQueue } from "../adapters/bullmq/job-queue.ts";
import { createCredentials } from "../adapters/credentials/credentials.ts";
import { openVault } from "../adapters/credentials/vault.ts";
import { createAccessStore, sealSecrets } from "../adapters/postgres/access-store.ts";
import { createAccountCare } from "../adapters/postgres/account-care.ts";
import { createAuditAnchors } from "../adapters/postgres/audit-anchors.ts";
import { createAuditLog } from "../adapters/postgres/audit-log.ts";
import { restoreBackup, writeBackup } from "../adapters/postgres/backup.ts";
import { createChannelRecords } from "../adapters/postgres/channel-records.ts";
import { type Database, openDatabase } from "../adapters/postgres/database.ts";
import { createDeskStore } from "../adapters/postgres/desk-store.ts";
import { createDirectory } from "../adapters/postgres/directory.ts";
import { openEmbeddedPostgres, runningPostgresUrl } from "../adapters/postgres/embedded.ts";
import { createEstateOffice } from "../adapters/postgres/estate-office.ts";
import { createExamStore } from "../adapters/postgres/exam-store.ts";
import { createFormStore } from "../adapters/postgres/form-store.ts";
import { createIntakeStore } from "../adapters/postgres/intake-store.ts";
import { createKnowledgeStore } from "../adapters/postgres/knowledge-store.ts";
import { listenForChanges } from "../adapters/postgres/live-changes.ts";
import { migrate } from "../adapters/postgres/migrate.ts";
import { createOutboxStore } from "../adapters/postgres/outbox-store.ts";
import { createReaderModels } from "../adapters/postgres/reader-models.ts";
import { createRelayStore } from "../adapters/postgres/relay-store.ts";
import { createReporterContact } from "../adapters/postgres/reporter-contact.ts";
import { createSandboxLog } from "../adapters/postgres/sandbox-log.ts";
import { openEstate, seedDemo } from "../adapters/postgres/seed.ts";
import { createStaffAlerts } from "../adapters/postgres/staff-alerts.ts";
import { createStaffOffice } from "../adapters/postgres/staff-office.ts";
import { staffScope } from "../adapters/postgres/staff-scope.ts";
import { createSteering, keepFound } from "../adapters/postgres/steering.ts";
import { openPromptFiles } from "../adapters/prompt-files/prompt-files.ts";
import { createRelayPlatform, relayAccount } from "../adapters/relay/relay-platform.ts";
import type { ArticleFile, EstateFile, PersonaView } from "../adapters/sandbox/sandbox-api.ts";
import { createSandboxPlatform } from "../adapters/sandbox/sandbox-platform.ts";
import { sandboxRoutes } from "../adapters/sandbox/sandbox-routes.ts";
import { sheetReader } from "../adapters/sheets/sheet-reader.ts";
import { sheetWriter } from "../adapters/sheets/sheet-writer.ts";
import { createTelegramPlatform } from "../adapters/telegram/telegram-platform.ts";
import { telegramWebhook, webhookPath } from "../adapters/telegram/webhook-route.ts";
import { followPrefix, followRoutes } from "../adapters/webform/follow-routes.ts";
import { createFormOffice } from "../adapters/webform/form-office.ts";
import { formRoutes } from "../adapters/webform/form-routes.ts";
import { formPrefix } from "../adapters/webform/page-files.ts";
import { createWebformPlatform } from "../adapters/webform/webform-platform.ts";
import { createWechatPlatform, type WechatPlatform } from "../adapters/wechat/wechat-platform.ts";
import { createWecomPlatform } from "../adapters/wecom/bot-platform.ts";
import { createWecomWebhooks } from "../adapters/wecom/webhook-platform.ts";
import { loadStarter } from "../prisma/starter/load-starter.ts";
import { createAccess } from "./access/index.ts";
import { type Config, loadConfig, logOptions, tellError } from "./config/index.ts";
import { createDesk, press } from "./desk/index.ts";
import { keepAnchors, reportCheckUp } from "./doctor/index.ts";
import { AppError } from "./errors/app-error.ts";
import { buildApp, type MountedRoutes } from "./http/app.ts";
import type { About } from "./http/deps.ts";
import { accept } from "./intake/index.ts";
import { jobHandlers, keepRunning, runSweep } from "./jobs/index.ts";
import { createArticleOffice, createKnowledgeBase } from "./knowledge/index.ts";
import {
  createArticleGate,
  createPromptOffice,
  createPublishedPrompts,
  createPublishedReader,
  keepLearning,
  learningJobs,
} from "./learning/index.ts";
import { rowSecurityLines, sealLines } from "./locales/start.ts";
import type { AccountCare } from "./ports/account-care.ts";
import type { ButtonPress, ChatPlatform, MessageEvent, PlatformEvent } from "./ports/chat-platform.ts";
import { systemClock as clock } from "./ports/clock.ts";
import type { Directory } from "./ports/directory.ts";
import type { FormStore } from "./ports/form-store.ts";
import type { PersonalChannel } from "./ports/personal-channel.ts";
import type { RelayDoor } from "./ports/relay-door.ts";
import type { RelayStore } from "./ports/relay-store.ts";
import {
  createModelReader,
  isWorthAsking,
  type ModelCall,
  ownModel,
  shippedModel,
  defaultTaxonomy as taxonomy,
} from "./reading/index.ts";

type Logger = pino.Logger;
type Closer = () => Promise<unknown>;

/** To whoever started it, in plain lines; the log is for machines. */
const say = (line: string) => console.log(line);

const sandboxAccount = "sandbox";
const webformAccount = "webform";
/** Ports tried after the wanted one. */
const portsTried = 20;

/** The command line's whole program: read what is wanted, open what is needed, serve until told to stop, close in reverse. */
async function main(): Promise<void> {
  // V8 lets its heap double before it collects. Little of a message lasts, and a small machine has better use for the room.
  setFlagsFromString("--heap-growing-percent=20");
  if (existsSync(".env")) process.loadEnvFile(".env");
  const config = loadConfig(process.env);
  const [, , asked, file] = process.argv;
  if (asked === "doctor") return examine(config);
  if (asked === "backup" || asked === "restore") return moveRows(config, asked, file);
  const log = pino(logOptions(config));
  const stopping = new AbortController();
  // Every task and platform listens to it; Node warns of a leak beyond ten.
  setMaxListeners(0, stopping.signal);
  for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stopping.abort());
  const closers: Closer[] = [];
  try {
    const house = await openHouse(config, log, (close) => closers.unshift(close));
    const { ended } = await serve(house, config, log, {
      signal: stopping.signal,
      closing: (close) => closers.unshift(close),
    });
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
  const url = config.database.url?.reveal() ?? runningPostgresUrl(config.dataDir);
  const database = url === null ? null : openDatabase(url, { connectionsMax: 2 });
  try {
    const { lines, mustAct } = await reportCheckUp(
      database && createChannelRecords(database),
      database && {
        log: createAuditLog(database),
        anchors: createAuditAnchors(config.dataDir, config.database.url?.reveal() ?? null),
      },
      clock,
    );
    for (const line of lines) say(line);
    process.exitCode = mustAct ? 1 : 0;
  } finally {
    await database?.$disconnect();
  }
}

/** `npm run backup FILE`, beside a running house or without one; `npm run restore FILE`, into a database that is empty. */
async function moveRows(config: Config, asked: "backup" | "restore", file: string | undefined): Promise<void> {
  if (!file) throw new Error(`npm run ${asked} -- FILE`);
  const running = config.database.url?.reveal() ?? runningPostgresUrl(config.dataDir);
  const embedded = running ? null : await openEmbeddedPostgres({ dataDir: config.dataDir, log: () => {} });
  try {
    const url = running ?? embedded!.url;
    const { tables, rows } = await (asked === "backup" ? writeBackup(url, file) : restoreBackup(url, file));
    say(`${asked === "backup" ? "已备份" : "已恢复"} ${rows} 行,${tables} 张表。${rows} rows of ${tables} tables.`);
  } finally {
    await embedded?.stop();
  }
}

type House = Awaited<ReturnType<typeof openHouse>>;

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
  const platforms = choosePlatforms(config, database, demo?.owners ?? new Map(), onError);
  closing(() => platforms.close());
  const canEdit = (name: string) =>
    platforms.all.find((platform) => platform.name === name)?.capabilities.edit ?? false;
  const stores = { database, taxonomy, canEdit, clock };
  const [intake, outbox, tickets] = [createIntakeStore(stores), createOutboxStore(stores), createDeskStore(stores)];
  const alerts = createStaffAlerts(stores);
  const records = createChannelRecords(database);
  const { care } = platforms;
  const directory = createDirectory(database);
  const articles = createKnowledgeStore(database);
  const desk = createDesk({ store: tickets, directory, queue, clock, taxonomy });
  const vault = openVault({ dataDir: config.dataDir, key: config.secretsKey?.reveal() ?? null });
  sealLines(await sealSecrets(database, vault)).map(say);
  const accessStore = createAccessStore(database, vault);
  const audit = createAuditLog(database);
  const anchors = createAuditAnchors(config.dataDir, config.database.url?.reveal() ?? null);
  closing(keepFound(database, onError));
  closing(keepAnchors({ log: audit, anchors, clock }, onError));
  return {
    embedded,
    database,
    demo,
    live,
    queue,
    platforms,
    intake,
    outbox,
    tickets,
    alerts,
    records,
    onError,
    care,
    personal: platforms.personal,
    directory,
    articles,
    desk,
    access: createAccess({ store: accessStore, credentials: createCredentials(), clock }),
    ...{ ...createSteering(database), sheets: sheetWriter, sheetReader },
    ...{ staffOffice: createStaffOffice(database), estateOffice: createEstateOffice(database) },
    ...{ accessStore, audit, anchors, reporters: createReporterContact(database) },
    ...{ exams: createExamStore(stores), learntModels: createReaderModels(database) },
  };
}

/**
 * Starts what runs: jobs, HTTP, platforms last. Resolves once it serves; `ended` when all of it has ended. What it has started when it
 * fails is closed too: a process that neither serves nor ends is one that nobody starts again.
 */
async function serve(
  house: House,
  config: Config,
  log: Logger,
  { signal, closing }: { readonly signal: AbortSignal; readonly closing: (close: Closer) => void },
): Promise<{ readonly ended: Promise<unknown> }> {
  const { embedded, platforms, queue, directory, desk, intake, outbox, tickets, alerts, onError } = house;
  const reading = chooseReader(config, house, (call) => {
    log.info(call, "the model was asked");
    house.bill.note(call, clock.now()).catch((error: unknown) => onError(error, "model-bill"));
  });
  const learning = { ...reading, store: house.exams, knowledge: house.articles, taxonomy, clock, queue };
  if (config.model?.notice) say(config.model.notice);
  const knowledge = createKnowledgeBase(house.articles);
  const { platformFor } = platforms;
  const handlers = jobHandlers({ store: intake, reader: reading.reader, knowledge, clock, queue, outbox, platformFor });
  const working = queue.run({ handlers: [...handlers, ...learningJobs(learning)], signal });
  closing(keepLearning(learning, onError));
  const running: ReturnType<typeof keepRunning>[] = [];
  const statuses = () => running.map(({ status }) => status());
  const timers = {
    store: intake,
    outbox,
    alerts,
    desk,
    records: house.records,
    platforms: statuses,
    queue,
    clock,
    onError,
  };
  const sweeping = runSweep(timers, signal);
  closing(() => Promise.all([working, sweeping]));
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
      await house.database.$queryRaw`SELECT 1`;
    },
  };
  const forms = createFormOffice({ store: platforms.forms, clock, address: () => address });
  const app = await buildApp(
    {
      scope: staffScope,
      ...{ ...house, knowledge: house.articles, answers: knowledge, clock, taxonomy, about, forms },
      ...{ promptOffice: createPromptOffice(learning), ...platforms.carried },
      articleOffice: createArticleOffice({
        ...{ store: house.articles, examiner: createArticleGate(learning), starter: loadStarter(), clock },
      }),
    },
    { logger: log, pagesFolder: pagesFolder(), mounted: platforms.mounted(house.demo?.personas ?? [], directory) },
  );
  closing(() => app.close());
  // Whatever a connection wakes up outside of a request sees no rows.
  address = await staffScope.run("nobody", () => listen(app, config, say));
  embedded?.announce(address);

  const { quietMs: listenQuietMs, maxMs: listenMaxMs } = config.listen;
  const options = {
    signal,
    // What a person pastes is said by residents, whoever carries it.
    onEvent: (event: PlatformEvent) =>
      staffScope.run("house", () =>
        accept(event, {
          ...{ store: intake, directory, queue, clock, listenQuietMs, listenMaxMs },
          say: platforms.sayAtOnce,
          isGroupAdmin: platforms.isGroupAdmin,
        }),
      ),
    onPress: (pressed: ButtonPress) => press(pressed, { desk, store: tickets, directory, queue, clock, taxonomy }),
    onFailure: (platform: ChatPlatform, error: unknown, againInMs: number) =>
      log.error({ err: error, platform: platform.name, againInMs }, "a platform ended and is run again"),
  };
  for (const platform of platforms.all) {
    const supervised = keepRunning(platform, options);
    platforms.noticed(platform.name, supervised.notice);
    running.push(supervised);
  }
  await sayWelcome({ address, sandbox: config.sandbox, directory, say });
  const ended = Promise.all([working, sweeping, ...running.map((platform) => platform.ended)]).finally(() =>
    app.close(),
  );
  return { ended };
}

interface Platforms {
  readonly all: readonly ChatPlatform[];
  /** The platform that speaks for an account; null when it is not running here. */
  readonly platformFor: (name: string, account: string) => ChatPlatform | null;
  /** Says one line where an event came from. Never rejects: a courtesy that fails is not worth an event. */
  readonly sayAtOnce: (event: PlatformEvent, text: string) => Promise<void>;
  /** Whether the writer owns or administers the chat, by the platform's own word. Never rejects. */
  readonly isGroupAdmin: (event: MessageEvent) => Promise<boolean>;
  /** What people carry by hand: what they are shown, and the door for what they bring. */
  readonly carried: { readonly relay: RelayStore; readonly relayDoor: RelayDoor };
  /** The personal account that speaks in WeChat groups, and what is remembered of it. */
  readonly personal: PersonalChannel | null;
  readonly care: AccountCare;
  /** Ends the processes that platforms have started. */
  readonly close: () => Promise<unknown>;
  /** What the form on the wall keeps. */
  readonly forms: FormStore;
  /** Hands what a platform has to tell its operator to the status page as well. */
  readonly noticed: (name: string, show: (text: string | null) => void) => void;
  /** What they are reached by over HTTP. */
  readonly mounted: (personas: readonly PersonaView[], directory: Directory) => readonly MountedRoutes[];
}

/** The platforms that the configuration asks for. */
function choosePlatforms(
  config: Config,
  database: Database,
  owners: ReadonlyMap<string, string>,
  onError: (error: unknown, task: string) => void,
): Platforms {
  const log = createSandboxLog(database);
  const shown = new Map<string, (text: string | null) => void>();
  const sandbox = config.sandbox ? createSandboxPlatform({ log, clock, account: sandboxAccount, owners }) : null;
  // What passes by itself is said once; what stays until somebody acts stands on the status page and in the check-up.
  const onNotice = (text: string, lasts: boolean) => {
    say(text);
    if (lasts) shown.get("telegram")?.(text);
  };
  const telegram = config.telegram ? openTelegram(config, onNotice) : null;
  const forms = createFormStore({ database, account: webformAccount });
  const webform = createWebformPlatform({ store: forms, clock, account: webformAccount });
  const relay = createRelayStore(database, { account: relayAccount });
  const hand = createRelayPlatform({ clock, givenOut: relay.givenOut });
  const wecom = openWecom(config, (text) => {
    say(text);
    shown.get("wecom")?.(text);
  });
  const care = createAccountCare(database);
  const wechat = config.wechat
    ? openWechat(config, care, onError, (notice) => {
        if (notice) say(notice);
        shown.get("wechat")?.(notice);
      })
    : null;
  const all = [sandbox, telegram, webform, hand, wechat, ...wecom].filter((platform) => platform !== null);
  const platformFor = (name: string, account: string) =>
    all.find((platform) => platform.name === name && platform.account === account) ?? null;
  return {
    all,
    platformFor,
    forms,
    carried: { relay, relayDoor: hand },
    personal: wechat?.channel ?? null,
    care,
    close: async () => wechat?.close(),
    async sayAtOnce({ platform, account, groupRef, eventKey }, text) {
      const plain = { choices: [], editRef: null, replyToRef: null, partsDone: 0 };
      await platformFor(platform, account)?.send({ ...plain, groupRef, text, idempotencyKey: `said:${eventKey}` });
    },
    isGroupAdmin: async ({ platform, account, groupRef, senderRef }) =>
      (await platformFor(platform, account)?.isGroupAdmin?.(groupRef, senderRef)) ?? false,
    noticed: (name, show) => shown.set(name, show),
    mounted: (personas, directory) => [
      ...residentPages(forms, webform.ring),
      ...(telegram ? [{ prefix: "/telegram", plugin: telegramWebhook(telegram) }] : []),
      ...(sandbox
        ? [{ prefix: "/api/sandbox", plugin: sandboxPlugin({ sandbox, log, personas, directory, database }) }]
        : []),
    ],
  };
}

/** The form on the wall and a report's own page. */
function residentPages(store: FormStore, ring: () => void): MountedRoutes[] {
  const options = { store, clock, taxonomy, ring };
  return [
    { prefix: formPrefix, plugin: async (app) => void (await app.register(formRoutes, options)) },
    { prefix: followPrefix, plugin: async (app) => void (await app.register(followRoutes, options)) },
  ];
}

/** A personal account, which keeps still until an admin has accepted its risk. */
function openWechat(
  { wechat, dataDir }: Config,
  care: AccountCare,
  onError: (error: unknown, task: string) => void,
  onNotice: (text: string | null) => void,
) {
  const { puppet, puppetOptions, pace } = wechat!;
  // One after the other: the sight of an ended login must not come after that of the next.
  let noted: Promise<unknown> = Promise.resolve();
  const note = (work: () => Promise<void>, task: string) => {
    noted = noted.then(work).catch((error: unknown) => onError(error, task));
  };
  const platform: WechatPlatform = createWechatPlatform({
    ...{ puppet, puppetOptions: JSON.parse(puppetOptions.reveal()), pace, folder: resolve(dataDir, "wechat") },
    isAllowed: async () => (await care.consent("wechat")) !== null,
    onNotice: (notice) => onNotice(notice && `${notice.zh}\n${notice.en}`),
    onRooms: (sight) => note(() => care.noteSight("wechat", platform.account, sight, clock.now()), "note WeChat rooms"),
    paceMemory: {
      recall: () => care.pace("wechat", platform.account),
      keep: (pace) => note(() => care.keepPace("wechat", platform.account, pace), "keep the WeChat pace"),
    },
  });
  return {
    ...platform,
    async close() {
      await platform.close();
      await noted;
    },
  };
}

/** The smart bot and the staff webhooks, where they are configured. */
function openWecom({ wecom, wecomWebhooks }: Config, onNotice: (text: string) => void): ChatPlatform[] {
  const bot = wecom
    ? createWecomPlatform({
        ...{ botId: wecom.botId, secret: wecom.secret.reveal(), ...(wecom.wsUrl !== null && { wsUrl: wecom.wsUrl }) },
        onNotice: ({ zh, en }) => onNotice(`${zh}\n${en}`),
      })
    : null;
  const webhooks = wecomWebhooks.map(({ name, url }) => ({ name, url: url.reveal() }));
  return [...(bot ? [bot] : []), ...(webhooks.length > 0 ? [createWecomWebhooks({ webhooks })] : [])];
}

function openTelegram({ telegram, http }: Config, onNotice: (text: string, lasts: boolean) => void) {
  const { token, apiRoot, webhookSecret } = telegram!;
  const mode = webhookSecret
    ? ({ type: "webhook", url: `${http.publicUrl}${webhookPath}`, secret: webhookSecret.reveal() } as const)
    : ({ type: "polling" } as const);
  return createTelegramPlatform({
    token: token.reveal(),
    apiRoot,
    mode,
    onNotice: ({ code, zh, en }) =>
      onNotice(`${zh}\n${en}`, code === "privacy_mode_on" || code === "cannot_join_groups"),
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
function chooseReader(
  config: Config,
  { exams, learntModels: models }: Pick<House, "exams" | "learntModels">,
  onCall: (call: ModelCall) => void,
) {
  const base = config.readerModelFile ? ownModel(config.readerModelFile) : shippedModel();
  const local = createPublishedReader({ models, base });
  const { shipped } = openPromptFiles(fileURLToPath(new URL("../prompts/", import.meta.url)));
  const parts = { local, base, models, shipped };
  if (!config.model) return { ...parts, reader: local, name: "local", offline: () => false, model: null };
  const { apiKey, baseUrl, name, timeoutMs } = config.model;
  const model = createAnthropicModel({ apiKey: apiKey.reveal(), baseUrl, model: name, timeoutMs, clock });
  const prompts = createPublishedPrompts({ shipped, store: exams });
  let isAway = false;
  const reader = createModelReader({
    ...{ model, prompts, local, gate: isWorthAsking },
    onCall: (call) => {
      isAway = call.status !== "answered";
      onCall(call);
    },
  });
  return { ...parts, reader, name, offline: () => isAway, model };
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
  else console.error(tellError(error));
});
