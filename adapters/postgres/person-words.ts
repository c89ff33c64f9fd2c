import { patternOf, repeatedForms, type Traces, tracesRemover } from "../../src/domain/person.ts";
import type { Transaction } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { type WordPlace, wordPlaces } from "./person-columns.ts";
import type { FoundPerson } from "./person-found.ts";
import { storableJson } from "./row-sets.ts";

/** What a pass over all words changed. */
export interface WordsTaken {
  readonly rows: number;
  /** Tickets that are found by other words now, or shown in other words. */
  readonly ticketIds: readonly string[];
  /** Posts that say something else now. */
  readonly postIds: readonly string[];
}

/** Takes a person's names and texts out of everything in which they may stand. */
export async function takeWordsOut(
  tx: Transaction,
  person: FoundPerson,
  names: readonly string[],
  now: Date,
): Promise<WordsTaken> {
  const texts = repeatedForms(person.texts);
  let rows = 0;
  const touched: Record<string, string[]> = {};
  for (const [table, place] of Object.entries(wordPlaces)) {
    const traces = { names: place.traces === "texts" ? [] : names, texts: place.traces === "names" ? [] : texts };
    const changed = await takeOutOf(tx, table, place, { person, traces, now });
    rows += changed.length;
    touched[table] = changed.flatMap(({ id }) => id ?? []);
  }
  const { ticket = [], ticket_evidence: evidence = [], post: postIds = [] } = touched;
  return { rows, ticketIds: [...new Set([...ticket, ...evidence])], postIds };
}

/** Reads the rows that may hold a trace, and writes back those that do. */
async function takeOutOf(
  tx: Transaction,
  table: string,
  { columns, within, stamp }: WordPlace,
  { person, traces, now }: { readonly person: FoundPerson; readonly traces: Traces; readonly now: Date },
): Promise<readonly { readonly id: string | null }[]> {
  const pattern = patternOf(traces.names.flatMap(writtenForms));
  const found = [
    ...(pattern === null ? [] : [Prisma.sql`words ~ ${pattern}`]),
    ...(traces.texts.length === 0
      ? []
      : [
          Prisma.sql`EXISTS (SELECT FROM unnest(${traces.texts.flatMap(writtenForms)}::text[]) own WHERE strpos(words, own) > 0)`,
        ]),
  ];
  if (found.length === 0) return [];
  const names = Object.keys(columns);
  const asText = names.map((name) => `w.${name}::text`).join(", ");
  const id = idOf[table] ?? "NULL";
  const rows = await tx.$queryRaw<{ place: string; id: string | null; row: Record<string, unknown> }[]>`
    SELECT w.ctid::text AS place, ${Prisma.raw(id)}::text AS id, jsonb_build_object(${Prisma.raw(names.map((name) => `'${name}', w.${name}`).join(", "))}) AS row
    FROM ${Prisma.raw(table)} w, LATERAL (SELECT concat_ws(chr(10), ${Prisma.raw(asText)}) AS words) said
    WHERE (${Prisma.join(found, " OR ")}) AND ${within(person)} FOR UPDATE OF w`;
  const remove = removerOf(table, traces);
  const changed = rows.flatMap(({ place, id, row }) => {
    const after = deeply(row, remove);
    return JSON.stringify(after) === JSON.stringify(row) ? [] : [{ place, id, row: after }];
  });
  if (changed.length === 0) return [];
  const assign = names.map((name) => `${name} = x.${name}`);
  const shape = names.map((name) => `${name} ${columns[name]}`).join(", ");
  await tx.$executeRaw`
    UPDATE ${Prisma.raw(table)} w SET ${Prisma.raw(assign.join(", "))}${stamp ? Prisma.sql`, ${Prisma.raw(stamp)} = ${now}` : Prisma.empty}
    FROM jsonb_to_recordset(${storableJson(changed)}::jsonb) AS c(place tid, row jsonb), LATERAL jsonb_to_record(c.row) AS x(${Prisma.raw(shape)})
    WHERE w.ctid = c.place`;
  return changed;
}

/** Of these tables a changed row changes how a ticket is found, or what a chat shows. */
const idOf: Readonly<Record<string, string>> = { ticket: "w.id", ticket_evidence: "w.ticket_id", post: "w.id" };

/** A list's address has its words percent-encoded. */
function removerOf(table: string, traces: Traces): (text: string) => string {
  if (table !== "saved_filter") return tracesRemover(traces);
  const names = traces.names.flatMap((name) => [
    name,
    encodeURIComponent(name),
    new URLSearchParams([["", name]]).toString().slice(1),
  ]);
  return tracesRemover({ ...traces, names: [...new Set(names)] });
}

/** As it stands in a text, in JSON, and in an address. */
function writtenForms(words: string): string[] {
  return [...new Set([words, JSON.stringify(words).slice(1, -1), encodeURIComponent(words)])];
}

/** The value with every text in it, however deep, as this makes it. */
function deeply<T>(value: T, make: (text: string) => string): T {
  if (typeof value === "string") return make(value) as T;
  if (Array.isArray(value)) return value.map((each) => deeply(each, make)) as T;
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, deeply(each, make)])) as T;
}
