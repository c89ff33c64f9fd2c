import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { types } from "wechaty-puppet";
import type { PersonalAccountView } from "../../src/api/personal-account.ts";
import { renderPost } from "../../src/locales/posts.ts";
import { type FarContact, type FarRoom, WechatNetwork } from "../support/wechat-network.ts";
import { type Check, Complaints, type Patch, patched } from "./check.ts";
import { estatePath } from "./estate.ts";
import { type Lab, openLab } from "./lab.ts";
import { projectRoot } from "./planted-tree.ts";
import { type Browser, plantStaff, signIn } from "./staff-door.ts";

const groupCount = 8;
/** Long enough for a post that may go out to be out. */
const leakMs = 1_500;
const withinMs = 60_000;

/** What a login brings: new ids, another account that is in rooms of the very same ids, or a second room of a name that had been one group's. */
const turns = ["anew", "other_account", "twins", "other_account", "anew"] as const;
type Turn = (typeof turns)[number];

/** A network whose ids hold for one login, and an account of which anybody with its phone can make another. */
export const rebinding: Check = {
  name: "rebinding",
  promise:
    "When ids change at a login, nothing is said in a group until a person has confirmed it anew, and then nothing is missing.",
  mutants: [
    patched(
      "believes-the-likeness",
      "adapters/postgres/account-care.ts",
      "  await listenToLikely(tx, where, sight, now);\n",
      `  for (const { groupId, ref } of await likelyRooms(tx, where, sight)) {
    const lost = await tx.chatGroup.findUniqueOrThrow({ where: { id: groupId } });
    await goOnIn(tx, { ...lost, ...where }, ref);
  }
`,
    ),
    {
      name: "knows-rooms-by-id-alone",
      patches: [
        { file: "adapters/wechat/session.ts", from: "if (place?.selfId !== puppet.currentUserId)", to: "if (!place)" },
        {
          file: "adapters/postgres/account-care.ts",
          from: `if (status === "active") await`,
          to: `if (status === "gone") await`,
        },
      ],
    },
  ],

  async run({ scale }) {
    const complaints = new Complaints();
    const network = await new WechatNetwork().open();
    network.onConnect = () => network.order({ do: "scan", qr: "https://login.weixin.qq.com/l/abc==", status: 2 });
    const lab = await openLab({ buildings: 1, patches: shortWaits, env: wechatAt(network.port) });
    try {
      const staffId = await plantStaff(lab, "admin", estatePath.split("/")[0]!);
      await lab.query("insert into channel_consent (platform, staff_id, accepted_at) values ('wechat', $1, now())", [
        staffId,
      ]);
      await lab.start().ready;
      const scene = { lab, network, complaints, admin: await signIn(lab, staffId) };
      await network.connected();
      let login = makeLogin(1, "anew", null);
      await seedGroups(lab, login);
      await logIn(scene, login);

      const logins = Array.from({ length: Math.max(1, Math.round(scale)) }, () => turns).flat();
      let unconfirmed = 0;
      for (const [index, turn] of logins.entries()) {
        login = makeLogin(index + 2, turn, login);
        await logIn(scene, login);
        await owe(lab, index + 1);
        const before = network.shown.length;
        await pause(leakMs);
        const leaked = network.shown.slice(before);
        unconfirmed += leaked.length;
        complaints.none(`posts that nobody had confirmed the group of, after a login of ${turn}`, leaked);
        if (turn !== "other_account") await confirm(scene, login, index + 1);
      }
      const numbers = { logins: logins.length + 1, groups: groupCount, said: notesIn(network).length, unconfirmed };
      return { problems: complaints.all, numbers };
    } finally {
      await lab.close();
      await network.close();
    }
  },
};

/** A post that finds its group gone waits for a person's word, and a check need not wait for as long. */
const shortWaits: readonly Patch[] = [
  { file: "adapters/wechat/send.ts", from: "const offlineMs = 15_000;", to: "const offlineMs = 500;" },
  { file: "adapters/wechat/send.ts", from: "const notFoundMs = 60_000;", to: "const notFoundMs = 500;" },
];

function wechatAt(port: number) {
  return {
    WECHAT_PUPPET: pathToFileURL(join(projectRoot, "tests", "support", "wechat-mock-puppet.ts")).href,
    WECHAT_PUPPET_OPTIONS: JSON.stringify({ port }),
    ...{ WECHAT_GAP_SECONDS: "0-0", WECHAT_PER_MINUTE: "60", WECHAT_PER_HOUR: "600", WECHAT_PER_DAY: "2000" },
  };
}

interface Scene {
  readonly lab: Lab;
  readonly network: WechatNetwork;
  readonly complaints: Complaints;
  readonly admin: Browser;
}

interface Login {
  readonly selfId: string;
  readonly contacts: readonly FarContact[];
  /** The room of each group, and after them what else there is. */
  readonly rooms: readonly FarRoom[];
}

const topicOf = (group: number) => `${group + 1}号楼工作群`;

