import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { totpCode } from "../../adapters/credentials/totp.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

const password = "槐树 bicycle nine lamps";
const minuteMs = 60_000;

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
});
afterAll(() => house.close());

/** Pages of one browser; each test's address is its own, so that none waits for another. */
function browser(cookie: string, remoteAddress = "10.0.0.1") {
  const ask = (method: "GET" | "POST" | "PATCH" | "DELETE", url: string, payload?: object) =>
    house.app.inject({ method, url, remoteAddress, headers: { cookie }, ...(payload ? { payload } : {}) });
  return {
    cookie,
    get: (url: string) => ask("GET", url),
    post: (url: string, body?: object) => ask("POST", url, body),
    patch: (url: string, body: object) => ask("PATCH", url, body),
    delete: (url: string) => ask("DELETE", url),
    async isIn() {
      return (await ask("GET", "/api/me")).statusCode === 200;
    },
  };
}

/** Lets time pass. */
function pass(ms: number): void {
  house.clock.set(new Date(house.clock.now().getTime() + ms));
}

/** Knocks come from an address each: many in a minute from one are refused before they are looked at. */
let knocks = 0;

function knock(body: object, remoteAddress = `10.0.9.${++knocks}`, cookie = "") {
  const headers = { cookie, "user-agent": "Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36" };
  return house.app.inject({ method: "POST", url: "/api/session", payload: body, remoteAddress, headers });
}

async function signInBy(body: object, remoteAddress?: string) {
  const answer = await knock(body, remoteAddress);
  expect(answer.statusCode, answer.body).toBe(204);
  return browser(String(answer.headers["set-cookie"]).split(";")[0]!, remoteAddress);
}

/** Somebody who came in by a link and has chosen a password. */
async function settled(account: string, role: "grid" | "admin" | "auditor" = "grid", areaPath?: string) {
  const invited = browser(await house.signInAs(role, areaPath));
  expect((await invited.post("/api/account/password", { account, password })).statusCode).toBe(204);
  return invited;
}

/** Sets up a second factor, and gives its secret and recovery codes. */
async function withSecondFactor(who: ReturnType<typeof browser>) {
  const { secret } = (await who.post("/api/account/totp")).json();
  const code = totpCode(secret, Math.floor(house.clock.now().getTime() / 30_000));
  const { recoveryCodes } = (await who.post("/api/account/totp/confirm", { code })).json();
  return { secret, recoveryCodes, codeNow: () => totpCode(secret, Math.floor(house.clock.now().getTime() / 30_000)) };
}

describe("signing in by a password", () => {
  it("opens after an invitation, by account and password, however the account is typed", async () => {
    await settled("zhao.min");
    const back = await signInBy({ account: " Zhao.Min ", password });
    expect(await back.isIn()).toBe(true);
  });

  it("refuses a password that is short, common or the person's own name, and an account that somebody has", async () => {
    await settled("first.come");
    const second = browser(await house.signInAs("grid"));
    const set = (account: string, chosen: string) =>
      second.post("/api/account/password", { account, password: chosen });
    expect((await set("second", "Kd8#xQ!2")).json().code).toBe("PASSWORD_REFUSED");
    expect((await set("second", "password1234")).json().code).toBe("PASSWORD_REFUSED");
    expect((await set("second", "my second bicycle")).json().code).toBe("PASSWORD_REFUSED");
    expect((await set("First.Come", password)).json().code).toBe("ACCOUNT_TAKEN");
  });

  it("answers a wrong password and an account that does not exist in the same words", async () => {
    await settled("known");
    const wrong = await knock({ account: "known", password: "something else" }, "10.0.1.1");
    const nobody = await knock({ account: "nobody", password: "something else" }, "10.0.1.2");
    expect([wrong.statusCode, wrong.json().code]).toEqual([401, "SIGN_IN_REFUSED"]);
    expect(nobody.body).toBe(wrong.body);
  });

  it("asks for the second factor once it is set up, and takes each code and each recovery code once", async () => {
    const who = await settled("two.steps");
    const { recoveryCodes, codeNow } = await withSecondFactor(who);
    expect(recoveryCodes).toHaveLength(10);
    const account = { account: "two.steps", password };
    expect((await knock(account)).json().code).toBe("SECOND_FACTOR_NEEDED");
    expect((await knock({ ...account, code: codeNow() })).statusCode).toBe(401);

    pass(minuteMs);
    await signInBy({ ...account, code: codeNow() });
    expect((await knock({ ...account, code: codeNow() })).json().code).toBe("SIGN_IN_REFUSED");

    const lost = { ...account, code: recoveryCodes[3].toLowerCase() };
    await signInBy(lost);
    expect((await knock(lost)).json().code).toBe("SIGN_IN_REFUSED");
    expect((await who.get("/api/account")).json().recoveryCodesLeft).toBe(9);
  });

  it("slows down who guesses, also with fifteen guesses at once, and lets the owner in from elsewhere", async () => {
    await settled("guessed.at");
    const guess = (n: number) => knock({ account: "guessed.at", password: `wrong guess ${n}` }, "10.0.2.1");
    const answers = await Promise.all(Array.from({ length: 15 }, (_, n) => guess(n)));
    const looked = answers.filter(({ statusCode }) => statusCode === 401).length;
    expect(looked).toBeLessThanOrEqual(5);
    expect(answers.filter(({ statusCode }) => statusCode === 429)).toHaveLength(15 - looked);
    await signInBy({ account: "guessed.at", password }, "10.0.2.2");

    pass(minuteMs);
    expect((await knock({ account: "guessed.at", password }, "10.0.2.1")).statusCode).toBe(204);
  });
});

