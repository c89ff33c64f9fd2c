import { describe, expect, it } from "vitest";
import {
  createWecomPlatform,
  type WecomNotice,
  type WecomOptions,
  wecomCapabilities,
} from "../../adapters/wecom/bot-platform.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { RunOptions } from "../../src/ports/chat-platform.ts";
import { chatPlatformContract } from "../contracts/chat-platform.contract.ts";
import {
  deferred,
  type FarFault,
  openedFor,
  type PlatformBench,
  postIn,
  runningOn,
  sendToTheEnd,
} from "../contracts/chat-platform-bench.ts";
import { StandInWecom } from "../support/stand-in-wecom.ts";

interface WecomBench extends PlatformBench {
  readonly wecom: StandInWecom;
  readonly notices: readonly WecomNotice[];
}

const chatid = "wr-3hao-lou";

/** What a message carries, by kind; the last two as WeCom calls them elsewhere. */
const carried: Partial<Record<MessageKind, object>> = {
  image: { msgtype: "image", image: { url: "https://file", aeskey: "k" } },
  voice: { msgtype: "voice", voice: { content: "楼道灯坏了" } },
  video: { msgtype: "video", video: { url: "https://file", aeskey: "k" } },
  file: { msgtype: "file", file: { url: "https://file", aeskey: "k" } },
  sticker: { msgtype: "emotion" },
  location: { msgtype: "location" },
};

async function openWecomBench(options: Partial<WecomOptions> = {}): Promise<WecomBench> {
  const wecom = await new StandInWecom().open();
  const { botId, secret, wsUrl } = wecom;
  const notices: WecomNotice[] = [];
  let nowMs = 0;
  const platform = createWecomPlatform({
    ...{ botId, secret, wsUrl, monotonicMs: () => nowMs },
    onNotice: (notice) => notices.push(notice),
    ...options,
    timing: { connectWithinMs: 2_000, retryPauseMs: 2, ...options.timing },
  });
  const said = new Map<string, string>();
  return {
    platform,
    wecom,
    notices,
    groupRef: chatid,
    async say({ text, kind = "text", quotedRef, by }) {
      const userid = by === "bot" ? botId : by ? "LiLei" : "WangJie";
      const mixed = {
        msg_item: [
          { msgtype: "image", image: { url: "u" } },
          { msgtype: "text", text: { content: text } },
        ],
      };
      const plain = kind === "text" ? { msgtype: "text", text: { content: text } } : carried[kind];
      const words = kind === "image" && text !== "" ? { msgtype: "mixed", mixed } : plain;
      const quote = quotedRef && { quote: { msgtype: "text", text: { content: said.get(quotedRef) } } };
      const ref = wecom.say({ chatid, from: { userid }, create_time: 1_790_000_000, ...words, ...(quote || {}) });
      said.set(ref, text);
      return ref;
    },
    async sayStrange() {
      wecom.say({ chatid, from: { userid: "WangJie" }, msgtype: "hologram", hologram: { depth: 3 } });
    },
    // WeCom tells a bot of neither.
    async edit() {},
    async recall() {},
    redeliverLast: async () => wecom.sayLastAgain(),
    press: () => Promise.reject(new Error("there are no buttons")),
    pressAnswers: () => [],
    posts: (groupRef) =>
      wecom.posts
        .filter(({ chatId }) => chatId === groupRef)
        .map(({ ref, text, replyToRef }) => ({ ref, text, buttons: [], replyToRef })),
    plan: (fault, skip = 0) => planFault(wecom, fault, skip),
    mend: async () => void (await wecom.open()),
    holdNextSend: () => wecom.hold(),
    async pass(ms) {
      nowMs += ms;
    },
    close: wecom.close,
  };
}

async function planFault(wecom: StandInWecom, fault: FarFault, skip: number): Promise<void> {
  switch (fault.type) {
    case "flood":
      return wecom.plan({ type: "code", errcode: 45009, errmsg: "api freq out of limit" }, skip);
    case "cut_after_acceptance":
      return wecom.plan({ type: "cut_after" }, skip);
    case "refuse_connection":
      return wecom.shut();
    case "no_right":
    case "kicked":
      wecom.refusedIn.set(chatid, 86008);
      return;
    case "moved":
      throw new Error("a WeCom group does not move");
  }
}

chatPlatformContract("wecom", openWecomBench, { capabilities: wecomCapabilities, cannot: ["moved"] });

const opened = async (options?: Partial<WecomOptions>) =>
  (await openedFor(() => openWecomBench(options))) as WecomBench;

/** Runs a platform until it ends by itself, and tells how. */
function runToItsEnd({ platform }: WecomBench): Promise<unknown> {
  const keep: RunOptions = {
    signal: new AbortController().signal,
    onEvent: async () => {},
    onPress: async () => ({ text: "" }),
  };
  return platform.run(keep).catch((error: unknown) => error);
}

