import { randomUUID } from "node:crypto";
import { chainHash } from "../../adapters/postgres/audit-rows.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { type Answer, type Browser, plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

/** What staff do, in the order it is done. */
interface Change {
  readonly what: string;
  readonly make: () => Promise<Answer>;
}

/** That every change is written down with itself, and that whoever lays hands on the log is found. */
export const audit: Check = {
  name: "audit",
  promise:
    "Each change of staff leaves one entry in its own transaction; an entry that is changed, taken out or put in, a log cut off or written anew is found.",
  mutants: [
    patched(
      "written-down-beside",
      "adapters/postgres/knowledge-store.ts",
      `await writeAudit(tx, { ...where, staffId: actor.staffId, action: "close_question" }, closedAt);`,
      `void database.$transaction((own) => writeAudit(own, { ...where, staffId: actor.staffId, action: "close_question" }, closedAt)).catch(() => {});`,
    ),
    patched(
      "not-written-down",
      "adapters/postgres/inbox-care.ts",
      `if (count > 0) await writeAudit(`,
      `if (count > 1) await writeAudit(`,
    ),
    patched(
      "heads-not-compared",
      "adapters/postgres/audit-log.ts",
      "if ((noted.get(seq) ?? row.hash) !== row.hash) return",
      "if (noted.size < 0) return",
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 1 });
    try {
      const first = lab.start();
      await first.ready;
      const changes = await changesOf(lab);
      await withTheLogShut(lab, changes, complaints);
      for (const { what, make } of changes) {
        const before = await entriesOf(lab);
        const { status, text } = await make();
        if (status >= 300) complaints.none(what, [`${status} ${text.slice(0, 200)}`]);
        complaints.equal(`entries that tell of it: ${what}`, (await entriesOf(lab)) - before, 1);
      }
      const auditor = await signIn(lab, await plantStaff(lab, "auditor", estatePath));
      // The head is noted at the stop and at the start.
      await first.kill("SIGTERM");
      await lab.start().ready;
      const found = await layHands(lab, auditor, createChance(seed), Math.max(1, Math.round(3 * scale)), complaints);
      return {
        problems: complaints.all,
        numbers: { changes: changes.length, entries: await entriesOf(lab), ...found },
      };
    } finally {
      await lab.close();
    }
  },
};

const entriesOf = (lab: Lab) => lab.number("select count(*) from audit_entry");

