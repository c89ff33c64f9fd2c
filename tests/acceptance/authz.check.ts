import type { Role } from "../../src/domain/authority.ts";
import { fill, routesOf } from "./api-routes.ts";
import { type Check, Complaints, patched } from "./check.ts";
import { estatePath, gridMember } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { type Browser, browserWith, plantStaff, signIn } from "./staff-door.ts";
import { reports } from "./words.ts";

const staff: readonly Role[] = ["grid", "dispatcher", "party", "admin", "auditor"];
const readers: readonly Role[] = ["grid", "dispatcher", "admin", "auditor"];
const workers: readonly Role[] = ["grid", "dispatcher", "admin"];
const admins: readonly Role[] = ["admin"];
const auditing: readonly Role[] = ["admin", "auditor"];

/**
 * Who may knock at which door: written by hand, and on purpose not asked of the source. A route that does not stand here fails the check.
 * What a ticket may take from whom is decided behind the door: its events stand under those who may open it.
 */
// biome-ignore format: reads in columns
const doors: Readonly<Record<string, readonly Role[] | "nobody">> = {
  "POST /api/session": "nobody",
  "DELETE /api/session": staff,
  "POST /api/session/duty": staff,
  "POST /api/session/proof": staff,
  "GET /api/me": staff,
  "GET /api/account": staff,
  "POST /api/account/password": staff,
  "POST /api/account/totp": staff,
  "POST /api/account/totp/confirm": staff,
  "DELETE /api/account/totp": staff,
  "DELETE /api/account/sessions": staff,
  "DELETE /api/account/sessions/{sessionId}": staff,
  "GET /api/docs/json": staff,
  "GET /api/events": staff,
  "GET /api/status": staff,
  "GET /api/areas": staff,
  "GET /api/parties": staff,
  "GET /api/parties/kept": auditing,
  "POST /api/parties": admins,
  "PATCH /api/parties/{partyId}": admins,
  "DELETE /api/parties/{partyId}": admins,
  "GET /api/areas/tree": auditing,
  "POST /api/areas": admins,
  "PATCH /api/areas/{areaId}": admins,
  "DELETE /api/areas/{areaId}": admins,
  "GET /api/taxonomy": staff,
  "GET /api/tickets": staff,
  "GET /api/tickets/export": ["dispatcher", "admin", "auditor"],
  "GET /api/tickets/{ticketId}": staff,
  "POST /api/tickets/{ticketId}/events": staff,
  "POST /api/tickets/{ticketId}/remarks": staff,
  "POST /api/tickets/{ticketId}/undo": staff,
  "GET /api/tickets/{ticketId}/files": staff,
  "GET /api/tickets/{ticketId}/files/{fileId}": staff,
  "POST /api/tickets/{ticketId}/reveal": ["grid", "dispatcher"],
  "POST /api/tickets/{ticketId}/person/outline": admins,
  "POST /api/tickets/{ticketId}/person/export": admins,
  "POST /api/tickets/{ticketId}/person/erase": admins,
  "GET /api/filters": staff,
  "POST /api/filters": staff,
  "DELETE /api/filters/{filterId}": staff,
  "GET /api/figures": readers,
  "GET /api/figures/export": ["dispatcher", "admin", "auditor"],
  "GET /api/groups": readers,
  "PATCH /api/groups/{groupId}": admins,
  "POST /api/groups/{groupId}/binding-code": admins,
  "GET /api/groups/{groupId}/posts": readers,
  "GET /api/forms": readers,
  "POST /api/forms": admins,
  "POST /api/forms/{codeId}/revoke": admins,
  "POST /api/forms/{codeId}/rotate": admins,
  "GET /api/forms/{codeId}/poster.pdf": readers,
  "GET /api/posts": workers,
  "POST /api/posts/{postId}/settle": workers,
  "GET /api/parked": workers,
  "POST /api/parked/{id}/retry": workers,
  "GET /api/questions": workers,
  "GET /api/questions/groups": workers,
  "POST /api/questions/{questionId}/close": workers,
  "GET /api/relay/groups": workers,
  "POST /api/relay/groups": admins,
  "POST /api/relay/posts/{postId}/take": workers,
  "POST /api/relay/posts/{postId}/settle": workers,
  "POST /api/relay/groups/{groupId}/words": workers,
  "GET /api/articles": readers,
  "POST /api/articles": ["dispatcher", "admin"],
  "GET /api/articles/try": readers,
  "POST /api/articles/import": ["dispatcher", "admin"],
  "GET /api/articles/export": readers,
  "GET /api/articles/starter": readers,
  "POST /api/articles/starter": ["dispatcher", "admin"],
  "GET /api/articles/{articleId}": readers,
  "POST /api/articles/{articleId}/events": ["dispatcher", "admin"],
  "GET /api/articles/{articleId}/exam": readers,
  "GET /api/exam": readers,
  "PATCH /api/exam/margins": admins,
  "POST /api/exam/questions": ["dispatcher", "admin"],
  "DELETE /api/exam/questions/{questionId}": ["dispatcher", "admin"],
  "GET /api/prompts": auditing,
  "GET /api/prompts/{promptId}": auditing,
  "POST /api/prompts/{promptId}/events": admins,
  "POST /api/prompts/{promptId}/versions/{number}/exam": admins,
  "POST /api/prompts/{promptId}/versions/{number}/try": admins,
  "GET /api/reader-models": auditing,
  "POST /api/reader-models": admins,
  "POST /api/reader-models/roll-back": admins,
  "GET /api/staff": auditing,
  "POST /api/staff": admins,
  "POST /api/staff/{staffId}/grants": admins,
  "POST /api/grants/{grantId}/confirm": admins,
  "DELETE /api/grants/{grantId}": admins,
  "PATCH /api/staff/{staffId}": admins,
  "POST /api/staff/{staffId}/sign-in-link": admins,
  "POST /api/staff/{staffId}/binding-code": admins,
  "POST /api/staff/{staffId}/end-sessions": admins,
  "GET /api/audit": auditing,
  "GET /api/audit/verdict": auditing,
  "GET /api/audit/export.jsonl": ["auditor"],
  "GET /api/doctor": readers,
  "GET /api/wechat": admins,
  "POST /api/wechat/consent": admins,
  "DELETE /api/wechat/consent": admins,
  "POST /api/wechat/qr": admins,
  "POST /api/wechat/resume": admins,
  "POST /api/wechat/rooms": admins,
};

