import type { Actor } from "../../src/domain/authority.ts";
import { storableText } from "../../src/domain/chat.ts";
import { openStatuses } from "../../src/domain/ticket.ts";
import type { TicketQuery } from "../../src/ports/desk-store.ts";
import { isUuid } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { type ListedRow, listedTicket } from "./ticket-rows.ts";
import { holdsWords, type SearchedRows } from "./ticket-words.ts";

/**
 * One page of the tickets that a member of staff may know of and that fit the query, the newest first: one more than asked, where there
 * are more. Ids are UUIDs of version 7: their order is the order of time, so a page is "ids below the last one seen". One statement, names
 * and all: under the row rules each is a transaction of its own.
 */
export function pageOfTickets(actor: Actor, query: TicketQuery, now: Date, among: SearchedRows = "all"): Prisma.Sql {
  const { from, where } = ticketsThat(actor, query, now, among);
  return Prisma.sql`
    WITH page AS MATERIALIZED (SELECT t.id FROM ${from} WHERE ${where} ORDER BY t.id DESC LIMIT ${query.limit + 1})
    SELECT ${listedTicket},
      (SELECT name FROM chat_group WHERE id = t.group_id) AS "groupName", (SELECT name FROM party WHERE id = t.party_id) AS "partyName"
    FROM page JOIN ticket t USING (id) ORDER BY t.id DESC`;
}

/** At one match in forty these hold a page of fifty; words that are rarer leave the index few to read. */
const newestRows = 2_000;

/** A row of `pageOfTickets`. */
export type PageRow = ListedRow & { readonly groupName: string | null; readonly partyName: string | null };

/** The tables and the condition of a query, `t` being the ticket: for whoever counts what the list would show. */
export function ticketsThat(
  actor: Actor,
  query: Omit<TicketQuery, "limit">,
  now: Date,
  among: SearchedRows = "all",
): { readonly from: Prisma.Sql; readonly where: Prisma.Sql } {
  const found = ticketsWith(query, among);
  // Words first, then the tickets that have them: under the row rules PostgreSQL expects few tickets, and would look every one's words up.
  const from = found
    ? Prisma.sql`(${found} OFFSET 0) f CROSS JOIN LATERAL (SELECT * FROM ticket WHERE id = f.ticket_id OFFSET 0) t`
    : Prisma.sql`ticket t`;
  const conditions = [scopeOf(actor), ...matching(query, now)];
  return { from, where: Prisma.join(conditions, " AND ") };
}

/** The ids of tickets that have the words which are looked for; null where none are. */
function ticketsWith({ text = "", after }: Omit<TicketQuery, "limit">, among: SearchedRows): Prisma.Sql | null {
  const held = holdsWords(storableText(text), among);
  if (held === null || among === "all") return held && Prisma.sql`SELECT w.ticket_id FROM ticket_words w WHERE ${held}`;
  const older = after !== undefined && isUuid(after) ? Prisma.sql`WHERE ticket_id < ${after}::uuid` : Prisma.empty;
  return Prisma.sql`SELECT w.ticket_id FROM
    (SELECT * FROM ticket_words ${older} ORDER BY ticket_id DESC LIMIT ${newestRows}) w WHERE ${held}`;
}

/** Which tickets a member of staff may know of at all: those of their area, and for a party's handler those of that party. */
export function scopeOf(actor: Actor): Prisma.Sql {
  const area = under(actor.areaPath);
  if (actor.role !== "party") return area;
  // A handler of no party has no work orders; a filter by null would give them every ticket that nobody has.
  return actor.partyId === null ? nothing : Prisma.sql`${area} AND t.party_id = ${actor.partyId}::uuid`;
}

const nothing = Prisma.sql`false`;

/**
 * The area and everything under it, as a range: "a/" and what follows it up to "a0", "0" being the character after "/". PostgreSQL looks a
 * range up along an index under the row rules too, as it trusts these comparisons to tell nothing of the rows they leave out; LIKE it does not.
 */
function under(areaPath: string): Prisma.Sql {
  return Prisma.sql`(t.area_path = ${areaPath} OR (t.area_path ~>=~ ${`${areaPath}/`} AND t.area_path ~<~ ${`${areaPath}0`}))`;
}

function matching(query: Omit<TicketQuery, "limit">, now: Date): Prisma.Sql[] {
  const { statuses, areaPath, groupId, partyId, after, categories = [], readAs, urgencies = [] } = query;
  const { openedFrom, openedUntil, approvedFrom, approvedUntil, late, review, reopened, offline } = query;
  const ids = [groupId, after, partyId === "none" ? undefined : partyId].filter((id) => id !== undefined);
  if (!ids.every(isUuid)) return [nothing];
  const conditions: (Prisma.Sql | null)[] = [
    statuses.length > 0 ? Prisma.sql`t.status = ANY(${[...statuses]}::text[])` : null,
    areaPath ? under(areaPath) : null,
    groupId ? Prisma.sql`t.group_id = ${groupId}::uuid` : null,
    partyId ? (partyId === "none" ? Prisma.sql`t.party_id IS NULL` : Prisma.sql`t.party_id = ${partyId}::uuid`) : null,
    categories.length > 0 ? Prisma.sql`t.category = ANY(${[...categories]}::text[])` : null,
    readAs ? Prisma.sql`t.read_as = ${readAs}` : null,
    urgencies.length > 0 ? Prisma.sql`t.urgency = ANY(${[...urgencies]}::text[])` : null,
    openedFrom ? Prisma.sql`t.created_at >= ${openedFrom}` : null,
    openedUntil ? Prisma.sql`t.created_at < ${openedUntil}` : null,
    approvedFrom ? Prisma.sql`t.approved_at >= ${approvedFrom}` : null,
    approvedUntil ? Prisma.sql`t.approved_at < ${approvedUntil}` : null,
    late ? lateConditions[late](now) : null,
    review ? reviewConditions[review] : null,
    reopened === undefined ? null : reopened ? Prisma.sql`t.reopened_count > 0` : Prisma.sql`t.reopened_count = 0`,
    offline === undefined ? null : Prisma.sql`t.offline = ${offline}`,
    after ? Prisma.sql`t.id < ${after}::uuid` : null,
  ];
  return conditions.filter((condition) => condition !== null);
}

/** Statuses in which nobody owes an answer any more, whatever the clock says. */
const ended = Prisma.sql`t.status IN ('rejected', 'merged', 'withdrawn')`;

/** What each lateness means, in one place for the list that shows it and the figures that count it. */
export const lateConditions: Readonly<Record<NonNullable<TicketQuery["late"]>, (now: Date) => Prisma.Sql>> = {
  first_answer: (now) => Prisma.sql`(NOT ${ended} AND t.first_answer_due_at < coalesce(t.first_answered_at, ${now}))`,
  resolve: (now) => Prisma.sql`(NOT ${ended} AND t.resolve_due_at < coalesce(t.resolved_at, ${now}))`,
  now: (now) =>
    Prisma.sql`(t.status = ANY(${[...openStatuses]}::text[]) AND t.resolved_at IS NULL AND t.resolve_due_at < ${now})`,
};

/** What staff made of a draft. */
export const reviewConditions: Readonly<Record<NonNullable<TicketQuery["review"]>, Prisma.Sql>> = {
  as_drafted: Prisma.sql`(t.approved_at IS NOT NULL AND t.category = t.read_as)`,
  changed: Prisma.sql`(t.approved_at IS NOT NULL AND t.category <> t.read_as)`,
  rejected: Prisma.sql`(t.status = 'rejected')`,
};