describe("sessions", () => {
  it("begin under a new token in place of the old one", async () => {
    const before = await settled("rotates");
    const answer = await knock({ account: "rotates", password }, undefined, before.cookie);
    expect(String(answer.headers["set-cookie"])).not.toContain(before.cookie);
    expect(await before.isIn()).toBe(false);
  });

  it("are seen by their owner, who ends one or all the others", async () => {
    const desk = await settled("three.browsers");
    const [phone, home] = [
      await signInBy({ account: "three.browsers", password }),
      await signInBy({ account: "three.browsers", password }),
    ];
    const { sessions } = (await desk.get("/api/account")).json();
    expect(sessions).toHaveLength(3);
    expect(sessions.filter(({ isHere }: { isHere: boolean }) => isHere)).toHaveLength(1);
    expect(sessions.map(({ device }: { device: string }) => device)).toContain("Chrome · Windows");

    const { sessions: asPhone } = (await phone.get("/api/account")).json();
    const phoneId = asPhone.find(({ isHere }: { isHere: boolean }) => isHere).id;
    expect((await desk.delete(`/api/account/sessions/${phoneId}`)).statusCode).toBe(204);
    expect([await phone.isIn(), await home.isIn()]).toEqual([false, true]);
    expect((await desk.delete("/api/account/sessions")).statusCode).toBe(204);
    expect([await home.isIn(), await desk.isIn()]).toEqual([false, true]);
  });

  it("are nobody else's to end, but an admin's of the area", async () => {
    const one = await settled("mine");
    const { sessions } = (await one.get("/api/account")).json();
    const other = await settled("not.mine");
    expect((await other.delete(`/api/account/sessions/${sessions[0].id}`)).statusCode).toBe(404);

    const admin = browser(await house.signInAs("admin"));
    const member = await memberOf(admin, one);
    const stranger = browser(await house.signInAs("admin", "别的社区"));
    expect((await stranger.post(`/api/staff/${member}/end-sessions`)).statusCode).toBe(404);
    expect(await one.isIn()).toBe(true);
    expect((await admin.post(`/api/staff/${member}/end-sessions`)).statusCode).toBe(204);
    expect(await one.isIn()).toBe(false);
  });

  it("end at once, links and all, when somebody leaves, and open again when they come back", async () => {
    const admin = browser(await house.signInAs("admin"));
    const leaver = await settled("leaver");
    const member = await memberOf(admin, leaver);
    const { url } = (await admin.post(`/api/staff/${member}/sign-in-link`)).json();
    expect((await admin.patch(`/api/staff/${member}`, { active: false })).statusCode).toBe(204);
    expect(await leaver.isIn()).toBe(false);
    expect((await knock({ account: "leaver", password })).json().code).toBe("SIGN_IN_REFUSED");
    expect((await knock({ token: url.split("#")[1] })).statusCode).toBe(401);

    await admin.patch(`/api/staff/${member}`, { active: true });
    expect((await knock({ token: url.split("#")[1] })).statusCode).toBe(401);
    await signInBy({ account: "leaver", password });
    const self = await memberOf(admin, admin);
    expect((await admin.patch(`/api/staff/${self}`, { active: false })).json().code).toBe("NOT_ALLOWED");
  });

  it("are ended elsewhere by a new password", async () => {
    const desk = await settled("new.password");
    const phone = await signInBy({ account: "new.password", password });
    await desk.post("/api/account/password", { account: "new.password", password: `${password} and more` });
    expect([await desk.isIn(), await phone.isIn()]).toEqual([true, false]);
  });

  it("travel in a cookie that scripts and other sites do not get, and over https nowhere else", async () => {
    await settled("cookie");
    const plain = await knock({ account: "cookie", password });
    expect(plain.headers["set-cookie"]).toMatch(/HttpOnly; SameSite=Strict/);
    const secure = await house.app.inject({
      method: "POST",
      url: "/api/session",
      payload: { account: "cookie", password },
      remoteAddress: "127.0.0.1",
      headers: { "x-forwarded-proto": "https" },
    });
    expect(secure.headers["set-cookie"]).toMatch(/Secure/);
    const me = await browser(String(plain.headers["set-cookie"]).split(";")[0]!).get("/api/me");
    expect(me.headers["cache-control"]).toBe("no-store");
  });
});

