import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { createCredentials } from "../../adapters/credentials/credentials.ts";
import { openVault } from "../../adapters/credentials/vault.ts";
import { createMemoryPlatform, type MemoryPlatform } from "../../adapters/memory/chat-platform.ts";
import { createAccountCare } from "../../adapters/postgres/account-care.ts";
import { openDatabase } from "../../adapters/postgres/database.ts";
import { openEstate, type PlayedArticle, type PlayedEstate } from "../../adapters/postgres/estate-rows.ts";
import { createFormStore } from "../../adapters/postgres/form-store.ts";
import { createRelayStore } from "../../adapters/postgres/relay-store.ts";
import { staffScope } from "../../adapters/postgres/staff-scope.ts";
import { createStores } from "../../adapters/postgres/stores.ts";
import { openPromptFiles } from "../../adapters/prompt-files/prompt-files.ts";
import { createRelayPlatform, relayAccount } from "../../adapters/relay/relay-platform.ts";
import { sheetReader } from "../../adapters/sheets/sheet-reader.ts";
import { sheetWriter } from "../../adapters/sheets/sheet-writer.ts";
import { createFormOffice } from "../../adapters/webform/form-office.ts";
import { createWebformPlatform } from "../../adapters/webform/webform-platform.ts";
import { loadStarter } from "../../prisma/starter/load-starter.ts";
import { createAccess } from "../../src/access/index.ts";
import { createDesk, type Desk, press } from "../../src/desk/index.ts";
import type { Actor, Role } from "../../src/domain/authority.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import type { HttpDeps } from "../../src/http/deps.ts";
import { accept, askPlatform } from "../../src/intake/index.ts";
import { jobHandlers, sweepOnce } from "../../src/jobs/index.ts";
import { createArticleOffice, createKnowledgeBase } from "../../src/knowledge/index.ts";
import {
  createArticleGate,
  createPromptOffice,
  type LearningDeps,
  learningJobs,
  type PromptOfficeDeps,
} from "../../src/learning/index.ts";
import type { ChatPlatform, RunOptions } from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FormStore } from "../../src/ports/form-store.ts";
import type { JobQueue } from "../../src/ports/job-queue.ts";
import type { LanguageModel } from "../../src/ports/language-model.ts";
import type { Reader } from "../../src/ports/reader.ts";
import { createLocalReader, shippedModel, defaultTaxonomy as taxonomy } from "../../src/reading/index.ts";
import type { TestDatabase } from "./database.ts";

/** A clock that stands still until it is told. */
export interface TestClock extends Clock {
  set(at: Date): void;
}

/** The whole house on PostgreSQL and a chat network in memory, with a clock in the test's hand. */
export interface TestHouse {
  readonly platform: MemoryPlatform;
  readonly clock: TestClock;
  readonly desk: Desk;
  /** What the server stands on: for a test that opens one over this house. */
  readonly parts: Omit<HttpDeps, "about" | "live" | "modelPrices">;
  /** What exams and lessons are held with. */
  readonly learning: PromptOfficeDeps & LearningDeps;
  /** What the form on the wall keeps: for a test that mounts its pages. */
  readonly formStore: FormStore;
  /** The platform's ref of each of the estate's groups, by the id in its file. */
  readonly groupRefs: ReadonlyMap<string, string>;
  /** Does everything that is due now, until nothing is left: alarms, turns, posts, timers. */
  settle(): Promise<void>;
  /** Every ticket, oldest first. */
  tickets(): Promise<readonly Ticket[]>;
  /** A member of staff by the account they are bound to. */
  actor(senderRef: string): Promise<Actor>;
  /** Plants a member of staff, and gives their id. */
  addStaff(staff: { readonly name: string; readonly role: Role; readonly areaPath: string }): Promise<string>;
  close(): Promise<void>;
}

const listen = { listenQuietMs: 8_000, listenMaxMs: 45_000 };

export interface TestHouseOptions {
  readonly now: Date;
  readonly reader?: Reader;
  readonly canEdit?: boolean;
  /** The language model by which prompts are tried and examined; none when absent. */
  readonly model?: LanguageModel;
  /** A database of its own; the test run gives one when absent. */
  readonly database?: TestDatabase;
  /** Platforms that run beside the network in memory. */
  readonly beside?: readonly ChatPlatform[];
}

