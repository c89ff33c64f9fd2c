import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { loadEstate } from "../../prisma/demo/load.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { RelayGroup } from "../../src/ports/relay-store.ts";
import { openTestHouse, type TestHouse } from "../support/test-house.ts";

const { estate } = loadEstate(fileURLToPath(new URL("../transcripts", import.meta.url)));
const noon = new Date("2026-07-02T12:00:00+08:00");
let house: TestHouse;
let admin: Actor;
let grid: Actor;
let groupId: string;
let areaPath: string;
beforeEach(async () => {
  house = await openTestHouse(estate, [], { now: noon });
  const known = await house.parts.directory.groupsOf("sandbox");
  areaPath = known.find(({ ref }) => ref === house.groupRefs.get("3号楼"))!.areaPath!;
  [admin, grid] = await Promise.all([staff("admin"), staff("grid")]);
  groupId = await house.parts.relay.openGroup(admin, { name: "3号楼微信群", areaPath, kind: "residents" });
});
afterEach(() => house.close());

async function staff(role: "admin" | "grid", within = areaPath.split("/")[0]!): Promise<Actor> {
  const staffId = await house.addStaff({ name: `${role} ${within}`, role, areaPath: within });
  return { staffId, name: role, role, areaPath: within, partyId: null };
}

async function pass(seconds: number): Promise<void> {
  for (let left = seconds; left > 0; left -= 10) {
    await house.settle();
    house.clock.set(new Date(house.clock.now().getTime() + 10_000));
  }
  await house.settle();
}

const now = () => house.clock.now();
async function group(actor = grid): Promise<RelayGroup> {
  return (await house.parts.relay.groups(actor, now())).find(({ id }) => id === groupId)!;
}
async function paste(text: string): Promise<void> {
  const { ref: groupRef, name: groupName } = await house.parts.relay.group(grid, groupId);
  await house.parts.relayDoor.hear({ groupRef, groupName, text });
  await pass(60);
}
async function approveAll(): Promise<void> {
  for (const { id: ticketId, version, status } of await house.tickets())
    if (status === "draft") await house.desk.move(grid, { ticketId, version, event: "approve" });
  await pass(60);
}
const states = () => house.parts.outbox.countByState();

