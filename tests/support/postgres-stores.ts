import { createChannelRecords } from "../../adapters/postgres/channel-records.ts";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { createDeskStore } from "../../adapters/postgres/desk-store.ts";
import { createDirectory } from "../../adapters/postgres/directory.ts";
import { createIntakeStore } from "../../adapters/postgres/intake-store.ts";
import { createKnowledgeStore } from "../../adapters/postgres/knowledge-store.ts";
import { createOutboxStore } from "../../adapters/postgres/outbox-store.ts";
import type { PostChoice } from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";
import { defaultTaxonomy } from "../../src/reading/taxonomy.ts";
import type { Stores, StoresBench } from "../contracts/stores-bench.ts";
import { openTestDatabase } from "./database.ts";
import { t0 } from "./talk.ts";

/** Stores on a PostgreSQL database of their own, for the contracts. Posts can be edited on every platform. */
export async function openPostgresStores(): Promise<
  StoresBench & { readonly database: Database; readonly url: string }
> {
  const testDatabase = await openTestDatabase();
  const opened: Database[] = [];
  let now = t0;
  const clock: Clock = { now: () => now };
  const connect = () => {
    const database = openDatabase(testDatabase.url, { connectionsMax: 4 });
    opened.push(database);
    return database;
  };
  const database = connect();
  return {
    ...storesOn(database, clock),
    database,
    url: testDatabase.url,
    another: () => storesOn(connect(), clock),
    setNow(instant) {
      now = instant;
    },
    async plantArea(path, estateKind) {
      await database.area.create({ data: { path, estateKind: estateKind ?? null } });
    },
    async plantGroup({ ref, ...group }) {
      const at = { platform: "memory", account: "bot", ref, name: `群${ref}` };
      const { id } = await database.chatGroup.create({ data: { ...at, quietAtNight: false, ...group } });
      return id;
    },
    async plantStaff(staff) {
      const { id, name, areaPath, partyId } = await database.staff.create({ data: staff });
      return { staffId: id, name, role: staff.role, areaPath, partyId };
    },
    async plantParty({ categories = [], ...party }) {
      const { id } = await database.party.create({ data: { ...party, categories: [...categories] } });
      return id;
    },
    async buttonsOf(idempotencyKey) {
      const { choices } = await database.post.findUniqueOrThrow({ where: { idempotencyKey } });
      return Object.fromEntries((choices as unknown as PostChoice[]).map(({ label, token }) => [label, token]));
    },
    async everythingStored() {
      const tables = await database.$queryRaw<{ name: string }[]>`
        SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE '\\_%'`;
      const rows = await Promise.all(
        tables.map(({ name }) => database.$queryRawUnsafe<{ row: string }[]>(`SELECT t::text AS row FROM ${name} t`)),
      );
      return rows
        .flat()
        .map(({ row }) => row)
        .join("\n");
    },
    async close() {
      for (const one of opened) await one.$disconnect();
      await testDatabase.drop();
    },
  };
}

function storesOn(database: Database, clock: Clock): Stores {
  const canEdit = () => true;
  return {
    intake: createIntakeStore({ database, taxonomy: defaultTaxonomy, canEdit, clock }),
    outbox: createOutboxStore({ database, canEdit }),
    desk: createDeskStore({ database, canEdit, clock }),
    directory: createDirectory(database, { clock }),
    knowledge: createKnowledgeStore(database),
    records: createChannelRecords(database),
  };
}
