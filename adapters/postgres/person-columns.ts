import { insideSql } from "./area-scope.ts";
import { Prisma } from "./generated/client.ts";
import type { FoundPerson } from "./person-found.ts";

/** A column that words of people may stand in, and its type. */
type WordColumns = Readonly<Record<string, "text" | "jsonb" | "text[]">>;

/** Where else a person's words may stand than where they are known to be theirs. */
export interface WordPlace {
  readonly columns: WordColumns;
  /** Its rows within the areas of whoever asks, the table being w. */
  readonly within: (person: FoundPerson) => Prisma.Sql;
  /**
   * What is looked for. Names are taken out of everything; what the person said only out of what the house wrote: when a neighbour says the
   * same, they are the neighbour's words.
   */
  readonly traces: "names" | "texts" | "both";
  /** Set with a change, so that whoever keeps a copy sees that there was one. */
  readonly stamp?: string;
}

const inArea = ({ areaPath }: FoundPerson) => insideSql("w.area_path", areaPath);
const ofTicket = ({ areaPath }: FoundPerson) =>
  Prisma.sql`EXISTS (SELECT FROM ticket t WHERE t.id = w.ticket_id AND ${insideSql("t.area_path", areaPath)})`;
const ofGroup = ({ areaPath }: FoundPerson) =>
  Prisma.sql`EXISTS (SELECT FROM chat_group g WHERE g.id = w.group_id AND (g.area_path IS NULL OR ${insideSql("g.area_path", areaPath)}))`;
const ofReport = ({ areaPath }: FoundPerson) =>
  Prisma.sql`EXISTS (SELECT FROM chat_group g WHERE g.platform = 'webform' AND g.ref = w.report_id::text AND ${insideSql("g.area_path", areaPath)})`;
const everywhere = () => Prisma.sql`true`;

/**
 * Every column in which a resident's words or names may stand, table by table. A test holds the three lists of this
 * file to the schema: who adds a column says in one of them what it holds.
 */
export const wordPlaces: Readonly<Record<string, WordPlace>> = {
  ticket: {
    columns: { summary: "text", spot: "text", because: "jsonb", reject_reason: "text", public_note: "text" },
    within: inArea,
    traces: "names",
  },
  ticket_evidence: { columns: { text: "text" }, within: ofTicket, traces: "names" },
  ticket_event: { columns: { note: "text" }, within: ofTicket, traces: "names" },
  inbox_event: { columns: { text: "text" }, within: ofGroup, traces: "names" },
  question: { columns: { text: "text", note: "text" }, within: inArea, traces: "names" },
  post: {
    columns: { text: "text", fields: "jsonb", handed_parts: "text[]", reason: "text" },
    within: (person) => Prisma.sql`(${ofGroup(person)} OR ${ofTicket(person)})`,
    traces: "both",
  },
  article: {
    columns: { question: "text", variants: "text[]", answer: "text" },
    within: inArea,
    traces: "both",
    stamp: "updated_at",
  },
  article_version: {
    columns: { question: "text", variants: "text[]", answer: "text" },
    within: inArea,
    traces: "both",
  },
  exam_question: { columns: { question: "text" }, within: inArea, traces: "both" },
  // One set for the whole house, so names that somebody types take nothing out of it.
  exam_run: { columns: { report: "jsonb", reason: "text" }, within: everywhere, traces: "texts" },
  form_message: { columns: { text: "text" }, within: ofReport, traces: "both" },
  form_contact: { columns: { phone: "text" }, within: ofReport, traces: "names" },
  sandbox_message: {
    columns: { text: "text" },
    within: ({ areaPath }) =>
      Prisma.sql`EXISTS (SELECT FROM chat_group g WHERE g.platform = 'sandbox' AND g.ref = w.group_ref AND ${insideSql("g.area_path", areaPath)})`,
    traces: "both",
  },
  saved_filter: {
    columns: { name: "text", query: "text" },
    within: ({ areaPath }) =>
      Prisma.sql`EXISTS (SELECT FROM staff s WHERE s.id = w.staff_id AND ${insideSql("s.area_path", areaPath)})`,
    traces: "names",
  },
};

