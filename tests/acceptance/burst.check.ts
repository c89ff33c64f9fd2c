import { type Check, Complaints, createChance, patched, percentile } from "./check.ts";
import { openLab } from "./lab.ts";
import { reports, smallTalk } from "./words.ts";

const connections = 100;

/** The evening the lift stops: everybody writes at once. */
export const burst: Check = {
  name: "burst",
  promise: "Ten thousand messages at once are all acknowledged, all kept, and all read within a minute.",
  mutants: [
    patched("impatient-door", "adapters/telegram/telegram-platform.ts", "keepWithinMs: 2_500", "keepWithinMs: 5"),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const count = Math.ceil(10_000 * scale);
    const lab = await openLab({ buildings: 50 });
    try {
      await lab.start().ready;
      const updates = Array.from({ length: count }, (_, index) => {
        const building = lab.buildings[index % lab.buildings.length]!;
        const text =
          reports[Math.floor(index / lab.buildings.length)]?.(building.number) ??
          smallTalk[Math.floor(chance() * smallTalk.length)]!;
        return lab.message(
          building.residentsChat,
          { id: 10_000 + index, is_bot: false, first_name: `居民${index}` },
          text,
        );
      }).reverse();
      const tookMs: number[] = [];
      let refused = 0;
      const startedAt = performance.now();
      await Promise.all(
        Array.from({ length: connections }, async () => {
          for (let update = updates.pop(); update; update = updates.pop()) {
            const askedAt = performance.now();
            const status = await lab.bringOnce(update);
            tookMs.push(performance.now() - askedAt);
            if (status !== 200) refused += 1;
          }
        }),
      );
      const acknowledgedMs = performance.now() - startedAt;
      const unread = () => lab.number("select count(*) from inbox_event where state = 'new'");
      while ((await unread()) > 0 && performance.now() - startedAt < 120_000)
        await new Promise((resolve) => setTimeout(resolve, 200));
      const readMs = performance.now() - startedAt;

      const rows = await lab.number("select count(*) from inbox_event");
      complaints.equal("answers other than 2xx", refused, 0);
      complaints.equal("rows kept", rows, count);
      complaints.equal("messages left unread", await unread(), 0);
      complaints.atMost("milliseconds until all was read", readMs, 60_000 * Math.max(1, scale));
      return {
        problems: complaints.all,
        numbers: {
          messages: count,
          refused,
          rows,
          perSecond: Math.round(count / (acknowledgedMs / 1_000)),
          ackP50Ms: Math.round(percentile(tookMs, 0.5)),
          ackP99Ms: Math.round(percentile(tookMs, 0.99)),
          readWithinMs: Math.round(readMs),
        },
      };
    } finally {
      await lab.close();
    }
  },
};