/** A stream never ends by itself, and whoever signs out is out: both are opened by a session alone, as others show. */
const unasked = ["GET /api/events", "DELETE /api/session"];

/** What is theirs to see, of the estate and of nobody else. */
interface Known {
  readonly ticketId: string;
  readonly groupId: string;
  readonly staffId: string;
}

/** Every route, asked by everybody, inside and outside of their areas. */
export const authz: Check = {
  name: "authz",
  promise: "Each route lets in whom it should and nobody else, and gives nothing of one area to the staff of another.",
  mutants: [
    patched(
      "any-role-will-do",
      "src/http/auth.ts",
      "if (!isOfRole) throw",
      "if (!isOfRole && Math.random() > 2) throw",
    ),
    {
      // The question and the row rules each keep an area to itself.
      name: "any-area-will-do",
      patches: [
        { file: "src/http/auth.ts", from: "scope.run(asker, done);", to: 'scope.run(asker && "house", done);' },
        {
          file: "adapters/postgres/ticket-list.ts",
          from: "const area = under(actor.areaPath);",
          to: "const area = Prisma.sql`TRUE`;",
        },
        {
          file: "adapters/postgres/desk-store.ts",
          from: `const area = { OR: insideArea("areaPath", actor.areaPath) };`,
          to: `const area = { OR: [...insideArea("areaPath", actor.areaPath), { areaPath: { not: "" } }] };`,
        },
      ],
    },
  ],

  async run() {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 1 });
    try {
      await lab.start().ready;
      const known = await seed(lab);
      const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
      const routes = await routesOf(admin);
      complaints.none(
        "routes nobody has said a word about",
        routes.filter((route) => doors[route] === undefined),
      );
      const nobody = browserWith(lab, "", "");
      let asked = await askAll(routes, known, nobody, null, complaints);
      for (const role of staff) {
        const browser = await signIn(lab, await plantStaff(lab, role, estatePath));
        asked += await askAll(routes, known, browser, role, complaints);
      }
      for (const role of staff) {
        const stranger = await signIn(lab, await plantStaff(lab, role, "别处社区"));
        asked += await askFromElsewhere(routes, known, stranger, role, complaints);
      }
      return { problems: complaints.all, numbers: { routes: routes.length, asked } };
    } finally {
      await lab.close();
    }
  },
};

async function seed(lab: Lab): Promise<Known> {
  const [building] = lab.buildings;
  await lab.bring(
    lab.message(building!.residentsChat, { id: 1_001, is_bot: false, first_name: "3-2-501" }, reports[0]!(1)),
  );
  await lab.settled(60_000);
  const [ticket] = await lab.query<{ id: string; group_id: string }>("select id, group_id from ticket");
  if (!ticket) throw new Error("the report came to no ticket");
  const [member] = await lab.query<{ staff_id: string }>("select staff_id from staff_account where sender_ref = $1", [
    String(gridMember.id),
  ]);
  return { ticketId: ticket.id, groupId: ticket.group_id, staffId: member!.staff_id };
}

/** Asks with no body: whoever may come in is told what is missing, or is answered. */
async function askAll(
  routes: readonly string[],
  known: Known,
  browser: Browser,
  role: Role | null,
  complaints: Complaints,
): Promise<number> {
  const wanted = routes.filter((route) => !unasked.includes(route) && doors[route] !== "nobody");
  for (const route of wanted) {
    const [method, path] = route.split(" ") as [string, string];
    const { status, code } = await browser.ask(method, fill(path, { ...known }));
    const isIn = role !== null && (doors[route] ?? []).includes(role);
    const right = isIn
      ? status !== 401 && status !== 403 && status < 500
      : role === null
        ? status === 401
        : code === "NOT_ALLOWED";
    if (!right) complaints.none(`${role ?? "nobody"} at ${route}`, [`${status} ${code}`]);
  }
  return wanted.length;
}

/** What lies in another area looks as if it did not exist, in lists as by its own address. */
async function askFromElsewhere(
  routes: readonly string[],
  known: Known,
  stranger: Browser,
  role: Role,
  complaints: Complaints,
): Promise<number> {
  const wanted = routes.filter((route) => !unasked.includes(route) && doors[route] !== "nobody");
  for (const route of wanted) {
    const [method, path] = route.split(" ") as [string, string];
    const at = fill(path, { ...known });
    const { status, text } = await stranger.ask(method, at);
    const isNamed = at !== path && Object.values(known).some((id) => at.includes(id));
    if (isNamed && status < 400) complaints.none(`${role} of elsewhere at ${route}`, [String(status)]);
    const leaked = Object.values(known).filter((id) => text.includes(id) && !at.includes(id));
    complaints.none(`${role} of elsewhere sees at ${route}`, leaked);
  }
  return wanted.length;
}