/** Columns that go with a row which is known to be the person's: `erasePerson` empties them, or gives the row to nobody. */
export const ownColumns: Readonly<Record<string, readonly string[]>> = {
  chat_group: ["ref", "name"],
  inbox_event: ["dedupe_key", "sender_ref", "nick", "raw", "text"],
  ticket: ["reporter_ref", "summary", "spot", "because"],
  ticket_household: ["sender_ref"],
  ticket_evidence: ["text"],
  ticket_event: ["note"],
  ticket_words: ["words", "sounds", "grams"],
  undoable: ["tickets"],
  post: ["text", "fields", "choices", "handed_parts"],
  question: ["text", "asker_ref", "note"],
  exam_question: ["question"],
  staff_account: ["sender_ref"],
  room_snapshot: ["members"],
  form_report: ["token_hash", "proof_hash", "body_hash"],
  form_contact: ["phone"],
  form_message: ["ref", "send_key", "sender_ref", "text", "quoted_ref"],
  form_file: ["kind", "media_type", "bytes"],
  sandbox_message: ["sender_ref", "nick", "text", "picture", "choices", "sign"],
};

/** Columns in which no resident stands: names of things, marks, keys, hashes, and what staff and the house are called. */
export const otherColumns: Readonly<Record<string, readonly string[]>> = {
  area: ["path", "estate_kind"],
  chat_group: ["platform", "account", "kind", "area_path", "level", "status", "paused_by"],
  party: ["name", "kind", "area_path", "categories"],
  staff: ["name", "role", "area_path", "account"],
  staff_grant: ["role", "area_path"],
  staff_account: ["platform", "account"],
  one_time_code: ["hash", "purpose", "area_path"],
  session: ["hash", "device"],
  staff_proof: ["password_hash", "totp_secret"],
  recovery_code: ["hash"],
  sign_in_failure: ["key"],
  // No statement changes it. What goes in is references, and reasons out of which the person was taken before.
  audit_entry: ["action", "object", "area_path", "detail", "prev_hash", "hash"],
  audit_head: ["hash"],
  channel_consent: ["platform"],
  account_login: ["platform", "account", "account_key", "ref_prefix"],
  account_pace: ["platform", "account"],
  room_snapshot: ["account_key", "topic"],
  inbox_event: ["type", "message_ref", "kind", "quoted_ref", "album_ref", "state", "alarm"],
  turn: ["reader"],
  channel_state: ["platform", "account", "state", "notice"],
  ticket: [
    "code",
    "status",
    "kind",
    "category",
    "read_as",
    "runner_up",
    "urgency",
    "reader",
    "area_path",
    "place_from",
  ],
  ticket_evidence: ["message_ref", "kind"],
  ticket_event: ["event", "by_kind", "status", "data"],
  button_token: ["hash", "action"],
  undoable: ["post_keys"],
  model_call: ["prompt_ref", "model", "status"],
  correction: ["field", "was", "became"],
  post: ["idempotency_key", "template", "reply_to_ref", "state", "message_refs"],
  article: ["slug", "kind", "source", "issuer", "document_number", "area_path", "status"],
  article_version: ["kind", "source", "issuer", "document_number", "area_path"],
  question: ["message_ref", "area_path", "status"],
  // Written by admins, and examined as they are.
  prompt_version: ["prompt_id", "system", "input", "changed"],
  exam_run: ["prompt_id", "model", "state"],
  exam_question: ["area_path"],
  exam_margin: ["measure"],
  // Weights of pairs of letters, learnt anew without the person's words at the next lesson.
  reader_model: ["classifier", "report"],
  sandbox_message: ["group_ref", "ref", "send_key", "kind", "quoted_ref"],
  form_key: ["key"],
  form_code: ["id", "area_path"],
  form_report: ["code_id"],
  form_message: ["kind"],
};
