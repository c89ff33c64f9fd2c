import { randomUUID } from "node:crypto";
import { fileURLToPath } from "node:url";
import pg from "pg";
import { afterEach, describe, expect, it } from "vitest";
import { otherColumns, ownColumns, wordPlaces } from "../../adapters/postgres/person-columns.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import { areaCovers } from "../../src/domain/area.ts";
import type { Actor, Role } from "../../src/domain/authority.ts";
import { erasedMark } from "../../src/domain/person.ts";
import { openTestDatabase, type TestDatabase } from "../support/database.ts";
import { everyRow, standingIn } from "../support/every-row.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const began = new Date("2026-06-15T09:00:00+08:00");
const lao = { senderRef: "resident-77041", nick: "槐树下的老鲁" };
const neighbour = { senderRef: "resident-77042", nick: "二楼小陶" };
const phone = "13912345678";
const reason = "本人来电要求";

/** Leaves the cards in the chats as they are. */
const asIs = () => [];

/** All by which old Lu could be known. */
const marks = ["resident-77041", "老鲁", phone, "139 1234 5678", "幺三九", "花斑猫", "鲁家", "孙子高考"];

describe("what is kept of a person", () => {
  let database: TestDatabase;
  let house: TestHouse;
  let groups: { ref: string; areaPath: string; id: string }[];
  let admin: Actor;
  afterEach(() => house?.close());

  async function open(): Promise<void> {
    const { estate } = loadEstate(fileURLToPath(new URL("../../prisma/demo", import.meta.url)));
    database = await openTestDatabase();
    house = await openTestHouse(estate, [], { now: began, database });
    const all = await house.parts.directory.groupsOf("sandbox");
    const residents = all.flatMap(({ kind, areaPath, ...group }) =>
      kind === "residents" && areaPath !== null ? [{ ...group, areaPath }] : [],
    );
    // The second does not lie in the first one's area.
    const first = residents.find(({ areaPath }) => residents.some((other) => !areaCovers(areaPath, other.areaPath)))!;
    groups = [first, residents.find(({ areaPath }) => !areaCovers(first.areaPath, areaPath))!];
    admin = await staff("admin");
  }

  async function staff(role: Role, areaPath = groups[0]!.areaPath.split("/")[0]!): Promise<Actor> {
    return {
      staffId: await house.addStaff({ name: `${role}同事`, role, areaPath }),
      name: role,
      role,
      areaPath,
      partyId: null,
    };
  }

  async function query<T>(sql: string, values: unknown[] = []): Promise<T[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query(sql, values)).rows as T[];
    } finally {
      await client.end();
    }
  }

  async function heard(): Promise<void> {
    await house.settle();
    house.clock.set(new Date(house.clock.now().getTime() + 60_000));
    await house.settle();
  }

  /** A person who says much, in two groups, and of whom others speak. Gives the ticket they reported. */
  async function talk(): Promise<string> {
    const { chat } = house.platform;
    const [here, there] = [groups[0]!.ref, groups[1]!.ref];
    const building = /(\d+)号楼/.exec(groups[0]!.areaPath)?.[1] ?? "2";
    chat.say(here, {
      ...lao,
      text: `${building}号楼1单元电梯坏了停在一楼不动,我家花斑猫也关在里面了,请来修,电话139 1234 5678`,
    });
    await heard();
    const quotedRef = chat.say(here, {
      ...neighbour,
      text: `${building}号楼2单元楼道灯坏了好几天,晚上一片漆黑,请物业修一下`,
    });
    await heard();
    chat.say(here, { ...neighbour, text: "@槐树下的老鲁 你家花斑猫找到没有,打幺三九一二三四五六七八没人接" });
    chat.say(here, { ...lao, text: "孙子高考,大家晚上轻一点" });
    chat.say(there, { ...lao, text: "这个群也有我老鲁,花斑猫回来了" });
    const own = (await house.tickets()).find(({ reporterRef }) => reporterRef === lao.senderRef)!;
    chat.say(here, { ...lao, text: `没人来修吗 ${own.code},鲁家等着呢` });
    chat.say(here, { ...lao, text: "我家也是,楼道灯一直不亮", quotedRef });
    await heard();
    const grid = await staff("grid");
    await house.parts.reporters.reveal(grid, own.id, "给槐树下的老鲁回电话", house.clock.now());
    await query(
      `insert into question (id, group_id, message_ref, area_path, text, asker_ref, status, at) values ($1, $2, 'q1', $3, '孙子高考能不能停工', $4, 'open', now())`,
      [randomUUID(), groups[0]!.id, groups[0]!.areaPath, lao.senderRef],
    );
    await query(
      `insert into exam_question (id, question, area_path, added_by_id, added_at) values ($1, '孙子高考能不能停工', $2, $1, now())`,
      [randomUUID(), groups[0]!.areaPath],
    );
    await query(
      "insert into saved_filter (id, staff_id, name, query, created_at) values ($1, $2, '找老鲁家', $3, now())",
      [...[randomUUID(), grid.staffId, `q=${encodeURIComponent("鲁家")}`]],
    );
    return own.id;
  }

  const left = async () => standingIn(await everyRow(database.url), marks);

  it("is all in the file that is taken out, with whom it was shown to, and the taking is written down", async () => {
    await open();
    const ticketId = await talk();
    const file = await house.parts.persons.takeOut(admin, ticketId, "槐树下的老鲁本人要求", house.clock.now());
    expect(file.accounts).toMatchObject([{ platform: "sandbox", senderRef: lao.senderRef, names: [lao.nick] }]);
    expect(file.accounts[0]!.groups).toHaveLength(2);
    const said = file.messages.map(({ text }) => text).join();
    for (const words of ["电话139 1234 5678", "孙子高考", "花斑猫回来了", "鲁家等着呢"]) expect(said).toContain(words);
    expect(said).not.toContain("没人接");
    expect(file.tickets.map(({ part }) => part)).toEqual(["reporter", "household"]);
    expect(file.tickets[0]!.evidence[0]!.text).toContain(`139 1234 5678`);
    expect(file.tickets[1]).toMatchObject({ summary: null, evidence: [] });
    expect(file.shownTo).toMatchObject([{ what: "reveal_reporter", staffName: "grid同事" }]);
    const { entries } = await house.parts.audit.list(admin, { action: "export_person", limit: 10 });
    expect(entries).toMatchObject([{ staffId: admin.staffId, object: `ticket ${ticketId}` }]);
    expect(JSON.stringify(entries)).not.toContain("老鲁");
  });

  it("is outlined by an erasure that is taken back", async () => {
    await open();
    const ticketId = await talk();
    const before = await everyRow(database.url);
    const outline = await house.parts.persons.outline(admin, ticketId, ["鲁家"], house.clock.now());
    expect(await everyRow(database.url)).toBe(before);
    expect(
      await house.parts.persons.erase(admin, ticketId, { names: ["鲁家"], reason }, house.clock.now(), asIs),
    ).toMatchObject(outline);
    expect(outline).toMatchObject({ accounts: 1, messages: 5, tickets: 1, joined: 1, questions: 1 });
    expect(outline.openCodes).toHaveLength(1);
    expect(outline.mentions).toBeGreaterThan(0);
  });

  it("is in no table once it is erased; the tickets, what they count, and the log's chain stay", async () => {
    await open();
    const ticketId = await talk();
    expect((await left()).length).toBeGreaterThan(5);
    const before = await house.tickets();
    await house.parts.persons.erase(
      admin,
      ticketId,
      { names: ["鲁家", "老鲁", "花斑猫"], reason: "老鲁本人来电要求" },
      house.clock.now(),
      asIs,
    );
    expect(await left()).toEqual([]);
    const after = await house.tickets();
    const facts = (tickets: typeof after) =>
      tickets.map(({ code, status, category, areaPath, households }) => [
        code,
        status,
        category,
        areaPath,
        households.length,
      ]);
    expect(facts(after)).toEqual(facts(before));
    expect(after.find(({ id }) => id === ticketId)).toMatchObject({
      summary: erasedMark,
      evidence: [{ text: erasedMark }],
    });
    expect(after.find(({ reporterRef }) => reporterRef === neighbour.senderRef)?.evidence[0]?.text).toContain("楼道灯");
    expect(await house.parts.audit.verify([])).toMatchObject({ broken: null });
    const { entries } = await house.parts.audit.list(admin, { action: "erase_person", limit: 10 });
    expect(entries).toMatchObject([
      { staffId: admin.staffId, detail: { reason: `${erasedMark}本人来电要求`, tickets: 1 } },
    ]);
  });

  it("is erased together with what shows the ticket anew, or not at all", async () => {
    await open();
    const ticketId = await talk();
    const before = await everyRow(database.url);
    const now = house.clock.now();
    const died = new Error("died while showing it");
    const dies = () => {
      throw died;
    };
    await expect(house.parts.persons.erase(admin, ticketId, { names: [], reason }, now, dies)).rejects.toBe(died);
    expect(await everyRow(database.url)).toBe(before);
    const shown: string[] = [];
    await house.parts.persons.erase(admin, ticketId, { names: [], reason }, now, ({ ticket }) => {
      shown.push(ticket.summary);
      return [];
    });
    expect(shown).toContain(erasedMark);
  });

  it("is begun anew when they write again, and what they said before is no part of it", async () => {
    await open();
    const ticketId = await talk();
    await house.parts.persons.erase(admin, ticketId, { names: [], reason }, house.clock.now(), asIs);
    const code = (await house.tickets()).find(({ id }) => id === ticketId)!.code;
    house.platform.chat.say(groups[0]!.ref, { ...lao, text: `撤回 ${code}` });
    await heard();
    const ticket = (await house.tickets()).find(({ id }) => id === ticketId)!;
    expect(ticket.status).toBe("draft");
    expect(ticket.households.map(({ senderRef }) => senderRef)).not.toContain(lao.senderRef);
  });

  it("keeps a turn and a decision that began before from writing it back", async () => {
    await open();
    const ticketId = await talk();
    const { intake, tickets } = house.parts;
    house.platform.chat.say(groups[0]!.ref, { ...lao, text: "2号楼门口垃圾桶满溢没人收,花斑猫都来翻,请安排清运" });
    await house.platform.chat.settled();
    const window = await intake.openWindow(groups[0]!.id, new Date(house.clock.now().getTime() + 120_000));
    if (!window || "waitMs" in window) throw new Error("nothing was heard");
    const { ticket } = await tickets.open(admin, ticketId);
    await house.parts.persons.erase(admin, ticketId, { names: [], reason }, house.clock.now(), asIs);
    const reading = { reports: [], questions: [], followUps: [], quarrels: [], reader: "test", offline: false };
    await expect(
      intake.commitTurn(window, { changes: [], questions: [], quarrels: [], reading }, [], 1),
    ).rejects.toMatchObject({ code: "TURN_STALE" });
    await expect(house.desk.move(admin, { ticketId, event: "approve", version: ticket.version })).rejects.toMatchObject(
      { code: "TICKET_STALE" },
    );
  });

  /** Hands in a report by the form of an area, and gives its id. */
  async function file(areaPath: string): Promise<string> {
    const { id: codeId } = await house.parts.forms.make(admin, { areaPath, expiresAt: null });
    const id = randomUUID();
    const text = "花斑猫卡在2号楼1单元电梯里,电梯坏了停在一楼不动,请来修";
    const hashes = { tokenHash: `t${id}`, proofHash: `p${id}`, bodyHash: `b${id}` };
    await house.formStore.file(
      {
        ...{ id, codeId, areaPath, groupName: "随手报 花斑猫", phone, ...hashes },
        messages: [{ ref: randomUUID(), kind: "text", text, quotedRef: null }],
        files: [{ kind: "photo", mediaType: "image/jpeg", bytes: Buffer.from("花斑猫") }],
      },
      house.clock.now(),
    );
    await heard();
    return id;
  }

  it("goes from forms with the files and the number, from all reports that left it", async () => {
    await open();
    const ids = [await file(groups[0]!.areaPath), await file(groups[1]!.areaPath)];
    const [ticket] = await house.tickets();
    const copy = await house.parts.persons.takeOut(admin, ticket!.id, reason, house.clock.now());
    expect(copy.forms).toMatchObject([{ phone, files: [{ kind: "photo" }] }, { phone }]);
    const outline = await house.parts.persons.erase(admin, ticket!.id, { names: [], reason }, house.clock.now(), asIs);
    expect(outline).toMatchObject({ accounts: 2, forms: 2, files: 2, numbers: 2 });
    expect(standingIn(await everyRow(database.url), [...marks, ...ids])).toEqual([]);
    expect(await house.formStore.report(`t${ids[0]}`)).toBeNull();
    expect((await house.formStore.codes(admin)).map(({ reports }) => reports)).toEqual([1, 1]);
  });

  it("stays where a report of the same number lies beyond the admin's areas", async () => {
    await open();
    const [here, there] = [await file(groups[0]!.areaPath), await file(groups[1]!.areaPath)];
    const near = await staff("admin", groups[0]!.areaPath);
    const [ticket] = await house.tickets();
    const copy = await house.parts.persons.takeOut(near, ticket!.id, reason, house.clock.now());
    expect(copy.forms).toHaveLength(1);
    const outline = await house.parts.persons.erase(near, ticket!.id, { names: [], reason }, house.clock.now(), asIs);
    expect(outline).toMatchObject({ forms: 1, numbers: 1, beyond: { messages: 1, tickets: 1 } });
    expect(standingIn(await everyRow(database.url), [here, there, phone])).toEqual([there, phone]);
  });

  it("is taken out and erased by an admin alone, in their own areas, and never twice or of staff", async () => {
    await open();
    const ticketId = await talk();
    const { persons } = house.parts;
    const now = house.clock.now();
    for (const role of ["grid", "dispatcher", "auditor"] as const) {
      const actor = await staff(role);
      await expect(persons.takeOut(actor, ticketId, reason, now)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
      await expect(persons.erase(actor, ticketId, { names: [], reason }, now, asIs)).rejects.toMatchObject({
        code: "NOT_ALLOWED",
      });
    }
    const stranger = await staff("admin", "别处社区");
    await expect(persons.erase(stranger, ticketId, { names: [], reason }, now, asIs)).rejects.toMatchObject({
      code: "TICKET_NOT_FOUND",
    });
    const near = await staff("admin", groups[0]!.areaPath);
    const outline = await persons.erase(near, ticketId, { names: [], reason }, now, asIs);
    expect(outline.beyond.messages).toBe(1);
    expect(standingIn(await everyRow(database.url), ["花斑猫回来了"])).toEqual(["花斑猫回来了"]);
    await expect(persons.erase(admin, ticketId, { names: [], reason }, now, asIs)).rejects.toMatchObject({
      code: "PERSON_ERASED",
    });
    await query(
      "insert into staff_account (platform, account, sender_ref, staff_id) values ('sandbox', 'sandbox', $1, $2)",
      [...[neighbour.senderRef, admin.staffId]],
    );
    const other = (await house.tickets()).find(({ reporterRef }) => reporterRef === neighbour.senderRef)!;
    await expect(persons.takeOut(admin, other.id, reason, now)).rejects.toMatchObject({ code: "PERSON_IS_STAFF" });
  });

  it("has a word said of every column of the schema", async () => {
    await open();
    const columns = await query<{ name: string }>(
      `select table_name || '.' || column_name as name from information_schema.columns
       where table_schema = 'public' and table_name not like '\\_%' and data_type in ('text', 'jsonb', 'bytea', 'ARRAY') and udt_name not in ('_timestamptz') order by 1`,
    );
    const places = Object.entries(wordPlaces).map(([table, { columns: of }]) => [table, Object.keys(of)] as const);
    const told = [...places, ...Object.entries(ownColumns), ...Object.entries(otherColumns)].flatMap(([table, names]) =>
      names.map((name) => `${table}.${name}`),
    );
    expect([...new Set(told)].toSorted()).toEqual(columns.map(({ name }) => name).toSorted());
  });
});
