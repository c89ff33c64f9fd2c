import { randomUUID } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import type { FormCodeView } from "../../src/api/forms.ts";
import type { PersonOutlineView } from "../../src/api/people.ts";
import { chinaDay } from "../../src/domain/group.ts";
import { everyRow, standingIn } from "../support/every-row.ts";
import { solved } from "../support/form-house.ts";
import type { Complaints } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { type Browser, newAddress, plantStaff, signIn } from "./staff-door.ts";
import { reports, smallTalk } from "./words.ts";

/** Who is to be forgotten: by each of these they could be known again. */
const lao = { id: 771_004_112, is_bot: false, first_name: "槐树下的老鲁" };
const laoPhone = "13912345678";
const filerPhone = "13787654321";
/** What their neighbours call the household; nobody could know that it is them, so the admin is told. */
const household = "鲁家";
const reason = "本人到社区窗口申请";

/** Names things that nobody else says. */
const markOf = (of: string, index: number) => `${of}记${String(index).padStart(4, "0")}`;

/**
 * Lets a house talk, then forgets two of its people: one of the chat, one of the form. Looks for them in every table, in the files beside
 * the database, in the logs and in what the chats go on showing; and that nothing else is missing.
 */
export async function forgetPeople(scale: number, complaints: Complaints) {
  const lab = await openLab({ buildings: 2, env: { LOG_LEVEL: "debug" } });
  try {
    await lab.start().ready;
    const [admin, grid, dispatcher] = await Promise.all(
      (["admin", "grid", "dispatcher"] as const).map(async (role) =>
        signIn(lab, await plantStaff(lab, role, estatePath.split("/")[0]!)),
      ),
    );
    const { own, others } = await talk(lab, Math.ceil(120 * scale));
    const filed = await fileReport(lab, admin!);
    await lab.settled(120_000);
    await staffSpeakOfThem(lab, { grid: grid!, dispatcher: dispatcher! });
    await lab.settled(60_000);

    const theirs = [...own, ...filed, lao.first_name, String(lao.id), laoPhone, filerPhone, household];
    const before = await kept(lab);
    complaints.none("not there before they are forgotten", missing(before, [...theirs, ...others]));
    const facts = await factsOf(lab, admin!);

    const [reportId = "", , , filedMark = ""] = filed;
    const first = await forget(lab, admin!, String(lao.id), own, complaints);
    const second = await forget(lab, admin!, reportId, [filedMark, filerPhone], complaints);
    await lab.settled(60_000);

    const after = await kept(lab);
    const found = standingIn(after, theirs);
    complaints.none(
      "found of people who were forgotten",
      found.map((mark) => `${mark} in ${after.split("\n").find((line) => standingIn(line, [mark]).length > 0)}`),
    );
    complaints.none("gone of what others said", missing(after, others));
    const changed = (await factsOf(lab, admin!)).filter((fact) => !facts.includes(fact));
    complaints.none("facts that did not stay as they were", changed);
    await writeAgain(lab, complaints);
    const { text } = await admin!.ask("GET", "/api/audit/verdict");
    complaints.equal("faults in the log", Number(JSON.parse(text).broken !== null), 0);
    const told = await lab.number("select count(*) from audit_entry where action = 'erase_person'");
    complaints.equal("entries that tell of it", told, 2);
    return {
      ...{ theirs: theirs.length, others: others.length, found: found.length, bytes: after.length },
      ...{ erasedTickets: first.tickets + second.tickets, eraseMs: Math.max(first.ms, second.ms) },
    };
  } finally {
    await lab.close();
  }
}

