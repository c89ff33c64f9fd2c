import { afterEach, describe, expect, it } from "vitest";
import { listenForChanges } from "../../adapters/postgres/live-changes.ts";
import type { SendOutcome } from "../../src/ports/chat-platform.ts";
import type { LiveSubject } from "../../src/ports/live-changes.ts";
import { openPostgresStores } from "../support/postgres-stores.ts";
import { draftingTurn, hearing, later, owed, said, silentTurn, t0, windowOf } from "../support/talk.ts";

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe("what pages hear of changes", () => {
  it("is that tickets have changed, once a turn is committed", async () => {
    const { bench, groupId, heard } = await opened();
    await bench.intake.accept(said("g1", "m1"), hearing());
    const window = await windowOf(bench.intake, groupId);
    expect(heard()).not.toContain("tickets");
    await bench.intake.commitTurn(window, draftingTurn(window, ["m1"]), [], 1);
    await expect.poll(heard, PATIENT).toContain("tickets");
  });

  it.each<[string, SendOutcome]>([
    ["was sent", { status: "sent", messageRefs: ["r1"] }],
    ["has an unknown fate", { status: "unknown", reason: "the line was cut", partsDone: 0 }],
    ["is handed to a person", { status: "handed", parts: ["停水到下午四点"] }],
  ])("is that a post %s", async (_, outcome) => {
    const { bench, groupId, heard, forget } = await opened();
    await bench.intake.accept(said("g1", "m1"), hearing());
    await bench.intake.commitTurn(await windowOf(bench.intake, groupId), silentTurn(), [owed(groupId, "p1")], 1);
    await expect.poll(heard, PATIENT).toContain("posts");
    forget();
    const post = await bench.outbox.claimNext(groupId, { now: t0, leaseMs: 60_000 });
    await bench.outbox.settle(post!, outcome, later(1_000));
    await expect.poll(heard, PATIENT).toContain("posts");
  });
});

const PATIENT = { timeout: 30_000 };

/** One group, and somebody who listens from another connection. */
async function opened() {
  const bench = await openPostgresStores();
  closing.push(bench.close);
  await bench.plantArea("社区/小区");
  const groupId = await bench.plantGroup({ ref: "g1", areaPath: "社区/小区" });
  const live = listenForChanges(bench.url);
  closing.push(live.stop);
  let subjects: LiveSubject[] = [];
  live.subscribe((subject) => subjects.push(subject));
  // It listens as soon as it hears anything at all.
  await expect
    .poll(async () => {
      await bench.database.$executeRaw`SELECT pg_notify('linli_changed', 'status')`;
      return subjects.length;
    }, PATIENT)
    .toBeGreaterThan(0);
  const forget = () => {
    subjects = [];
  };
  forget();
  return { bench, groupId, heard: () => subjects, forget };
}
