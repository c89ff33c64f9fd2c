import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { types } from "wechaty-puppet";
import { groupRefOf } from "../../adapters/wechat/refs.ts";
import type { PaceMemory } from "../../src/ports/account-care.ts";
import { openedFor, postIn, runningOn } from "../contracts/chat-platform-bench.ts";
import { benchesInTurn, farLogin, openWechatBench, type WechatBench } from "../support/wechat-bench.ts";
import { WechatNetwork } from "../support/wechat-network.ts";

const opened = (options?: Parameters<typeof openWechatBench>[0]) => openedFor(() => openWechatBench(options));
const benches = benchesInTurn();
afterAll(benches.close);
/** For what leaves the process well. */
const openedInTurn = () => openedFor(benches.open);
const minuteMs = 60_000;

/** Runs a platform until it ends by itself, and tells how. */
function runToItsEnd({ platform }: WechatBench): Promise<unknown> {
  const keep = { signal: new AbortController().signal, onEvent: async () => {}, onPress: async () => ({ text: "" }) };
  return platform.run(keep).catch((error: unknown) => error);
}

describe("a WeChat process that dies", () => {
  it.each([true, false])(
    "leaves the fate of the text on its way unknown, whether or not it was shown (%s), and the next run serves",
    async (isShown) => {
      const bench = await opened();
      const ended = runToItsEnd(bench);
      bench.network.plans.push(async () => ({ as: "death", isShown }));
      const post = postIn(bench.groupRef, { text: "已派单" });
      await expect(bench.platform.send(post)).resolves.toMatchObject({ status: "unknown", partsDone: 0 });
      expect(bench.posts(bench.groupRef)).toHaveLength(isShown ? 1 : 0);
      await expect(ended).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
      // Between two runs nothing is started behind the back of whoever restarts it.
      await expect(bench.platform.send(post)).resolves.toMatchObject({ status: "retry" });
      expect(bench.platform.processId()).toBeNull();

      const next = runningOn(bench);
      await bench.network.connected(2);
      await bench.say({ text: "在吗" });
      await next.kept(1);
      expect(next.messages()[0]?.text).toBe("在吗");
    },
  );

  it("does not die of errors that its puppet throws about, and tells of them once", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    for (let n = 0; n < 20; n += 1)
      await bench.network.order({ do: "emit", event: "error", payload: { gerror: "no payload found" } });
    await bench.network.order({ do: "emit", event: "message", payload: { messageId: "never-heard-of" } });
    await bench.say({ text: "在吗" });
    await running.kept(1);
    expect(bench.notices.filter((notice) => notice?.code === "trouble")).toHaveLength(1);
  });

  it("says why, when there is no such puppet", async () => {
    const bench = await opened({ puppet: "wechaty-puppet-of-nobody" });
    await expect(runToItsEnd(bench)).resolves.toMatchObject({
      code: "PLATFORM_UNAVAILABLE",
      params: { reason: expect.stringContaining("wechaty-puppet-of-nobody") },
    });
  });

  it("ends with the house, even when that is killed", async () => {
    const network = await new WechatNetwork().open();
    const folder = await mkdtemp(join(tmpdir(), "linli-wechat-"));
    const program = fileURLToPath(new URL("../support/wechat-parent.ts", import.meta.url));
    const house = spawn(process.execPath, ["--import", "tsx", program, String(network.port), folder], {
      stdio: "ignore",
    });
    onTestFinished(async () => {
      house.kill("SIGKILL");
      await network.close();
      await rm(folder, { recursive: true, force: true });
    });
    await network.connected();
    house.kill("SIGKILL");
    await network.gone();
  });

  it("is given nothing of the house's secrets", async () => {
    const secrets = ["DATABASE_URL", "ANTHROPIC_API_KEY", "TELEGRAM_BOT_TOKEN", "REDIS_URL", "WECHAT_PUPPET_OPTIONS"];
    for (const name of secrets) process.env[name] = "hunter2";
    onTestFinished(() => {
      for (const name of secrets) delete process.env[name];
    });
    const bench = await opened();
    await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({ status: "sent" });
    const [names] = bench.network.environments;
    expect(names).toContain("PATH");
    for (const name of secrets) expect(names).not.toContain(name);
  });
});

