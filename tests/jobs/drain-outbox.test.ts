import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import { staffNotes } from "../../src/locales/desk.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const noon = new Date("2026-07-02T12:00:00+08:00");

let house: TestHouse;
let draft: Ticket;
beforeEach(async () => {
  house = await openTestHouse(estate, [], { now: noon });
  house.platform.chat.say(building(), { text: "2单元5楼楼道灯坏了", senderRef: "u01", nick: "3-2-501 王姐" });
  await pass(60);
  draft = (await house.tickets())[0]!;
});
afterEach(() => house.close());

const building = () => house.groupRefs.get("3号楼")!;
const staffGroup = () => house.groupRefs.get("网格群")!;
const textsIn = (groupRef: string) => house.platform.chat.posts(groupRef).map(({ text }) => text);

async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await house.settle();
    house.clock.set(new Date(house.clock.now().getTime() + 10_000));
  }
  await house.settle();
}

/** Approves the draft, so that its card is owed to the group. */
async function approve(): Promise<void> {
  const actor = await house.actor(estate.staff.find(({ role }) => role === "grid")!.id);
  await house.desk.move(actor, { ticketId: draft.id, version: draft.version, event: "approve" });
}

describe("what a group is owed", () => {
  it("is said once, however often the job runs", async () => {
    await approve();
    for (let run = 0; run < 5; run++) await house.settle();
    expect(textsIn(building())).toHaveLength(1);
  });

  it("is never sent again by itself when nobody knows whether it arrived, and staff are told", async () => {
    // Two sends follow an approval, the staff card's edit and the group's card: both are cut.
    house.platform.plan({ type: "cut_after_acceptance" });
    house.platform.plan({ type: "cut_after_acceptance" }, 1);
    await approve();
    await pass(120);
    expect(textsIn(building())).toHaveLength(1);
    const actor = await house.actor(estate.staff[0]!.id);
    const uncertain = (await house.parts.outbox.list(actor, ["uncertain"])).filter(
      ({ ticketId }) => ticketId === draft.id,
    );
    const ours = uncertain.find(({ groupName }) => groupName === "梨园3号楼业主群");
    expect(ours).toBeDefined();
    expect(textsIn(staffGroup())).toContain(staffNotes.uncertain("梨园3号楼业主群"));

    await house.parts.outbox.settleByStaff(actor, ours!.id, "was_not_posted", house.clock.now());
    await pass(60);
    expect(textsIn(building())).toHaveLength(2);
  });

  it("waits as long as a flood asks, and keeps its order", async () => {
    house.platform.plan({ type: "flood", afterMs: 35_000 }, 1);
    await approve();
    await pass(20);
    const early = textsIn(building()).length;
    await pass(60);
    expect(early).toBeLessThanOrEqual(1);
    expect(textsIn(building())).toHaveLength(1);
  });

  it("arrives when the platform is back, and nothing is lost meanwhile", async () => {
    house.platform.plan({ type: "refuse_connection" });
    await approve();
    await pass(60);
    expect(textsIn(building())).toEqual([]);
    house.platform.mend();
    await pass(180);
    expect(textsIn(building())).toHaveLength(1);
  });
});
