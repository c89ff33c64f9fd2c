import { openDatabase } from "../../adapters/postgres/database.ts";
import { createOutboxStore } from "../../adapters/postgres/outbox-store.ts";
import { drainOutboxJob } from "../../src/jobs/drain-outbox.job.ts";
import { renderPost } from "../../src/locales/posts.ts";
import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import { systemClock } from "../../src/ports/clock.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { type Lab, openLab } from "./lab.ts";
import { approveAll } from "./staff-presses.ts";
import { reports } from "./words.ts";

/** Made-up data of nobody, each in the forms in which people write it. The last three digits of each are drawn anew. */
const planted: readonly { readonly class: string; readonly forms: readonly string[] }[] = [
  {
    class: "phone",
    forms: [
      "13800138000",
      "138 0013 8000",
      "138-0013-8000",
      "幺三八零零幺三八零零零",
      "138001380 00",
      "①③⑧00138000",
      "+86 13800138000",
    ],
  },
  { class: "id_card", forms: ["11010519491231002X", "110105 19491231 002X"] },
  { class: "plate", forms: ["京A12345", "粤B·88K66"] },
  { class: "bank_card", forms: ["6222 0212 3456 7890 128", "银行卡6217000010001234567"] },
  { class: "room", forms: ["3号楼2单元501室", "3-2-501", "2301室"] },
];

/** The last gate before a platform, and the road to it: nothing that names a person comes out. */
export const egress: Check = {
  name: "egress",
  promise:
    "What a group is told comes from a template with fields, to the letter, and holds nobody's data, whatever carried it in.",
  mutants: [
    patched(
      "skip-the-gate",
      "src/jobs/drain-outbox.job.ts",
      "if (!verdict.pass) return",
      "if (Math.random() > 2 && !verdict.pass) return",
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 8 });
    try {
      const gate = await throughTheGate(lab, Math.ceil(5_000 * scale), createChance(seed), complaints);
      const road = await alongTheRoad(lab, complaints);
      return { problems: complaints.all, numbers: { ...gate, ...road } };
    } finally {
      await lab.close();
    }
  },
};

/** Writes posts into the outbox as a bug or an intruder might, and lets the real job deliver them. */
async function throughTheGate(lab: Lab, count: number, chance: () => number, complaints: Complaints) {
  const groups = await lab.query<{ id: string }>("select id::text from chat_group where kind = 'residents'");
  const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)]!;
  const rows = Array.from({ length: count }, (_, index) => {
    const clean = {
      code: `A${String(index).padStart(5, "0")}`,
      category: "电梯",
      place: "3号楼",
      status: "已派单",
      party: "物业",
      due: null,
      households: 2,
      hint: null,
    };
    const data = pick(pick(planted).forms);
    const kind = index % 4;
    const fields = kind === 1 ? { ...clean, [pick(["place", "party", "status", "category"])]: data } : clean;
    const rendered = renderPost({ template: "card", fields });
    const text =
      kind === 2 ? `${rendered}\n业主电话${data}` : kind === 3 ? rendered.replace("已派单", "已经解决") : rendered;
    return {
      key: `planted:${index}`,
      groupId: pick(groups).id,
      fields,
      text,
      isClean: kind === 0,
      data: kind === 1 || kind === 2 ? data : null,
    };
  });
  await lab.query(
    `insert into post (idempotency_key, group_id, template, fields, text, created_at)
     select r->>'key', (r->>'groupId')::uuid, 'card', r->'fields', r->>'text', now() from jsonb_array_elements($1::jsonb) r`,
    [JSON.stringify(rows)],
  );
  // So many rows at once are strange to the planner until autovacuum has been there.
  await lab.query("analyze post");

  const told: string[] = [];
  const platform: ChatPlatform = {
    name: "telegram",
    account: String(lab.botApi.botId),
    capabilities: {
      edit: true,
      buttons: true,
      reply: true,
      seesEdits: true,
      seesRecalls: false,
      stableRefs: true,
      textCharsMax: 4_096,
    },
    run: async () => {},
    async send({ text }) {
      told.push(text);
      return { status: "sent", messageRefs: [String(told.length)] };
    },
  };
  const database = openDatabase(lab.databaseUrl);
  try {
    const outbox = createOutboxStore({ database, canEdit: () => true });
    const job = drainOutboxJob({ outbox, platformFor: () => platform, clock: systemClock });
    await Promise.all(groups.map(({ id }) => job.handle(id, { signal: new AbortController().signal })));
  } finally {
    await database.$disconnect();
  }

  const out = told.join("\n");
  const leaked = rows.filter(({ data, text }) => data !== null && told.includes(text));
  complaints.none("posts with personal data that came out", leaked);
  complaints.none(
    "planted data that came out",
    planted.flatMap(({ forms }) => forms).filter((form) => out.includes(form)),
  );
  complaints.equal("clean posts that came out", told.length, rows.filter(({ isClean }) => isClean).length);
  complaints.equal(
    "posts withheld, for staff to see",
    await lab.number("select count(*) from post where state = 'withheld' and reason is not null"),
    rows.length - told.length,
  );
  return { posts: count, cameOut: told.length, leaked: leaked.length };
}

/** Residents write with other people's data in everything a message has; staff approve; what the chats then show is searched. */
async function alongTheRoad(lab: Lab, complaints: Complaints) {
  const marks = lab.buildings.map(({ number }) => `1380013${String(8000 + number)}`);
  await lab.start().ready;
  const stop = new AbortController();
  const approving = approveAll(lab, stop.signal);
  for (const [index, { number, residentsChat }] of lab.buildings.entries()) {
    const phone = marks[index]!;
    const report = reports[index % reports.length]!(number);
    const from = { id: 50_000 + index, is_bot: false, first_name: `${number}-2-501 张建国 ${phone}` };
    const update = lab.message(residentsChat, from, report);
    const message = update.message as Record<string, unknown>;
    Object.assign(message, carriers[index % carriers.length]!(report, phone, lab));
    await lab.bring(update);
  }
  await lab.settled(90_000);
  stop.abort();
  await approving;
  const shown = lab.said();
  const words = [...marks, "张建国", "-2-501"];
  complaints.none(
    "chats that show whose data it was",
    shown.filter(({ text }) => words.some((word) => text.includes(word))),
  );
  complaints.atLeast("tickets", await lab.number("select count(*) from ticket"), lab.buildings.length / 2);
  return { carriers: carriers.length, shown: shown.length };
}

/** What a message can carry words in. Each keeps the report, so that a ticket comes of it. */
const carriers: readonly ((report: string, phone: string, lab: Lab) => Record<string, unknown>)[] = [
  (report, phone) => ({ text: `${report},我电话${phone},张建国` }),
  (report, phone) => ({ text: `@张建国 ${report},打${phone}` }),
  (report, phone) => ({
    text: undefined,
    photo: [{ file_id: "p", file_unique_id: "p", width: 9, height: 9 }],
    caption: `${report} 联系${phone}`,
  }),
  (report, phone) => ({
    text: undefined,
    document: { file_id: "d", file_unique_id: "d", file_name: `张建国${phone}.pdf` },
    caption: report,
  }),
  (report, phone) => ({
    text: undefined,
    voice: { file_id: "v", file_unique_id: "v", duration: 3 },
    caption: `${report},张建国${phone}`,
  }),
  (report, phone, lab) => ({
    text: report,
    reply_to_message: {
      message_id: lab.botApi.nextMessageId(),
      date: 1,
      chat: { id: 1, type: "supergroup" },
      text: `张建国${phone}`,
    },
  }),
];