describe("a group where no bot may be", () => {
  it("is heard by what is pasted, once however often, and its card waits for a person's word", async () => {
    const chat = "王姐 3-2-501:\n2单元5楼楼道灯坏了\n\n李四:\n我家门口也是";
    await paste(chat);
    await paste(chat);
    expect(await house.tickets()).toHaveLength(1);
    expect((await group()).next).toBeNull();

    await approveAll();
    const { next, waiting } = await group();
    const [ticket] = await house.tickets();
    expect(next?.parts).toEqual([expect.stringContaining(ticket!.code)]);
    expect(waiting).toBe(1);

    // Whatever runs meanwhile, and however long: nothing is sent but by the word of who pasted it.
    await pass(3_600);
    expect((await group()).next?.id).toBe(next?.id);
    expect(await states()).toMatchObject({ handed: 1 });

    await house.parts.relay.settle(grid, next!.id, "sent", now());
    await house.parts.relay.settle(grid, next!.id, "sent", now());
    await pass(60);
    expect((await group()).next).toBeNull();
    expect((await states())["handed"]).toBeUndefined();
  });

  it("does not take its own card for a report when it comes back with the chat", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await approveAll();
    const { next } = await group();
    await house.parts.relay.settle(grid, next!.id, "sent", now());
    await paste(`云云:\n${next!.parts[0]}\n\n王姐:\n谢谢`);
    expect(await house.tickets()).toHaveLength(1);
  });

  it("shows one post at a time, what is urgent first, and keeps what somebody has copied on top for them", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await paste("赵六:\n1单元门口路面塌了个坑，车轮都陷进去了");
    await approveAll();
    const first = (await group()).next!;
    await house.parts.relay.take(grid, first.id, now());
    await paste("钱七:\n救命，电梯困人了，1单元电梯");
    expect((await group()).next?.id).toBe(first.id);

    const colleague = await staff("grid");
    const forOthers = (await group(colleague)).next!;
    expect(forOthers).toMatchObject({ urgent: true, takenBy: null });
    await house.parts.relay.settle(colleague, forOthers.id, "sent", now());
    expect((await group(colleague)).next).toMatchObject({ id: first.id, takenBy: { staffId: grid.staffId } });
    await expect(house.parts.relay.take(colleague, first.id, now())).rejects.toMatchObject({ code: "POST_TAKEN" });
    house.clock.set(new Date(now().getTime() + 11 * 60_000));
    await house.parts.relay.take(colleague, first.id, now());
    expect((await group(colleague)).next).toMatchObject({ takenBy: { staffId: colleague.staffId } });
  });

  it("lets one of two who copy at the same moment have it", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await approveAll();
    const { id } = (await group()).next!;
    const take = (actor: Actor) =>
      house.parts.relay.take(actor, id, now()).then(
        () => "taken",
        ({ code }: { code: string }) => code,
      );
    expect((await Promise.all([grid, await staff("grid")].map(take))).sort()).toEqual(["POST_TAKEN", "taken"]);
  });

  it("offers nothing any more once the group is told to be silent or paused, and not in a heap later", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await approveAll();
    expect((await group()).waiting).toBe(1);
    await house.parts.directory.updateGroup(admin, groupId, { level: "listen" });
    await house.parts.directory.updateGroup(admin, groupId, { level: "proactive" });
    await pass(60);
    expect((await group()).waiting).toBe(0);

    await paste("赵六:\n1单元门口路面塌了个坑，车轮都陷进去了");
    await approveAll();
    expect((await group()).waiting).toBe(1);
    await house.parts.directory.updateGroup(admin, groupId, { status: "paused" });
    await house.parts.directory.updateGroup(admin, groupId, { status: "active" });
    await pass(60);
    expect((await group()).waiting).toBe(0);
  });

  it("is seen, settled and spoken for by the staff of its area alone", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await approveAll();
    const { id } = (await group()).next!;
    const { relay } = house.parts;
    const stranger = await staff("admin", "别处");
    const codeOf = ({ code }: { code: string }) => code;
    expect(await relay.groups(stranger, now())).toEqual([]);
    expect(await relay.group(stranger, groupId).catch(codeOf)).toBe("GROUP_NOT_FOUND");
    expect(await relay.take(stranger, id, now()).catch(codeOf)).toBe("POST_NOT_FOUND");
    expect(await relay.settle(stranger, id, "sent", now()).catch(codeOf)).toBe("POST_NOT_FOUND");
    expect(await relay.openGroup(stranger, { name: "群", areaPath, kind: "residents" }).catch(codeOf)).toBe(
      "NOT_ALLOWED",
    );
    const nowhere = `${areaPath}/没有这里`;
    expect(await relay.openGroup(admin, { name: "群", areaPath: nowhere, kind: "residents" }).catch(codeOf)).toBe(
      "INPUT_INVALID",
    );
    for (const none of ["999999", "no-such-id"]) {
      expect(await relay.settle(grid, none, "sent", now()).catch(codeOf)).toBe("POST_NOT_FOUND");
      expect(await relay.group(grid, none).catch(codeOf)).toBe("GROUP_NOT_FOUND");
    }
  });

  it("takes the word that a post was pasted though a colleague had let it go, and no word against that", async () => {
    await paste("王姐:\n2单元5楼楼道灯坏了");
    await approveAll();
    const { id } = (await group()).next!;
    const { relay } = house.parts;
    await relay.settle(grid, id, "dropped", now());
    await relay.settle(grid, id, "dropped", now());
    await relay.settle(admin, id, "sent", now());
    await expect(relay.settle(grid, id, "dropped", now())).rejects.toMatchObject({ code: "POST_NOT_FOUND" });
    await expect(relay.take(grid, id, now())).rejects.toMatchObject({ code: "POST_NOT_FOUND" });
  });
});
