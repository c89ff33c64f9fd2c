import pg from "pg";
import type { CheckUpView } from "../../src/api/doctor.ts";
import { openHttpHouse } from "../support/http-house.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { openScratchServer } from "./scratch-server.ts";

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
const dayMs = 24 * 60 * minuteMs;
/** When the talk of each day begins. */
const firstMorning = new Date("2026-06-15T07:00:00+08:00");
const daysBefore = 4;
/** From seven to ten at night. */
const talkedMs = 15 * 60 * minuteMs;
const noticedWithinMinutes = 5;

/** A network that delivers nothing any more, and says so to nobody. */
export const silence: Check = {
  name: "silence",
  promise:
    "A platform that stops delivering without an error is noticed within five minutes, in the console, at /readyz and by staff.",
  mutants: [
    patched("patient", "src/domain/rhythm.ts", "minutesMin: 4,", "minutesMin: 12,"),
    patched(
      "believes-the-platform",
      "src/domain/check-up.ts",
      `["channel_unseen", "channel_away", "channel_silent"]`,
      `["channel_unseen", "channel_away"]`,
    ),
    patched(
      "tells-nobody",
      "src/domain/check-up.ts",
      `if (!isLasting && code !== "channel_silent" && code !== "group_silent") return [];`,
      "if (!isLasting) return [];",
    ),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const server = await openScratchServer();
    const database = await server.database();
    const pool = new pg.Pool({ connectionString: database.url, max: 1 });
    const today = firstMorning.getTime() + daysBefore * dayMs;
    const { app, deps, house, signInAs, close } = await openHttpHouse({}, { database, now: firstMorning });
    const goTo = (ms: number) => house.clock.set(new Date(ms));
    try {
      const remembered = await rememberDays(pool, chance);
      for (let day = 0; day <= daysBefore; day++) {
        for (let hour = 8; hour <= 22 && (day < daysBefore || hour === 8); hour++) {
          goTo(firstMorning.getTime() + day * dayMs + (hour - 7) * 60 * minuteMs);
          await deps.records.countHours(house.clock.now());
        }
      }

      const cookie = await signInAs("admin");
      const deaf = async () => (await app.inject({ method: "GET", url: "/readyz" })).json<{ deaf: string[] }>().deaf;
      const findings = async () => {
        const answer = await app.inject({ method: "GET", url: "/api/doctor", headers: { cookie } });
        return answer.json<CheckUpView>().findings.filter(({ code }) => code === "channel_silent");
      };
      const staffRef = [...house.groupRefs].find(([key]) => key === "网格群")![1];
      const words = () =>
        house.platform.chat.posts(staffRef).filter(({ text }) => text.includes("没有任何消息")).length;
      const residentsRef = house.groupRefs.get("3号楼")!;

      const rounds = Math.max(1, Math.round(3 * scale));
      const tookMinutes: number[] = [];
      let falseAlarms = 0;
      let at = today + 60 * minuteMs;
      for (let round = 0; round < rounds; round++) {
        // It delivers as ever …
        for (let minute = 0; minute < 10; minute++) {
          at += minuteMs;
          goTo(at);
          house.platform.chat.say(residentsRef, { text: "早", senderRef: "u02", nick: "老周" });
          await house.settle();
          if (minute > 0 && (await deaf()).length > 0) falseAlarms += 1;
        }
        // … and then it does not.
        const wordsBefore = words();
        const said = { readyz: 0, console: 0, staff: 0 };
        for (let minute = 1; minute <= 2 * noticedWithinMinutes; minute++) {
          goTo(at + minute * minuteMs);
          await house.settle();
          if ((await deaf()).includes("sandbox")) said.readyz ||= minute;
          if ((await findings()).length > 0) said.console ||= minute;
          if (words() > wordsBefore) said.staff ||= minute;
        }
        at += 2 * noticedWithinMinutes * minuteMs;
        for (const [where, minutes] of Object.entries(said)) {
          if (minutes === 0) complaints.all.push(`not noticed in ${2 * noticedWithinMinutes} minutes: ${where}`);
          complaints.atMost(`minutes until it was noticed: ${where}`, minutes, noticedWithinMinutes);
          tookMinutes.push(minutes);
        }
        complaints.equal("words to staff about one silence", words() - wordsBefore, 1);
      }
      complaints.equal("alarms while messages came", falseAlarms, 0);
      const numbers = { remembered, silences: rounds, falseAlarms, noticedWithinMinutes: Math.max(...tookMinutes) };
      return { problems: complaints.all, numbers };
    } finally {
      await pool.end();
      await close();
      await server.close();
    }
  },
};

/** Writes days of talk as the house would remember them: somebody says something every few seconds, never a minute apart. */
async function rememberDays(pool: pg.Pool, chance: () => number): Promise<number> {
  const instants: Date[] = [];
  for (let day = 0; day <= daysBefore; day++) {
    const begins = firstMorning.getTime() + day * dayMs;
    const lasts = day < daysBefore ? talkedMs : 60 * minuteMs;
    for (let at = begins; at < begins + lasts; at += (10 + chance() * 40) * secondMs) instants.push(new Date(at));
  }
  await pool.query(
    `insert into inbox_event (dedupe_key, group_id, type, message_ref, sender_ref, kind, at, received_at, state)
     select 'past:' || n, g.id, 'message', 'past' || n, 'u01', 'text', at, at, 'done'
     from unnest($1::timestamptz[]) with ordinality as past (at, n),
       (select id from chat_group where kind = 'residents' and not one_report order by ref limit 1) g`,
    [instants],
  );
  return instants.length;
}
