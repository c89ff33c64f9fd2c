import pg from "pg";
import { chatterTtlMs } from "../../src/domain/group.ts";
import { everyRow } from "../support/every-row.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { forgetPeople } from "./forget-person.ts";
import { openHouse } from "./open-house.ts";
import { reports, smallTalk } from "./words.ts";

const began = new Date("2026-06-15T09:00:00+08:00");
const minuteMs = 60_000;
/** Words of ordinary talk carry a mark each, by which they are looked for in every table. */
const markOf = (index: number) => `闲话${String(index).padStart(5, "0")}号`;

/** Talk is kept for a day as context, and then it is gone; and whoever asks to be forgotten is. */
export const forget: Check = {
  name: "forget",
  promise:
    "Ordinary talk is in no table a day after it was said, nor is who said it; what became a ticket stays, and everything still counts. Whoever is erased is in no table, file or log, and nobody and nothing else is missing.",
  mutants: [
    {
      name: "keep-the-words",
      patches: [
        {
          file: "adapters/postgres/inbox-care.ts",
          from: "data: { text: null, nick: null, senderRef: null, wipedAt",
          to: "data: { nick: null, senderRef: null, wipedAt",
        },
      ],
    },
    {
      name: "keep-what-came",
      patches: [
        {
          file: "adapters/postgres/inbox-care.ts",
          from: "UPDATE inbox_event SET raw = NULL WHERE raw IS NOT NULL AND state = 'done'",
          to: "UPDATE inbox_event SET raw = NULL WHERE raw IS NOT NULL AND state = 'never'",
        },
      ],
    },
    patched(
      "keep-the-evidence",
      "adapters/postgres/person-erase.ts",
      "WHERE text <> '' AND text <>",
      "WHERE text = '' AND text <>",
    ),
    patched(
      "leave-what-neighbours-say",
      "adapters/postgres/person-records.ts",
      "[...named, ...tellingNames(nicks), ...numbers]",
      "[...named, ...tellingNames([]), ...numbers]",
    ),
    patched(
      "keep-the-photo",
      "adapters/postgres/person-erase.ts",
      "await tx.formFile.deleteMany({ where: of });",
      "{ count: await tx.formFile.count({ where: of }) };",
    ),
    patched(
      "forget-the-group-with-them",
      "adapters/postgres/person-erase.ts",
      "state = 'done'\n    WHERE group_id",
      "state = 'done'\n    WHERE sender_ref <> '' OR group_id",
    ),
    patched(
      "not-written-down",
      "adapters/postgres/person-records.ts",
      `await writeAudit(tx, { ...entry, action: "erase_person"`,
      `if (person.refs.length > 9) await writeAudit(tx, { ...entry, action: "erase_person"`,
    ),
  ],

  async run({ seed, scale }) {
    const complaints = new Complaints();
    const people = await forgetPeople(scale, complaints);
    const chance = createChance(seed);
    const { house, estate, databaseUrl, close } = await openHouse({ now: began }, []);
    try {
      const groupRefs = estate.groups
        .filter(({ kind }) => kind === "residents")
        .map(({ id }) => house.groupRefs.get(id)!);
      const count = Math.ceil(200 * scale);
      const marks: string[] = [];
      const pass = async (ms: number) => {
        // What was said was said before.
        await house.settle();
        house.clock.set(new Date(house.clock.now().getTime() + ms));
        await house.settle();
      };
      for (let index = 0; index < count; index++) {
        const groupRef = groupRefs[index % groupRefs.length]!;
        const text = `${smallTalk[Math.floor(chance() * smallTalk.length)]} ${markOf(index)}`;
        marks.push(markOf(index), `闲人${index}`);
        house.platform.chat.say(groupRef, { text, senderRef: `闲人${index}`, nick: `邻居闲人${index}`, kind: "text" });
        if (index % 25 === 24) await pass(10 * minuteMs);
      }
      const told = reports[0]!(2);
      house.platform.chat.say(groupRefs[0]!, { text: told, senderRef: "报事人", nick: "报事人", kind: "text" });
      await pass(2 * minuteMs);

      const kept = await everyRow(databaseUrl);
      complaints.equal("words there while they are context", found(marks, kept).length, marks.length);
      const messages = await rowsOf(databaseUrl, "select count(*) from inbox_event where type = 'message'");
      const ticketsBefore = (await house.tickets()).length;
      complaints.atLeast("tickets", ticketsBefore, 1);

      await pass(chatterTtlMs - 120 * minuteMs);
      complaints.atLeast(
        "words of the last hours that are still context",
        found(marks, await everyRow(databaseUrl)).length,
        1,
      );
      await pass(130 * minuteMs);
      const left = found(marks, await everyRow(databaseUrl));
      complaints.none("what was said or who said it, a day later", left);
      complaints.equal(
        "messages that still count",
        await rowsOf(databaseUrl, "select count(*) from inbox_event where type = 'message'"),
        messages,
      );
      complaints.equal("tickets that stay", (await house.tickets()).length, ticketsBefore);
      const evidence = (await house.tickets()).flatMap((ticket) => ticket.evidence.map(({ text }) => text));
      complaints.none("evidence that went with the talk", evidence.includes(told) ? [] : [told]);
      return {
        problems: complaints.all,
        numbers: { messages, marks: marks.length, left: left.length, tickets: ticketsBefore, ...people },
      };
    } finally {
      await close();
    }
  },
};

function found(marks: readonly string[], everything: string): string[] {
  return marks.filter((mark) => everything.includes(mark));
}

function rowsOf(url: string, sql: string): Promise<number> {
  return inDatabase(url, async (client) => Number((await client.query<{ count: string }>(sql)).rows[0]?.count));
}

async function inDatabase<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
