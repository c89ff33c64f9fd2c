import { setTimeout as sleep } from "node:timers/promises";
import { type Check, Complaints, patched } from "./check.ts";
import { gridMember, impostor, stranger } from "./estate.ts";
import { checkInvariants } from "./invariants.ts";
import { type Lab, openLab } from "./lab.ts";
import { approveLabel } from "./staff-presses.ts";
import { reports } from "./words.ts";

const auditor = { id: 900_004, is_bot: false, first_name: "审计小吴" };
const dismissed = { id: 900_005, is_bot: false, first_name: "网格员小周" };
const resident = { id: 1_001, is_bot: false, first_name: "3-2-501" };

/** A draft's card as it hangs in the staff group. */
interface Card {
  readonly ticketId: string;
  readonly staffChat: number;
  readonly messageId: number;
  readonly token: string;
  readonly otherTokens: readonly string[];
}

/** One way to press what should not work. */
interface Forgery {
  readonly name: string;
  /** Makes it so; resolves when it was tried. */
  attempt(lab: Lab, card: Card): Promise<void>;
}

const pressed =
  (person: typeof resident, change: (card: Card) => Partial<Card> = () => ({})) =>
  async (lab: Lab, card: Card) => {
    const { staffChat, messageId, token } = { ...card, ...change(card) };
    await lab.bring(lab.press(staffChat, messageId, token, person));
  };

const before: readonly Forgery[] = [
  { name: "a token nobody made", attempt: pressed(gridMember, () => ({ token: "AAAAAAAAAAAAAAAAAAAAAA" })) },
  {
    name: "a token with one letter changed",
    attempt: pressed(gridMember, ({ token }) => ({ token: (token[0] === "A" ? "B" : "A") + token.slice(1) })),
  },
  { name: "a token that is a statement", attempt: pressed(gridMember, () => ({ token: "' OR true --" })) },
  { name: "a resident", attempt: pressed(resident) },
  { name: "somebody who is called like staff", attempt: pressed(impostor) },
  { name: "staff of another community", attempt: pressed(stranger) },
  { name: "an auditor, who may look and not touch", attempt: pressed(auditor) },
  { name: "staff who have left", attempt: pressed(dismissed) },
  {
    name: "another staff group",
    attempt: async (lab, card) => pressed(gridMember, () => ({ staffChat: lab.buildings[1]!.staffChat }))(lab, card),
  },
  {
    name: "the residents' group",
    attempt: async (lab, card) =>
      pressed(gridMember, () => ({ staffChat: lab.buildings[0]!.residentsChat }))(lab, card),
  },
  {
    name: "an update that is not from the platform",
    async attempt(lab, card) {
      const update = lab.press(card.staffChat, card.messageId, card.token, gridMember);
      if ((await lab.bringOnce(update, "another-secret-0123456789")) === 200)
        throw new Error("a forged update was acknowledged");
    },
  },
];

/** Buttons in chats: thirteen ways to press the wrong one, and the right one pressed by eight hands at once. */
export const approval: Check = {
  name: "approval",
  promise:
    "A button works once, for one version of a ticket, in one chat, for a person with the right; nothing else opens a ticket.",
  mutants: [
    patched(
      "good-in-any-group",
      "adapters/postgres/desk-store.ts",
      `if (row.groupId !== groupId) return { refused: "elsewhere" };`,
      "groupId = row.groupId;",
    ),
  ],

  async run() {
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 2 });
    try {
      await seedPeople(lab);
      await lab.start().ready;
      const [first, second] = [await draft(lab, 0, 0), await draft(lab, 0, 1)];

      for (const { name, attempt } of before) {
        await attempt(lab, first);
        complaints.none(`moved by: ${name}`, await moved(lab, first));
      }
      await lab.query("update ticket set version = version + 1 where id = $1", [second.ticketId]);
      await pressed(gridMember)(lab, second);
      complaints.none("moved by: a button of an older version", await moved(lab, second));
      await lab.query("update ticket set version = version - 1 where id = $1", [second.ticketId]);
      await lab.query("update button_token set expires_at = now() - interval '1 s' where ticket_id = $1", [
        second.ticketId,
      ]);
      await pressed(gridMember)(lab, second);
      complaints.none("moved by: a button that has expired", await moved(lab, second));

      await Promise.all(Array.from({ length: 8 }, () => pressed(gridMember)(lab, first)));
      complaints.equal("approvals by eight presses at once", await approvals(lab, first), 1);
      const changes = await lab.number("select count(*) from ticket_event where ticket_id = $1", [first.ticketId]);
      await pressed(gridMember)(lab, first);
      for (const token of first.otherTokens) await pressed(gridMember, () => ({ token }))(lab, first);
      complaints.equal(
        "changes after replays",
        await lab.number("select count(*) from ticket_event where ticket_id = $1", [first.ticketId]),
        changes,
      );

      await lab.settled(30_000);
      const told = lab.said().filter(({ chatId }) => chatId === lab.buildings[0]!.residentsChat).length;
      complaints.equal("posts in the residents' group", told, 1);
      await checkInvariants(lab, new Set(), complaints);
      return {
        problems: complaints.all,
        numbers: { forgeries: before.length + 2, approvals: await approvals(lab, first), presses: 8, told },
      };
    } finally {
      await lab.close();
    }
  },
};

async function seedPeople(lab: Lab): Promise<void> {
  for (const [person, role, active] of [
    [auditor, "auditor", true],
    [dismissed, "grid", false],
  ] as const) {
    await lab.query(
      `with made as (insert into staff (id, name, role, area_path, active) values (gen_random_uuid(), $1, $2, '桥湾社区', $3) returning id)
       insert into staff_account (platform, account, sender_ref, staff_id) select 'telegram', $4, $5, id from made`,
      [person.first_name, role, active, String(lab.botApi.botId), String(person.id)],
    );
  }
}

/** Lets a resident report something, and waits for the card. */
async function draft(lab: Lab, building: number, report: number): Promise<Card> {
  const { number, residentsChat, staffChat } = lab.buildings[building]!;
  await lab.bring(lab.message(residentsChat, { ...resident, id: resident.id + report }, reports[report]!(number)));
  for (;;) {
    const [ticket] = await lab.query<{ id: string }>(
      `select t.id::text from ticket t join ticket_evidence e on e.ticket_id = t.id where e.text = $1`,
      [reports[report]!(number)],
    );
    const [post] = ticket
      ? await lab.query<{ refs: string[] }>(
          "select message_refs as refs from post where ticket_id = $1 and template = 'staff_card' and state = 'sent'",
          [ticket.id],
        )
      : [];
    const shown = post && lab.botApi.posts(staffChat).find(({ messageId }) => String(messageId) === post.refs[0]);
    const button = shown?.buttons.find(({ text }) => text.includes(approveLabel));
    if (ticket && shown && button) {
      const otherTokens = shown.buttons.filter((other) => other !== button).map(({ callback_data }) => callback_data);
      return { ticketId: ticket.id, staffChat, messageId: shown.messageId, token: button.callback_data, otherTokens };
    }
    await sleep(100);
  }
}

const moved = (lab: Lab, { ticketId }: Card) =>
  lab.query("select status from ticket where id = $1 and status <> 'draft'", [ticketId]);
const approvals = (lab: Lab, { ticketId }: Card) =>
  lab.number("select count(*) from ticket_event where ticket_id = $1 and event = 'approve'", [ticketId]);
