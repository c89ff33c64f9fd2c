import type { Actor } from "../../src/domain/authority.ts";
import type { DueCounts, FigureCounts, FigureScope, ModelWeekUse, WeekCounts } from "../../src/domain/figures.ts";
import type { Figures, ModelBill } from "../../src/ports/figures.ts";
import { type Database, guarded } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { asHouse } from "./staff-scope.ts";
import { lateConditions, reviewConditions, ticketsThat } from "./ticket-list.ts";

/** The Monday of the week in China, as "2026-11-16". */
const weekOf = (column: Prisma.Sql) =>
  Prisma.sql`to_char(date_trunc('week', ${column} AT TIME ZONE 'Asia/Shanghai'), 'YYYY-MM-DD')`;

/** Figures on PostgreSQL. What is counted is chosen by the conditions of the list, so that a figure and the list behind it agree. */
export function createFigures(database: Database): Figures {
  return {
    of: (actor, scope, now) => guarded(() => countAll(database, actor, scope, now)),
  };
}

async function countAll(
  database: Database,
  actor: Actor,
  { areaPath, from: openedFrom, until: openedUntil }: FigureScope,
  now: Date,
): Promise<FigureCounts> {
  const opened = ticketsThat(actor, { statuses: [], areaPath, openedFrom, openedUntil }, now);
  const that = Prisma.sql`FROM ${opened.from} WHERE ${opened.where}`;
  const all = ticketsThat(actor, { statuses: [], areaPath }, now);
  const within = (column: Prisma.Sql) => Prisma.sql`${column} >= ${openedFrom} AND ${column} < ${openedUntil}`;

  const weeks = await database.$queryRaw<WeekCounts[]>`
    WITH moments AS (
      SELECT ${weekOf(Prisma.sql`t.created_at`)} AS week, 1 AS opened, 0 AS approved, 0 AS resolved,
        ${reviewConditions.as_drafted}::int AS "asDrafted", ${reviewConditions.changed}::int AS changed,
        ${reviewConditions.rejected}::int AS rejected ${that}
      UNION ALL SELECT ${weekOf(Prisma.sql`t.approved_at`)}, 0, 1, 0, 0, 0, 0
        FROM ${all.from} WHERE ${all.where} AND ${within(Prisma.sql`t.approved_at`)}
      UNION ALL SELECT ${weekOf(Prisma.sql`t.resolved_at`)}, 0, 0, 1, 0, 0, 0
        FROM ${all.from} WHERE ${all.where} AND ${within(Prisma.sql`t.resolved_at`)}
    )
    SELECT week, sum(opened)::int AS opened, sum(approved)::int AS approved, sum(resolved)::int AS resolved,
      sum("asDrafted")::int AS "asDrafted", sum(changed)::int AS changed, sum(rejected)::int AS rejected
    FROM moments GROUP BY week ORDER BY week`;
  const places = await database.$queryRaw<FigureCounts["places"]>`
    SELECT t.area_path AS "areaPath", t.category, count(*)::int AS count ${that} GROUP BY 1, 2`;
  const [due] = await database.$queryRaw<DueRow[]>`SELECT
      ${dueColumns("answer", Prisma.sql`t.first_answer_due_at`, Prisma.sql`t.first_answered_at`, lateConditions.first_answer(now), now)},
      ${dueColumns("resolve", Prisma.sql`t.resolve_due_at`, Prisma.sql`t.resolved_at`, lateConditions.resolve(now), now)}
    ${that} AND t.approved_at IS NOT NULL AND t.status NOT IN ('rejected', 'merged', 'withdrawn', 'draft')`;
  const [outcomes] = await database.$queryRaw<FigureCounts["outcomes"][]>`SELECT
      count(*) FILTER (WHERE t.status = 'closed')::int AS confirmed,
      count(*) FILTER (WHERE t.status = 'closed' AND t.reopened_count = 0)::int AS "firstTime", count(*) FILTER (WHERE t.status = 'half_solved')::int AS half,
      count(*) FILTER (WHERE t.status = 'unconfirmed')::int AS unconfirmed, count(*) FILTER (WHERE t.status = 'resolved')::int AS asked,
      count(*) FILTER (WHERE t.reopened_count > 0)::int AS reopened
    ${that} AND (t.status IN ('closed', 'half_solved', 'unconfirmed', 'resolved') OR t.reopened_count > 0)`;
  const stars = await database.$queryRaw<{ stars: number; count: number }[]>`
    SELECT e.note::int AS stars, count(*)::int AS count FROM ticket_event e
    WHERE e.event = 'rated' AND e.note ~ '^[1-5]$' AND e.ticket_id IN (SELECT t.id ${that}) GROUP BY 1`;
  const reviews = await database.$queryRaw<FigureCounts["reviews"]>`
    SELECT t.read_as AS "readAs", CASE WHEN t.status = 'rejected' THEN NULL ELSE t.category END AS became, count(*)::int AS count
    ${that} AND (t.approved_at IS NOT NULL OR t.status = 'rejected') GROUP BY 1, 2 ORDER BY 3 DESC`;
  const model = await database.$queryRaw<ModelWeekUse[]>`
    SELECT ${weekOf(Prisma.sql`at`)} AS week, model, count(*)::int AS calls, count(*) FILTER (WHERE status <> 'answered')::int AS failed,
      sum(input_tokens)::float8 AS "inputTokens", sum(cached_tokens)::float8 AS "cachedTokens", sum(output_tokens)::float8 AS "outputTokens"
    FROM model_call WHERE ${within(Prisma.sql`at`)} GROUP BY 1, 2 ORDER BY 1, 2`;
  // A model reads for all areas, so what it read is counted over all of them, whoever asks.
  const read = await asHouse(
    () => database.$queryRaw<FigureCounts["read"]>`
      SELECT ${weekOf(Prisma.sql`at`)} AS week, sum(messages)::int AS messages
      FROM turn WHERE ${within(Prisma.sql`at`)} GROUP BY 1 ORDER BY 1`,
  );
  return {
    weeks,
    places,
    firstAnswer: dueCounts("answer", due!),
    resolution: dueCounts("resolve", due!),
    outcomes: outcomes!,
    ratings: [1, 2, 3, 4, 5].map((n) => stars.find((one) => one.stars === n)?.count ?? 0),
    reviews,
    model,
    read,
  };
}