/** A day in two buildings, with somebody in the midst who says much and is much spoken of. */
async function talk(lab: Lab, count: number): Promise<{ own: string[]; others: string[] }> {
  const [here, there] = lab.buildings.map(({ residentsChat }) => residentsChat) as [number, number];
  const neighbour = (index: number) => ({
    id: 772_000_000 + (index % 20),
    is_bot: false,
    first_name: `邻居${index % 20}`,
  });
  const own: string[] = [];
  const others: string[] = [];
  const say = async (chat: number, from: typeof lao, text: string) => {
    const marks = from === lao ? own : others;
    marks.push(markOf(from === lao ? "鲁" : "邻", marks.length));
    await lab.bring(lab.message(chat, from, `${text},${marks.at(-1)}`));
  };
  await say(here, lao, `${reports[0]!(1)},电话139 1234 5678`);
  await lab.settled(60_000);
  await say(here, neighbour(1), reports[1]!(1));
  await lab.settled(60_000);
  for (let index = 0; index < count; index++) {
    const chat = index % 3 === 0 ? there : here;
    const words = smallTalk[index % smallTalk.length]!;
    await say(chat, index % 2 === 0 ? lao : neighbour(index), words);
    if (index % 12 === 5)
      await say(chat, neighbour(index), `@${lao.first_name} ${household}电话幺三九一二三四五六七八打不通`);
    if (index % 12 === 7) await say(chat, lao, reports[2 + (index % 5)]!(chat === here ? 1 : 2));
    if (index % 12 === 9) await say(chat, neighbour(index), reports[2 + (index % 5)]!(chat === here ? 1 : 2));
  }
  await say(here, lao, "请问暖气费什么时候交");
  await lab.settled(60_000);
  const codes = await lab.query<{ code: string; reporter_ref: string }>(
    "select code, reporter_ref from ticket order by created_at",
  );
  const mine = codes.find(({ reporter_ref }) => reporter_ref === String(lao.id))!;
  await say(here, lao, `补充 ${mine.code} 电梯里还有一股焦味`);
  await say(here, lao, `催 ${mine.code}`);
  await lab.settled(60_000);
  return { own, others };
}

/** Somebody who hands in a report by the form, with a photo and a number. Gives by what they could be known again: first the report's id. */
async function fileReport(lab: Lab, admin: Browser): Promise<string[]> {
  const made = await admin.ask("POST", "/api/forms", { areaPath: lab.buildings[0]!.areaPath });
  const { pathname } = new URL((JSON.parse(made.text) as FormCodeView).address);
  const headers = { "x-forwarded-for": newAddress(), accept: "application/json" };
  const challenge = await (await fetch(`${lab.address}${pathname}/challenge`, { headers })).text();
  const form = new FormData();
  const photo = await sharp({ create: { width: 64, height: 64, channels: 3, background: "teal" } })
    .jpeg()
    .toBuffer();
  form.set("what", "3楼平台的旧沙发没人搬,填表记0001");
  form.set("phone", filerPhone);
  form.set("photo", new Blob([new Uint8Array(photo)], { type: "image/jpeg" }), "沙发.jpg");
  const url = `${lab.address}${pathname}`;
  const answer = await fetch(url, {
    method: "POST",
    headers: { ...headers, "x-linli-proof": solved(challenge) },
    body: form,
  });
  if (answer.status !== 201) throw new Error(`the report was not taken: ${answer.status} ${await answer.text()}`);
  await lab.settled(60_000);
  const [report] = await lab.query<{ id: string; token: string; photo: string }>(
    "select r.id::text, r.token_hash as token, encode(f.bytes, 'hex') as photo from form_report r join form_file f on f.report_id = r.id",
  );
  return [report!.id, report!.token, report!.photo, "填表记0001"];
}

/** What staff write while they work, where a name slips in easily. */
async function staffSpeakOfThem(lab: Lab, { grid, dispatcher }: { grid: Browser; dispatcher: Browser }) {
  const [ticket] = await lab.query<{ id: string; version: number }>(
    "select id, version from ticket where reporter_ref = $1 order by created_at limit 1",
    [String(lao.id)],
  );
  const at = `/api/tickets/${ticket!.id}`;
  const key = () => ({ "idempotency-key": randomUUID() });
  const reveal = { reason: `给${lao.first_name}回电话` };
  const note = { version: ticket!.version, remark: "note", text: `${household}老人在家,${laoPhone}` };
  const view = { name: `找${household}`, query: `q=${encodeURIComponent(household)}` };
  const question = { question: `暖气费什么时候交,${household}问的`, areaPath: estatePath, articleId: null };
  const done = [
    await grid.ask("POST", `${at}/reveal`, reveal),
    await grid.ask("POST", `${at}/remarks`, note, key()),
    await grid.ask("POST", "/api/filters", view, key()),
    await dispatcher.ask("POST", "/api/exam/questions", question, key()),
  ];
  for (const { status, text } of done) if (status >= 300) throw new Error(`staff could not write: ${status} ${text}`);
}

