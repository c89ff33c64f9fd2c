import { describe, expect, it, onTestFinished } from "vitest";
import type { SandboxLog } from "../../src/ports/sandbox-log.ts";
import { deferred, postIn } from "../contracts/chat-platform-bench.ts";
import { openSandboxApp, type SandboxApp, type SandboxAppOptions } from "../support/sandbox-app.ts";
import { followStream } from "../support/server-sent-events.ts";

const wang = { senderRef: "u1", nick: "3-2-501 王姐" };

describe("the sandbox's routes", () => {
  it("list the groups and who one can be", async () => {
    const personas = [
      { ref: "u1", nick: "3-2-501 王姐", role: "resident", about: "热心，打字快", groupIds: ["id-g1"] },
      { ref: "s1", nick: "网格员小刘", role: "staff", about: "管三栋楼", groupIds: [] },
    ] as const;
    const { get } = await opened({ personas: personas.map((one) => ({ ...one, groupIds: [...one.groupIds] })) });
    expect(await get("/groups")).toMatchObject({
      status: 200,
      body: [
        { id: "id-g1", ref: "g1", name: "幸福里3号楼业主群", kind: "residents", members: 3 },
        { id: "id-s1", members: 2 },
      ],
    });
    expect(await get("/personas")).toEqual({ status: 200, body: personas });
  });

  it("answer 201 once the house has kept the message, and show it", async () => {
    const { post, get, events } = await opened();
    const said = { ...wang, ref: "m1", kind: "image", text: "[图片] 电梯门口一滩水", picture: "lift-puddle" };
    expect(await post("/groups/id-g1/messages", said)).toEqual({ status: 201, body: { messageRef: "m1" } });
    expect(events).toMatchObject([{ type: "message", groupRef: "g1", groupName: "幸福里3号楼业主群", kind: "image" }]);
    const { body } = await get("/groups/id-g1/messages");
    expect(body).toMatchObject([{ ref: "m1", groupRef: "g1", picture: "lift-puddle", fromBot: false, editedAt: null }]);
    expect(body[0]).not.toHaveProperty("sendKey");
  });

  it("take the same ref as the same message", async () => {
    const { post, get } = await opened();
    for (const _ of [1, 2]) await post("/groups/id-g1/messages", { ...wang, ref: "m1", text: "停水了" });
    expect((await get("/groups/id-g1/messages")).body).toHaveLength(1);
  });

  it("keep the time a replayed message was said at", async () => {
    const { post, get } = await opened();
    await post("/groups/id-g1/messages", { ...wang, text: "停水了", at: "2026-07-03T19:02:11+08:00" });
    expect((await get("/groups/id-g1/messages")).body).toMatchObject([{ at: "2026-07-03T11:02:11.000Z" }]);
  });

  it("page backwards by position", async () => {
    const { post, get } = await opened();
    for (const ref of ["m1", "m2", "m3"]) await post("/groups/id-g1/messages", { ...wang, ref, text: ref });
    const { body: last } = await get("/groups/id-g1/messages?limit=1");
    expect(last).toMatchObject([{ ref: "m3" }]);
    const { body: before } = await get(`/groups/id-g1/messages?before=${last[0].position}`);
    expect(before).toMatchObject([{ ref: "m1" }, { ref: "m2" }]);
  });

  it("change and take back one's own message", async () => {
    const { post, get, events } = await opened();
    await post("/groups/id-g1/messages", { ...wang, ref: "m1", text: "3栋停水" });
    const edit = { ref: "m1", senderRef: "u1", text: "5栋停水" };
    expect(await post("/groups/id-g1/edits", edit)).toMatchObject({ status: 201 });
    expect((await get("/groups/id-g1/messages")).body).toMatchObject([
      { text: "5栋停水", editedAt: expect.any(String) },
    ]);
    const others = await post("/groups/id-g1/recalls", { ref: "m1", senderRef: "u2" });
    expect(others).toMatchObject({ status: 403, body: { code: "NOT_ALLOWED" } });
    expect(await post("/groups/id-g1/recalls", { ref: "m1", senderRef: "u1" })).toMatchObject({ status: 201 });
    expect((await get("/groups/id-g1/messages")).body).toMatchObject([{ text: "", recalled: true }]);
    expect(events.map(({ type }) => type)).toEqual(["message", "edit", "recall"]);
  });

  it("carry a press to the house and its answer back", async () => {
    const { post, presses, platform } = await opened();
    const sent = await platform.send(postIn("s1", { choices: [{ label: "通过", token: "t1" }] }));
    const messageRef = sent.status === "sent" ? sent.messageRefs[0] : "";
    const answer = await post("/groups/id-s1/presses", { messageRef, token: "t1", senderRef: "s1" });
    expect(answer).toEqual({ status: 200, body: { text: "已记下" } });
    expect(presses).toMatchObject([{ groupRef: "s1", messageRef, token: "t1", senderRef: "s1" }]);
  });

  it("open an estate once and then take its chats", async () => {
    const { post, get } = await opened();
    const estate = {
      id: "yl",
      name: "园林新村",
      community: "园林社区",
      kind: "none",
      areas: [{ path: "园林新村/1号楼" }],
      groups: [{ id: "g1", name: "园林1号楼群", binds: "园林新村/1号楼" }],
      staff: [],
    };
    const first = await post("/estates", { estate, articles: [] });
    expect(first).toMatchObject({ status: 200, body: { groups: [{ key: "g1", name: "园林1号楼群" }] } });
    expect(await post("/estates", { estate, articles: [] })).toEqual(first);
    expect((await get("/groups")).body).toHaveLength(3);
    const groupId = encodeURIComponent(first.body.groups[0].id);
    expect(await post(`/groups/${groupId}/messages`, { ...wang, text: "有人吗" })).toMatchObject({ status: 201 });
  });

  it("answer 503 while the platform does not run, and take the same message after", async () => {
    const { post, get, stop, run } = await opened();
    await stop();
    const said = { ...wang, ref: "m1", text: "停水了" };
    const refused = await post("/groups/id-g1/messages", said);
    expect(refused).toMatchObject({ status: 503, body: { code: "PLATFORM_UNAVAILABLE", remedy: expect.any(String) } });
    expect((await get("/groups/id-g1/messages")).body).toEqual([]);
    run();
    expect(await post("/groups/id-g1/messages", said)).toMatchObject({ status: 201 });
  });

  it("answer 503 and show nothing when the house does not keep the message", async () => {
    const { post, get } = await opened({ onEvent: () => Promise.reject(new Error("the database is away")) });
    const refused = await post("/groups/id-g1/messages", { ...wang, text: "停水了" });
    expect(refused).toMatchObject({ status: 503, body: { code: "PLATFORM_UNAVAILABLE" } });
    expect(JSON.stringify(refused.body)).not.toContain("database is away");
    expect((await get("/groups/id-g1/messages")).body).toEqual([]);
  });

  it("keep odd words as they are, and drop only what cannot be stored", async () => {
    const { post, get } = await opened();
    const rtl = "\u202eتسرب\u202c 3号楼 👨‍👩‍👧‍👦";
    for (const text of [rtl, "零\0字节", "半个\ud83d字", "@业主 ".repeat(1_500)]) {
      expect(await post("/groups/id-g1/messages", { ...wang, text })).toMatchObject({ status: 201 });
    }
    const texts = (await get("/groups/id-g1/messages")).body.map(({ text }: { text: string }) => text);
    expect(texts.slice(0, 3)).toEqual([rtl, "零字节", "半个字"]);
  });

  it.each([
    ["a text that is too long", { text: "长".repeat(8_001) }, "text"],
    ["a text of nothing but blanks", { text: " \n\0 " }, "text"],
    ["no text at all", { text: undefined }, "text"],
    ["the bot's own name", { senderRef: "sandbox", text: "我是机器人" }, "senderRef"],
    ["a nickname with control characters", { nick: "王\0姐", text: "在吗" }, "nick"],
    ["a kind that there is not", { kind: "hologram", text: "在吗" }, "kind"],
    ["a picture that is an address", { kind: "image", text: "", picture: "../../etc/passwd" }, "picture"],
    ["a time that is none", { text: "在吗", at: "昨天" }, "at"],
    ["a field that there is not", { text: "在吗", fromBot: true }, "fromBot"],
  ])("refuse %s and say which field", async (_, words, field) => {
    const { post, events } = await opened();
    const refused = await post("/groups/id-g1/messages", { ...wang, ...words });
    expect(refused).toMatchObject({ status: 400, body: { code: "INPUT_INVALID", remedy: expect.any(String) } });
    expect(refused.body.message).toContain(field);
    expect(events).toEqual([]);
  });

  it("refuse what is no JSON, too much of it, and groups that are not there", async () => {
    const { post, app, groups } = await opened();
    const headers = { "content-type": "application/json" };
    const url = "/api/sandbox/groups/id-g1/messages";
    const broken = await app.inject({ method: "POST", url, headers, payload: "{" });
    expect([broken.statusCode, broken.json().code]).toEqual([400, "INPUT_INVALID"]);
    const large = await app.inject({
      method: "POST",
      url,
      headers,
      payload: JSON.stringify({ text: "x".repeat(99_999) }),
    });
    expect([large.statusCode, large.json().code]).toEqual([400, "INPUT_INVALID"]);
    const said = { ...wang, text: "在吗" };
    expect(await post("/groups/id-g9/messages", said)).toMatchObject({
      status: 404,
      body: { code: "GROUP_NOT_FOUND" },
    });
    await post("/groups/id-s1/messages", said);
    groups.pop();
    await post("/estates", {
      estate: { ...noGroupsEstate, groups: [{ id: "g", name: "新群", binds: "新" }] },
      articles: [],
    });
    expect(await post("/groups/id-s1/messages", said)).toMatchObject({ status: 404 });
  });
});

