import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { roles } from "../../src/domain/authority.ts";
import type { ChannelState, PersonalChannel } from "../../src/ports/personal-channel.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

const state: ChannelState = {
  ...{ step: "needs_login", since: new Date(), scanned: false, accountName: null, puppet: "some-puppet" },
  qr: { svg: "<svg>the login code</svg>", expiresAt: new Date(Date.now() + 60_000) },
  pausedUntil: "resumed",
};
const asked: string[] = [];
/** An account that waits for its code to be scanned: the port itself, spoken by the test. */
const personal: PersonalChannel = {
  platform: "wechat",
  account: "wechat",
  state: () => state,
  sight: () => ({ accountKey: "id:helper", refPrefix: "@self2/", rooms: [] }),
  renewQr: () => void asked.push("qr"),
  resumeSending: () => void asked.push("resume"),
};

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse({ personal });
});
afterAll(() => house.close());

const inject = (cookie: string, method: "GET" | "POST" | "DELETE", path = "", payload?: object) =>
  house.app.inject({ method, url: `/api/wechat${path}`, headers: { cookie }, ...(payload && { payload }) });

describe("the personal account over HTTP", () => {
  it("shows its login code to an admin, as a picture that nobody keeps", async () => {
    const answer = await inject(await house.signInAs("admin"), "GET");
    expect(answer.headers["cache-control"]).toBe("no-store");
    const { qr } = answer.json().account;
    expect(Buffer.from(qr.image.split(",")[1], "base64").toString()).toBe(state.qr?.svg);
    expect(qr.expiresAt).toBe(state.qr?.expiresAt.toISOString());
  });

  it("shows nothing of it to anybody else, there or on the status page, and lets nobody else touch it", async () => {
    const code = Buffer.from(state.qr!.svg).toString("base64");
    for (const role of roles.filter((one) => one !== "admin")) {
      const cookie = await house.signInAs(role);
      const answers = [
        await inject(cookie, "GET"),
        await inject(cookie, "POST", "/consent"),
        await inject(cookie, "DELETE", "/consent"),
        await inject(cookie, "POST", "/qr"),
        await inject(cookie, "POST", "/resume"),
        await inject(cookie, "POST", "/rooms", { groupId: "g", ref: "@self2/@@room" }),
      ];
      expect(answers.map(({ statusCode }) => statusCode)).toEqual(answers.map(() => 403));
      answers.push(await house.app.inject({ method: "GET", url: "/api/status", headers: { cookie } }));
      for (const { body } of answers) expect(body).not.toContain(code);
    }
    expect(asked).toEqual([]);
  });

  it("keeps which admin accepted the risk and when, until it is taken back", async () => {
    const cookie = await house.signInAs("admin");
    const consent = async () => (await inject(cookie, "GET")).json().account.consent;
    expect(await consent()).toBeNull();
    expect((await inject(cookie, "POST", "/consent")).statusCode).toBe(204);
    expect(await consent()).toEqual({ staffName: expect.stringMatching(/^admin/), acceptedAt: expect.any(String) });
    expect((await inject(cookie, "DELETE", "/consent")).statusCode).toBe(204);
    expect(await consent()).toBeNull();
  });

  it("passes on that a new code is wanted, and that it may speak again", async () => {
    const cookie = await house.signInAs("admin");
    expect((await inject(cookie, "GET")).json().account.pausedUntil).toBe("resumed");
    await inject(cookie, "POST", "/qr");
    await inject(cookie, "POST", "/resume");
    expect(asked).toEqual(["qr", "resume"]);
  });

  it("refuses to take a group for a room that is not suggested", async () => {
    const cookie = await house.signInAs("admin");
    const answer = await inject(cookie, "POST", "/rooms", {
      groupId: "0197c0de-0000-7000-8000-00000000dead",
      ref: "@self2/@@x",
    });
    expect([answer.statusCode, answer.json().code]).toEqual([404, "GROUP_NOT_FOUND"]);
  });
});
