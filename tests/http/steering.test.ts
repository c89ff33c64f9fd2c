import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FiguresView } from "../../src/api/figures.ts";
import type { TicketDetail, TicketList } from "../../src/api/tickets.ts";
import { chinaDay } from "../../src/domain/group.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

describe("finding one's way through the tickets", () => {
  let house: HttpHouse;
  let grid: string;
  let dispatcher: string;
  let elsewhere: string;
  let today: string;
  beforeAll(async () => {
    house = await openHttpHouse();
    grid = await house.signInAs("grid");
    dispatcher = await house.signInAs("dispatcher");
    elsewhere = await house.signInAs("dispatcher", "别处社区");
    today = chinaDay(house.clock.now());
  }, 60_000);
  afterAll(() => house?.close());

  const ask = (cookie: string, url: string, method: "GET" | "POST" | "DELETE" = "GET", payload?: object) =>
    house.app.inject({
      method,
      url,
      headers: { cookie, "idempotency-key": "7b0d3a35-4a6e-4c40-9f57-0f6c4f5a2c11" },
      ...(payload ? { payload } : {}),
    });
  const ticket = async (): Promise<TicketDetail> => {
    const { tickets } = (await ask(grid, "/api/tickets")).json<TicketList>();
    return (await ask(grid, `/api/tickets/${tickets[0]!.id}`)).json();
  };
  const figures = async (cookie: string) =>
    (await ask(cookie, `/api/figures?from=${today}&until=${today}`)).json<FiguresView>();

  it("keeps a view for its owner alone, one of each name", async () => {
    const keep = (query: string) => ask(grid, "/api/filters", "POST", { name: "超时的", query });
    await keep("late=now");
    const { id } = (await keep("late=resolve")).json<{ id: string }>();
    expect((await ask(grid, "/api/filters")).json()).toEqual([{ id, name: "超时的", query: "late=resolve" }]);
    expect((await ask(dispatcher, "/api/filters")).json()).toEqual([]);
    await ask(dispatcher, `/api/filters/${id}`, "DELETE");
    expect((await ask(grid, "/api/filters")).json()).toHaveLength(1);
    expect((await ask(grid, `/api/filters/${id}`, "DELETE")).statusCode).toBe(204);
    expect((await ask(grid, "/api/filters")).json()).toEqual([]);
  });

  it("counts what the list shows under the same filter, and nothing of another area", async () => {
    const before = await figures(grid);
    expect(before.weeks).toMatchObject([{ opened: 1, approved: 0 }]);
    expect(before.heat.cells).toMatchObject([{ category: "elevator", count: 1 }]);
    const { id, version } = await ticket();
    await ask(grid, `/api/tickets/${id}/events`, "POST", { event: "approve", version });
    const after = await figures(grid);
    expect(after.weeks).toMatchObject([{ opened: 1, approved: 1, asDrafted: 1 }]);
    expect(after.reviews).toEqual([{ readAs: "elevator", became: "elevator", count: 1 }]);
    expect(after.resolution).toMatchObject({ inTime: 0, late: 0, open: 1 });
    const listed = await ask(grid, `/api/tickets?review=as_drafted&openedFrom=${today}&openedUntil=${today}`);
    expect(listed.json<TicketList>().tickets.map((one) => one.id)).toEqual([id]);
    const other = await figures(elsewhere);
    expect([other.weeks, other.heat.cells, other.reviews]).toEqual([[], [], []]);
    const area = encodeURIComponent(after.areaPath);
    expect((await ask(elsewhere, `/api/figures?from=${today}&until=${today}&area=${area}`)).statusCode).toBe(403);
    expect((await ask(grid, `/api/figures?from=2020-01-01&until=${today}`)).statusCode).toBe(400);
  });

  it("gives tickets and figures out as files, to whoever may take them, and writes that down", async () => {
    const csv = await ask(dispatcher, `/api/tickets/export?format=csv&q=${encodeURIComponent("电梯")}`);
    expect(csv.body).toMatch(/^\ufeff编号,状态,类别,内容,/);
    expect(csv.body.trim().split("\r\n")).toHaveLength(2);
    expect(csv.headers["content-disposition"]).toMatch(/filename="linli-tickets-\d{4}-\d\d-\d\d\.csv"/);
    const xlsx = await ask(dispatcher, `/api/figures/export?from=${today}&until=${today}`);
    expect(xlsx.rawPayload.subarray(0, 2).toString()).toBe("PK");
    expect((await ask(grid, "/api/tickets/export")).json()).toMatchObject({ code: "NOT_ALLOWED" });
    const admin = await house.signInAs("admin");
    const log = (await ask(admin, "/api/audit?action=export_tickets")).json<{ entries: { detail: object }[] }>();
    expect(log.entries.map(({ detail }) => detail)).toEqual([{ rows: expect.any(Number) }, { rows: 1 }]);
  });

  it("takes a note and an urging, and refuses what may not stand on a card", async () => {
    const remark = async (body: object) => {
      const { id, version } = await ticket();
      return ask(grid, `/api/tickets/${id}/remarks`, "POST", { version, ...body });
    };
    const noted = (await remark({ remark: "note", text: "看过现场" })).json<TicketDetail>();
    expect(noted.timeline).toContainEqual(expect.objectContaining({ event: "noted", note: "看过现场" }));
    expect((await remark({ remark: "urge", text: "请今天到场" })).json<TicketDetail>().urged).toBe(1);
    expect((await remark({ remark: "tell", text: "请打 13800138000" })).json()).toMatchObject({
      code: "INPUT_INVALID",
    });
    const told = (await remark({ remark: "tell", text: "配件已订" })).json<TicketDetail>();
    expect(told.publicNote).toBe("配件已订");
    const { id } = told;
    const stale = await ask(grid, `/api/tickets/${id}/remarks`, "POST", { remark: "note", text: "x", version: 1 });
    expect(stale.json()).toMatchObject({ code: "TICKET_STALE" });
  });

  it("counts silence as unconfirmed, and never among the confirmed", async () => {
    const { id, version } = await ticket();
    const resolved = await ask(grid, `/api/tickets/${id}/events`, "POST", {
      event: "resolve",
      version,
      note: "修好了",
    });
    expect(resolved.statusCode).toBe(200);
    expect((await figures(grid)).outcomes).toMatchObject({ asked: 1, unconfirmed: 0 });
    house.clock.set(new Date(house.clock.now().getTime() + 4 * 24 * 3_600_000));
    await house.settle();
    const later = await house.signInAs("grid");
    const { outcomes } = await figures(later);
    expect(outcomes).toEqual({ confirmed: 0, firstTime: 0, half: 0, unconfirmed: 1, asked: 0, reopened: 0 });
    const silent = await ask(later, `/api/tickets?status=unconfirmed&openedFrom=${today}&openedUntil=${today}`);
    expect(silent.json<TicketList>().tickets.map((one) => one.id)).toEqual([id]);
  });
});
