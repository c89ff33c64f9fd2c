import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { types } from "wechaty-puppet";
import { groupRefOf } from "../../adapters/wechat/refs.ts";
import {
  createWechatPlatform,
  type WechatNotice,
  type WechatOptions,
  type WechatPlatform,
} from "../../adapters/wechat/wechat-platform.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import type { RoomSight } from "../../src/ports/personal-channel.ts";
import type { FarFault, PlatformBench } from "../contracts/chat-platform-bench.ts";
import { Latch } from "./latch.ts";
import { type FarContact, type FarMessage, type FarRoom, WechatNetwork } from "./wechat-network.ts";

/** A WeChat platform whose real process runs wechaty on its mock puppet, and the network behind it. */
export interface WechatBench extends PlatformBench {
  readonly platform: WechatPlatform;
  readonly network: WechatNetwork;
  readonly notices: readonly (WechatNotice | null)[];
  readonly sights: readonly RoomSight[];
  /** Ids of the present login. */
  login(): FarLogin;
  /** Logs in anew, with ids of its own as on the web; the same people in the same rooms unless told otherwise. */
  logInAgain(changed?: Partial<Omit<FarLogin, "roomId" | "selfId">>): Promise<FarLogin>;
  message(message: Partial<FarMessage>): Promise<string>;
  /** Resolves when a notice of this kind was given so many times. */
  noticed(code: WechatNotice["code"], times?: number): Promise<void>;
  /** Makes it as good as newly opened, for a test that need not wait for another process: a new login in a new group, a day later. */
  startOver(): Promise<void>;
  /** Resolves when the rooms of the present login were told. */
  sighted(): Promise<RoomSight>;
}

export interface FarLogin {
  readonly selfId: string;
  /** The group that the contract speaks of. */
  readonly roomId: string;
  readonly contacts: readonly FarContact[];
  readonly rooms: readonly FarRoom[];
}

const puppetFile = new URL("./wechat-mock-puppet.ts", import.meta.url).href;

/** WeChat's numbers of what a message carries. */
const typeByKind: Partial<Record<MessageKind, number>> = {
  text: types.Message.Text,
  image: types.Message.Image,
  voice: types.Message.Audio,
  video: types.Message.Video,
  file: types.Message.Attachment,
  sticker: types.Message.Emoticon,
  location: types.Message.Location,
};

let loginsMade = 0;

/** One account in one group with four residents, under ids that no other login has. */
export function farLogin({ name = "邻里小助", weixin = "linli_helper", topic = "幸福里3号楼业主群" } = {}): FarLogin {
  loginsMade += 1;
  const n = loginsMade;
  const selfId = `@self${n}`;
  const contacts: FarContact[] = [
    { id: selfId, name, weixin, handle: weixin },
    ...["3-2-501老王", "小李", "陈阿姨", "Zoe"].map((each, index) => ({ id: `@c${n}-${index}`, name: each })),
  ];
  const room: FarRoom = {
    id: `@@room${n}`,
    topic,
    memberIdList: contacts.map(({ id }) => id),
    ownerId: contacts[1]!.id,
    adminIdList: [],
  };
  return { selfId, roomId: room.id, contacts, rooms: [room] };
}