describe("wecom, connecting", () => {
  it("gives up with a notice when a second connection takes over, and does not fight for its place", async () => {
    const bench = await opened();
    const ended = runToItsEnd(bench);
    await bench.wecom.subscribed();
    const stopOther = openElsewhere(bench);
    await expect(ended).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    expect(bench.notices).toMatchObject([{ code: "taken_over", zh: expect.stringContaining("另一个连接") }]);

    const { subscriptions } = bench.wecom;
    for (let tries = 0; tries < 3; tries += 1)
      await expect(runToItsEnd(bench)).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    await expect(bench.platform.send(postIn(chatid))).resolves.toMatchObject({ status: "retry", partsDone: 0 });
    expect(bench.wecom.subscriptions).toBe(subscriptions);
    expect(bench.wecom.posts).toEqual([]);
    await stopOther();
  });

  it("gives up when the secret is refused, tells no secret, and keeps posts for later", async () => {
    const bench = await opened({ secret: "wrong-secret" });
    const error = await runToItsEnd(bench);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: "PLATFORM_UNAVAILABLE", message: expect.stringContaining("40001") });
    const outcome = await bench.platform.send(postIn(chatid));
    expect(outcome).toMatchObject({ status: "retry", afterMs: 60_000 });
    expect(bench.notices[0]).toMatchObject({ code: "refused", zh: expect.stringContaining("WECOM_BOT_SECRET") });
    expect(JSON.stringify([error, outcome, bench.notices])).not.toContain("wrong-secret");
  });

  it("gives up when the connection breaks, and hears on when it is run again", async () => {
    const bench = await opened();
    const ended = runToItsEnd(bench);
    await bench.wecom.subscribed();
    bench.wecom.cut();
    await expect(ended).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    const again = runningOn(bench);
    await bench.say({ text: "在吗" });
    await again.kept(1);
  });

  it("gives up when nobody listens, or what listens does not answer", async () => {
    const bench = await opened({ timing: { connectWithinMs: 30 } });
    await bench.wecom.shut();
    await expect(runToItsEnd(bench)).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
    const nowhere = await opened({ wsUrl: "not an address" });
    await expect(runToItsEnd(nowhere)).resolves.toMatchObject({ code: "PLATFORM_UNAVAILABLE" });
  });

  it("sends through the connection it hears by, for a second one would throw that out", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    await bench.wecom.subscribed();
    await Promise.all([1, 2, 3].map((n) => bench.platform.send(postIn(chatid, { text: `第${n}条` }))));
    await bench.say({ text: "在吗" });
    await running.kept(1);
    expect(bench.wecom.subscriptions).toBe(1);
    expect(bench.wecom.posts).toHaveLength(3);
  });

  /** Runs the same bot as another process would; gives what stops it. */
  function openElsewhere({ wecom: { botId, secret, wsUrl } }: WecomBench): () => Promise<void> {
    const stopping = new AbortController();
    const hear = { onEvent: async () => {}, onPress: async () => ({ text: "" }) };
    const run = createWecomPlatform({ botId, secret, wsUrl }).run({ signal: stopping.signal, ...hear });
    return () => {
      stopping.abort();
      return run;
    };
  }
});

