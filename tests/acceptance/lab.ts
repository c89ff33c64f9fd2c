import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import { migrate } from "../../adapters/postgres/migrate.ts";
import { StandInBotApi } from "../support/stand-in-bot-api.ts";
import { type App, startApp } from "./app.ts";
import type { Patch } from "./check.ts";
import { seedEstate } from "./estate.ts";
import { buildPages, plantProgram } from "./planted-tree.ts";

type Json = Record<string, unknown>;
type Person = { readonly id: number; readonly is_bot: boolean; readonly first_name: string };

export interface LabOptions {
  readonly buildings: number;
  readonly redisUrl?: string;
  /** What is changed in the house's source before it runs. */
  readonly patches?: readonly Patch[];
  readonly env?: Readonly<Record<string, string>>;
  /** With the console's pages, which take a while to build. */
  readonly pages?: boolean;
}

/** A database, a stand-in Bot API with its chats, and the house between them. */
export type Lab = Awaited<ReturnType<typeof openLab>>;

const webhookSecret = "acceptance-secret-0123456789";

/** Opens all but the app, on loopback and free ports; `close` stops whatever was started. */
export async function openLab({ buildings: count, redisUrl, patches = [], env = {}, pages = false }: LabOptions) {
  // First, because a house that cannot be built needs no database.
  const program = await plantProgram(patches);
  if (pages) await buildPages(program);
  const folder = mkdtempSync(join(tmpdir(), "linli-accept-"));
  const database = await openEmbeddedPostgres({ dataDir: join(folder, "database"), log: () => {} });
  const botApi = await new StandInBotApi().open();
  const port = await freePort();
  const logFile = join(folder, "app.log");
  const apps: App[] = [];
  let nextUpdateId = 1_000;

  await migrate(database.url);
  const pool = new pg.Pool({ connectionString: database.url, max: 4 }).on("error", () => {});
  const buildings = await seedIn(pool, (client) => seedEstate(client, String(botApi.botId), count));
  for (const { number, residentsChat, staffChat } of buildings) {
    botApi.chat(residentsChat, `${number}号楼邻里群`);
    botApi.chat(staffChat, `${number}号楼工作群`);
  }

  /** Waits out a database that is starting. */
  async function query<T = Json>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    for (let tries = 0; ; tries += 1) {
      try {
        return (await pool.query(sql, [...values])).rows;
      } catch (error) {
        const isAway = /terminat|ECONNRE|starting up|shutting down|not yet accepting/i.test(String(error));
        if (!isAway || tries > 300) throw error;
        await sleep(50);
      }
    }
  }

  const number = async (sql: string, values: readonly unknown[] = []): Promise<number> => {
    const [row] = await query<Record<string, string>>(sql, values);
    return Number(Object.values(row ?? {})[0]);
  };

  const webhookUrl = () => String(botApi.calls.findLast(({ method }) => method === "setWebhook")?.body.url);

  /** Posts an update once, as Telegram would; 0 when nobody answers. */
  async function bringOnce(update: Json, secret = webhookSecret): Promise<number> {
    const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret };
    const answer = await fetch(webhookUrl(), { method: "POST", headers, body: JSON.stringify(update) }).catch(
      () => null,
    );
    await answer?.arrayBuffer().catch(() => null);
    return answer?.status ?? 0;
  }

  return {
    buildings,
    botApi,
    databaseUrl: database.url,
    /** Where the house keeps what lies beside its database. */
    dataDir: join(folder, "data"),
    /** Where the house is reached. */
    address: `http://127.0.0.1:${port}`,
    query,
    number,
    bringOnce,
    /** What the chats show of the bot, as it stands now. */
    said: () =>
      buildings
        .flatMap(({ residentsChat, staffChat }) => [residentsChat, staffChat])
        .flatMap((chatId) => botApi.posts(chatId).map(({ messageId, text }) => ({ chatId, messageId, text }))),
    logTail: () => readFileSync(logFile, "utf8").slice(-3_000),
    /** Everything that the house and its database have written down of their work. */
    logs: () =>
      [logFile, join(folder, "database", "postgres.log")].map((file) => readFileSync(file, "utf8")).join("\n"),

    /** Starts the house; with several, the one started last is the one that is reached. */
    start(
      options: { readonly env?: Readonly<Record<string, string>>; readonly preload?: readonly string[] } = {},
    ): App {
      const app = startApp({
        program,
        port,
        logFile,
        preload: options.preload ?? [],
        env: {
          HOST: "127.0.0.1",
          PUBLIC_URL: `http://127.0.0.1:${port}`,
          DATA_DIR: join(folder, "data"),
          DATABASE_URL: database.url,
          ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
          SANDBOX: "off",
          DEMO: "off",
          LISTEN_QUIET_MS: "200",
          LISTEN_MAX_MS: "1000",
          TELEGRAM_BOT_TOKEN: botApi.token,
          TELEGRAM_API_ROOT: botApi.apiRoot,
          TELEGRAM_WEBHOOK_SECRET: webhookSecret,
          LOG_LEVEL: "warn",
          ...env,
          ...options.env,
        },
      });
      apps.push(app);
      return app;
    },

    /** A message in a chat, as an update. */
    message(chatId: number, from: Person, text: string): Json {
      const update_id = ++nextUpdateId;
      const chat = { id: chatId, title: botApi.chat(chatId).title, type: "supergroup" };
      const message = { message_id: botApi.nextMessageId(), date: Math.floor(Date.now() / 1000), chat, from, text };
      return { update_id, message };
    },

    /** A press of a button on a post, as an update. */
    press(chatId: number, messageId: number, token: string, from: Person): Json & { readonly queryId: string } {
      const update_id = ++nextUpdateId;
      const queryId = `press-${update_id}`;
      const chat = { id: chatId, title: botApi.chat(chatId).title, type: "supergroup" };
      const message = { message_id: messageId, date: Math.floor(Date.now() / 1000), chat };
      return { update_id, queryId, callback_query: { id: queryId, from, message, chat_instance: "1", data: token } };
    },

    /** Brings an update until it is acknowledged, as Telegram does, or until it is called off. */
    async bring(update: Json, signal?: AbortSignal): Promise<void> {
      const deadline = Date.now() + 300_000;
      for (let status = await bringOnce(update); status !== 200 && !signal?.aborted; status = await bringOnce(update)) {
        if (Date.now() > deadline) throw new Error(`the house has taken nothing for five minutes, last with ${status}`);
        await sleep(100);
      }
    },

    /** Kills the database server as a power cut would; it comes up again by itself. */
    async crashDatabase(): Promise<void> {
      const pidFile = join(folder, "database", "postgres", "postmaster.pid");
      process.kill(Number(readFileSync(pidFile, "utf8").split("\n")[0]), "SIGKILL");
      await query("select 1");
    },

    /** Waits until everything has been read and said for half a second. False when that takes too long, or is called off. */
    async settled(withinMs: number, signal?: AbortSignal): Promise<boolean> {
      const deadline = Date.now() + withinMs;
      for (let quiet = 0; quiet < 5; ) {
        if (Date.now() > deadline || signal?.aborted) return false;
        const left = await number(
          `select (select count(*) from inbox_event where state = 'new') + (select count(*) from post where state in ('pending', 'sending'))`,
        );
        quiet = left === 0 ? quiet + 1 : 0;
        await sleep(100);
      }
      return true;
    },

    async close(): Promise<void> {
      for (const app of apps) if (app.isRunning()) await app.kill();
      await botApi.close();
      await pool.end();
      await database.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function seedIn<T>(pool: pg.Pool, seed: (client: pg.PoolClient) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  try {
    return await seed(client);
  } finally {
    client.release();
  }
}

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
