import { type Check, Complaints, createChance, patched } from "./check.ts";
import { checkInvariants } from "./invariants.ts";
import { openLab } from "./lab.ts";
import { reports, smallTalk } from "./words.ts";

/** A platform that is not sure brings an update again: out of order, and by many hands. */
export const redelivery: Check = {
  name: "redelivery",
  promise: "An update is one message and one ticket, however often and from wherever it is delivered.",
  mutants: [
    patched("no-dedupe-key", "src/ports/chat-platform.ts", "event.eventKey}`;", "event.eventKey}` + Math.random();"),
  ],

  async run({ seed, scale }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const lab = await openLab({ buildings: Math.ceil(25 * scale) });
    try {
      await lab.start().ready;
      const updates = lab.buildings.flatMap(({ number, residentsChat }) =>
        Array.from({ length: 20 }, (_, index) => {
          const text = reports[index]?.(number) ?? smallTalk[Math.floor(chance() * smallTalk.length)]!;
          return lab.message(
            residentsChat,
            { id: number * 1_000 + index, is_bot: false, first_name: `居民${index}` },
            text,
          );
        }),
      );
      const deliveries = shuffled(
        updates.flatMap((update) => Array.from({ length: 3 + Math.floor(chance() * 8) }, () => update)),
        chance,
      );
      const total = deliveries.length;
      await Promise.all(
        Array.from({ length: 8 }, async () => {
          for (let update = deliveries.pop(); update; update = deliveries.pop()) await lab.bring(update);
        }),
      );
      if (!(await lab.settled(120_000))) complaints.all.push("not everything was read and said within 120 s");
      const ids = new Set(updates.map((update) => (update.message as { message_id: number }).message_id));
      const numbers = await checkInvariants(lab, ids, complaints);
      complaints.equal("rows kept", await lab.number("select count(*) from inbox_event"), updates.length);
      complaints.atMost("tickets", numbers.tickets, lab.buildings.length * reports.length);
      complaints.atLeast("tickets", numbers.tickets, lab.buildings.length);
      return { problems: complaints.all, numbers: { ...numbers, updates: updates.length, deliveries: total } };
    } finally {
      await lab.close();
    }
  },
};

function shuffled<T>(items: readonly T[], chance: () => number): T[] {
  return items
    .map((item) => ({ item, rank: chance() }))
    .sort((one, other) => one.rank - other.rank)
    .map(({ item }) => item);
}
