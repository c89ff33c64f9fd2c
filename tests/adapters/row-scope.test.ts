import { randomUUID } from "node:crypto";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { houseOnly, rowRules } from "../../adapters/postgres/row-rules.ts";
import { keepRowSecurity } from "../../adapters/postgres/row-security.ts";
import { asHouse, staffScope } from "../../adapters/postgres/staff-scope.ts";
import type { Actor, Role } from "../../src/domain/authority.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";

const [community, estate, building, sibling] = [
  "社区",
  "社区/幸福里",
  "社区/幸福里/3号楼",
  "社区/幸福里/30号楼",
] as const;
const places = [community, estate, building, sibling, "别处"];
const partyId = randomUUID();

let rows: TestDatabase;
let database: Database;
let client: pg.Client;
/** The ticket of each place. */
const tickets = new Map<string, string>();

beforeAll(async () => {
  rows = await openTestDatabase();
  database = openDatabase(rows.url, { connectionsMax: 4 });
  client = new pg.Client({ connectionString: rows.url });
  await client.connect();
  for (const areaPath of places) await plant(areaPath);
}, 120_000);
afterAll(async () => {
  await client.end();
  await database.$disconnect();
  await rows.drop();
});

/** A group with a ticket, a post and a message in it, of one place. */
async function plant(areaPath: string): Promise<void> {
  const [groupId, ticketId] = [randomUUID(), randomUUID()];
  const now = new Date();
  tickets.set(areaPath, ticketId);
  await database.area.create({ data: { path: areaPath } });
  const at = { platform: "memory", account: "bot", ref: areaPath, name: areaPath, areaPath };
  await database.chatGroup.create({ data: { id: groupId, ...at } });
  await client.query(
    `insert into ticket (id, code, status, kind, category, read_as, confidence, because, urgency, sensitive, reader, summary, area_path, place_from,
       group_id, reporter_ref, party_id, created_at, updated_at)
     values ($1, $2, 'dispatched', 'repair', 'elevator', 'elevator', 1, '[]', 'routine', false, 'test', '电梯坏了', $3, 'group', $4, 'r1', $5, now(), now())`,
    [ticketId, ticketId.slice(0, 8), areaPath, groupId, areaPath === building ? partyId : null],
  );
  await database.ticketHousehold.create({ data: { ticketId, senderRef: "r1", joinedAt: now } });
  await database.post.create({
    data: { idempotencyKey: ticketId, groupId, ticketId, template: "card", fields: {}, text: "已登记", createdAt: now },
  });
  await database.inboxEvent.create({
    data: { dedupeKey: ticketId, groupId, type: "message", text: "电梯坏了", at: now },
  });
}

function actor(areaPath: string, role: Role = "grid", handles: string | null = null): Actor {
  return { staffId: randomUUID(), name: "小周", role, areaPath, partyId: handles };
}

const placesSeen = async () =>
  (await database.ticket.findMany({ select: { areaPath: true } })).map((row) => row.areaPath);

describe("what staff are shown, by the database alone", () => {
  it("has a rule for every table, or none may be shown of it", async () => {
    const { rows: tables } = await client.query<{ name: string }>(
      "select tablename as name from pg_tables where schemaname = 'public' and tablename not like '\\_%' order by 1",
    );
    const told = [...Object.keys(rowRules), ...houseOnly];
    expect(told.toSorted()).toEqual(tables.map(({ name }) => name).toSorted());
  });

  it("is everything on the bot's own line, and for whoever asks nothing outside of their area", async () => {
    expect(await placesSeen()).toHaveLength(places.length);
    expect(await staffScope.run(actor(estate), placesSeen)).toEqual(
      expect.arrayContaining([estate, building, sibling]),
    );
    expect(await staffScope.run(actor(estate), placesSeen)).toHaveLength(3);
    expect(await staffScope.run(actor(building), placesSeen)).toEqual([building]);
  });

  it("is nothing for nobody, of any table and in any way of asking", async () => {
    const nobody = <T>(ask: () => Promise<T>) => staffScope.run("nobody", ask);
    expect(await nobody(placesSeen)).toEqual([]);
    expect(await nobody(() => database.ticket.count())).toBe(0);
    expect(await nobody(() => database.ticket.findUnique({ where: { id: tickets.get(building)! } }))).toBeNull();
    for (const table of Object.keys(rowRules).filter((name) => name !== "ticket_words")) {
      const [row] = await nobody(() =>
        database.$queryRawUnsafe<{ n: bigint }[]>(`SELECT count(*) AS n FROM "${table}"`),
      );
      expect(row, table).toEqual({ n: 0n });
    }
  });

  it("is none of the house's secrets", async () => {
    const ask = () => database.staffProof.findMany();
    await expect(staffScope.run(actor(community, "admin"), ask)).rejects.toThrow(/no page may read "staff_proof"/);
    await expect(staffScope.run(actor(community, "admin"), () => asHouse(ask))).resolves.toEqual([]);
  });

  it("is what belongs to a ticket with the ticket, and nothing of another's", async () => {
    const belongings = async () => [
      await database.ticketHousehold.count(),
      await database.post.count(),
      await database.inboxEvent.count(),
    ];
    expect(await staffScope.run(actor(building), belongings)).toEqual([1, 1, 1]);
  });

  it("is the handler's own work orders, and for a handler of no party nothing", async () => {
    expect(await staffScope.run(actor(community, "party", partyId), placesSeen)).toEqual([building]);
    expect(await staffScope.run(actor(community, "party"), placesSeen)).toEqual([]);
  });

  it("is each asker's own though many ask at once over few connections", async () => {
    const asked = places.flatMap((place) => Array.from({ length: 10 }, () => place));
    const seen = await Promise.all(asked.map((place) => staffScope.run(actor(place), placesSeen)));
    const expected = asked.map((place) => places.filter((one) => one === place || one.startsWith(`${place}/`)).length);
    expect(seen.map(({ length }) => length)).toEqual(expected);
    expect(await placesSeen()).toHaveLength(places.length);
  });

  it("is left alone by a second start, and mended by one when a rule was taken away or changed", async () => {
    const rule = () => client.query("select oid from pg_policy where polrelid = 'ticket'::regclass");
    const { rows: before } = await rule();
    expect(await keepRowSecurity(client)).toEqual({ missing: [] });
    expect((await rule()).rows).toEqual(before);
    await client.query("drop policy seen_by_staff on ticket; alter table ticket disable row level security");
    expect(await staffScope.run(actor(building), placesSeen)).toHaveLength(places.length);
    await keepRowSecurity(client);
    expect(await staffScope.run(actor(building), placesSeen)).toEqual([building]);
  });

  it("is told to be missing where the account may not make the role, with what its operator must run", async () => {
    const name = `plain_${randomUUID().slice(0, 8)}`;
    await client.query(
      `create role ${name} login password 'plain'; grant all on all tables in schema public to ${name}`,
    );
    const url = new URL(rows.url);
    [url.username, url.password] = [name, "plain"];
    const plain = new pg.Client({ connectionString: url.href });
    await plain.connect();
    try {
      const make = [`CREATE ROLE ${name}_desk NOLOGIN;`, `GRANT ${name}_desk TO ${name};`];
      expect(await keepRowSecurity(plain)).toEqual({ missing: make });
      // A role that sees past the rules is no second line.
      await client.query(`create role ${name}_desk nologin bypassrls; grant ${name}_desk to ${name}`);
      expect((await keepRowSecurity(plain)).missing).toEqual(make);
    } finally {
      await plain.end();
      await client.query(`drop owned by ${name}; drop role if exists ${name}_desk; drop role ${name}`);
    }
  });
});
