import type { FastifyInstance } from "fastify";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Actor, actionForEvent, roleMay, roles } from "../../src/domain/authority.ts";
import { buildApp } from "../../src/http/app.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
let app: FastifyInstance;
beforeAll(async () => {
  house = await openHttpHouse();
  app = house.app;
});
afterAll(() => house.close());

/** Every route of the API with what it needs, as the server itself knows them. */
const routesOf = (built: HttpHouse) => built.routes.filter(({ url }) => url.startsWith("/api/"));

describe("the HTTP API", () => {
  it("lets nobody in who is not signed in, on any route that needs somebody", async () => {
    for (const { method, url, needs } of routesOf(house)) {
      if (needs === "nobody") continue;
      const { statusCode, json } = await app.inject({ method, url: url.replaceAll(/:\w+/g, "1") });
      expect([statusCode, json().code], `${method} ${url}`).toEqual([401, "NOT_SIGNED_IN"]);
    }
  });

  it("lets a role do on every route what the table says, and nothing else", async () => {
    for (const role of roles) {
      const cookie = await house.signInAs(role);
      for (const { method, url, needs } of routesOf(house)) {
        // A stream never ends by itself; it needs no more than a session, which the routes beside it show.
        if (needs === "nobody" || url === "/api/events" || (url === "/api/session" && method === "DELETE")) continue;
        const { statusCode } = await app.inject({ method, url: url.replaceAll(/:\w+/g, "1"), headers: { cookie } });
        const allowed = needs === "signed_in" || needs === "fresh_proof" || roleMay(role, needs);
        expect(statusCode === 403, `${role} ${method} ${url} → ${statusCode}`).toBe(!allowed);
      }
    }
  });

  it("refuses a page of another site that wants to change something", async () => {
    const cookie = await house.signInAs("admin");
    const headers = { cookie, "sec-fetch-site": "cross-site" };
    const { statusCode } = await app.inject({ method: "POST", url: "/api/parked/1/retry", headers });
    expect(statusCode).toBe(403);
    const old = { cookie, origin: "http://evil.example", host: "linli.example" };
    expect((await app.inject({ method: "POST", url: "/api/parked/1/retry", headers: old })).statusCode).toBe(403);
  });

  it("refuses at start a route that does not say what it needs", async () => {
    const careless = { prefix: "/api-too", plugin: async () => {} };
    const build = buildApp(house.deps, {
      logger: pino({ level: "silent" }),
      pagesFolder: null,
      mounted: [careless],
    }).then(async (built) => {
      await built.register(async (scope) => {
        scope.get("/api/careless", () => "hello");
      });
      await built.ready();
    });
    await expect(build).rejects.toThrow(/does not declare what it needs/);
  });

  it("signs in once by a link, out by a click, and keeps nothing that opens the door again", async () => {
    const token = await house.link("admin");
    const first = await app.inject({ method: "POST", url: "/api/session", payload: { token } });
    expect(first.statusCode).toBe(204);
    expect(first.headers["set-cookie"]).toMatch(/HttpOnly/);
    expect(first.headers["set-cookie"]).toMatch(/SameSite=Strict/);
    expect((await app.inject({ method: "POST", url: "/api/session", payload: { token } })).statusCode).toBe(401);
    const cookie = String(first.headers["set-cookie"]).split(";")[0]!;
    expect((await app.inject({ method: "DELETE", url: "/api/session", headers: { cookie } })).statusCode).toBe(204);
    expect((await app.inject({ method: "GET", url: "/api/me", headers: { cookie } })).statusCode).toBe(401);
  });

  it("shows a ticket without its reporter, and moves it once for a version", async () => {
    const cookie = await house.signInAs("grid");
    const { tickets } = (
      await app.inject({ method: "GET", url: "/api/tickets?status=draft", headers: { cookie } })
    ).json();
    const [draft] = tickets;
    const seen = await app.inject({ method: "GET", url: `/api/tickets/${draft.id}`, headers: { cookie } });
    expect(seen.statusCode).toBe(200);
    expect(seen.body).not.toContain(house.reporterRef);
    expect(seen.body).not.toContain(house.reporterNick);
    const press = () =>
      app.inject({
        method: "POST",
        url: `/api/tickets/${draft.id}/events`,
        headers: { cookie, "idempotency-key": "0197c0de-0000-7000-8000-000000000001" },
        payload: { event: "approve", version: draft.version },
      });
    const answers = await Promise.all([press(), press()]);
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409]);
  });

  it("hides a ticket of another area as if it did not exist", async () => {
    const cookie = await house.signInAs("grid", "别的社区");
    const all = await house.ticketIds();
    for (const id of all) {
      const there = await app.inject({ method: "GET", url: `/api/tickets/${id}`, headers: { cookie } });
      const none = await app.inject({
        method: "GET",
        url: "/api/tickets/0197c0de-0000-7000-8000-00000000dead",
        headers: { cookie },
      });
      expect(there.statusCode).toBe(404);
      expect(there.json().code).toBe(none.json().code);
    }
    expect((await app.inject({ method: "GET", url: "/api/tickets", headers: { cookie } })).json().tickets).toEqual([]);
  });

  it("answers garbage with a clear error, and goes on", async () => {
    const cookie = await house.signInAs("admin");
    const bad = [
      { method: "GET", url: "/api/tickets?status=magic" },
      { method: "GET", url: "/api/tickets?limit=99999" },
      { method: "GET", url: "/api/tickets/%00" },
      { method: "GET", url: "/api/tickets/not-a-uuid" },
      { method: "POST", url: "/api/tickets/x/events", payload: "{", headers: { "content-type": "application/json" } },
      { method: "PATCH", url: "/api/groups/1", payload: { level: { $ne: null } } },
      { method: "GET", url: "/api/nothing" },
    ] as const;
    for (const { headers, ...request } of bad.map((one) => ({ headers: {}, ...one }))) {
      const answer = await app.inject({ ...request, headers: { cookie, ...headers } });
      expect(answer.statusCode, `${request.method} ${request.url}: ${answer.body}`).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode, `${request.method} ${request.url}: ${answer.body}`).toBeLessThan(500);
      expect(answer.json()).toMatchObject({ code: expect.any(String), remedy: expect.any(String) });
    }
    expect((await app.inject({ method: "GET", url: "/readyz" })).statusCode).toBe(200);
  });

  it("names for every event that staff can cause an action of the table", () => {
    const actor: Actor = { staffId: "1", name: "", role: "admin", areaPath: "x", partyId: null };
    for (const action of Object.values(actionForEvent)) expect(roleMay(actor.role, action)).toBe(true);
  });
});
