import { randomUUID } from "node:crypto";
import pg from "pg";
import { rowRules } from "../../adapters/postgres/row-rules.ts";
import type { Role } from "../../src/domain/authority.ts";
import { fill, routesOf } from "./api-routes.ts";
import { type Check, Complaints, type Patch, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { type Browser, plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

/** Takes the first line away: every store believes that whoever asks may see all. */
const firstLineGone: readonly Patch[] = [
  { file: "src/domain/area.ts", from: "return inner === outer ||", to: 'return outer !== "" ||' },
  {
    file: "adapters/postgres/area-scope.ts",
    from: `const prefix = \`\${asPattern(areaPath)}/\`;`,
    to: `const prefix = areaPath && "";`,
  },
  {
    file: "adapters/postgres/ticket-list.ts",
    from: "const area = under(actor.areaPath);",
    to: "const area = Prisma.sql`true`;",
  },
];

/** Routes that answer with a stream that does not end. */
const unasked = ["GET /api/events"];
const reporter = { id: 771_000_123, is_bot: false, first_name: "海棠小院看花人" };

/** What is theirs to see, of the estate and of nobody else: each stands somewhere in what staff of the estate are shown. */
interface Planted {
  readonly ids: Readonly<Record<string, string>>;
  readonly partyId: string;
}

/** The second line alone. */
export const rls: Check = {
  name: "rls",
  promise:
    "With the first line taken away PostgreSQL still shows staff no row that is not theirs, and without a scope none at all.",
  mutants: [
    patched(
      "policy-dropped",
      "adapters/postgres/row-rules.ts",
      `question: \`\${inside("area_path")} AND NOT \${isHandler}\`,`,
      'question: "true",',
    ),
    patched("asked-without-scope", "src/http/auth.ts", "scope.run(asker, done);", 'scope.run(asker && "house", done);'),
  ],

  async run() {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 1, patches: firstLineGone });
    try {
      await lab.start().ready;
      const planted = await plant(lab);
      const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
      const routes = (await routesOf(admin)).filter((route) => route.startsWith("GET ") && !unasked.includes(route));

      const own = await askAs(lab, routes, planted, ["admin", "dispatcher", "auditor"], estatePath);
      const isSeen = (id: string) => own.some(({ text }) => text.includes(id));
      complaints.none(
        "not shown to staff of the estate",
        Object.entries(planted.ids).filter(([, id]) => !isSeen(id)),
      );

      const strange = await askAs(
        lab,
        routes,
        planted,
        ["grid", "dispatcher", "party", "admin", "auditor"],
        "别处社区",
      );
      for (const { route, path, text } of strange) {
        const leaked = Object.entries(planted.ids).filter(([, id]) => text.includes(id) && !path.includes(id));
        complaints.none(`shown to staff of elsewhere at ${route}`, leaked);
      }

      const handled = await askAs(lab, routes, planted, ["party"], estatePath);
      complaints.atLeast(
        "answers that show the handler their work order",
        handled.filter(({ text }) => text.includes(planted.ids.ticketId!)).length,
        1,
      );
      for (const { route, text } of handled) {
        const told = [String(reporter.id), reporter.first_name].filter((mark) => text.includes(mark));
        complaints.none(`the reporter, shown to the handler at ${route}`, told);
      }
      const tables = await withoutScope(lab, complaints);
      return {
        problems: complaints.all,
        numbers: { routes: routes.length, asked: own.length + strange.length + handled.length, tables },
      };
    } finally {
      await lab.close();
    }
  },
};

interface Answered {
  readonly route: string;
  readonly path: string;
  readonly text: string;
}

async function askAs(
  lab: Lab,
  routes: readonly string[],
  { ids, partyId }: Planted,
  roles: readonly Role[],
  areaPath: string,
): Promise<Answered[]> {
  const answered: Answered[] = [];
  for (const role of roles) {
    const staffId = await plantStaff(lab, role, areaPath);
    if (role === "party") await lab.query("update staff set party_id = $1 where id = $2", [partyId, staffId]);
    const browser = await signIn(lab, staffId);
    for (const route of routes) answered.push(await ask(browser, route, ids));
  }
  return answered;
}

async function ask(browser: Browser, route: string, ids: Planted["ids"]): Promise<Answered> {
  const path = fill(route.slice("GET ".length), ids);
  const { text } = await browser.ask("GET", path);
  return { route, path, text };
}

/** A matter reported and in a party's hands, and one of each other thing that pages show. */
async function plant(lab: Lab): Promise<Planted> {
  const [building] = lab.buildings;
  await lab.bring(lab.message(building!.residentsChat, reporter, reports[0]!(1)));
  await lab.settled(60_000);
  const [ticket] = await lab.query<{ id: string; group_id: string }>("select id, group_id from ticket");
  if (!ticket) throw new Error("the report came to no ticket");
  const [party] = await lab.query<{ id: string }>("select id from party limit 1");
  const [questionId, articleId, staffId] = [randomUUID(), randomUUID(), randomUUID()];
  const formCodeId = `code-${questionId.slice(0, 8)}`;
  await lab.query("update ticket set status = 'dispatched', party_id = $1 where id = $2", [party!.id, ticket.id]);
  await lab.query(
    `insert into question (id, group_id, message_ref, area_path, text, status, at) values ($1, $2, $3, $4, '快递柜几点关', 'open', now())`,
    [questionId, ticket.group_id, questionId, estatePath],
  );
  await lab.query(
    `insert into article (id, slug, question, variants, answer, source, issuer, area_path, status, updated_at)
     values ($1, $2, '快递柜几点关', '{}', '每天22:00关', '物业', '物业', $3, 'published', now())`,
    [articleId, articleId, estatePath],
  );
  await lab.query(
    `insert into article_version (article_id, number, question, variants, answer, kind, source, issuer, area_path, saved_at, published_at)
     values ($1, 1, '快递柜几点关', '{}', '每天22:00关', 'policy', '物业', '物业', $2, now(), now())`,
    [articleId, estatePath],
  );
  await lab.query("insert into staff (id, name, role, area_path) values ($1, '小韩', 'grid', $2)", [
    staffId,
    estatePath,
  ]);
  await lab.query("insert into form_code (id, area_path, made_by_id, created_at) values ($1, $2, $3, now())", [
    formCodeId,
    estatePath,
    staffId,
  ]);
  return {
    ids: { ticketId: ticket.id, groupId: ticket.group_id, questionId, articleId, staffId, formCodeId },
    partyId: party!.id,
  };
}

/** Asks each table as the pages' role, with no scope set. */
async function withoutScope(lab: Lab, complaints: Complaints): Promise<number> {
  const client = new pg.Client({ connectionString: lab.databaseUrl });
  await client.connect();
  try {
    await client.query("select set_config('role', current_user || '_desk', false)");
    // Words have no rule of their own: they lead to no ticket.
    const tables = Object.keys(rowRules).filter((name) => name !== "ticket_words");
    for (const table of tables) {
      const { rows } = await client.query<{ n: string }>(`select count(*) as n from "${table}"`);
      complaints.equal(`rows of ${table} without a scope`, Number(rows[0]!.n), 0);
    }
    return tables.length;
  } finally {
    await client.end();
  }
}
