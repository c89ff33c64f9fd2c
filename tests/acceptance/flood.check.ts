import { join } from "node:path";
import pg from "pg";
import { createTelegramPlatform } from "../../adapters/telegram/telegram-platform.ts";
import { loadEstate } from "../../prisma/demo/load.ts";
import { StandInBotApi } from "../support/stand-in-bot-api.ts";
import { openTestHouse } from "../support/test-house.ts";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { seedEstate } from "./estate.ts";
import { projectRoot } from "./planted-tree.ts";
import { openScratchServer } from "./scratch-server.ts";
import { seedNotes } from "./seed-posts.ts";

const retryAfterMs = 35_000;
/** Six at five in a moment are thirty: the limit of the bot's own pace, past which a group waits on the machine's clock. */
const groups = 6;

/** A platform that asks for patience again and again, by a clock that the check moves on to whatever is due next. */
export const flood: Check = {
  name: "flood",
  promise:
    "A platform that asks for patience is not asked before its time, and afterwards everything is said, in order.",
  mutants: [
    patched("impatient", "adapters/telegram/outcome.ts", "(parameters.retry_after ?? 0) * 1_000 || floodMs", "floodMs"),
    patched("gives-up", "adapters/telegram/outcome.ts", "if (code === 429)", "if (code === 430)"),
    patched(
      "newest-first",
      "adapters/postgres/claim-post.ts",
      "p.edits_post_id IS NOT NULL, p.id LIMIT 1",
      "p.edits_post_id IS NOT NULL, p.id DESC LIMIT 1",
    ),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const server = await openScratchServer();
    const botApi = await new StandInBotApi().open();
    const database = await server.database();
    const pool = new pg.Pool({ connectionString: database.url, max: 2 });
    const startedAt = Date.now();
    let nowMs = startedAt;
    const telegram = createTelegramPlatform({
      ...{ token: botApi.token, apiRoot: botApi.apiRoot, mode: { type: "polling" } },
      monotonicMs: () => nowMs - startedAt,
    });
    const { estate } = loadEstate(join(projectRoot, "prisma", "demo"));
    const house = await openTestHouse(estate, [], { now: new Date(startedAt), database, beside: [telegram] });
    try {
      const query = async <T>(sql: string, values: readonly unknown[] = []) =>
        (await pool.query(sql, [...values])).rows as T[];
      const client = await pool.connect();
      const buildings = await seedEstate(client, String(botApi.botId), groups).finally(() => client.release());
      for (const { staffChat } of buildings) botApi.chat(staffChat);
      const perGroup = Math.ceil(25 * scale);
      await seedNotes({ query }, perGroup);
      // The demo estate's own staff group is of another network.
      await query("delete from post where group_id in (select id from chat_group where platform <> 'telegram')");
      const refusals = planRefusals(botApi, chance, Math.ceil(150 * scale));

      const sends: { readonly chatId: number; readonly atMs: number; readonly isRefused: boolean }[] = [];
      let calls = 0;
      for (;;) {
        await house.settle();
        const asked = botApi.calls.filter(({ method }) => method === "sendMessage");
        for (const { body } of asked.slice(calls)) {
          sends.push({ chatId: Number(body.chat_id), atMs: nowMs, isRefused: refusals.has(sends.length) });
        }
        calls = asked.length;
        const [due] = await query<{ at: Date | null }>(
          "select min(not_before) as at from post where state = 'pending'",
        );
        if (!due?.at) break;
        nowMs = Math.max(nowMs + 1, due.at.getTime());
        house.clock.set(new Date(nowMs));
      }

      complaints.none(
        "sends before the time that was named",
        sends.filter(({ chatId, atMs }, index) =>
          sends
            .slice(0, index)
            .some((past) => past.isRefused && past.chatId === chatId && atMs < past.atMs + retryAfterMs),
        ),
      );
      const said = buildings.map(({ staffChat }) =>
        botApi.posts(staffChat).map(({ text }) => Number(/第(\d+)条/.exec(text)?.[1])),
      );
      const inOrder = Array.from({ length: perGroup }, (_, index) => index + 1);
      complaints.none(
        "groups that were not told everything once and in order",
        said.filter((numbers) => String(numbers) !== String(inOrder)),
      );
      const [left] = await query<{ posts: string }>("select count(*) as posts from post where state <> 'sent'");
      complaints.equal("posts that do not count as sent", Number(left!.posts), 0);
      const refused = sends.filter(({ isRefused }) => isRefused);
      const minutes = ((refused.at(-1)?.atMs ?? startedAt) - startedAt) / 60_000;
      complaints.atLeast("minutes of flood", minutes, 2 * scale);
      return {
        problems: complaints.all,
        numbers: {
          posts: groups * perGroup,
          sends: sends.length,
          answered429: refused.length,
          floodMinutes: Math.round(minutes),
          untilAllSaidMinutes: Math.round((nowMs - startedAt) / 60_000),
        },
      };
    } finally {
      await pool.end();
      await house.close();
      await botApi.close();
      await server.close();
    }
  },
};

/** Refuses four of five of the first so many sends; gives which. */
function planRefusals(botApi: StandInBotApi, chance: () => number, sends: number): Set<number> {
  const refused = new Set<number>();
  for (let send = 0; send < sends; send++) {
    if (chance() >= 0.8) continue;
    refused.add(send);
    const seconds = retryAfterMs / 1_000;
    const description = `Too Many Requests: retry after ${seconds}`;
    botApi.plan("sendMessage", { type: "answer", status: 429, description, retryAfter: seconds }, send);
  }
  return refused;
}