/** Opens a platform and the network behind it, logged in unless told otherwise. Its process begins with the first run or send. */
export async function openWechatBench(
  options: Partial<WechatOptions> & { readonly begin?: "logged_in" | "scan" } = {},
): Promise<WechatBench> {
  const { begin = "logged_in", ...platformOptions } = options;
  const network = await new WechatNetwork().open();
  const folder = await mkdtemp(join(tmpdir(), "linli-wechat-"));
  const notices: (WechatNotice | null)[] = [];
  const sights: RoomSight[] = [];
  const watchers = new Set<() => void>();
  const look = () => {
    for (const watcher of watchers) watcher();
  };
  let nowMs = 0;
  let here = farLogin();
  let isLoggedIn = begin === "logged_in";
  let messages = 0;
  let last: FarMessage | null = null;
  const enter = () => network.order({ do: "login", selfId: here.selfId, contacts: here.contacts, rooms: here.rooms });
  const askScan = () => network.order({ do: "scan", qr: "https://login.weixin.qq.com/l/abc==", status: 2 });
  network.onConnect = () => (isLoggedIn ? enter() : askScan());

  const platform = createWechatPlatform({
    puppet: puppetFile,
    puppetOptions: { port: network.port },
    folder,
    isAllowed: async () => true,
    onNotice: (notice) => {
      notices.push(notice);
      look();
    },
    onRooms: (sight) => {
      sights.push(sight);
      look();
    },
    monotonicMs: () => nowMs,
    random: () => 0.5,
    ...platformOptions,
    timing: { retryPauseMs: 2, allowedEveryMs: 20, startWithinMs: 60_000, ...platformOptions.timing },
  });
  const until = async (holds: () => boolean) => {
    while (!holds()) {
      await new Promise<void>((resolve) => {
        watchers.add(resolve);
      });
      watchers.clear();
    }
  };
  const someone = (index: number) => here.contacts[index]!;
  const deliver = async (message: Partial<FarMessage>) => {
    messages += 1;
    last = {
      id: `m${messages}`,
      talkerId: someone(1).id,
      roomId: here.roomId,
      timestamp: 1_790_000_000 + messages,
      type: types.Message.Text,
      ...message,
    };
    await network.order({ do: "message", message: last });
    return last.id;
  };
  const saidById = new Map<string, string>();
  const logInAgain: WechatBench["logInAgain"] = async (changed = {}) => {
    if (isLoggedIn) await network.order({ do: "logout" });
    here = { ...farLogin(), ...changed };
    isLoggedIn = true;
    await enter();
    return here;
  };

  return {
    platform,
    network,
    notices,
    sights,
    get groupRef() {
      return groupRefOf(here.selfId, here.roomId);
    },
    login: () => here,
    logInAgain,
    message: deliver,
    noticed: (code, times = 1) => until(() => notices.filter((notice) => notice?.code === code).length >= times),
    async sighted() {
      const isHere = ({ refPrefix }: RoomSight) => refPrefix === `${here.selfId}/`;
      await until(() => sights.some(isHere));
      return sights.findLast(isHere)!;
    },
    async startOver() {
      network.plans.length = 0;
      network.shown.length = 0;
      notices.length = 0;
      sights.length = 0;
      nowMs += 25 * 3_600_000;
      await logInAgain();
      const marker = await deliver({ text: "从头" });
      const caughtUp = new AbortController();
      await platform.run({
        signal: caughtUp.signal,
        onEvent: async (event) => {
          if (event.type === "message" && event.messageRef === marker) caughtUp.abort();
        },
        onPress: async () => ({ text: "" }),
      });
    },
    async say({ text, kind = "text", quotedRef, by }) {
      const quoted =
        quotedRef === undefined
          ? ""
          : `「${someone(1).name}：${saidById.get(quotedRef)}」\n- - - - - - - - - - - - - - -\n`;
      const ref = await deliver({
        text: kind === "text" ? `${quoted}${text}` : `<msg>${text}</msg>`,
        talkerId: (by === "bot" ? someone(0) : by === "other" ? someone(2) : someone(1)).id,
        type: typeByKind[kind]!,
        ...(kind === "file" && { filename: "通知.pdf" }),
      });
      saidById.set(ref, text);
      return ref;
    },
    async sayStrange() {
      await deliver({ type: 99, text: "<msg><hologram depth='3'/></msg>" });
    },
    // WeChat has no edits.
    async edit() {},
    async recall(messageRef) {
      await deliver({ type: types.Message.Recalled, text: messageRef });
    },
    redeliverLast: () => network.order({ do: "message", message: last! }),
    press: () => Promise.reject(new Error("WeChat has no buttons")),
    pressAnswers: () => [],
    posts: (groupRef) =>
      network.shown
        .filter(({ roomId }) => groupRefOf(here.selfId, roomId) === groupRef)
        .map(({ text }, index) => ({ ref: String(index), text, buttons: [], replyToRef: null })),
    async plan(fault, skip = 0) {
      if (fault.type === "refuse_connection") {
        isLoggedIn = false;
        // The process may not run yet; then it finds nobody logged in.
        if (platform.processId() !== null) await network.order({ do: "logout" });
        return;
      }
      if (fault.type === "kicked") {
        const { roomId, selfId } = here;
        if (platform.processId() !== null)
          await network.order({ do: "remove", roomId, contactId: selfId, byId: someone(1).id });
        here = { ...here, rooms: here.rooms.map((room) => ({ ...room, memberIdList: room.memberIdList.slice(1) })) };
        return;
      }
      for (let n = 0; n < skip; n += 1) network.plans.push(async () => ({ as: "said" }));
      network.plans.push(async () => fateOf(fault));
    },
    async mend() {
      isLoggedIn = true;
      await enter();
      // The word of the login goes from process to process; until it has arrived nothing can be said.
      while (platform.channel.state().step !== "online") await new Promise((resolve) => setTimeout(resolve, 5));
    },
    holdNextSend() {
      const latch = new Latch();
      const held = latch.hold();
      network.plans.push(async () => {
        await latch.pass();
        return { as: "said" };
      });
      return held;
    },
    async pass(ms) {
      nowMs += ms;
    },
    async close() {
      await platform.close();
      await network.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/**
 * Opens benches one after the other on one process for as long as that is well: a process takes seconds to start. Each is under a new
 * login in a new group. `close` ends the last one.
 */
export function benchesInTurn(): { readonly open: () => Promise<WechatBench>; readonly close: () => Promise<void> } {
  let spare: WechatBench | null = null;
  return {
    async open() {
      const kept = spare;
      spare = null;
      await kept?.startOver();
      const bench = kept ?? (await openWechatBench());
      return {
        ...bench,
        get groupRef() {
          return bench.groupRef;
        },
        async close() {
          if (bench.platform.processId() === null) return bench.close();
          spare = bench;
        },
      };
    },
    async close() {
      await spare?.close();
    },
  };
}

function fateOf(fault: FarFault) {
  if (fault.type === "flood") {
    return { as: "problem", problem: { message: "操作过于频繁，请稍后再试。" }, isShown: false } as const;
  }
  return { as: "problem", problem: { message: "socket hang up", code: "ECONNRESET" }, isShown: true } as const;
}
