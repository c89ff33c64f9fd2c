import pg from "pg";
import { describe, expect, it, onTestFinished } from "vitest";
import { openPostgresStores } from "../support/postgres-stores.ts";
import { hearing, later, said, silentTurn, windowOf } from "../support/talk.ts";

/** Stores with a second door, and a plain connection that can stand in the way. */
async function opened() {
  const bench = await openPostgresStores();
  const client = new pg.Client({ connectionString: bench.url });
  await client.connect();
  onTestFinished(async () => {
    await client.end();
    await bench.close();
  });
  await bench.plantArea("社区");
  const other = bench.another();
  // A first call opens a connection, and they shall meet later than that.
  await Promise.all(
    [bench.intake, other.intake].map((door, side) => door.accept(said("elsewhere", `m${side}`), hearing())),
  );
  return { ...bench, other, client };
}

/** Makes every change of a row of a table take so long that two statements surely meet. */
async function slowDown(client: pg.Client, table: string, when: "INSERT" | "UPDATE"): Promise<void> {
  await client.query(`
    CREATE FUNCTION slow_down() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.02); RETURN NEW; END $$;
    CREATE TRIGGER slow_down BEFORE ${when} ON ${table} FOR EACH ROW EXECUTE FUNCTION slow_down()`);
}

/** Resolves when a statement waits for a lock. */
async function someoneWaits(client: pg.Client): Promise<void> {
  for (;;) {
    const { rows } = await client.query(
      "SELECT 1 FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
    );
    if (rows.length > 0) return;
  }
}

const refs = ["a", "b", "c", "d", "e", "f"];

describe("two doors that open at once", () => {
  it("do not stop each other when the same events come to both in opposite orders", async () => {
    const { intake, other, client, plantGroup } = await opened();
    await plantGroup({ ref: "g1", areaPath: "社区" });
    await slowDown(client, "inbox_event", "INSERT");
    const deliver = (door: typeof intake, order: readonly string[]) =>
      order.map((ref) => door.accept(said("g1", ref), hearing()));
    const accepted = await Promise.all([...deliver(intake, refs), ...deliver(other.intake, refs.toReversed())]);
    expect(accepted.filter((one) => one !== null)).toHaveLength(refs.length);
  });

  it("do not stop each other when they hear several groups in opposite orders", async () => {
    const { intake, other, client, plantGroup } = await opened();
    for (const ref of refs) await plantGroup({ ref, areaPath: "社区" });
    await slowDown(client, "chat_group", "UPDATE");
    const deliver = (door: typeof intake, messageRef: string, order: readonly string[]) =>
      order.map((ref) => door.accept(said(ref, messageRef), hearing()));
    const accepted = await Promise.all([
      ...deliver(intake, "m1", refs),
      ...deliver(other.intake, "m2", refs.toReversed()),
    ]);
    expect(accepted).not.toContain(null);
  });

  it("do not stop each other when they hear of new groups in opposite orders", async () => {
    const { intake, other, client } = await opened();
    await slowDown(client, "chat_group", "INSERT");
    const deliver = (door: typeof intake, messageRef: string, order: readonly string[]) =>
      order.map((ref) => door.accept(said(ref, messageRef), hearing()));
    const accepted = await Promise.all([
      ...deliver(intake, "m1", refs),
      ...deliver(other.intake, "m2", refs.toReversed()),
    ]);
    expect(new Set(accepted.map((one) => one?.groupId)).size).toBe(refs.length);
  });
});

describe("a message that is being kept while a turn commits", () => {
  it("makes its group due, though the commit began before it was kept", async () => {
    const { intake, client, plantGroup } = await opened();
    const groupId = await plantGroup({ ref: "g1", areaPath: "社区" });
    await intake.accept(said("g1", "m1"), hearing());
    const window = await windowOf(intake, groupId);
    // A door halfway through: the event is written and the group's row taken, but nothing is committed.
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO inbox_event (dedupe_key, group_id, type, message_ref, sender_ref, text, at, due_at, due_limit_at)
       VALUES ('k2', $1, 'message', 'm2', 'u1', '又坏了', $2, $2, $2)`,
      [groupId, later(0)],
    );
    await client.query("UPDATE chat_group SET last_event_at = last_event_at WHERE id = $1", [groupId]);
    const committing = intake.commitTurn(window, silentTurn(), [], 1);
    await someoneWaits(client);
    await client.query("COMMIT");
    await committing;
    expect((await intake.dueWork(later(60_000))).groupIds).toEqual([groupId]);
  });

  it("makes its group due, though a worker has just found nothing left there", async () => {
    const { intake, client, plantGroup } = await opened();
    const groupId = await plantGroup({ ref: "g1", areaPath: "社区" });
    await intake.accept(said("g1", "m1"), hearing());
    await client.query("UPDATE inbox_event SET state = 'parked'");
    await client.query("BEGIN");
    await client.query(
      `INSERT INTO inbox_event (dedupe_key, group_id, type, message_ref, sender_ref, text, at, due_at, due_limit_at)
       VALUES ('k2', $1, 'message', 'm2', 'u1', '又坏了', $2, $2, $2)`,
      [groupId, later(0)],
    );
    expect(await intake.openWindow(groupId, later(60_000))).toBeNull();
    await client.query("COMMIT");
    expect((await intake.dueWork(later(60_000))).groupIds).toEqual([groupId]);
  });

  it("is kept without waiting for the commit", async () => {
    const { intake, client, plantGroup } = await opened();
    const groupId = await plantGroup({ ref: "g1", areaPath: "社区" });
    await client.query("BEGIN");
    await client.query("UPDATE chat_group SET turn_seq = turn_seq + 1 WHERE id = $1", [groupId]);
    await expect(intake.accept(said("g1", "m1"), hearing())).resolves.toMatchObject({ groupId });
    await client.query("COMMIT");
    expect((await intake.dueWork(later(60_000))).groupIds).toEqual([groupId]);
  });
});