describe("what a session alone is not enough for", () => {
  it("asks for a proof after ten minutes, takes the password or a code, and asks nobody before", async () => {
    const who = await settled("asked.again", "admin");
    const { codeNow } = await withSecondFactor(who);
    const member = await memberOf(who, who);
    const link = () => who.post(`/api/staff/${member}/sign-in-link`);
    expect((await link()).statusCode).toBe(200);

    pass(10 * minuteMs);
    expect((await link()).json().code).toBe("PROOF_NEEDED");
    expect((await who.get("/api/staff")).statusCode).toBe(200);
    expect((await who.post("/api/session/proof", { password: "something else" })).json().code).toBe("SIGN_IN_REFUSED");
    expect((await link()).json().code).toBe("PROOF_NEEDED");
    expect((await who.post("/api/session/proof", { password })).statusCode).toBe(204);
    expect((await link()).statusCode).toBe(200);

    pass(10 * minuteMs);
    expect((await who.post("/api/session/proof", { code: codeNow() })).statusCode).toBe(204);
    expect((await link()).statusCode).toBe(200);
  });

  it("shows who reported to those who handle it, for a reason, counted and written down, and to no admin", async () => {
    const [ticketId] = await house.ticketIds();
    const reveal = (who: ReturnType<typeof browser>, reason: string) =>
      who.post(`/api/tickets/${ticketId}/reveal`, { reason });
    const grid = browser(await house.signInAs("grid"));
    expect((await reveal(grid, "")).statusCode).toBe(400);
    const seen = await reveal(grid, "电话回访维修情况");
    expect(seen.json()).toMatchObject({ nick: house.reporterNick, senderRef: house.reporterRef, timesRevealed: 1 });
    expect((await reveal(grid, "再次回访 13800138000")).json().timesRevealed).toBe(2);
    for (const role of ["admin", "auditor", "party"] as const)
      expect((await reveal(browser(await house.signInAs(role)), "想看看是谁")).statusCode).toBe(403);
    expect((await reveal(browser(await house.signInAs("grid", "别的社区")), "想看看是谁")).statusCode).toBe(404);

    const auditor = browser(await house.signInAs("auditor"));
    const { entries } = (await auditor.get("/api/audit?action=reveal_reporter")).json();
    expect(entries.map(({ object }: { object: string }) => object)).toEqual(Array(2).fill(`ticket ${ticketId}`));
    expect(entries[1].detail).toEqual({ reason: "电话回访维修情况" });
    expect(JSON.stringify(entries)).not.toContain("13800138000");
    expect(JSON.stringify(entries)).not.toContain(house.reporterNick);
  });
});

describe("pages of another site", () => {
  it("change nothing: by the browser's own word, by the origin, and on every route that changes something", async () => {
    const { cookie } = await settled("csrf");
    for (const { method, url, needs } of house.routes) {
      if (!url.startsWith("/api/") || method === "GET" || needs === "nobody") continue;
      const at = url.replaceAll(/:\w+/g, "1");
      for (const headers of [
        { cookie, "sec-fetch-site": "cross-site" },
        { cookie, "sec-fetch-site": "same-site" },
        { cookie, origin: "http://evil.example", host: "linli.example" },
        { cookie, origin: "null", host: "linli.example" },
      ])
        expect((await house.app.inject({ method, url: at, headers })).statusCode, `${method} ${url}`).toBe(403);
    }
    expect(await browser(cookie).isIn()).toBe(true);
  });
});

/** The id by which an admin knows whoever sits at a browser. */
async function memberOf(admin: ReturnType<typeof browser>, who: ReturnType<typeof browser>): Promise<string> {
  const { staffId } = (await who.get("/api/me")).json();
  const staff = (await admin.get("/api/staff")).json() as { id: string }[];
  expect(staff.map(({ id }) => id)).toContain(staffId);
  return staffId;
}
