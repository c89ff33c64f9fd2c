import { setTimeout as sleep } from "node:timers/promises";
import { houseOnly, rowRules } from "../../adapters/postgres/row-rules.ts";
import { openStandInMessagesApi } from "../support/stand-in-messages-api.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { ask, plantLink, plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

/** What nobody may find again, by what it is. */
const canaries = {
  phone: "13912345678",
  spokenPhone: "幺三九一二三四五六七八",
  idCard: "11010519491231002X",
  plate: "京A12345",
  card: "6222021234567890123",
  nick: "海棠小院看花人",
  word: "紫藤架下的旧藤椅",
  modelKey: "sk-canary-4f9a1c77e2",
  webhookSecret: "acceptance-secret-0123456789",
  password: "旧藤椅 canary nine lamps",
} as const;

/** A report that carries all that a resident might say and should not have to find in a log. */
const report = `${reports[0]!(1)},我是${canaries.nick},住${canaries.word}旁边,电话${canaries.phone}或${canaries.spokenPhone},身份证${canaries.idCard},车${canaries.plate},卡${canaries.card}`;
const reporter = { id: 771_000_777, is_bot: false, first_name: canaries.nick };

/** Where the words of residents may lie; all other tables are the queue's. */
const tablesOfTheHouse = [...Object.keys(rowRules), ...houseOnly];

/** Secrets and personal data wherever they can be, and every way of failing with them in hand. */
export const logs: Check = {
  name: "logs",
  promise: "No secret and no personal data comes into a log, an error or the queue, also when what holds them fails.",
  mutants: [
    {
      // No error of the house carries anything, so that one which does must come first, and then find both gates open.
      name: "errors-as-they-come",
      patches: [
        {
          file: "adapters/telegram/telegram-platform.ts",
          from: "reasonOf(error)})` });",
          to: "(error as { error?: unknown }).error})` });",
        },
        {
          file: "src/config/log-options.ts",
          from: "serializers: { err: (error: unknown) => tellError(error) },",
          to: "",
        },
        { file: "src/config/log-options.ts", from: "scrubbedLine(line, secrets) },", to: "(secrets, line) }," },
      ],
    },
    patched(
      "words-in-the-queue",
      "adapters/bullmq/job-queue.ts",
      "data: { key }, opts",
      `data: { key, said: ${JSON.stringify(report)} }, opts`,
    ),
    patched(
      "failures-told-to-the-asker",
      "src/http/app.ts",
      "reference: requestId }",
      // Beside its message an error of the database has the row that was refused.
      "reference: JSON.stringify(error) }",
    ),
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const model = await openStandInMessagesApi();
    model.answer(({ raw }) => ({
      kind: "status",
      status: 400,
      message: `cannot read ${raw} with ${canaries.modelKey}`,
    }));
    const lab = await openLab({
      buildings: 1,
      env: {
        LOG_LEVEL: "debug",
        ANTHROPIC_API_KEY: canaries.modelKey,
        ANTHROPIC_BASE_URL: model.url,
        DATA_REGION: "any",
      },
    });
    try {
      await withoutADatabase(lab);
      // Its address holds the bot's token, and so does what the library says of it.
      lab.botApi.plan("getMe", { type: "cut_after" });
      await lab.start().ready;
      const queued = new Set<string>();
      const looking = new AbortController();
      const looked = lookIntoTheQueue(lab, looking.signal, queued);
      const errors = await failAll(lab, Math.max(1, Math.round(scale * 3))).finally(() => {
        looking.abort();
        return looked;
      });

      const marks = Object.entries({
        ...canaries,
        botToken: lab.botApi.token,
        databasePassword: new URL(lab.databaseUrl).password,
      });
      const written = lab.logs();
      const places = {
        "the logs": written,
        "the queue": [...queued].join("\n"),
        "answers that tell of a failure": errors.join("\n"),
      };
      for (const [place, text] of Object.entries(places))
        complaints.none(
          `found in ${place}`,
          marks.filter(([, mark]) => text.includes(mark)).map(([what]) => what),
        );
      complaints.atLeast("failures that were logged", (written.match(/"level":50/g) ?? []).length, 3);
      complaints.atLeast("jobs that were seen in the queue", queued.size, 1);
      complaints.atLeast("failures that were answered", errors.length, 2);
      return {
        problems: complaints.all,
        numbers: { canaries: marks.length, logBytes: written.length, jobs: queued.size, failures: errors.length },
      };
    } finally {
      await lab.close();
      await model.close();
    }
  },
};

