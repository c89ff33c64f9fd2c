import { createHash } from "node:crypto";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { Capabilities, ChatPlatform, OutboundPost, SendOutcome } from "../../src/ports/chat-platform.ts";
import { type Connection, type Loss, type MessageFrame, openConnection } from "./connection.ts";
import { createHearing } from "./hearing.ts";
import { createLink } from "./link.ts";
import { eventNotKept, refused, takenOver, type WecomNotice } from "./notices.ts";
import { awayMs, codeOf, outcomeOf, refusedMs } from "./outcome.ts";
import { createRecentMessages, type RecentMessages } from "./recent-messages.ts";
import { translate } from "./translate.ts";

export type { WecomNotice } from "./notices.ts";

/**
 * What WeCom's smart bot can do in internal groups. It hears only what names it. An answer hangs on its message for some minutes after it,
 * then it is said by itself. Buttons exist as template cards, but what a press brings back is not documented enough to hang a right on it.
 */
export const wecomCapabilities: Capabilities = {
  edit: false,
  buttons: false,
  reply: true,
  seesEdits: false,
  seesRecalls: false,
  stableRefs: true,
  // 4,096 bytes of UTF-8 whatever is written: no code unit takes more than three.
  textCharsMax: 1_365,
};

export interface WecomOptions {
  /** As WeCom's console gives them with "长连接". */
  readonly botId: string;
  readonly secret: string;
  /** Another address than WeCom's own. */
  readonly wsUrl?: string;
  /** Told what the person who runs the bot should know. */
  readonly onNotice?: (notice: WecomNotice) => void;
  /** A clock that never goes back. */
  readonly monotonicMs?: () => number;
  readonly timing?: Partial<WecomTiming>;
}

export interface WecomTiming {
  readonly connectWithinMs: number;
  readonly retryPauseMs: number;
}

/** Connects one smart bot of WeCom. Opens nothing until `run` or `send`. Its traps are told in README.md beside this file. */
export function createWecomPlatform(options: WecomOptions): ChatPlatform {
  const { botId, secret, wsUrl, onNotice = () => {}, monotonicMs = () => performance.now() } = options;
  const { connectWithinMs = 10_000, retryPauseMs = 200 } = options.timing ?? {};
  const recent = createRecentMessages(monotonicMs);
  const hearing = createHearing(retryPauseMs, (event) => onNotice(eventNotKept(event)));
  const underway = new Set<Promise<unknown>>();
  let isTakenOver = false;

  const onMessage = ({ headers, body }: MessageFrame) => {
    if (!body) return;
    const event = translate(body, { account: botId, receivedAt: new Date(), refOfWords: recent.refOfWords });
    if (!event) return;
    const { groupRef, messageRef: ref, text: words } = event;
    recent.note({ groupRef, ref, words, requestId: headers.req_id });
    hearing.take(event);
  };
  const link = createLink(async () => {
    const opened = await openConnection({
      botId,
      secret,
      ...(wsUrl !== undefined && { wsUrl }),
      connectWithinMs,
      onMessage,
    });
    if ("why" in opened) lost(opened);
    else void opened.ended.then(lost);
    return opened;
  });
  const lost = ({ why, reason }: Loss) => {
    if (why === "taken_over") isTakenOver = true;
    if (why === "taken_over") onNotice(takenOver);
    if (why === "refused") onNotice(refused(reason));
  };

  async function deliver(post: OutboundPost): Promise<SendOutcome> {
    const split = partsOfPost(post, wecomCapabilities);
    if ("refused" in split) return { status: "failed", reason: split.refused };
    const { partsDone } = post;
    // To connect would throw the other one out, which then throws us out.
    if (isTakenOver) return { status: "retry", afterMs: refusedMs, reason: takenOver.en, partsDone };
    const opened = await link.hold();
    try {
      if (!("why" in opened)) return await sendParts(post, split.parts, opened, recent);
      const afterMs = opened.why === "away" ? awayMs : refusedMs;
      return { status: "retry", afterMs, reason: opened.reason, partsDone };
    } finally {
      link.release();
    }
  }

  return {
    name: "wecom",
    account: botId,
    capabilities: wecomCapabilities,

    async run(run) {
      if (run.signal.aborted) return;
      if (isTakenOver) throw unavailable(endWords({ why: "taken_over", reason: "" }));
      const stopping = new AbortController();
      const serving = hearing.serve({ ...run, signal: stopping.signal });
      const told = aborted(run.signal);
      try {
        const opened = await Promise.race([link.hold(), told]);
        const ended = opened && !("why" in opened) ? await Promise.race([opened.ended, told]) : opened;
        if (ended && !run.signal.aborted) throw unavailable(endWords(ended));
      } finally {
        stopping.abort();
        await Promise.allSettled([serving, ...underway]);
        link.release();
      }
    },

    send(post) {
      const sending = deliver(post);
      underway.add(sending);
      return sending.finally(() => underway.delete(sending));
    },
  };
}

/** Says the parts one after the other: the first in answer to its message while that can be, the others by themselves. */
async function sendParts(
  post: OutboundPost,
  parts: readonly string[],
  { client }: Connection,
  recent: RecentMessages,
): Promise<SendOutcome> {
  for (let partsDone = post.partsDone; partsDone < parts.length; partsDone += 1) {
    const content = parts[partsDone]!.replace(/\p{Surrogate}/gu, "\ufffd");
    const requestId = partsDone === 0 && post.replyToRef !== null ? recent.requestIdOf(post.replyToRef) : null;
    try {
      const isAnswered = requestId !== null && (await answer(client, requestId, post, content));
      if (!isAnswered) await client.sendMessage(post.groupRef, { msgtype: "markdown", markdown: { content } });
    } catch (rejected) {
      return outcomeOf(rejected, partsDone);
    }
  }
  return { status: "sent", messageRefs: [] };
}

/** Answers a message under its own id. False when WeCom refuses, so that nothing was said and it can be said by itself. */
async function answer(
  client: Connection["client"],
  requestId: string,
  { idempotencyKey }: OutboundPost,
  content: string,
): Promise<boolean> {
  const streamId = createHash("sha256").update(idempotencyKey).digest("hex").slice(0, 32);
  try {
    await client.replyStream({ headers: { req_id: requestId } }, streamId, content, true);
    return true;
  } catch (rejected) {
    const isRefused = codeOf(rejected) !== null && outcomeOf(rejected, 0).status === "failed";
    if (isRefused) return false;
    throw rejected;
  }
}

function aborted(signal: AbortSignal): Promise<null> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(null);
    signal.addEventListener("abort", () => resolve(null), { once: true });
  });
}

function unavailable(reason: string): AppError {
  return new AppError("PLATFORM_UNAVAILABLE", { platform: "wecom", reason });
}

/** Why a run ended, for the page where the operator reads it. */
function endWords({ why, reason }: Loss): string {
  if (why === "away") return reason;
  const { zh, en } = why === "taken_over" ? takenOver : refused(reason);
  return `${zh} ${en}`;
}