type DueName = "answer" | "resolve";
type DueRow = Readonly<Record<`${DueName}${"InTime" | "Late" | "Open"}`, number>> &
  Readonly<Record<`${DueName}Median`, number | null>>;

function dueColumns(name: DueName, due: Prisma.Sql, done: Prisma.Sql, late: Prisma.Sql, now: Date): Prisma.Sql {
  const as = (column: string) => Prisma.raw(`"${name}${column}"`);
  return Prisma.sql`count(*) FILTER (WHERE ${done} <= ${due})::int AS ${as("InTime")},
    count(*) FILTER (WHERE ${late})::int AS ${as("Late")},
    count(*) FILTER (WHERE ${done} IS NULL AND ${due} >= ${now})::int AS ${as("Open")},
    (percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ${done} - t.approved_at) / 60)
      FILTER (WHERE ${done} >= t.approved_at))::float8 AS ${as("Median")}`;
}

function dueCounts(name: DueName, row: DueRow): DueCounts {
  const medianMinutes = row[`${name}Median`];
  return { inTime: row[`${name}InTime`], late: row[`${name}Late`], open: row[`${name}Open`], medianMinutes };
}

/** What calls of a language model cost, on PostgreSQL. */
export function createModelBill(database: Database): ModelBill {
  return {
    async note({ promptRef, model, status, usage: { inputTokens, cachedTokens, outputTokens } }, at) {
      const data = { at, promptRef, model, status, inputTokens, cachedTokens, outputTokens };
      await guarded(() => database.modelCall.create({ data }));
    },
  };
}
