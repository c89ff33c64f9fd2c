import { type Check, Complaints, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { ask, type Browser, browserWith, newAddress, plantLink, plantStaff, signIn } from "./staff-door.ts";

const password = "槐树 bicycle nine lamps";
const guesses = 15;

/** How staff get in, stay in and are put out, over HTTP on the running house. */
export const sessions: Check = {
  name: "sessions",
  promise:
    "A link opens once; a session is renewed at sign-in, ends when it is idle, old, signed out or its owner has left, and is not enough for what must be proved anew.",
  mutants: [
    patched(
      "idle-for-ever",
      "adapters/postgres/sessions.ts",
      "lastSeenAt: { gt: new Date(now.getTime() - idleMs) }",
      "lastSeenAt: { gt: new Date(now.getTime() - idleMs * 1_000) }",
    ),
    patched("guess-for-ever", "src/domain/sign-in-pace.ts", "if (over < 0 ||", "if (over < 1e9 ||"),
  ],

  async run() {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 1 });
    try {
      await lab.start().ready;
      await byLink(lab, complaints);
      await byPassword(lab, complaints);
      await inTime(lab, complaints);
      await provedAnew(lab, complaints);
      await fromElsewhere(lab, complaints);
      return { problems: complaints.all, numbers: { signIns: await lab.number(signInsSql) } };
    } finally {
      await lab.close();
    }
  },
};

const signInsSql = "select count(*) from audit_entry where action = 'sign_in'";

async function byLink(lab: Lab, complaints: Complaints): Promise<void> {
  const token = await plantLink(lab, await plantStaff(lab, "grid", estatePath));
  const tries = await Promise.all(
    Array.from({ length: 8 }, () => ask(lab, "POST", "/api/session", { body: { token } })),
  );
  complaints.equal("doors that a link opened, pressed eight times at once", opened(tries), 1);
  const { setCookie } = tries.find(({ status }) => status === 204)!;
  for (const flag of ["HttpOnly", "SameSite=Strict", "Path=/"])
    complaints.equal(`cookies with ${flag}`, Number(setCookie.includes(flag)), 1);
}

async function byPassword(lab: Lab, complaints: Complaints): Promise<void> {
  const invited = await signIn(lab, await plantStaff(lab, "grid", estatePath));
  await invited.ask("POST", "/api/account/password", { account: "sessions", password });
  const right = { account: "sessions", password };
  const before = await ask(lab, "POST", "/api/session", { body: right });
  const after = await ask(lab, "POST", "/api/session", { body: right, cookie: before.cookie });
  complaints.equal("tokens kept over a new sign-in", Number(before.cookie === after.cookie), 0);
  complaints.equal("the session before a new sign-in", await statusOf(browserWith(lab, "", before.cookie)), 401);

  const guess = (account: string) => (n: number) =>
    ask(lab, "POST", "/api/session", { body: { account, password: `wrong guess ${n}` }, address: guesser });
  const guesser = newAddress();
  const answers = await Promise.all(Array.from({ length: guesses }, (_, n) => guess("sessions")(n)));
  complaints.atMost(
    `guesses of ${guesses} that were looked at`,
    answers.filter(({ status }) => status === 401).length,
    5,
  );
  const owner = await ask(lab, "POST", "/api/session", { body: right });
  complaints.equal("the owner, from elsewhere meanwhile", owner.status, 204);
  const unknown = await ask(lab, "POST", "/api/session", { body: { account: "nobody-here", password } });
  complaints.equal("an unknown account told apart", Number(unknown.code !== "SIGN_IN_REFUSED"), 0);
}

async function inTime(lab: Lab, complaints: Complaints): Promise<void> {
  const make = async () => signIn(lab, await plantStaff(lab, "grid", estatePath));
  const [idle, old, left, out] = [await make(), await make(), await make(), await make()];
  const age = (column: string, { staffId }: Browser, hours: number) =>
    lab.query(`update session set ${column} = ${column} - make_interval(hours => $1) where staff_id = $2`, [
      hours,
      staffId,
    ]);
  await age("last_seen_at", idle, 9);
  await age("expires_at", old, 13);
  const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
  await admin.ask("PATCH", `/api/staff/${left.staffId}`, { active: false });
  await out.ask("DELETE", "/api/session");
  for (const [what, browser] of Object.entries({ idle, old, left, out }))
    complaints.equal(`a session that is ${what}`, await statusOf(browser), 401);
}

async function provedAnew(lab: Lab, complaints: Complaints): Promise<void> {
  const admin = await signIn(lab, await plantStaff(lab, "admin", estatePath));
  await admin.ask("POST", "/api/account/password", { account: "proved", password });
  const link = () => admin.ask("POST", `/api/staff/${admin.staffId}/sign-in-link`);
  complaints.equal("a link made at once after signing in", (await link()).status, 200);
  await lab.query("update session set proved_at = proved_at - interval '11 min' where staff_id = $1", [admin.staffId]);
  complaints.equal("links made without a fresh proof", Number((await link()).code !== "PROOF_NEEDED"), 0);
  await admin.ask("POST", "/api/session/proof", { password });
  complaints.equal("a link made after a fresh proof", (await link()).status, 200);
}

async function fromElsewhere(lab: Lab, complaints: Complaints): Promise<void> {
  const victim = await signIn(lab, await plantStaff(lab, "grid", estatePath));
  const foreign = [
    { "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
    { origin: "http://evil.example" },
    { origin: "null" },
  ];
  for (const headers of foreign) {
    const { status } = await victim.ask("DELETE", "/api/session", undefined, headers as Record<string, string>);
    complaints.equal(`a change from ${JSON.stringify(headers)}`, status, 403);
  }
  complaints.equal("the session after all that", await statusOf(victim), 200);
}

async function statusOf(browser: Browser): Promise<number> {
  return (await browser.ask("GET", "/api/me")).status;
}

function opened(answers: readonly { readonly status: number }[]): number {
  return answers.filter(({ status }) => status === 204).length;
}