describe("the risk of a personal account", () => {
  it("starts nothing until it is accepted, and ends what runs when that is taken back", async () => {
    let allowed = false;
    const bench = await opened({ isAllowed: async () => allowed });
    const running = runningOn(bench);
    await bench.noticed("not_accepted");
    await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({ status: "retry" });
    expect([bench.platform.processId(), bench.platform.channel.state().step]).toEqual([null, "off"]);

    allowed = true;
    await bench.say({ text: "在吗" });
    await running.kept(1);
    allowed = false;
    await bench.network.gone();
    await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({ status: "retry" });
    expect(bench.posts(bench.groupRef)).toEqual([]);
  });
});

describe("logging in to WeChat", () => {
  it("shows a code until it expires, draws another when asked, and nothing once somebody is in", async () => {
    const bench = await opened({ begin: "scan", timing: { qrValidMs: 1_500 } });
    runningOn(bench);
    await bench.noticed("needs_login");
    const { channel } = bench.platform;
    expect(channel.state()).toMatchObject({ step: "needs_login", scanned: false });
    await expect(bench.platform.send(postIn(bench.groupRef))).resolves.toMatchObject({ status: "retry" });
    expect(channel.state().qr?.svg).toMatch(/^<svg.*<\/svg>\s*$/s);
    expect(channel.state().qr?.expiresAt.getTime()).toBeGreaterThan(Date.now());
    await bench.noticed("qr_expired");
    expect(channel.state()).toMatchObject({ step: "needs_login", qr: null });

    channel.renewQr();
    await bench.network.connected(2);
    await bench.network.order({ do: "scan", qr: "", status: types.ScanStatus.Scanned });
    await bench.logInAgain();
    await bench.sighted();
    expect(channel.state()).toMatchObject({ step: "online", qr: null, accountName: "邻里小助" });
    expect(bench.notices.at(-1)).toBeNull();
  });

  it("says nothing in a group of an earlier login, under whatever ids it goes on", async () => {
    const bench = await openedInTurn();
    const running = runningOn(bench);
    const before = bench.groupRef;
    await expect(bench.platform.send(postIn(before, { text: "一" }))).resolves.toMatchObject({ status: "sent" });
    const first = await bench.sighted();
    await bench.logInAgain();
    const second = await bench.sighted();

    await bench.pass(minuteMs);
    await expect(bench.platform.send(postIn(before, { text: "二" }))).resolves.toMatchObject({ status: "retry" });
    expect(bench.network.shown.map(({ text }) => text)).toEqual(["一"]);
    await bench.say({ text: "在吗" });
    while (running.messages().at(-1)?.text !== "在吗") await running.kept(running.events.length + 1);
    expect(running.messages().at(-1)?.groupRef).toBe(bench.groupRef);
    expect(bench.groupRef).not.toBe(before);
    // The same account, as far as it tells, in a room of the same topic and members.
    expect(second.accountKey).toBe(first.accountKey);
    expect(second.rooms.map(({ topic, members }) => ({ topic, members }))).toEqual(
      first.rooms.map(({ topic, members }) => ({ topic, members })),
    );
  });

  it("knows a different account for a different one, and nothing of the old one's groups is its own", async () => {
    const bench = await openedInTurn();
    runningOn(bench);
    const before = bench.groupRef;
    await bench.platform.send(postIn(before, { text: "一" }));
    const first = await bench.sighted();
    const { contacts, rooms, selfId, roomId } = farLogin({ name: "别人", weixin: "somebody_else" });
    // Another account that is in the very same room, by an id that stays.
    const stays = rooms.map((room) => ({ ...room, id: bench.login().roomId }));
    await bench.logInAgain({ contacts, rooms: stays, selfId, roomId } as Partial<ReturnType<typeof farLogin>>);
    const second = await bench.sighted();
    expect(second.accountKey).not.toBe(first.accountKey);
    expect(second.rooms[0]?.ref).not.toBe(before);
    await bench.pass(minuteMs);
    await expect(bench.platform.send(postIn(before, { text: "二" }))).resolves.toMatchObject({ status: "retry" });
    expect(bench.network.shown.map(({ text }) => text)).toEqual(["一"]);
  });

  it("keeps two groups of one name apart", async () => {
    const bench = await openedInTurn();
    const running = runningOn(bench);
    const { contacts } = bench.login();
    const twin = { ...bench.login().rooms[0]!, id: "@@twin", memberIdList: contacts.map(({ id }) => id) };
    await bench.network.order({ do: "room", room: twin });
    await bench.say({ text: "一群" });
    await bench.message({ text: "二群", roomId: twin.id });
    await running.kept(2);
    const [one, two] = running.events;
    expect(one?.groupName).toBe(two?.groupName);
    expect(one?.groupRef).not.toBe(two?.groupRef);
    await bench.platform.send(postIn(two!.groupRef, { text: "给二群" }));
    expect(bench.network.shown).toEqual([{ roomId: "@@twin", text: "给二群" }]);
  });
});

