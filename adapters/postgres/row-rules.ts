/**
 * What staff may be shown, table by table: the second line behind `authorize`, kept by PostgreSQL itself. Each condition holds for the rows
 * that the asker in `linli.scope` may see; without an asker there are none. A table that stands in neither list can be read by no page.
 *
 * The settings are read in sub-selects, which PostgreSQL looks at once for a statement and not once for a row.
 */
const setting = (name: string) => `(SELECT nullif(current_setting('linli.${name}', true), ''))`;
const scope = setting("scope");
const role = setting("role");

/** Paths of the asker's area and of everything under it. */
const inside = (path: string) => `(${path} = ${scope} OR starts_with(${path}, ${scope} || '/'))`;
/** Paths of the asker's area and of those above it: what is decided, told and known there holds here too. */
const above = (path: string) => `starts_with(${scope} || '/', ${path} || '/')`;
const insideOrAbove = (path: string) => `(${inside(path)} OR ${above(path)})`;
/** A handler sees their work orders, and the house from nowhere else. */
const isHandler = `${role} = 'party'`;
const anyAsker = `${scope} IS NOT NULL`;
const ownTicket = (id: string) => `EXISTS (SELECT FROM ticket t WHERE t.id = ${id})`;
const ownGroup = (id: string) =>
  `EXISTS (SELECT FROM chat_group g WHERE g.id = ${id} AND ${inside("g.area_path")} AND NOT ${isHandler})`;
const groupOfTicket = (id: string) => `EXISTS (SELECT FROM ticket t WHERE t.group_id = ${id})`;

/** By table. Conditions that name another table mean the rows of it that the asker may see. */
export const rowRules: Readonly<Record<string, string>> = {
  ticket: `${inside("area_path")} AND (NOT ${isHandler} OR party_id::text = ${setting("party")})`,
  ticket_evidence: ownTicket("ticket_id"),
  ticket_household: ownTicket("ticket_id"),
  ticket_event: ownTicket("ticket_id"),
  correction: ownTicket("ticket_id"),
  // A condition would keep its index from being used. Whoever finds words has found no ticket yet.
  ticket_words: "true",
  undoable: ownTicket("ticket_id"),
  saved_filter: `staff_id::text = ${setting("staff")}`,

  // A ticket's group may lie above its place, and its card in a staff group above that.
  chat_group: `${inside("area_path")} OR (kind = 'staff' AND ${above("area_path")}) OR (area_path IS NULL AND ${role} = 'admin') OR ${groupOfTicket("chat_group.id")}`,
  inbox_event: `${ownGroup("group_id")} OR ${groupOfTicket("inbox_event.group_id")}`,
  post: `${ownGroup("group_id")} OR ${ownTicket("ticket_id")}`,
  question: `${inside("area_path")} AND NOT ${isHandler}`,
  turn: ownGroup("group_id"),
  quiet_hour: ownGroup("group_id"),

  form_code: inside("area_path"),
  form_report: `EXISTS (SELECT FROM form_code c WHERE c.id = code_id) OR EXISTS (SELECT FROM chat_group g WHERE g.platform = 'webform' AND g.ref = form_report.id::text)`,
  form_file: "EXISTS (SELECT FROM form_report r WHERE r.id = report_id)",

  article: insideOrAbove("area_path"),
  article_version: "EXISTS (SELECT FROM article a WHERE a.id = article_id)",

  area: insideOrAbove("path"),
  party: insideOrAbove("area_path"),
  staff: insideOrAbove("area_path"),
  staff_grant: "EXISTS (SELECT FROM staff s WHERE s.id = staff_id)",
  staff_account: "EXISTS (SELECT FROM staff s WHERE s.id = staff_id)",
  session: "EXISTS (SELECT FROM staff s WHERE s.id = staff_id)",
  audit_entry: `${inside("area_path")} AND ${role} IN ('admin', 'auditor')`,

  // The house has one set of each for all its areas.
  channel_state: anyAsker,
  model_call: anyAsker,
  prompt_version: anyAsker,
  exam_run: anyAsker,
  exam_margin: anyAsker,
  reader_model: anyAsker,
  exam_question: insideOrAbove("area_path"),
};

/** What no page reads: secrets, and what only the bot's own line needs. */
export const houseOnly: readonly string[] = [
  "account_login",
  "account_pace",
  "audit_head",
  "button_token",
  "channel_consent",
  "form_contact",
  "form_key",
  "form_message",
  "one_time_code",
  "recovery_code",
  "room_snapshot",
  "sandbox_message",
  "sandbox_revision",
  "sign_in_failure",
  "staff_proof",
];
