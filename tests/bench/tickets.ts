import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { v7 as uuid } from "uuid";
import { type Database, openDatabase } from "../../adapters/postgres/database.ts";
import { createDeskStore } from "../../adapters/postgres/desk-store.ts";
import { openEmbeddedPostgres } from "../../adapters/postgres/embedded.ts";
import { createFigures } from "../../adapters/postgres/figures.ts";
import { Prisma } from "../../adapters/postgres/generated/client.ts";
import { migrate } from "../../adapters/postgres/migrate.ts";
import { staffScope } from "../../adapters/postgres/staff-scope.ts";
import { fillTicketWords } from "../../adapters/postgres/ticket-words.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { openStatuses, ticketStatuses } from "../../src/domain/ticket.ts";
import { systemClock } from "../../src/ports/clock.ts";
import type { TicketQuery } from "../../src/ports/desk-store.ts";
import { defaultTaxonomy as taxonomy } from "../../src/reading/taxonomy.ts";
import { percentile } from "../acceptance/check.ts";

/** How much a run of the ticket list measures. */
export interface TicketBenchSize {
  readonly tickets: number;
  /** Times that each kind of question is asked. */
  readonly asks: number;
}

export const fullTickets: TicketBenchSize = { tickets: 100_000, asks: 50 };
export const quickTickets: TicketBenchSize = { tickets: 2_000, asks: 5 };

const community = "长河街道/河东社区";
const estates = 40;
const buildings = 20;
const units = 4;
const dayMs = 24 * 3_600_000;
/** Two years of a busy street office. */
const days = 730;
/** So many of a hundred tickets are still open. */
const openShare = 6;

/** What goes wrong in an estate, as a report's summary says it. */
const matters = [
  ..."电梯又停了按了没反应 楼道灯不亮了 下水道堵了污水往外冒 垃圾堆了三天没人清 道闸坏了车出不去 门禁刷卡没反应 水压太小洗不了澡".split(
    " ",
  ),
  ..."楼上半夜装修太吵 外墙瓷砖往下掉 消防通道被车堵住 电动车在楼道充电 路灯杆倾斜 停水没有通知 井盖松动走过去响 树枝压到电线".split(
    " ",
  ),
];

/** Measures the list and the search of tickets as a member of staff has them: under the row rules, with names, fifty at a time. */
export async function runTicketBench({ tickets, asks }: TicketBenchSize) {
  const folder = await mkdtemp(join(tmpdir(), "linli-bench-"));
  const server = await openEmbeddedPostgres({ dataDir: join(folder, "database"), log: () => {} });
  try {
    await migrate(server.url);
    // One connection is one process of the server, whose work can be told from what others do.
    const database = openDatabase(server.url, { connectionsMax: 1 });
    try {
      const codes = await plant(database, tickets);
      const filledMs = await timed(() => fillTicketWords(database, new AbortController().signal));
      await database.$executeRawUnsafe("VACUUM ANALYZE");
      const figures = await measureAll(database, asks, codes);
      const of = (name: "p95Ms" | "workP95Ms") => Math.max(...Object.values(figures.lists).map((one) => one[name]));
      const size = { tickets, asks, estates, buildings, units };
      return {
        p95Ms: of("p95Ms"),
        workP95Ms: of("workP95Ms"),
        ...figures,
        filledMs,
        size,
        node: process.version,
        cores: availableParallelism(),
      };
    } finally {
      await database.$disconnect();
    }
  } finally {
    await server.stop();
    await rm(folder, { recursive: true });
  }
}

async function measureAll(database: Database, asks: number, codes: readonly string[]) {
  const store = createDeskStore({ database, canEdit: () => true, clock: systemClock });
  const counts = createFigures(database);
  const chief: Actor = { staffId: uuid(), name: "bench", role: "admin", areaPath: community, partyId: null };
  const grid: Actor = { ...chief, role: "grid", areaPath: `${community}/7号苑` };
  const page = (actor: Actor, query: Partial<TicketQuery>) =>
    staffScope.run(actor, () => store.list(actor, { statuses: [], limit: 50, ...query }));
  const deep = await nthPage(page, chief, 20);
  const kinds: Readonly<Record<string, (at: number) => Promise<unknown>>> = {
    open: () => page(chief, { statuses: openStatuses }),
    "open, one estate": () => page(grid, { statuses: openStatuses }),
    all: () => page(chief, {}),
    "all, page 20": () => page(chief, { after: deep }),
    drafts: () => page(chief, { statuses: ["draft"] }),
    "overdue now": () => page(chief, { late: "now" }),
    "one building": (at) => page(chief, { areaPath: `${community}/${1 + (at % estates)}号苑/3号楼` }),
    "one category": (at) => page(chief, { categories: [taxonomy[at % taxonomy.length]!.code] }),
    "a frequent word": () => page(chief, { text: "电梯" }),
    "a frequent word, open": () => page(chief, { text: "电梯", statuses: openStatuses }),
    "a word in one estate": () => page(grid, { text: "下水道" }),
    "two words": (at) => page(chief, { text: `${1 + (at % estates)}号苑 井盖` }),
    "one character": () => page(chief, { text: "梯" }),
    "a rare word": (at) => page(chief, { text: `第${at * 7}次` }),
    "a code": (at) => page(chief, { text: codes[(at * 97) % codes.length]! }),
    pinyin: () => page(chief, { text: "dianti" }),
    "pinyin, part": () => page(chief, { text: "xiashuid" }),
    "first letters": () => page(chief, { text: "xsd" }),
    "nothing found": () => page(chief, { text: "游泳池水温" }),
    "nothing found, letters": () => page(chief, { text: "youyongchi" }),
  };
  const lists: Record<string, { p50Ms: number; p95Ms: number; workP95Ms: number }> = {};
  const workedMs = await workOf(database);
  for (const [name, ask] of Object.entries(kinds)) {
    await ask(0);
    const tookMs: number[] = [];
    const workMs: number[] = [];
    for (let at = 0; at < asks; at++) {
      const before = workedMs();
      tookMs.push(await timed(() => ask(at)));
      workMs.push(workedMs() - before);
    }
    lists[name] = {
      ...{ p50Ms: percentile(tookMs, 0.5), p95Ms: percentile(tookMs, 0.95) },
      workP95Ms: percentile(workMs, 0.95),
    };
  }
  const now = new Date();
  const from = new Date(now.getTime() - 84 * dayMs);
  const twelveWeeksMs = await timed(() =>
    staffScope.run(chief, () => counts.of(chief, { areaPath: community, from, until: now }, now)),
  );
  return { lists, figures: { twelveWeeksMs } };
}

