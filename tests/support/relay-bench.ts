import { setImmediate } from "node:timers/promises";
import { createRelayPlatform, type RelayPlatform } from "../../adapters/relay/relay-platform.ts";
import type { MessageKind } from "../../src/domain/chat.ts";
import { isAppError } from "../../src/errors/app-error.ts";
import type { ChatPlatform } from "../../src/ports/chat-platform.ts";
import { deferred, type FarPost, type PlatformBench } from "../contracts/chat-platform-bench.ts";

/** A relay with the hand that carries for it: it pastes what it is given, presses 已发, and pastes in what the group says. */
export interface RelayBench extends PlatformBench {
  readonly relay: RelayPlatform;
  /** Pastes in a piece of chat as it was copied, when all before it is in, and again until it is kept. */
  paste(text: string): Promise<void>;
}

/** How WeChat writes what has no words. */
const placeholders: Partial<Record<MessageKind, string>> = {
  image: "[图片]",
  voice: "[语音]",
  video: "[视频]",
  file: "[文件]",
  sticker: "[动画表情]",
  location: "[位置]",
};

const groupRef = "r1";
const groupName = "3号楼业主群";
const started = Date.parse("2026-11-22T09:00:00+08:00");

/** Opens a relay and a group of which only a person knows. */
export async function openRelayBench(): Promise<RelayBench> {
  const wall: (FarPost & { readonly groupRef: string })[] = [];
  let minutes = 0;
  const options = {
    clock: { now: () => new Date(started + (minutes + 60) * 60_000) },
    givenOut: async (ref: string) => wall.filter((post) => post.groupRef === ref).map(({ text }) => text),
  };
  const relay = createRelayPlatform(options);
  // A chat has no refs of its own. They are made of the words, so another relay that hears the same tells them.
  const other = createRelayPlatform(options);
  const stopping = new AbortController();
  const nobody = { onEvent: async () => {}, onPress: async () => ({ text: "" }) };
  const otherRuns = other.run({ signal: stopping.signal, ...nobody });

  let hold: { readonly arrived: ReturnType<typeof deferred>; readonly released: Promise<void> } | null = null;
  const carrying = new Set<Promise<unknown>>();
  /** The platform as the group meets it: what is handed out is carried there and said to be done. */
  const platform: ChatPlatform = {
    ...relay,
    async run(run) {
      await relay.run(run);
      await Promise.all(carrying);
    },
    send(post) {
      const carry = async () => {
        const handed = await relay.send(post);
        if (handed.status !== "handed") return handed;
        for (const text of handed.parts) {
          wall.push({ groupRef: post.groupRef, ref: `w${wall.length}`, text, buttons: [], replyToRef: null });
        }
        hold?.arrived.resolve();
        await hold?.released;
        return { status: "sent", messageRefs: [] } as const;
      };
      const carried = carry();
      carrying.add(carried);
      return carried.finally(() => carrying.delete(carried));
    },
  };

  let pasted = Promise.resolve();
  let last = "";
  let isClosed = false;
  const paste = (text: string) => {
    last = text;
    pasted = pasted.then(async () => {
      while (!isClosed) {
        try {
          await relay.hear({ groupRef, groupName, text });
          return;
        } catch (error) {
          if (!isAppError(error, "PLATFORM_UNAVAILABLE")) throw error;
          await setImmediate();
        }
      }
    });
    return pasted;
  };
  const copied = async (speaker: string, words: string) => {
    minutes += 1;
    const at = new Date(started + minutes * 60_000 + 8 * 3_600_000).toISOString();
    const text = `${speaker} ${at.slice(0, 10)} ${at.slice(11, 16)}\n${words}`;
    const [event] = await other.hear({ groupRef, groupName, text });
    void paste(text);
    return event?.messageRef ?? "";
  };

  const said = new Map<string, string>();
  return {
    relay,
    platform,
    groupRef,
    paste,
    async say({ text, kind = "text", quotedRef, by }) {
      if (by === "bot") wall.push({ groupRef, ref: `w${wall.length}`, text, buttons: [], replyToRef: null });
      const quote = quotedRef === undefined ? "" : `「老王：${said.get(quotedRef)}」\n- - - - - - - - - - - - - - -\n`;
      const ref = await copied(by ? "小李" : "老王", `${quote}${placeholders[kind] ?? ""}${text}`);
      said.set(ref, text);
      return ref;
    },
    sayStrange: async () => void (await copied("老王", "[该消息类型暂不能展示]")),
    // Whoever copies a chat copies it as it then stands.
    async edit() {},
    async recall() {},
    redeliverLast: async () => void paste(last),
    press: () => Promise.reject(new Error("there are no buttons")),
    pressAnswers: () => [],
    posts: (of) => wall.filter((post) => post.groupRef === of),
    plan: () => Promise.reject(new Error("a hand has no connection to break")),
    async mend() {},
    holdNextSend() {
      const arrived = deferred();
      const release = deferred();
      hold = { arrived, released: release.promise };
      return { arrived: arrived.promise, release: release.resolve };
    },
    async pass() {},
    async close() {
      isClosed = true;
      stopping.abort();
      await Promise.all([pasted, otherRuns]);
    },
  };
}
