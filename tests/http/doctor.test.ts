import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { CheckUpView } from "../../src/api/doctor.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
beforeAll(async () => {
  house = await openHttpHouse();
  const { records, directory } = house.deps;
  const bot = { platform: "telegram", account: "4242", since: new Date(), lastEventAt: null } as const;
  const notice = "机器人开着隐私模式\nPrivacy mode is on";
  await records.note([{ ...bot, state: "running", notice }], new Date());
  const [group] = await directory.groupsOf("sandbox");
  await directory.noteRights({ platform: "sandbox", account: "sandbox", ref: group!.ref }, false);
});
afterAll(() => house.close());

async function checkUpAs(role: Parameters<HttpHouse["signInAs"]>[0], areaPath?: string): Promise<CheckUpView> {
  const cookie = await house.signInAs(role, areaPath);
  return (await house.app.inject({ method: "GET", url: "/api/doctor", headers: { cookie } })).json();
}

describe("GET /api/doctor", () => {
  it("says the worst first, what it is and what to do, in both languages, and where", async () => {
    const { findings } = await checkUpAs("admin");
    expect(findings.map(({ severity }) => severity)).toEqual(
      findings.map(({ severity }) => severity).toSorted((a, b) => rank.indexOf(a) - rank.indexOf(b)),
    );
    expect(findings).toContainEqual({
      code: "channel_notice",
      severity: "act",
      zh: { what: "Telegram(4242)：机器人开着隐私模式", todo: expect.stringContaining("重启") },
      en: { what: "Telegram(4242): Privacy mode is on", todo: expect.any(String) },
      page: null,
    });
    expect(findings).toContainEqual(expect.objectContaining({ code: "group_muted", page: "groups" }));
  });

  it("names no group of another area", async () => {
    const theirs = await checkUpAs("grid");
    expect(theirs.findings.some(({ code }) => code.startsWith("group_"))).toBe(true);
    const others = await checkUpAs("grid", "别的社区");
    expect(others.findings.filter(({ code }) => !code.startsWith("channel_"))).toEqual([]);
  });
});

describe("GET /readyz", () => {
  it("stays ready and names the platforms from which nothing comes", async () => {
    const { records } = house.deps;
    const long = new Date(Date.now() - 3_600_000);
    const dead = { platform: "wecom", account: "b1", state: "waiting", since: long, lastEventAt: null } as const;
    await records.note([{ ...dead, notice: "no service" }], new Date());
    const answer = await house.app.inject({ method: "GET", url: "/readyz" });
    expect([answer.statusCode, answer.json()]).toEqual([200, { ready: true, deaf: ["wecom"] }]);
  });
});

describe("GET /api/groups", () => {
  it("tells who paused a group, and nothing of signs where the platform does not run", async () => {
    const cookie = await house.signInAs("admin");
    const read = async () =>
      (await house.app.inject({ method: "GET", url: "/api/groups", headers: { cookie } })).json() as { id: string }[];
    const [group] = await read();
    expect(group).toMatchObject({ status: "active", pausedBy: null, canReact: null });
    await house.app.inject({
      ...{ method: "PATCH", url: `/api/groups/${group!.id}`, headers: { cookie } },
      payload: { status: "paused" },
    });
    expect((await read()).find(({ id }) => id === group!.id)).toMatchObject({ status: "paused", pausedBy: "staff" });
  });
});

const rank = ["act", "watch", "fine"];
