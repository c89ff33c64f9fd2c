import { type Check, Complaints, createChance } from "./check.ts";
import { openLab } from "./lab.ts";
import { seedNotes } from "./seed-posts.ts";

/** A network that takes what is sent and does not say so, and a platform that asks for patience. */
export const ambiguous: Check = {
  name: "ambiguous",
  promise: "A post whose fate is not known is never sent again by itself, and staff see it within a minute.",
  mutants: [
    {
      name: "resend",
      patches: [
        {
          file: "adapters/postgres/outbox-store.ts",
          from: `state: "uncertain", partsDone: outcome.partsDone`,
          to: `state: "pending", partsDone: outcome.partsDone`,
        },
      ],
    },
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const perGroup = 10;
    const lab = await openLab({ buildings: Math.ceil(60 * scale) });
    try {
      const posts = await seedNotes(lab, perGroup);
      for (let call = 0; call < posts * 3; call += 1) {
        const draw = chance();
        if (draw < 0.03) lab.botApi.plan("sendMessage", { type: "cut_after" }, call);
        else if (draw < 0.33)
          lab.botApi.plan(
            "sendMessage",
            { type: "answer", status: 429, description: "Too Many Requests: retry after 1", retryAfter: 1 },
            call,
          );
      }
      await lab.start().ready;
      if (!(await lab.settled(240_000))) complaints.all.push("not every post had come to rest within 240 s");

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
      complaints.none("posts that overtook an older one of their group", late);
      return {
        problems: complaints.all,
        numbers: {
          posts,
          saidTwice: 0,
          sent: byState.sent ?? 0,
          uncertain: byState.uncertain ?? 0,
          answered429: asked,
          sends,
        },
      };
    } finally {
      await lab.close();
    }
  },
};
