import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { FormCodeView } from "../../src/api/forms.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
let areaPath: string;
beforeAll(async () => {
  house = await openHttpHouse();
  const groups = await house.deps.directory.groupsOf("sandbox");
  areaPath = groups.find(({ kind }) => kind === "residents")!.areaPath!;
});
afterAll(() => house.close());

const as = async (...who: Parameters<HttpHouse["signInAs"]>) => ({ cookie: await house.signInAs(...who) });

describe("/api/forms", () => {
  it("makes a code, prints its poster, replaces it, and prints no poster of one that has ended", async () => {
    const headers = await as("admin");
    const made = await house.app.inject({
      method: "POST",
      url: "/api/forms",
      headers,
      payload: { areaPath, days: 30 },
    });
    const code = made.json<FormCodeView>();
    expect(code).toMatchObject({ areaPath, isLive: true, reports: 0, revokedAt: null });
    expect(code.address).toMatch(/^https:\/\/linli\.example\.cn\/f\/[2-9A-Z]{20}$/);

    const url = `/api/forms/${code.id}/poster.pdf`;
    const poster = await house.app.inject({ url, headers });
    expect([poster.statusCode, poster.headers["content-type"]]).toEqual([200, "application/pdf"]);
    expect(poster.rawPayload.subarray(0, 5).toString()).toBe("%PDF-");
    expect(poster.rawPayload.length).toBeLessThan(200_000);

    const next = await house.app.inject({ method: "POST", url: `/api/forms/${code.id}/rotate`, headers });
    expect(next.json()).toMatchObject({ areaPath, isLive: true, expiresAt: code.expiresAt });
    expect(next.json<FormCodeView>().id).not.toBe(code.id);
    expect((await house.app.inject({ url, headers })).statusCode).toBe(404);
    const all = (await house.app.inject({ url: "/api/forms", headers })).json<FormCodeView[]>();
    expect(all.map(({ isLive }) => isLive).sort()).toEqual([false, true]);
  });

  it("is nothing to an admin of another area, and refuses areas that are not", async () => {
    const payload = { areaPath };
    const elsewhere = await as("admin", "别的社区");
    const make = (headers: { cookie: string }, body: object) =>
      house.app.inject({ method: "POST", url: "/api/forms", headers, payload: body });
    expect((await make(elsewhere, payload)).statusCode).toBe(403);
    expect((await house.app.inject({ url: "/api/forms", headers: elsewhere })).json()).toEqual([]);
    const headers = await as("admin");
    expect((await make(headers, { areaPath: `${areaPath}/没有这栋` })).json().code).toBe("INPUT_INVALID");
    expect((await make(headers, { areaPath, days: 0 })).statusCode).toBe(400);
  });

  it("shows what was handed in to those who may see the ticket, and to nobody else", async () => {
    const [ticketId] = await house.ticketIds();
    const url = `/api/tickets/${ticketId}/files`;
    expect((await house.app.inject({ url, headers: await as("grid") })).json()).toEqual([]);
    expect((await house.app.inject({ url, headers: await as("grid", "别的社区") })).statusCode).toBe(404);
    const none = `${url}/0197c0de-0000-7000-8000-00000000dead`;
    expect((await house.app.inject({ url: none, headers: await as("grid") })).json().code).toBe("NOT_FOUND");
  });
});