/** The ids of one login: the same people in the same groups, but for what the turn changes. */
function makeLogin(number: number, turn: Turn, before: Login | null): Login {
  const selfId = `@self${number}`;
  const account = turn === "other_account" ? "somebody_else" : "linli_helper";
  const contacts: FarContact[] = [{ id: selfId, name: account, weixin: account, handle: account }];
  const rooms = Array.from({ length: groupCount }, (_, group) => {
    const members = Array.from({ length: 4 }, (_, member) => ({
      id: `@c${number}-${group}-${member}`,
      name: `${group + 1}号楼邻居${member}`,
    }));
    contacts.push(...members);
    // Some puppets give a room the same id for everybody in it.
    const id = turn === "other_account" ? before!.rooms[group]!.id : `@@room${number}-${group}`;
    return { id, topic: topicOf(group), memberIdList: [selfId, ...members.map((one) => one.id)], adminIdList: [] };
  });
  const twin = { ...rooms[0]!, id: `@@twin${number}` };
  return { selfId, contacts, rooms: turn === "twins" ? [...rooms, twin] : rooms };
}

/** Logs an account in, and resolves when the house has noted what it sees. */
async function logIn({ network, lab }: Scene, { selfId, contacts, rooms }: Login): Promise<void> {
  await network.order({ do: "logout" }).catch(() => {});
  await network.order({ do: "login", selfId, contacts, rooms });
  await until(async () => {
    const seen = await lab.number("select count(*) from account_login where ref_prefix = $1", [`${selfId}/`]);
    return seen === 1;
  }, "the house did not note the login");
}

async function seedGroups(lab: Lab, { selfId, rooms }: Login): Promise<void> {
  for (const [group, { id }] of rooms.entries()) {
    await lab.query(
      `insert into chat_group (id, platform, account, ref, name, kind, area_path, level, posts_per_day, quiet_at_night)
       values ($1, 'wechat', 'wechat', $2, $3, 'staff', $4, 'proactive', 1000000, false)`,
      [randomUUID(), `${selfId}/${id}`, topicOf(group), `${estatePath}/1号楼`],
    );
  }
}

const noteOf = (group: number, note: number) => `${topicOf(group)}的第${note}条提醒`;
const notesIn = ({ shown }: WechatNetwork) => shown.filter(({ text }) => text.includes("条提醒"));

/** Owes each group one more note. */
async function owe(lab: Lab, note: number): Promise<void> {
  for (let group = 0; group < groupCount; group++) {
    const fields = { text: noteOf(group, note) };
    await lab.query(
      `insert into post (idempotency_key, group_id, template, fields, text, created_at)
       select $1, id, 'staff_note', $2, $3, now() from chat_group where platform = 'wechat' and name = $4 and area_path is not null`,
      [`note:${group}:${note}`, fields, renderPost({ template: "staff_note", fields }), topicOf(group)],
    );
  }
}

/** Confirms what is suggested, and by a code typed in the room what is not; then everything owed must be said there, once and in order. */
async function confirm(scene: Scene, login: Login, notes: number): Promise<void> {
  const { lab, network, complaints, admin } = scene;
  const { text } = await admin.ask("GET", "/api/wechat");
  const { suggestions } = (JSON.parse(text) as { account: PersonalAccountView }).account;
  for (const { groupId, ref } of suggestions) {
    const { status } = await admin.ask("POST", "/api/wechat/rooms", { groupId, ref });
    complaints.atMost("status of confirming a room", status, 204);
  }
  for (const [group, { id: roomId, memberIdList }] of login.rooms.slice(0, groupCount).entries()) {
    const [lost] = await lab.query<{ id: string }>(
      "select id from chat_group where platform = 'wechat' and name = $1 and area_path is not null and status = 'quarantined'",
      [topicOf(group)],
    );
    if (!lost) continue;
    const made = JSON.parse((await admin.ask("POST", `/api/groups/${lost.id}/binding-code`)).text) as { code: string };
    const message = { id: randomUUID(), talkerId: memberIdList[1]!, roomId, text: `绑定 ${made.code}` };
    await network.order({ do: "message", message: { ...message, timestamp: Date.now(), type: types.Message.Text } });
  }
  const isAllSaid = async () => notesIn(network).length >= notes * groupCount;
  await until(isAllSaid, "not everything was said after the groups were confirmed").catch((error: Error) =>
    complaints.all.push(error.message),
  );
  for (let group = 0; group < groupCount; group++) {
    const said = notesIn(network).filter((each) => each.text.includes(`${topicOf(group)}的`));
    const owed = Array.from({ length: notes }, (_, index) => noteOf(group, index + 1));
    complaints.equal(
      `notes missing, twice or out of order in ${topicOf(group)}`,
      Number(said.map((each) => each.text).join("\n") !== owed.join("\n")),
      0,
    );
    const last = said.at(-1)?.roomId ?? "";
    complaints.equal(
      `notes of ${topicOf(group)} in a room that is not its own`,
      Number(last !== login.rooms[group]!.id),
      0,
    );
  }
}

/** Over HTTP and in tables nothing tells, so it is asked again. */
async function until(holds: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (const deadline = Date.now() + withinMs; !(await holds()); await pause(50))
    if (Date.now() > deadline) throw new Error(otherwise);
}
