import { createHash } from "node:crypto";
import { setTimeout as pause } from "node:timers/promises";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import type {
  Capabilities,
  ChatPlatform,
  OutboundPost,
  RunOptions,
  SendOutcome,
} from "../../src/ports/chat-platform.ts";
import { awayMs, outcomeOfCode } from "./outcome.ts";
import { type Called, postJson } from "./webhook-call.ts";

/** What a group's webhook (消息推送, before: 群机器人) can do: it speaks, and hears nothing. For staff groups that only want to be told. */
export const wecomWebhookCapabilities: Capabilities = {
  edit: false,
  buttons: false,
  reply: false,
  seesEdits: false,
  seesRecalls: false,
  stableRefs: true,
  // 2,048 bytes of UTF-8 (https://developer.work.weixin.qq.com/document/path/91770): no code unit takes more than three.
  textCharsMax: 682,
};

/** One webhook: what its group is called in the house, and its address, which is its secret. */
export interface StaffWebhook {
  readonly name: string;
  readonly url: string;
}

export interface WecomWebhooksOptions {
  readonly webhooks: readonly StaffWebhook[];
  /** A clock that never goes back. */
  readonly monotonicMs?: () => number;
  readonly sendWithinMs?: number;
  readonly retryPauseMs?: number;
}

/** Twenty a minute for each webhook. */
const limit = { times: 20, perMs: 60_000 } as const;

/** Speaks in groups of WeCom by their webhooks. Each is made known to the house as a group, for an admin to bind as a staff group. */
export function createWecomWebhooks(options: WecomWebhooksOptions): ChatPlatform {
  const { webhooks, monotonicMs = () => performance.now(), sendWithinMs = 15_000, retryPauseMs = 1_000 } = options;
  const byRef = new Map(webhooks.map((webhook) => [refOf(webhook), webhook]));
  const sentAt = new Map<string, number[]>();
  const underway = new Set<Promise<unknown>>();

  /** Takes the right to send now and gives 0, or gives the milliseconds until there is one. */
  const claim = (groupRef: string): number => {
    const now = monotonicMs();
    const sent = (sentAt.get(groupRef) ?? []).filter((at) => at > now - limit.perMs);
    const isFull = sent.length >= limit.times;
    sentAt.set(groupRef, isFull ? sent : [...sent, now]);
    return isFull ? Math.ceil(sent[0]! + limit.perMs - now) : 0;
  };

  async function deliver(post: OutboundPost): Promise<SendOutcome> {
    const split = partsOfPost(post, wecomWebhookCapabilities);
    if ("refused" in split) return { status: "failed", reason: split.refused };
    const webhook = byRef.get(post.groupRef);
    if (!webhook) return { status: "failed", reason: "this webhook is not configured any more" };
    for (let partsDone = post.partsDone; partsDone < split.parts.length; partsDone += 1) {
      const waitMs = claim(post.groupRef);
      if (waitMs > 0) return { status: "retry", afterMs: waitMs, reason: "20 a minute", partsDone };
      const content = split.parts[partsDone]!.replace(/\p{Surrogate}/gu, "\ufffd");
      const called = await postJson(webhook.url, { msgtype: "text", text: { content } }, sendWithinMs);
      const outcome = outcomeOfCall(called, partsDone);
      if (outcome) return outcome;
    }
    return { status: "sent", messageRefs: [] };
  }

  return {
    name: "wecom_webhook",
    account: "staff",
    capabilities: wecomWebhookCapabilities,

    async run(run) {
      for (const [groupRef, { name }] of byRef) await introduce(groupRef, name, run, retryPauseMs);
      if (!run.signal.aborted)
        await new Promise((resolve) => run.signal.addEventListener("abort", resolve, { once: true }));
      await Promise.allSettled(underway);
    },

    send(post) {
      const sending = deliver(post);
      underway.add(sending);
      return sending.finally(() => underway.delete(sending));
    },
  };
}

/** A webhook's ref: stays the same as long as its address does, and does not tell it. */
export function refOf({ url }: StaffWebhook): string {
  return createHash("sha256").update(url).digest("hex").slice(0, 16);
}

/** Makes a webhook's group known, once for ever: the event's key is the same at every start. */
async function introduce(groupRef: string, groupName: string, run: RunOptions, retryPauseMs: number): Promise<void> {
  while (!run.signal.aborted) {
    const base = {
      platform: "wecom_webhook",
      account: "staff",
      groupRef,
      groupName,
      at: new Date(),
      raw: null,
    } as const;
    try {
      return await run.onEvent({ ...base, type: "joined", eventKey: `webhook/${groupRef}`, canPost: true });
    } catch {
      await pause(retryPauseMs, null, { signal: run.signal }).catch(() => {});
    }
  }
}

/** What became of a part; null when it was taken. */
function outcomeOfCall(called: Called, partsDone: number): SendOutcome | null {
  if ("lost" in called) {
    const reason = `no answer (${called.lost})`;
    return called.mayHaveArrived
      ? { status: "unknown", reason, partsDone }
      : { status: "retry", afterMs: awayMs, reason, partsDone };
  }
  const answer = answerOf(called.body);
  if (answer?.errcode === 0) return null;
  if (answer) return outcomeOfCode(answer.errcode, answer.errmsg, partsDone);
  // Not WeCom's words: something between us answered, and does not say whether it passed the message on.
  return { status: "unknown", reason: `HTTP ${called.status}`, partsDone };
}

function answerOf(body: string): { readonly errcode: number; readonly errmsg: string } | null {
  try {
    const { errcode, errmsg } = JSON.parse(body) as { errcode?: unknown; errmsg?: unknown };
    // What follows the code is a hint for developers with ids in it.
    return typeof errcode === "number" ? { errcode, errmsg: String(errmsg ?? "").split(",")[0]! } : null;
  } catch {
    return null;
  }
}