/** Gives out what is kept, looks at what erasing would do, and does it. `marks` are what must be given out. */
async function forget(lab: Lab, admin: Browser, ref: string, marks: readonly string[], complaints: Complaints) {
  const [ticket] = await lab.query<{ id: string; code: string }>(
    "select id, code from ticket where reporter_ref = $1 order by created_at limit 1",
    [ref],
  );
  const at = `/api/tickets/${ticket!.id}/person`;
  const names = [household];
  const given = await admin.ask("POST", `${at}/export`, { reason, format: "json" });
  complaints.none("kept and not given out", missing(given.text, marks));
  const outline = await admin.ask("POST", `${at}/outline`, { names });
  const began = performance.now();
  const erased = await admin.ask("POST", `${at}/erase`, { names, reason, confirm: ticket!.code });
  const ms = Math.round(performance.now() - began);
  if (erased.status !== 200) complaints.none("not erased", [`${erased.status} ${erased.text}`]);
  complaints.equal("outline that says what was done", Number(outline.text === erased.text), 1);
  return { ms, tickets: (JSON.parse(erased.text) as PersonOutlineView).tickets };
}

/** Whoever writes again is new: what was theirs does not move at their word. */
async function writeAgain(lab: Lab, complaints: Complaints): Promise<void> {
  const [ticket] = await lab.query<{ id: string; code: string; status: string }>(
    "select id, code, status from ticket where reporter_ref like 'erased:%' and status = 'draft' order by created_at limit 1",
  );
  await lab.bring(lab.message(lab.buildings[0]!.residentsChat, lao, `撤回 ${ticket!.code}`));
  await lab.settled(60_000);
  const moved = await lab.number("select count(*) from ticket where id = $1 and status <> $2", [
    ticket!.id,
    ticket!.status,
  ]);
  complaints.equal("tickets that move at the word of whom they are no longer", moved, 0);
}

/** Everything that is kept anywhere, and what the chats show of the bot. */
async function kept(lab: Lab): Promise<string> {
  const files = readdirSync(lab.dataDir, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const contents = files.map(({ parentPath, name }) => readFileSync(join(parentPath, name)));
  return [
    await everyRow(lab.databaseUrl),
    ...contents.flatMap((bytes) => [bytes.toString("utf8"), bytes.toString("hex")]),
    lab.logs(),
    ...lab.said().map(({ text }) => text),
  ].join("\n");
}

function missing(everything: string, marks: readonly string[]): string[] {
  const there = new Set(standingIn(everything, marks));
  return marks.filter((mark) => !there.has(mark));
}

/** What must not change: every ticket without its words, and every figure. */
async function factsOf(lab: Lab, admin: Browser): Promise<string[]> {
  const tickets = await lab.query(
    `select code, status, category, area_path, urgency, created_at, (select count(*) from ticket_household h where h.ticket_id = t.id) as households,
       (select count(*) from ticket_evidence e where e.ticket_id = t.id) as evidence, (select count(*) from ticket_event e where e.ticket_id = t.id) as events
     from ticket t order by code`,
  );
  const day = chinaDay(new Date());
  const { text } = await admin.ask("GET", `/api/figures?from=${day}&until=${day}`);
  const messages = await lab.number("select count(*) from inbox_event");
  const figures = Object.entries(JSON.parse(text) as object).map(([name, figure]) => ({ name, figure }));
  return [...tickets, ...figures, { messages }].map((fact) => JSON.stringify(inOrder(fact)));
}

/** With its lists in one order: the database counts in whichever it likes. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map((each) => JSON.stringify(inOrder(each))).sort();
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, inOrder(each)]));
}