/** Something of each kind, planted so that staff can change it over HTTP. */
async function changesOf(lab: Lab): Promise<readonly Change[]> {
  const [building] = lab.buildings;
  const from = { id: 771_000_001, is_bot: false, first_name: "3-2-501" };
  for (const [at, report] of reports.slice(0, 2).entries()) {
    await lab.bring(lab.message(building!.residentsChat, { ...from, id: from.id + at }, report(1)));
    await lab.settled(60_000);
  }
  const tickets = await lab.query<{ id: string; code: string; group_id: string; version: number }>(
    "select id, code, group_id, version from ticket order by id",
  );
  const [approved, rejected] = tickets;
  if (!approved || !rejected) throw new Error("two reports came to fewer than two tickets");
  const groupId = approved.group_id;
  const questionId = randomUUID();
  await lab.query(
    `insert into question (id, group_id, message_ref, area_path, text, status, at) values ($1, $2, $3, $4, '快递柜几点关', 'open', now())`,
    [questionId, groupId, questionId, estatePath],
  );
  const [parked] = await lab.query<{ id: string }>(
    `insert into inbox_event (dedupe_key, group_id, type, message_ref, text, at, state, crashes) values ($1, $2, 'message', $1, '在吗', now(), 'parked', 3) returning id::text`,
    [randomUUID(), groupId],
  );
  const [uncertain] = await lab.query<{ id: string }>(
    `insert into post (idempotency_key, group_id, template, fields, text, state, created_at) values ($1, $2, 'staff_note', '{"text":"提醒"}', '提醒', 'uncertain', now()) returning id::text`,
    [randomUUID(), groupId],
  );
  const leaver = await plantStaff(lab, "grid", estatePath);
  const [admin, grid, dispatcher, auditor] = await Promise.all(
    (["admin", "grid", "dispatcher", "auditor"] as const).map(async (role) =>
      signIn(lab, await plantStaff(lab, role, estatePath)),
    ),
  );
  const by = (browser: Browser | undefined, method: string, path: string, body?: object) => ({
    what: `${method} ${path.replaceAll(/[0-9a-f-]{36}|\d+/g, "…")} ${JSON.stringify(body ?? {}).slice(0, 60)}`,
    make: () => browser!.ask(method, path, body, { "idempotency-key": randomUUID() }),
  });
  const move = (ticket: { id: string; version: number }, body: object) =>
    by(grid, "POST", `/api/tickets/${ticket.id}/events`, { version: ticket.version, ...body });
  const article = {
    ...{
      question: "快递柜几点关",
      variants: [],
      answer: "每天22:00关",
      kind: "policy",
      source: "物业通知",
      issuer: "物业",
    },
    ...{ documentNumber: null, areaPath: estatePath, validFrom: null, validUntil: null },
  };
  return [
    move(approved, { event: "approve" }),
    move(rejected, { event: "reject", reason: "misread" }),
    by(grid, "POST", `/api/tickets/${approved.id}/reveal`, { reason: "上门前电话联系" }),
    by(grid, "POST", `/api/questions/${questionId}/close`, {}),
    by(grid, "POST", `/api/posts/${uncertain!.id}/settle`, { as: "drop" }),
    by(grid, "POST", `/api/parked/${parked!.id}/retry`),
    by(grid, "POST", "/api/account/password", { account: "audited", password: "槐树 bicycle nine lamps" }),
    by(admin, "PATCH", `/api/groups/${groupId}`, { postsPerDay: 5 }),
    by(admin, "POST", `/api/groups/${groupId}/binding-code`),
    by(admin, "POST", `/api/staff/${leaver}/sign-in-link`),
    by(admin, "POST", `/api/staff/${leaver}/end-sessions`),
    by(admin, "PATCH", `/api/staff/${leaver}`, { active: false }),
    by(admin, "POST", "/api/forms", { areaPath: estatePath }),
    by(admin, "POST", "/api/relay/groups", { name: "转发群", areaPath: estatePath, kind: "residents" }),
    by(dispatcher, "POST", "/api/articles", article),
    by(auditor, "GET", "/api/audit/export.jsonl"),
    by(admin, "POST", `/api/tickets/${rejected.id}/person/export`, { reason: "本人申请", format: "json" }),
    by(admin, "POST", `/api/tickets/${rejected.id}/person/erase`, {
      ...{ reason: "本人申请", names: [], confirm: rejected.code },
    }),
  ];
}

/** While the log takes nothing no change is made: not one is kept of which nothing is told. */
async function withTheLogShut(lab: Lab, changes: readonly Change[], complaints: Complaints): Promise<void> {
  await lab.query(`create function shut() returns trigger language plpgsql as $$ begin raise exception 'the log is shut'; end $$;
    create trigger shut before insert on audit_entry execute function shut()`);
  for (const { what, make } of changes) {
    const before = await digest(lab);
    const { status } = await make();
    complaints.equal(`answer with the log shut: ${what}`, status, 500);
    const after = await digest(lab);
    const changed = [...after].filter(([table, hash]) => before.get(table) !== hash).map(([table]) => table);
    complaints.none(`changed with the log shut: ${what}`, changed);
  }
  await lab.query("drop trigger shut on audit_entry; drop function shut()");
}

/** What changes without anybody's doing, beside the posts that tell staff what waits for them; the key that signs form codes is made when it is first needed. */
const restless = ["session", "channel_state", "quiet_hour", "sign_in_failure", "form_key"];

async function digest(lab: Lab): Promise<Map<string, string>> {
  const tables = await lab.query<{ name: string }>(
    "select tablename as name from pg_tables where schemaname = 'public' and tablename not like '\\_%'",
  );
  const each = tables
    .filter(({ name }) => !restless.includes(name))
    .map(
      ({ name }) =>
        `select '${name}' as name, md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as hash from "${name}" t${name === "post" ? " where ticket_id is not null" : ""}`,
    );
  const rows = await lab.query<{ name: string; hash: string }>(each.join(" union all "));
  return new Map(rows.map(({ name, hash }) => [name, hash]));
}