describe("what WeChat says of the account", () => {
  it("stops it for ten minutes, an hour, and until an admin resumes, when it is said to act too often", async () => {
    const bench = await openedInTurn();
    runningOn(bench);
    const complain = async (code: "throttled" | "stopped", times: number) => {
      await bench.message({ type: types.Message.Unknown, talkerId: "", text: "操作过于频繁，请稍后再试。" });
      await bench.noticed(code, times);
    };
    const send = () => bench.platform.send(postIn(bench.groupRef));
    await complain("throttled", 1);
    await expect(send()).resolves.toMatchObject({ status: "retry", afterMs: 10 * minuteMs });
    await bench.pass(10 * minuteMs);
    await complain("throttled", 2);
    await expect(send()).resolves.toMatchObject({ status: "retry", afterMs: 60 * minuteMs });
    await bench.pass(60 * minuteMs);
    await complain("stopped", 1);
    await bench.pass(1_000 * minuteMs);
    await expect(send()).resolves.toMatchObject({ status: "retry" });
    expect(bench.platform.channel.state().pausedUntil).toBe("resumed");
    expect(bench.network.shown).toEqual([]);
    bench.platform.channel.resumeSending();
    await expect(send()).resolves.toMatchObject({ status: "sent" });
  });

  it("is remembered by the next house, which says nothing before it could read what was kept", async () => {
    const kept: PaceMemory[] = [];
    let isAway = true;
    const stopped = { saidAt: [], complaints: 3, complainedAt: new Date(), pausedUntil: "resumed" } as const;
    const bench = await opened({
      paceMemory: {
        async recall() {
          if (isAway) throw new Error("the database is away");
          return stopped;
        },
        keep: (pace) => kept.push(pace),
      },
    });
    const send = () => bench.platform.send(postIn(bench.groupRef));
    await expect(send()).resolves.toMatchObject({ status: "retry" });
    expect(bench.platform.processId()).toBeNull();
    isAway = false;
    await expect(send()).resolves.toMatchObject({ status: "retry" });
    expect(bench.platform.channel.state().pausedUntil).toBe("resumed");
    expect(bench.notices.some((notice) => notice?.code === "stopped")).toBe(true);
    bench.platform.channel.resumeSending();
    expect(kept.at(-1)).toMatchObject({ complaints: 3, pausedUntil: null });
    await expect(send()).resolves.toMatchObject({ status: "sent" });
    expect(kept.at(-1)?.saidAt).toHaveLength(1);
  });

  it("tells when it is let into a group, put out of it, and when a group takes another name", async () => {
    const bench = await openedInTurn();
    const running = runningOn(bench);
    const { selfId, roomId, contacts } = bench.login();
    const byId = contacts[1]!.id;
    const joining = { roomId, inviterId: byId, timestamp: 1_790_000_000 };
    await bench.say({ text: "在吗" });
    await bench.network.order({
      do: "emit",
      event: "room-join",
      payload: { ...joining, inviteeIdList: [contacts[2]!.id] },
    });
    await bench.network.order({ do: "emit", event: "room-join", payload: { ...joining, inviteeIdList: [selfId] } });
    await bench.network.order({ do: "topic", roomId, topic: "新群名", byId });
    await bench.network.order({ do: "remove", roomId, contactId: selfId, byId });
    await running.kept(4);
    expect(running.events).toMatchObject([
      { type: "message", text: "在吗" },
      { type: "joined", canPost: null },
      { type: "message", kind: "system", text: "新群名", groupName: "新群名" },
      { type: "left" },
    ]);
    for (const event of running.events) expect(event.groupRef).toBe(groupRefOf(selfId, roomId));
  });

  it("names who owns the group, and nobody else", async () => {
    const bench = await openedInTurn();
    runningOn(bench);
    await bench.platform.send(postIn(bench.groupRef));
    await bench.sighted();
    const { contacts } = bench.login();
    const isAdmin = (index: number) => bench.platform.isGroupAdmin!(bench.groupRef, contacts[index]!.id);
    expect([await isAdmin(1), await isAdmin(2)]).toEqual([true, false]);
  });
});
