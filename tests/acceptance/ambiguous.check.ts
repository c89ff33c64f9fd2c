import { setTimeout as sleep } from "node:timers/promises";
import { type Check, Complaints, createChance, patched } from "./check.ts";
import { type Lab, openLab } from "./lab.ts";
import { seedNotes } from "./seed-posts.ts";

/** A network that takes what is sent and does not say so, and a platform that asks for patience. */
export const ambiguous: Check = {
  name: "ambiguous",
  promise: "A post whose fate is not known is never sent again by itself, and staff see it within a minute.",
  mutants: [
    patched(
      "resend",
      "adapters/postgres/settle-post.ts",
      `return { state: "uncertain", reason: outcome.reason };`,
      `return { state: "pending", reason: outcome.reason };`,
    ),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    // Telegram lets a bot say twenty things a minute in one chat: with more chats there is less to wait for.
    const perGroup = 4;
    const lab = await openLab({ buildings: Math.ceil(150 * scale) });
    try {
      const posts = await seedNotes(lab, perGroup);
      const cutCalls: number[] = [];
      for (let call = 0; call < posts * 3; call += 1) {
        const draw = chance();
        if (draw < 0.03) {
          lab.botApi.plan("sendMessage", { type: "cut_after" }, call);
          cutCalls.push(call);
        } else if (draw < 0.33)
          lab.botApi.plan(
            "sendMessage",
            { type: "answer", status: 429, description: "Too Many Requests: retry after 1", retryAfter: 1 },
            call,
          );
      }
      await lab.start().ready;
      const isOver = new AbortController();
      const watching = watchUncertain(lab, cutCalls, isOver.signal);
      if (!(await lab.settled(600_000))) complaints.all.push("not every post had come to rest within ten minutes");
      isOver.abort();
      const uncertainWithinMs = await watching;

      const fates = await lab.query<{ state: string; times: string }>(
        "select state, count(*) as times from post group by state",
      );
      const byState = Object.fromEntries(fates.map(({ state, times }) => [state, Number(times)]));
      const said = new Map<string, number>();
      const shown = lab.said();
      for (const { text } of shown) said.set(text, (said.get(text) ?? 0) + 1);
      const sends = lab.botApi.calls.filter(({ method }) => method === "sendMessage").length;
      const cut = shown.length - (byState.sent ?? 0);
      const asked = sends - shown.length;
      const late = await lab.query(
        `select p.id::text from post p join post q on q.group_id = p.group_id and q.id > p.id and q.sent_at < p.sent_at`,
      );

      complaints.none(
        "posts said twice",
        [...said].filter(([, times]) => times > 1),
      );
      complaints.equal(
        "posts that are sent, uncertain or failed",
        (byState.sent ?? 0) + (byState.uncertain ?? 0) + (byState.failed ?? 0),
        posts,
      );
      complaints.equal(
        "posts that were taken without an answer, and are not uncertain",
        cut - (byState.uncertain ?? 0),
        0,
      );
      complaints.atLeast("answers that were cut", byState.uncertain ?? 0, 1);
      complaints.atMost("milliseconds until staff could see that a post is uncertain", uncertainWithinMs, 60_000);
      complaints.none("posts that overtook an older one of their group", late);
      return {
        problems: complaints.all,
        numbers: {
          posts,
          saidTwice: shown.length - said.size,
          sent: byState.sent ?? 0,
          uncertain: byState.uncertain ?? 0,
          uncertainWithinMs,
          answered429: asked,
          sends,
        },
      };
    } finally {
      await lab.close();
    }
  },
};

/** Looks again and again which answers have been cut and how many posts are uncertain. Resolves with the longest any cut had to wait for its post. */
async function watchUncertain(lab: Lab, cutCalls: readonly number[], signal: AbortSignal): Promise<number> {
  const cutAt: number[] = [];
  let [known, longestMs] = [0, 0];
  for (let isLast = false; !isLast; await sleep(200)) {
    isLast = signal.aborted;
    const now = performance.now();
    const sends = lab.botApi.calls.filter(({ method }) => method === "sendMessage").length;
    while (cutAt.length < cutCalls.filter((call) => call < sends).length) cutAt.push(now);
    const uncertain = await lab.number("select count(*) from post where state = 'uncertain'");
    for (; known < Math.min(uncertain, cutAt.length); known += 1)
      longestMs = Math.max(longestMs, performance.now() - cutAt[known]!);
  }
  return known < cutAt.length ? Number.POSITIVE_INFINITY : Math.round(longestMs);
}