/** What somebody with every right on the database might do to the log, each undone after it was looked for. */
async function layHands(lab: Lab, auditor: Browser, chance: () => number, times: number, complaints: Complaints) {
  await lab.query(
    "create schema kept; create table kept.audit_entry as table audit_entry; create table kept.audit_head as table audit_head",
  );
  const last = await entriesOf(lab);
  const somewhere = () => 2 + Math.floor(chance() * (last - 4));
  const kinds: Readonly<Record<string, (seq: number) => string | Promise<string>>> = {
    ...Object.fromEntries(
      [
        "at = at + interval '1 ms'",
        "staff_id = gen_random_uuid()",
        "action = action || 'x'",
        "object = object || 'x'",
        "area_path = '别处'",
        `detail = '{"x":1}'`,
      ].map((edit) => [`edit ${edit}`, (seq: number) => `update audit_entry set ${edit} where seq = ${seq}`]),
    ),
    "take out": (seq) => `delete from audit_entry where seq = ${seq}`,
    "take out and close up": (seq) => `delete from audit_entry where seq = ${seq}; ${shift(seq, -1)}`,
    "put in": (seq) =>
      `${shift(seq, 1)}; insert into audit_entry select ${seq + 1}, at, staff_id, action, object, area_path, detail, prev_hash, hash from audit_entry where seq = ${seq}`,
    "cut off": (seq) => `delete from audit_entry where seq > ${seq}`,
    "cut off, head and all": (seq) => `delete from audit_entry where seq > ${seq}; ${headAt(seq)}`,
    "write anew": (seq) => rewritten(lab, seq),
  };
  let found = 0;
  let tampered = 0;
  complaints.equal("faults in a log that nobody touched", Number(await isBroken(auditor)), 0);
  for (const [kind, statement] of Object.entries(kinds)) {
    for (let time = 0; time < times; time += 1) {
      const seq = somewhere();
      await pastTheTrigger(lab, await statement(seq));
      const isFound = await isBroken(auditor);
      if (!isFound) complaints.none("not found", [`${kind} at ${seq} of ${last}`]);
      tampered += 1;
      found += Number(isFound);
      await pastTheTrigger(
        lab,
        "delete from audit_entry; insert into audit_entry table kept.audit_entry; delete from audit_head; insert into audit_head table kept.audit_head",
      );
    }
  }
  complaints.equal("faults in the log as it was", Number(await isBroken(auditor)), 0);
  return { tampered, found };
}

async function isBroken(auditor: Browser): Promise<boolean> {
  const { status, text } = await auditor.ask("GET", "/api/audit/verdict");
  if (status !== 200) throw new Error(`no verdict: ${text}`);
  return (JSON.parse(text) as { broken: unknown }).broken !== null;
}

const pastTheTrigger = (lab: Lab, statement: string) =>
  lab.query(`begin; set local session_replication_role = replica; ${statement}; commit`);

const shift = (seq: number, by: number) =>
  `update audit_entry set seq = -seq where seq > ${seq}; update audit_entry set seq = -seq + ${by} where seq < 0`;

const headAt = (seq: number) =>
  `update audit_head set seq = ${seq}, hash = (select hash from audit_entry where seq = ${seq})`;

/** Another tale from an entry on, each hash as it should be: it hangs together, and is not what was noted outside. */
async function rewritten(lab: Lab, from: number): Promise<string> {
  const rows = await lab.query<Parameters<typeof chainHash>[0] & { hash: string }>(
    `select seq, at, staff_id as "staffId", action, object, area_path as "areaPath", detail, prev_hash as "prevHash", hash from audit_entry order by seq`,
  );
  let prevHash = rows[from - 2]!.hash;
  const statements = rows.slice(from - 1).map((row, at) => {
    const told = { ...row, prevHash, ...(at === 0 ? { detail: '{"another":"tale"}' } : {}) };
    prevHash = chainHash(told);
    return `update audit_entry set detail = '${told.detail.replaceAll("'", "''")}', prev_hash = '${told.prevHash}', hash = '${prevHash}' where seq = ${told.seq}`;
  });
  return `${statements.join("; ")}; ${headAt(rows.length)}`;
}
