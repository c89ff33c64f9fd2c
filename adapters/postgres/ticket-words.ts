import { pinyin } from "pinyin-pro";
import { redact } from "../../src/domain/redaction.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { type Database, guarded } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { rowSet } from "./row-sets.ts";

/** What a ticket is found by. */
interface TicketWords {
  readonly ticketId: string;
  /** Lower case: the code, the summary, the place and the category's code, as a list may show them. */
  readonly words: string;
  /** "'dian'ti'huai'le=dthl": each syllable after an apostrophe, then the first letters after an equals sign. */
  readonly sounds: string;
  /** Every pair of neighbouring letters of both, and every letter beyond ASCII: what the index holds. */
  readonly grams: readonly string[];
}

type Searched = Pick<Ticket, "id" | "code" | "summary" | "spot" | "areaPath" | "category">;

/** Rows that a ticket is found by, as SQL. */
export const wordRows = rowSet({ ticketId: "uuid", words: "text", sounds: "text", grams: "text[]" });

/** What is written so that a ticket is found. */
export function wordsOf({ id, code, summary, spot, areaPath, category }: Searched): TicketWords {
  const said = [redact(summary), redact(spot ?? ""), areaPath];
  const words = [code, ...said, category].join(" ").toLowerCase();
  const syllables = pinyin(said.join(" "), { toneType: "none", type: "array", nonZh: "removed", v: true });
  const sounds = `${syllables.map((syllable) => `'${syllable}`).join("")}=${syllables.map(([first]) => first).join("")}`;
  const grams = new Set([...gramsOf(words), ...gramsOf(sounds.replaceAll("'", ""))]);
  return { ticketId: id, words, sounds, grams: [...grams] };
}

/** True when a change touches what a ticket is found by. */
export function soundsOther(before: Searched | null, after: Searched): boolean {
  return (
    before === null ||
    (["code", "summary", "spot", "areaPath", "category"] as const).some((key) => before[key] !== after[key])
  );
}

/** Most words of one search; the rest of a pasted text says nothing more. */
const termsMax = 6;

/**
 * Where words are looked for: among all tickets, by the index, or only among those that came last, one after the other. What many tickets have
 * is soon found so, where the index would name thousands that must each be read before they are put in order.
 */
export type SearchedRows = "all" | "newest";

/**
 * The condition that a ticket's words, joined as `w`, hold every word of the query: to the letter, or by sound where it is letters alone.
 * Among all, the index finds candidates by pairs of letters, and each candidate is then read. Null when the query has no words.
 */
export function holdsWords(query: string, among: SearchedRows): Prisma.Sql | null {
  const terms = query.toLowerCase().split(/\s+/).filter(Boolean).slice(0, termsMax);
  if (terms.length === 0) return null;
  const held = terms.map((term) => {
    if (!/^[a-z]+$/.test(term)) return Prisma.sql`strpos(w.words, ${term}) > 0`;
    // "dianti" begins at a syllable and may run over others; "dt" is first letters in a row.
    const syllables = `'${[...term].join("'?")}`;
    const initials = `=.*${term}`;
    return Prisma.sql`(strpos(w.words, ${term}) > 0 OR w.sounds ~ ${syllables} OR w.sounds ~ ${initials})`;
  });
  const grams = [...new Set(terms.flatMap(gramsOf))];
  if (among === "all" && grams.length > 0) held.unshift(Prisma.sql`w.grams @> ${grams}::text[]`);
  return Prisma.join(held, " AND ");
}

/** Pairs of neighbouring letters of each word, and each letter beyond ASCII by itself: one Chinese character is a search, one Latin letter is none. */
function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const word of text.split(/\s+/)) {
    const letters = [...word];
    for (const [at, letter] of letters.entries()) {
      if (letter > "\u007f") grams.add(letter);
      const next = letters[at + 1];
      if (next !== undefined) grams.add(letter + next);
    }
  }
  return [...grams];
}

/** Tickets whose words are written in one statement. */
const batch = 500;

/** Writes what tickets are found by where it is missing, as after an update of the house. Returns how many; ends early when `signal` aborts. */
export async function fillTicketWords(database: Database, signal: AbortSignal): Promise<number> {
  let written = 0;
  let last = "00000000-0000-0000-0000-000000000000";
  while (!signal.aborted) {
    const tickets = await guarded(
      () => database.$queryRaw<Searched[]>`
        SELECT id, code, summary, spot, area_path AS "areaPath", category FROM ticket t
        WHERE id > ${last}::uuid AND NOT EXISTS (SELECT FROM ticket_words w WHERE w.ticket_id = t.id) ORDER BY id LIMIT ${batch}`,
    );
    if (tickets.length === 0) break;
    await guarded(
      () => database.$executeRaw`
        INSERT INTO ticket_words (${wordRows.columns}) SELECT ${wordRows.values} FROM ${wordRows.of(tickets.map(wordsOf))}
        ON CONFLICT (ticket_id) DO NOTHING`,
    );
    last = tickets.at(-1)!.id;
    written += tickets.length;
  }
  return written;
}
