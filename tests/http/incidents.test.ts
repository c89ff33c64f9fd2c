import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { AuditPage } from "../../src/api/audit.ts";
import type { TicketDetail } from "../../src/api/tickets.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

/** A weekday morning in China: no group sleeps, and both may be told. */
const morning = new Date("2026-11-23T02:00:00Z");

describe("an incident of two groups, over HTTP", () => {
  let house: HttpHouse;
  let grid: string;
  let ids: readonly string[];
  beforeAll(async () => {
    house = await openHttpHouse({}, { now: morning });
    grid = await house.signInAs("grid");
    const { senderRef, nick } = { senderRef: "another", nick: "5-301" };
    const [, otherRef] = house.house.groupRefs.values();
    house.house.platform.chat.say(otherRef!, { text: "我们这边电梯也停了", senderRef, nick });
    await house.settle();
    house.clock.set(new Date(morning.getTime() + 60_000));
    await house.settle();
    ids = await house.ticketIds();
  }, 60_000);
  afterAll(() => house?.close());

  const send = (cookie: string, path: string, payload: object) =>
    house.app.inject({
      ...{ method: "POST", url: `/api/tickets/${path}`, payload },
      headers: { cookie, "idempotency-key": "7b0d3a35-4a6e-4c40-9f57-0f6c4f5a2c11" },
    });
  const seen = async (id: string, cookie = grid): Promise<TicketDetail> =>
    (await house.app.inject({ url: `/api/tickets/${id}`, headers: { cookie } })).json();
  const part = async (cookie: string, id: string) =>
    send(cookie, `${id}/remarks`, { remark: "part", text: "另一部电梯，原因不同", version: (await seen(id)).version });

  it("shows, while a decision on it can be taken back, what each of its groups will read", async () => {
    const [first, second] = ids as [string, string];
    const { version } = await seen(first);
    await send(grid, `${first}/events`, { event: "approve", version });
    const joined = await send(grid, `${second}/events`, {
      ...{ event: "merge", intoTicketId: first, undoable: true },
      version: (await seen(second)).version,
    });
    expect(joined.json<TicketDetail>().incident?.tickets.map(({ id }) => id)).toEqual([first]);
    const { undo, group } = joined.json<TicketDetail>();
    expect(undo?.posts.map((post) => post.group.name)).toContain(group?.name);
    const together = await send(grid, `${first}/events`, {
      ...{ event: "escalate", reason: "需要专项资金", undoable: true },
      version: (await seen(first)).version,
    });
    const told = new Set(together.json<TicketDetail>().undo?.posts.map((post) => post.group.name));
    expect(told).toEqual(new Set([group?.name, (await seen(first)).group?.name]));
    expect(together.json<TicketDetail>().undo?.posts.filter(({ edits }) => edits)).not.toEqual([]);
  });

  it("lets a ticket that was joined by mistake leave it, with a reason that is kept, and only for who may approve", async () => {
    const [first, second] = ids as [string, string];
    const before = await seen(second);
    expect(before.canRemark.part).toBeNull();
    const auditor = await house.signInAs("auditor");
    expect((await seen(second, auditor)).canRemark.part).toBe("right");
    expect((await part(auditor, second)).json().code).toBe("NOT_ALLOWED");
    expect((await part(await house.signInAs("grid", "别处社区"), second)).statusCode).toBe(404);

    const parted = (await part(grid, second)).json<TicketDetail>();
    expect(parted).toMatchObject({ incident: null, status: before.status, resolveDueAt: before.resolveDueAt });
    expect(parted.timeline.filter(({ type }) => type === "event").at(-1)).toMatchObject({
      event: "other_incident",
      note: "另一部电梯，原因不同",
    });
    expect((await seen(first)).incident).toBeNull();
    expect((await part(grid, second)).json().code).toBe("TICKET_REMARK_REFUSED");
    expect((await seen(second)).canRemark.part).toBe("alone");

    const log = await house.app.inject({ url: "/api/audit", headers: { cookie: auditor } });
    const events = log.json<AuditPage>().entries.map(({ detail }) => detail.events);
    expect(events).toContainEqual(["other_incident"]);
  });
});
