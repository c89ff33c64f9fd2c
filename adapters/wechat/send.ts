import { partsOfPost } from "../../src/domain/post-parts.ts";
import type { Capabilities, OutboundPost, SendOutcome } from "../../src/ports/chat-platform.ts";
import type { AccountPace } from "./pace.ts";
import type { FromHouse, WireResult } from "./wire.ts";

/** What WeChat groups can do by a personal account: text goes out and gives no ref, and ids hold for one login. */
export const wechatCapabilities: Capabilities = {
  edit: false,
  buttons: false,
  reply: false,
  seesEdits: false,
  seesRecalls: true,
  stableRefs: false,
  textCharsMax: 2_000,
};

/** While nobody is logged in: a person must come, so there is no hurry. */
const offlineMs = 15_000;
/** While a group has not been found again after a login. */
const notFoundMs = 60_000;
/** While another text is on its way. */
const busyMs = 500;

export interface SenderDeps {
  readonly pace: AccountPace;
  readonly sendWithinMs: number;
  /** Resolves with whether somebody is logged in, once that is known. */
  readonly isOnline: () => Promise<boolean>;
  /** False when there is no process to be told. */
  readonly tell: (message: FromHouse) => boolean;
  readonly onComplaint: () => void;
}

/** Sends posts, one text at a time and at the account's pace. */
export interface Sender {
  send(post: OutboundPost): Promise<SendOutcome>;
  answered(id: number, result: WireResult): void;
  /** The process has ended: what was on its way may have been said. */
  lost(reason: string): void;
  /** Resolves when nothing is on its way. */
  idle(): Promise<void>;
}

/** Makes a sender with nothing on its way. It waits for an answer and for nothing else: a limit reached is an answer too. */
export function createSender(deps: SenderDeps): Sender {
  const underway = new Set<Promise<unknown>>();
  let asked: { readonly id: number; readonly answer: (result: WireResult) => void } | null = null;
  let lastId = 0;

  /** Says one text; the answer `unclear` when none came. */
  async function say(groupRef: string, text: string): Promise<WireResult> {
    lastId += 1;
    const id = lastId;
    const answered = new Promise<WireResult>((answer) => {
      asked = { id, answer };
    });
    const late = setTimeout(() => asked?.answer({ status: "unclear", reason: "no answer in time" }), deps.sendWithinMs);
    const result = deps.tell({ type: "say", id, groupRef, text }) ? await answered : ({ status: "offline" } as const);
    clearTimeout(late);
    asked = null;
    return result;
  }

  async function sendPost(post: OutboundPost): Promise<SendOutcome> {
    const split = partsOfPost(post, wechatCapabilities);
    if ("refused" in split) return { status: "failed", reason: split.refused };
    for (let partsDone = post.partsDone; partsDone < split.parts.length; partsDone += 1) {
      const again = (afterMs: number, reason: string): SendOutcome => ({ status: "retry", afterMs, reason, partsDone });
      if (!(await deps.isOnline())) return again(offlineMs, "nobody is logged in to WeChat");
      if (asked) return again(busyMs, "another text is on its way");
      const waitMs = deps.pace.claim();
      if (waitMs > 0) return again(waitMs, "the account's own pace");

      const result = await say(post.groupRef, split.parts[partsDone]!.replace(/\p{Surrogate}/gu, "\ufffd"));
      switch (result.status) {
        case "said":
          continue;
        case "offline":
          return again(offlineMs, "nobody is logged in to WeChat");
        case "other_login":
          return again(notFoundMs, "the group has not been found again since the last login");
        case "throttled":
          deps.onComplaint();
          return again(Math.max(deps.pace.waitMs(), busyMs), "WeChat says that the account acts too often");
        case "refused":
          return { status: "failed", reason: result.reason };
        case "unclear":
          return { status: "unknown", reason: result.reason, partsDone };
      }
    }
    return { status: "sent", messageRefs: [] };
  }

  return {
    send(post) {
      const sending = sendPost(post);
      underway.add(sending);
      return sending.finally(() => underway.delete(sending));
    },
    answered(id, result) {
      // An answer that comes too late is of a text that was given up.
      if (asked?.id === id) asked.answer(result);
    },
    lost: (reason) => asked?.answer({ status: "unclear", reason }),
    async idle() {
      await Promise.allSettled(underway);
    },
  };
}