const noGroupsEstate = { id: "n", name: "新村", community: "新社区", kind: "none", areas: [], groups: [], staff: [] };

describe("the sandbox's stream", () => {
  it("tells every follower of messages, edits, recalls and posts as they come", async () => {
    const { post, platform, url } = await listening();
    const followers = [await followStream(`${url}/stream`), await followStream(`${url}/stream`)];
    for (const follower of followers)
      expect(await follower.next()).toMatchObject({ event: "hello", data: { anew: true } });

    await post("/groups/id-g1/messages", { ...wang, ref: "m1", text: "停水了" });
    await post("/groups/id-g1/edits", { ref: "m1", senderRef: "u1", text: "停电了" });
    await platform.send(postIn("g1", { text: "已转物业" }));
    await post("/groups/id-g1/recalls", { ref: "m1", senderRef: "u1" });
    for (const follower of followers) {
      const latest = new Map<string, { text: string; recalled: boolean }>();
      while (!latest.get("m1")?.recalled) {
        const { data } = await follower.next();
        latest.set(data.fromBot ? "post" : data.ref, data);
      }
      expect(latest.get("post")).toMatchObject({ text: "已转物业", groupRef: "g1" });
    }
  });

  it("goes on after the last event that a browser has seen", async () => {
    const { post, url } = await listening();
    await post("/groups/id-g1/messages", { ...wang, ref: "m1", text: "一" });
    const before = await followStream(`${url}/stream`);
    const { id } = await before.next();
    before.close();
    for (const ref of ["m2", "m3"]) await post("/groups/id-s1/messages", { ...wang, ref, text: ref });

    const byHeader = await followStream(`${url}/stream`, { "last-event-id": id });
    const byQuery = await followStream(`${url}/stream?after=${id}`);
    for (const after of [byHeader, byQuery]) {
      expect(await after.next()).toMatchObject({ event: "hello", data: { anew: false } });
      expect([(await after.next()).data.ref, (await after.next()).data.ref]).toEqual(["m2", "m3"]);
    }
  });

  it("tells a browser that knows another log to start anew", async () => {
    const { url } = await listening();
    const stream = await followStream(`${url}/stream?after=4000`);
    expect(await stream.next()).toMatchObject({ id: "0", event: "hello", data: { anew: true } });
  });

  it("loses nothing and repeats nothing for who joins while many write", async () => {
    const { post, url } = await listening();
    const first = await followStream(`${url}/stream`);
    const { id } = await first.next();
    const writing = Array.from({ length: 100 }, (_, index) =>
      post("/groups/id-g1/messages", { ...wang, ref: `m${index}`, text: "刷屏" }),
    );
    const late = await followStream(`${url}/stream?after=${id}`);
    await late.next();
    await Promise.all(writing);
    for (const stream of [first, late]) {
      const refs: string[] = [];
      while (refs.length < 100) refs.push((await stream.next()).data.ref);
      expect(new Set(refs).size).toBe(100);
    }
  });

  it("skips nothing when the log was away for a moment", async () => {
    let away = false;
    const through = (log: SandboxLog): SandboxLog => ({
      ...log,
      async changedSince(...given) {
        if (away) throw new Error("the database is away");
        return log.changedSince(...given);
      },
    });
    const { post, url } = await listening({ through });
    const stream = await followStream(`${url}/stream`);
    await stream.next();
    away = true;
    await post("/groups/id-g1/messages", { ...wang, ref: "m1", text: "一" });
    expect((await fetch(`${url}/stream`)).status).toBe(500);
    away = false;
    await post("/groups/id-g1/messages", { ...wang, ref: "m2", text: "二" });
    expect([(await stream.next()).data.ref, (await stream.next()).data.ref]).toEqual(["m1", "m2"]);
  });

  it("shows that it lives, but not to a browser that has no answer yet", async () => {
    let slow = Promise.resolve();
    const through = (log: SandboxLog): SandboxLog => ({
      ...log,
      async lastRevision() {
        await slow;
        return log.lastRevision();
      },
    });
    const { url } = await listening({ through, beatMs: 5 });
    const quick = await followStream(`${url}/stream`);
    const { promise, resolve } = deferred();
    slow = promise;
    const opening = followStream(`${url}/stream`);
    for (let beats = 0; beats < 3; ) beats += (await quick.next()).event === "beat" ? 1 : 0;
    resolve();
    const late = await opening;
    expect(late.headers.get("content-type")).toContain("text/event-stream");
    expect(await late.next()).toMatchObject({ event: "hello" });
  });

  it("lets the server close while pages are open", async () => {
    const { url, app } = await listening();
    const stream = await followStream(`${url}/stream`);
    await stream.next();
    await app.close();
    await expect(stream.next()).rejects.toThrow("has ended");
  });

  it("keeps the headers that the server sets on everything", async () => {
    const { url } = await listening({
      prepare: async (app) => {
        app.addHook(
          "onRequest",
          async (_, reply) => void reply.header("content-security-policy", "default-src 'self'"),
        );
      },
    });
    const { headers } = await followStream(`${url}/stream`);
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(headers.get("content-security-policy")).toBe("default-src 'self'");
  });

  async function listening(options?: SandboxAppOptions) {
    const sandbox = await opened(options);
    return { ...sandbox, url: `${await sandbox.listen()}/api/sandbox` };
  }
});

async function opened(options?: SandboxAppOptions) {
  const sandbox = await openSandboxApp(options);
  onTestFinished(() => sandbox.close());
  return { ...sandbox, get: call(sandbox, "GET"), post: call(sandbox, "POST") };
}

function call({ app }: SandboxApp, method: "GET" | "POST") {
  return async (path: string, body?: object) => {
    const answer = await app.inject({ method, url: `/api/sandbox${path}`, ...(body ? { payload: body } : {}) });
    return { status: answer.statusCode, body: answer.json() };
  };
}