/** A start that cannot reach its database, with the password in its address. */
async function withoutADatabase(lab: Lab): Promise<void> {
  const url = new URL(lab.databaseUrl);
  url.port = "1";
  await lab.start({ env: { DATABASE_URL: url.href } }).exited;
}

/** All that can fail with words or secrets in hand. Gives what was answered to whoever asked. */
async function failAll(lab: Lab, times: number): Promise<string[]> {
  const errors: string[] = [];
  const note = ({ status, text }: { status: number; text: string }) => {
    if (status >= 500) errors.push(text);
  };
  const [building] = lab.buildings;
  const chat = building!.residentsChat;
  for (let time = 0; time < times; time += 1) {
    const say = (text: string) => lab.message(chat, { ...reporter, id: reporter.id + time }, text);
    await lab.bringOnce(say(report), `${canaries.webhookSecret}x`);

    // The row is refused by the database, which tells of a refusal with the row itself.
    await lab.query(
      `alter table inbox_event add constraint odd check (text is null or text not like '%${canaries.nick}%') not valid`,
    );
    await lab.bringOnce(say(report));
    await lab.query("alter table inbox_event drop constraint odd");

    await lab.query("alter table ticket add constraint odd check (false) not valid");
    await lab.bring(say(report));
    await sleep(2_500);
    await lab.query("alter table ticket drop constraint odd");

    for (const method of ["sendMessage", "editMessageText"]) {
      lab.botApi.plan(method, { type: "answer", status: 400, description: `Bad Request: ${report}` });
      lab.botApi.plan(method, { type: "cut_after" }, 1);
      lab.botApi.plan(method, { type: "gateway", status: 502 }, 2);
    }
    await lab.settled(60_000);
  }
  // One that goes well: what broke its turns before is parked by now.
  await lab.bring(lab.message(chat, { ...reporter, id: reporter.id + times }, report));
  await lab.settled(60_000);
  const browser = await signIn(lab, await plantStaff(lab, "grid", estatePath));
  const [ticket] = await lab.query<{ id: string; version: number }>("select id, version from ticket limit 1");
  if (!ticket) throw new Error("the report came to no ticket");
  // Statements that fail with what staff typed, and with what residents said, in them.
  await lab.query("alter table audit_entry add constraint odd check (false) not valid");
  note(await browser.ask("POST", "/api/account/password", { account: "canary", password: canaries.password }));
  note(
    await browser.ask("POST", `/api/tickets/${ticket!.id}/reveal`, {
      reason: `回电${canaries.phone},住${canaries.word}旁边`,
    }),
  );
  note(
    await browser.ask(
      "POST",
      `/api/tickets/${ticket!.id}/events`,
      { version: ticket!.version, event: "reject", reason: "misread", note: report },
      { "idempotency-key": crypto.randomUUID() },
    ),
  );
  await lab.query("alter table audit_entry drop constraint odd");
  for (const path of ["/api/session", "/api/session?x=1"]) {
    note(await ask(lab, "POST", path, { body: { account: "canary", password: canaries.password } }));
    note(
      await ask(lab, "POST", path, { body: { token: await plantLink(lab, browser.staffId), [canaries.nick]: report } }),
    );
  }
  await lab.crashDatabase();
  note(await browser.ask("GET", `/api/tickets?q=${encodeURIComponent(canaries.nick)}`));
  await lab.settled(60_000);
  return errors;
}

/** What stands in the queue's own tables while the house works. */
async function lookIntoTheQueue(lab: Lab, signal: AbortSignal, seen: Set<string>): Promise<void> {
  while (!signal.aborted) {
    // They are made when the queue is first used.
    const tables = await lab.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
       where schemaname not in ('pg_catalog', 'information_schema') and tablename not like '\\_prisma%' and not tablename = any($1)`,
      [tablesOfTheHouse],
    );
    const all = tables.map(({ name }) => `select t::text as row from ${name} t`).join(" union all ");
    for (const { row } of all === "" ? [] : await lab.query<{ row: string }>(all)) seen.add(row);
    await sleep(100);
  }
}