describe("wecom, hearing", () => {
  it("takes the name of the bot from before a code, leaves it elsewhere, and tells that it was called", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    const said = ["@邻里小助\u2005绑定 AB12CD34", "@邻里小助 暂停", "电梯坏了@邻里小助"];
    for (const text of said) await bench.say({ text });
    await running.kept(3);
    expect(running.messages().map(({ text }) => text)).toEqual(["绑定 AB12CD34", ...said.slice(1)]);
    expect(running.messages().map(({ calls }) => calls)).toEqual(["bot", "bot", "bot"]);
  });

  it("hears nothing in private but a line that hands in a code", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    const from = { userid: "WangJie" };
    bench.wecom.say({ chattype: "single", from, msgtype: "text", text: { content: "我家漏水" } });
    bench.wecom.say({ chattype: "single", from, msgtype: "text", text: { content: "绑定 AB12CD34" } });
    await running.kept(1);
    expect(running.messages()).toMatchObject([{ text: "绑定 AB12CD34", groupRef: "WangJie", senderRef: "WangJie" }]);
  });

  it("keeps no address and no key of a file, and takes a message without a time", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    bench.wecom.say({ chatid, from: { userid: "WangJie" }, ...carried["image"], response_url: "https://once" });
    await running.kept(1);
    const [event] = running.messages();
    expect(JSON.stringify(event)).not.toMatch(/https|aeskey/);
    expect(event?.at.getTime()).toBeGreaterThan(Date.now() - 60_000);
  });

  it("does not throw over a message of any shape", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    bench.wecom.say({ chatid, msgtype: "text" });
    bench.wecom.say({ chatid, from: {}, msgtype: "mixed", mixed: { msg_item: [null, 1, {}].slice(1) } });
    bench.wecom.say({ chatid, from: null, msgtype: "voice", voice: 5, quote: { msgtype: "image" } });
    await bench.say({ text: "完" });
    await running.kept(4);
    expect(running.messages().at(-1)?.text).toBe("完");
  });

  it("keeps what was brought before anybody runs, as by the connection of a send", async () => {
    const bench = await opened();
    const held = bench.holdNextSend();
    const sending = bench.platform.send(postIn(chatid));
    await held.arrived;
    await bench.say({ text: "早" });
    const running = runningOn(bench);
    await running.kept(1);
    held.release();
    await sending;
    expect(running.messages()).toMatchObject([{ text: "早" }]);
  });

  it("tells the operator when a message could not be kept, for WeCom brings it no second time", async () => {
    const bench = await opened();
    let refusals = 1;
    const running = runningOn(bench, {
      onEvent() {
        if (refusals-- > 0) throw new Error("the database is away");
      },
    });
    await bench.say({ text: "一" });
    await running.kept(1);
    expect(bench.notices.map(({ code }) => code)).toEqual(["event_not_kept"]);
  });

  it("keeps the rest of what was brought when it is told to stop", async () => {
    const bench = await opened();
    const begun = deferred();
    const keeping = deferred();
    const running = runningOn(bench, {
      onEvent() {
        begun.resolve();
        return keeping.promise;
      },
    });
    for (const text of ["一", "二", "三"]) await bench.say({ text });
    await begun.promise;
    await bench.wecom.delivered();
    // Its receipt comes after what was brought before it, on the same line.
    await bench.platform.send(postIn(chatid));
    const stopped = running.stop();
    keeping.resolve();
    await stopped;
    expect(running.messages().map(({ text }) => text)).toEqual(["一", "二", "三"]);
  });
});

describe("wecom, sending", () => {
  it("answers by the message's own frame for five minutes, and says it by itself after that", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    const replyToRef = await bench.say({ text: "几点来水" });
    await running.kept(1);
    await bench.platform.send(postIn(chatid, { text: "八点", replyToRef }));
    await bench.pass(5 * 60_000);
    await bench.platform.send(postIn(chatid, { text: "八点半", replyToRef }));
    expect(bench.wecom.posts).toMatchObject([
      { text: "八点", how: "answer" },
      { text: "八点半", how: "push" },
    ]);
  });

  it("says an answer by itself when WeCom takes none for that message any more", async () => {
    const bench = await opened();
    const running = runningOn(bench);
    const replyToRef = await bench.say({ text: "几点来水" });
    await running.kept(1);
    bench.wecom.plan({ type: "code", errcode: 846605, errmsg: "invalid req_id" });
    const outcome = await bench.platform.send(postIn(chatid, { text: "八点", replyToRef }));
    expect(outcome).toEqual({ status: "sent", messageRefs: [] });
    expect(bench.wecom.posts).toMatchObject([{ text: "八点", how: "push" }]);
  });

  it.each([
    ["cut before it was taken", { type: "cut_before" }],
    ["busy, which does not say whether it was taken", { type: "code", errcode: -1, errmsg: "system busy" }],
  ] as const)("says unknown and sends it no second time: %s", async (_, fault) => {
    const bench = await opened();
    bench.wecom.plan(fault);
    await expect(bench.platform.send(postIn(chatid))).resolves.toMatchObject({ status: "unknown", partsDone: 0 });
    expect(bench.wecom.posts).toEqual([]);
  });

  it("fails with WeCom's own code for what it refuses", async () => {
    const bench = await opened();
    bench.wecom.plan({ type: "code", errcode: 40058, errmsg: "invalid Request Parameter" });
    const outcome = await bench.platform.send(postIn(chatid));
    expect(outcome).toEqual({ status: "failed", reason: "40058 invalid Request Parameter" });
  });

  it("mends half a character, and cuts to what a message may hold in bytes", async () => {
    const bench = await opened();
    await expect(bench.platform.send(postIn(chatid, { text: "半\ud83d字" }))).resolves.toMatchObject({
      status: "sent",
    });
    await sendToTheEnd(bench, postIn(chatid, { text: "水".repeat(4_000) }));
    const [half, ...parts] = bench.wecom.posts;
    expect(half?.text).toBe("半\ufffd字");
    expect(parts.map(({ text }) => text).join("")).toBe("水".repeat(4_000));
    for (const { text } of parts) expect(Buffer.byteLength(text)).toBeLessThanOrEqual(4_096);
  });
});