/** Opens a house in which an estate lives, and nobody has said anything. */
export async function openTestHouse(
  estate: PlayedEstate,
  articles: readonly PlayedArticle[],
  options: TestHouseOptions = { now: new Date() },
): Promise<TestHouse> {
  const { canEdit = true, reader = createLocalReader(), beside = [] } = options;
  let now = options.now;
  const clock: TestClock = {
    now: () => now,
    set: (at) => {
      now = at;
    },
  };
  const testDatabase = options.database ?? (await ofThisRun());
  const database = openDatabase(testDatabase.url, { connectionsMax: 4 });
  const { groups } = await openEstate(database, estate, articles, now);
  await database.chatGroup.updateMany({ data: { postsPerDay: 3, quietAtNight: true } });

  const platform = createMemoryPlatform({
    name: "sandbox",
    account: "sandbox",
    clock,
    capabilities: { edit: canEdit },
  });
  const dataDir = await mkdtemp(join(tmpdir(), "linli-house-"));
  const stores = createStores({
    ...{ database, taxonomy, canEdit: (name) => canEdit && name !== "relay", clock },
    ...{ vault: openVault({ dataDir, key: null }), dataDir, url: null },
  });
  const { intake: store, outbox, tickets, directory, alerts, records, articles: articlesStore, exams } = stores;
  const platforms = () =>
    [platform, ...beside].map(
      (each) => ({ platform: each, state: "running", since: options.now, lastEventAt: null, notice: null }) as const,
    );
  const knowledge = createKnowledgeBase(articlesStore);
  const rings = new Map<string, Set<string>>();
  const queue: JobQueue = {
    // What is delayed is found by the sweep when its time has come; what is not waits here for `settle`.
    async ring(job, key, { delayMs = 0 } = {}) {
      if (delayMs === 0) rings.set(job, (rings.get(job) ?? new Set()).add(key));
    },
    run: async () => {},
    close: async () => {},
    depth: async () => 0,
  };
  const formStore = createFormStore({ database, account: "webform" });
  const webform = createWebformPlatform({ store: formStore, clock, account: "webform" });
  const forms = createFormOffice({ store: formStore, clock, address: () => "https://linli.example.cn" });
  const relay = createRelayStore(database, { account: relayAccount });
  const relayDoor = createRelayPlatform({ clock, givenOut: relay.givenOut });
  const desk = createDesk({ store: tickets, directory, queue, clock, taxonomy });
  const prompts = openPromptFiles(fileURLToPath(new URL("../../prompts/", import.meta.url)));
  const learning = {
    ...{
      store: exams,
      models: stores.learntModels,
      knowledge: articlesStore,
      taxonomy,
      clock,
      queue,
      shipped: prompts.shipped,
    },
    ...{ base: shippedModel(), local: createLocalReader(), model: options.model ?? null },
  };
  const platformFor = (name: string) => [webform, relayDoor, ...beside].find((each) => each.name === name) ?? platform;
  const handlers = jobHandlers({
    ...{ store, reader, knowledge, clock, queue, outbox },
    platformFor,
    readsBy: "model",
  });
  const stopping = new AbortController();
  const run: RunOptions = {
    signal: stopping.signal,
    onEvent: (event) =>
      staffScope.run("house", () =>
        accept(event, { store, directory, queue, clock, ...askPlatform(platformFor), ...listen }),
      ),
    onPress: (pressed) => press(pressed, { desk, store: tickets, directory, queue, clock, taxonomy }),
  };
  const running = Promise.all([platform, webform, relayDoor, ...beside].map((each) => each.run(run)));
  const fail = (error: unknown) => {
    throw error;
  };

  /** Resolves when all that was handed in by forms has been heard. */
  async function formsHeard(): Promise<void> {
    webform.ring();
    while ((await formStore.unheard(1)).length > 0) await setImmediate();
  }

  async function settle(): Promise<void> {
    await platform.chat.settled();
    await formsHeard();
    for (;;) {
      await sweepOnce({ ...{ store, outbox, alerts, desk, records, platforms, queue, clock }, onError: fail });
      if (rings.size === 0) return;
      for (const { name, handle } of [...handlers, ...learningJobs(learning)]) {
        const keys = rings.get(name) ?? new Set();
        rings.delete(name);
        for (const key of keys) await handle(key, { signal: stopping.signal });
      }
    }
  }

  return {
    platform,
    clock,
    desk,
    parts: {
      ...{ ...stores, scope: staffScope, clock, taxonomy, queue, desk, forms, relay, relayDoor },
      ...{ knowledge: articlesStore, answers: knowledge, sheets: sheetWriter, sheetReader },
      ...{ personal: null, care: createAccountCare(database) },
      articleOffice: createArticleOffice({
        ...{ store: articlesStore, examiner: createArticleGate(learning), starter: loadStarter(), clock },
      }),
      promptOffice: createPromptOffice(learning),
      access: createAccess({ store: stores.accessStore, credentials: createCredentials(), clock }),
    },
    learning,
    formStore,
    groupRefs: new Map(groups.map(({ key, ref }) => [key, ref])),
    settle,
    async tickets() {
      const rows = await database.ticket.findMany({
        orderBy: [{ createdAt: "asc" }, { id: "asc" }],
        select: { id: true },
      });
      return Promise.all(rows.map(async ({ id }) => (await tickets.openForHouse(id)).ticket));
    },
    async actor(senderRef) {
      const actor = await directory.staffByAccount("sandbox", "sandbox", senderRef);
      if (!actor) throw new Error(`${senderRef} is not staff`);
      return actor;
    },
    async addStaff(staff) {
      const { id } = await database.staff.create({ data: staff });
      return id;
    },
    async close() {
      stopping.abort();
      await running;
      await database.$disconnect();
      await testDatabase.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

/** Loaded where it is needed: outside of a test run there is no such server, and asking for one is an error. */
async function ofThisRun(): Promise<TestDatabase> {
  const { openTestDatabase } = await import("./database.ts");
  return openTestDatabase();
}
