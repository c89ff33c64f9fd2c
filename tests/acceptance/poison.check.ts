import { setTimeout as sleep } from "node:timers/promises";
import { type Check, Complaints, createChance, type Patch, patched } from "./check.ts";
import { openLab } from "./lab.ts";
import { reports, smallTalk } from "./words.ts";

const poisonWords = "这条消息读了就死";

/** A reader that some words kill, as a wrong regular expression or a broken native library would. */
const deadlyReader: Patch = {
  file: "src/intake/take-turn.ts",
  from: "const startedAt = performance.now();",
  to: `if (window.messages.some(({ text }) => text.includes(${JSON.stringify(poisonWords)}))) process.abort();
  const startedAt = performance.now();`,
};

/** One message kills whoever reads it, every time. */
export const poison: Check = {
  name: "poison",
  promise:
    "A message that kills its worker is parked with its words after three crashes, and the others are read within a minute.",
  mutants: [
    patched(
      "never-park",
      "adapters/postgres/intake-store.ts",
      "const crashesMax = 3;",
      "const crashesMax = 1_000_000;",
    ),
  ],

  async run({ seed }) {
    const chance = createChance(seed);
    const complaints = new Complaints();
    const lab = await openLab({ buildings: 20, patches: [deadlyReader] });
    const stop = new AbortController();
    let crashes = 0;
    try {
      let app = lab.start();
      await app.ready;
      // What a process manager does: a house that dies is started again.
      const stopped = new Promise<void>((resolve) => stop.signal.addEventListener("abort", () => resolve()));
      const kept = (async () => {
        for (;;) {
          await Promise.race([app.exited, stopped]);
          if (stop.signal.aborted) return;
          crashes += 1;
          app = lab.start();
        }
      })();
      const startedAt = performance.now();
      const [first] = lab.buildings;
      await Promise.all(
        lab.buildings.map(async ({ number, residentsChat }) => {
          for (let index = 0; index < 50; index += 1) {
            const text = reports[index]?.(number) ?? smallTalk[Math.floor(chance() * smallTalk.length)]!;
            const from = { id: number * 1_000 + index, is_bot: false, first_name: `居民${index}` };
            if (number === first!.number && index === 20)
              await lab.bring(lab.message(residentsChat, from, poisonWords));
            await lab.bring(lab.message(residentsChat, from, text));
          }
        }),
      );
      const unread = () => lab.number("select count(*) from inbox_event where state = 'new'");
      while ((await unread()) > 0 && performance.now() - startedAt < 90_000) await sleep(200);
      const readMs = performance.now() - startedAt;
      const alerts = () =>
        lab.number(
          "select count(*) from post p join inbox_event e on p.idempotency_key = 'parked:' || e.id where e.state = 'parked' and p.state = 'sent'",
        );
      // Staff are told by the clock, some seconds later.
      const isParked = (await lab.number("select count(*) from inbox_event where state = 'parked'")) > 0;
      for (const until = Date.now() + 60_000; isParked && (await alerts()) === 0 && Date.now() < until; )
        await sleep(200);
      stop.abort();
      await kept;

      const parked = await lab.query<{ text: string; crashes: number }>(
        "select text, crashes from inbox_event where state = 'parked'",
      );
      complaints.equal(
        "messages read",
        await lab.number("select count(*) from inbox_event where state = 'done'"),
        1_000,
      );
      complaints.equal("messages parked", parked.length, 1);
      complaints.equal("parked with their words", parked.filter(({ text }) => text === poisonWords).length, 1);
      complaints.equal("alerts that staff were sent", await alerts(), 1);
      complaints.equal("crashes until it was parked", parked[0]?.crashes ?? 0, 3);
      complaints.atMost("milliseconds until the others were read", readMs, 60_000);
      return {
        problems: complaints.all,
        numbers: { others: 1_000, parked: parked.length, crashes, readWithinMs: Math.round(readMs) },
      };
    } finally {
      stop.abort();
      await lab.close();
    }
  },
};
