import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { HeardWords, RelayGroupView } from "../../src/api/relay.ts";
import { type HttpHouse, openHttpHouse } from "../support/http-house.ts";

let house: HttpHouse;
let admin: string;
let estate: string;
beforeAll(async () => {
  house = await openHttpHouse();
  admin = await house.signInAs("admin");
  estate = (await ask<string[]>(admin, "GET", "/api/areas")).body[0]!;
});
afterAll(() => house.close());

async function ask<T>(cookie: string, method: "GET" | "POST", url: string, payload?: object) {
  const answer = await house.app.inject({ method, url, headers: { cookie }, ...(payload && { payload }) });
  return { status: answer.statusCode, body: (answer.body === "" ? null : answer.json()) as T };
}
const groups = async (cookie: string) => (await ask<RelayGroupView[]>(cookie, "GET", "/api/relay/groups")).body;

/** A group of the relay, where somebody cries for help: what is said to that is said at any hour. */
async function groupInNeed(): Promise<string> {
  const made = await ask<{ id: string }>(admin, "POST", "/api/relay/groups", {
    ...{ name: "微信群", areaPath: estate, kind: "residents" },
  });
  expect(made.status).toBe(201);
  const text = "王姐 2026-11-22 09:01\n救命，电梯困人了";
  const heard = await ask<HeardWords>(admin, "POST", `/api/relay/groups/${made.body.id}/words`, { text });
  expect(heard).toMatchObject({ status: 200, body: [{ speaker: "王姐", text: "救命，电梯困人了", ours: false }] });
  await house.settle();
  return made.body.id;
}

describe("the relay over HTTP", () => {
  it("shows what to paste, lets one person take it, and marks it sent once by that word alone", async () => {
    const id = await groupInNeed();
    const [one, other] = await Promise.all([house.signInAs("grid"), house.signInAs("dispatcher")]);
    const next = (await groups(one)).find((group) => group.id === id)!.next!;
    expect(next).toMatchObject({ urgent: true, takenBy: null, parts: [expect.stringMatching(/119|96333|110|120/)] });

    const take = (cookie: string) => ask(cookie, "POST", `/api/relay/posts/${next.id}/take`);
    expect((await take(one)).status).toBe(204);
    expect(await take(other)).toMatchObject({ status: 409, body: { code: "POST_TAKEN" } });
    const seen = (await groups(other)).find((group) => group.id === id)!.next;
    expect(seen).toMatchObject({ id: next.id, takenBy: { mine: false } });

    const settle = () => ask(one, "POST", `/api/relay/posts/${next.id}/settle`, { as: "sent" });
    expect([(await settle()).status, (await settle()).status]).toEqual([204, 204]);
    expect((await groups(one)).find((group) => group.id === id)?.next?.id).not.toBe(next.id);
  });

  it("shows and takes nothing outside the reader's area", async () => {
    const id = await groupInNeed();
    const { next } = (await groups(admin)).find((group) => group.id === id)!;
    const stranger = await house.signInAs("grid", "别的社区");
    expect(await groups(stranger)).toEqual([]);
    const refused = await Promise.all([
      ask(stranger, "POST", `/api/relay/posts/${next!.id}/take`),
      ask(stranger, "POST", `/api/relay/posts/${next!.id}/settle`, { as: "sent" }),
      ask(stranger, "POST", `/api/relay/groups/${id}/words`, { text: "在吗" }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([404, 404, 404]);
    const far = await house.signInAs("admin", "别的社区");
    const made = await ask(far, "POST", "/api/relay/groups", { name: "群", areaPath: estate, kind: "residents" });
    expect(made.status).toBe(403);
  });

  it("refuses a group without a name or in no area, and a paste of nothing", async () => {
    const make = (body: object) => ask(admin, "POST", "/api/relay/groups", { kind: "residents", ...body });
    expect((await make({ name: "  ", areaPath: estate })).status).toBe(400);
    expect((await make({ name: "群", areaPath: `${estate}/没有` })).status).toBe(400);
    const id = await groupInNeed();
    expect((await ask(admin, "POST", `/api/relay/groups/${id}/words`, { text: "" })).status).toBe(400);
  });
});
