import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PersonOutlineView } from "../../src/api/people.ts";
import type { TicketDetail } from "../../src/api/tickets.ts";
import { erasedMark } from "../../src/domain/person.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

describe("the rights of a resident, over HTTP", () => {
  let house: HttpHouse;
  let admin: string;
  let ticketId: string;
  beforeAll(async () => {
    house = await openHttpHouse();
    admin = await house.signInAs("admin");
    ticketId = (await house.ticketIds())[0]!;
  }, 60_000);
  afterAll(() => house?.close());

  const ask = (cookie: string, what: "outline" | "export" | "erase", payload: object) =>
    house.app.inject({ method: "POST", url: `/api/tickets/${ticketId}/person/${what}`, headers: { cookie }, payload });
  const detail = async () =>
    (await house.app.inject({ url: `/api/tickets/${ticketId}`, headers: { cookie: admin } })).json<TicketDetail>();
  const reason = "本人到窗口申请";

  it("are served by an admin who has just proved who they are, and by nobody else", async () => {
    for (const role of ["grid", "dispatcher", "party", "auditor"] as const) {
      const cookie = await house.signInAs(role);
      expect((await ask(cookie, "export", { reason, format: "json" })).json()).toMatchObject({ code: "NOT_ALLOWED" });
      expect((await ask(cookie, "erase", { reason, names: [], confirm: "" })).json()).toMatchObject({
        code: "NOT_ALLOWED",
      });
    }
    const stale = await house.signInAs("admin");
    const now = house.clock.now();
    house.clock.set(new Date(now.getTime() + 11 * 60_000));
    for (const [what, body] of [
      ["outline", { names: [] }],
      ["export", { reason, format: "json" }],
      ["erase", { reason, names: [], confirm: "" }],
    ] as const)
      expect((await ask(stale, what, body)).json()).toMatchObject({ code: "PROOF_NEEDED" });
    house.clock.set(now);
  });

  it("give everything out as data or as tables, for a reason", async () => {
    expect((await ask(admin, "export", { reason: "", format: "json" })).json()).toMatchObject({
      code: "INPUT_INVALID",
    });
    const data = await ask(admin, "export", { reason, format: "json" });
    expect(data.headers["content-disposition"]).toMatch(/filename="linli-person-\d{4}-\d\d-\d\d\.json"/);
    expect(data.headers["cache-control"]).toBe("no-store");
    expect(data.json()).toMatchObject({
      accounts: [{ senderRef: house.reporterRef, names: [house.reporterNick] }],
      tickets: [{ part: "reporter", evidence: [{ text: "电梯坏了" }] }],
    });
    const tables = await ask(admin, "export", { reason, format: "xlsx" });
    expect(tables.rawPayload.subarray(0, 2).toString()).toBe("PK");
  });

  it("erase only what was looked at and confirmed by the ticket's code, and leave the ticket as nobody's", async () => {
    const before = await detail();
    const outline = (await ask(admin, "outline", { names: [] })).json<PersonOutlineView>();
    expect(outline).toMatchObject({ accounts: 1, tickets: 1, openCodes: [before.code] });
    const erase = (confirm: string) => ask(admin, "erase", { reason, names: [], confirm });
    expect((await erase("是的")).json()).toMatchObject({ code: "INPUT_INVALID" });
    expect((await detail()).summary).toBe(before.summary);
    expect((await erase(before.code.toLowerCase())).json()).toEqual(outline);
    const after = await detail();
    expect(after).toMatchObject({ code: before.code, category: before.category, summary: erasedMark });
    expect((await erase(before.code)).json()).toMatchObject({ code: "PERSON_ERASED" });
    expect((await ask(admin, "export", { reason, format: "json" })).json()).toMatchObject({ code: "PERSON_ERASED" });
  });

  it("edit the card in the staff group, which went on quoting them", async () => {
    await house.settle();
    const shown = [...house.house.groupRefs.values()].flatMap((ref) => house.house.platform.chat.posts(ref));
    const cards = shown.filter(({ text }) => text.includes("编号"));
    expect(cards.length).toBeGreaterThan(0);
    for (const { text } of cards) expect(text).not.toContain("「电梯坏了」");
    expect(cards.some(({ text }) => text.includes(erasedMark))).toBe(true);
  });
});