/**
 * Processor time that the server's process of the one connection and this one have used, as Linux counts it: what a page takes, whatever else
 * the machine does.
 */
async function workOf(database: Database): Promise<() => number> {
  const [server] = await database.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
  return () => {
    const serverNs = Number(readFileSync(`/proc/${server!.pid}/schedstat`, "utf8").split(" ")[0]);
    const { user, system } = process.cpuUsage();
    return serverNs / 1e6 + (user + system) / 1e3;
  };
}

async function nthPage(
  page: (actor: Actor, query: Partial<TicketQuery>) => Promise<{ readonly next: string | null }>,
  actor: Actor,
  wanted: number,
): Promise<string | undefined> {
  let after: string | undefined;
  for (let at = 1; at < wanted; at++) after = (await page(actor, { after })).next ?? undefined;
  return after;
}

/** A number from 1 that looks drawn by lot, and is the same for the same row and lot. */
const drawn = (lot: number, of: number) => Prisma.sql`(1 + abs(hashint4extended(n, ${lot}::bigint) % ${of}::int))::int`;

/**
 * Writes tickets of two years, by lot over estates, categories and states, each with a household and its words; gives their codes. The
 * database makes them: a hundred thousand rows are minutes otherwise.
 */
async function plant(database: Database, count: number): Promise<string[]> {
  const group = { platform: "memory", account: "bot", name: "群", areaPath: community };
  const { id: groupId } = await database.chatGroup.create({ data: { ...group, ref: "bench" } });
  const party = await database.party.create({ data: { name: "物业", kind: "property", areaPath: community } });
  const categories = taxonomy.map(({ code }) => code);
  const ended = ticketStatuses.filter((status) => !openStatuses.includes(status));
  await database.$executeRaw`
    INSERT INTO ticket (id, code, status, kind, category, read_as, confidence, because, urgency, sensitive, reader, summary, area_path,
      place_from, group_id, reporter_ref, party_id, approved_at, first_answer_due_at, first_answered_at, resolve_due_at, resolved_at,
      created_at, updated_at)
    SELECT uuidv7(at - now()), upper(lpad(to_hex(n), 5, '0')), status, 'complaint', category, CASE n % 9 WHEN 0 THEN 'other' ELSE category END,
      0.8, '[]', 'routine', false, 'local', place || (${matters}::text[])[${drawn(1, matters.length)}] || '，第' || n || '次',
      ${community} || '/' || estate || '/' || place, 'text', ${groupId}::uuid, 'u' || n % 500, ${party.id}::uuid,
      approved_at, approved_at + interval '3 days', approved_at + make_interval(days => n % 5), approved_at + interval '3 days',
      CASE WHEN is_open THEN NULL ELSE approved_at + make_interval(days => n % 6) END, at, at
    FROM (SELECT *, CASE WHEN status IN ('draft', 'rejected') THEN NULL ELSE at END AS approved_at
      FROM (SELECT n, ${drawn(2, 100)} <= ${openShare} AS is_open,
          now() - make_interval(secs => ((${count} - n)::float8 / ${count}) * ${days} * 86400) AS at,
          CASE WHEN ${drawn(2, 100)} <= ${openShare} THEN (${[...openStatuses]}::text[])[${drawn(3, openStatuses.length)}]
            ELSE (${ended}::text[])[${drawn(4, ended.length)}] END AS status,
          (${categories}::text[])[${drawn(5, categories.length)}] AS category, ${drawn(6, estates)} || '号苑' AS estate,
          ${drawn(7, buildings)} || '号楼/' || ${drawn(8, units)} || '单元' AS place
        FROM generate_series(1, ${count}::int) AS n) numbered) dated`;
  await database.$executeRaw`
    INSERT INTO ticket_household (ticket_id, sender_ref, joined_at) SELECT id, reporter_ref, created_at FROM ticket`;
  return (await database.ticket.findMany({ select: { code: true } })).map(({ code }) => code);
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
