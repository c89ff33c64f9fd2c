import { fileURLToPath } from "node:url";
import { describe, expect, it, onTestFinished } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import { pressAnswers } from "../../src/locales/desk.ts";
import { openTestHouse } from "../support/test-house.ts";

/** A weekday morning in China: no group sleeps. */
const morning = new Date("2026-11-23T02:00:00Z");
const hourMs = 3_600_000;
const inHours = (hours: number) => new Date(morning.getTime() + hours * hourMs);

/** A house with a draft on its staff card, a handler of the property office, and how to press 通过 as one of them. */
async function drafted() {
  const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
  const house = await openTestHouse(estate, [], { now: morning });
  onTestFinished(() => house.close());
  const [grid, steward] = await Promise.all(estate.staff.map(({ id }) => house.actor(id)));
  const resident = estate.residents[0]!;
  house.platform.chat.say(house.groupRefs.get("3号楼")!, { ...resident, text: "3号楼2单元电梯坏了，停在一楼不动" });
  for (const ms of [0, 60_000]) {
    house.clock.set(new Date(morning.getTime() + ms));
    await house.settle();
  }
  const staffRef = house.groupRefs.get("网格群")!;
  const press = async (label: string, senderRef: string) => {
    const card = house.platform.chat.posts(staffRef).findLast(({ choices }) => choices.length > 0)!;
    const { token } = card.choices.find((choice) => choice.label === label)!;
    return house.platform.chat.press(staffRef, card.ref, token, senderRef);
  };
  const admin: Actor = {
    ...{ name: "云云", role: "admin", areaPath: grid!.areaPath, partyId: null },
    staffId: await house.addStaff({ name: "云云", role: "admin", areaPath: grid!.areaPath }),
  };
  const standIn = (hours: { readonly from: Date; readonly until: Date }) =>
    house.parts.staffOffice.give(admin, steward!.staffId, { standsInForId: grid!.staffId, ...hours }, morning);
  const [accountOfGrid, accountOfSteward] = estate.staff.map(({ id }) => id) as [string, string];
  const status = async () => (await house.tickets())[0]!.status;
  return { house, admin, press, standIn, status, accountOfGrid, accountOfSteward };
}

describe("a button pressed by a deputy", () => {
  it("does what the duty they stand in for may, in their own name, and what their own may not", async () => {
    const { house, press, standIn, status, accountOfSteward } = await drafted();
    expect(await press("通过", accountOfSteward)).toBe(pressAnswers.not_allowed);
    expect(await status()).toBe("draft");
    await standIn({ from: morning, until: inHours(48) });
    expect(await press("通过", accountOfSteward)).toContain("已通过");
    expect(await status()).not.toBe("draft");
    const { staffId } = await house.actor(accountOfSteward);
    expect((await house.tickets())[0]!.approvedById).toBe(staffId);
  });

  it.each([
    ["before its first day", { from: inHours(24), until: inHours(48) }],
    ["after its last", { from: inHours(-48), until: inHours(0.01) }],
  ])("does nothing %s", async (_, days) => {
    const { press, standIn, status, accountOfSteward } = await drafted();
    await standIn(days);
    expect(await press("通过", accountOfSteward)).toBe(pressAnswers.not_allowed);
    expect(await status()).toBe("draft");
  });

  it("does nothing once the grant was ended, and works but once while it lasts", async () => {
    const { house, admin, press, standIn, status, accountOfGrid, accountOfSteward } = await drafted();
    await standIn({ from: morning, until: inHours(48) });
    const [grant] = await house.parts.staffOffice.grants(admin, house.clock.now());
    await house.parts.staffOffice.end(admin, grant!.id, house.clock.now());
    expect(await press("通过", accountOfSteward)).toBe(pressAnswers.not_allowed);
    await standIn({ from: morning, until: inHours(48) });
    const ends = await Promise.all([accountOfGrid, accountOfSteward].map((account) => press("通过", account)));
    expect(ends.filter((text) => text.includes("已通过"))).toHaveLength(1);
    expect(await status()).not.toBe("draft");
  });
});
