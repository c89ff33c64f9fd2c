import { setTimeout as pause } from "node:timers/promises";
import { type MessageKind, messageKinds, storableText, textCharsMax } from "../../src/domain/chat.ts";
import { partsOfPost } from "../../src/domain/post-parts.ts";
import { redact } from "../../src/domain/redaction.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type {
  ChatPlatform,
  MessageEvent,
  OutboundPost,
  RunOptions,
  SendOutcome,
} from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FormStore, UnheardMessage } from "../../src/ports/form-store.ts";

/** The form on the wall as a platform, and the bell that its pages ring. */
export interface WebformPlatform extends ChatPlatform {
  /** Looks for news now. Who forgets to ring only waits for the next look. */
  ring(): void;
}

export interface WebformOptions {
  readonly store: FormStore;
  readonly clock: Clock;
  /** Also the sender ref of the bot's own posts. */
  readonly account: string;
  /** How often it looks without being rung, and how long it waits after a failure. */
  readonly lookMs?: number;
}

/** What reporters are called where a nickname belongs: nobody asks for theirs. */
const reporterNick = "随手报";
const botNick = "邻里小助";

/** Messages that one look takes. */
const lookMax = 200;

/**
 * Makes the network of the form on the wall: each report is a group of its own, in which its reporter and the bot are alone.
 *
 * Its tables are the network. A page's words are kept before the page says so, and are unheard until the house has kept them; a post is added
 * once for its idempotency key, so a send that failed may always be tried again.
 */
export function createWebformPlatform(options: WebformOptions): WebformPlatform {
  const { store, clock, account, lookMs = 2_000 } = options;
  const underway = new Set<Promise<unknown>>();
  let running: RunOptions | null = null;
  let wake = () => {};

  const eventOf = ({ reportId, ref, senderRef, kind, text, quotedRef, at }: UnheardMessage): MessageEvent => ({
    ...{ type: "message", platform: "webform", account, eventKey: `message/${reportId}/${ref}`, groupRef: reportId },
    ...{ groupName: null, at, messageRef: ref, senderRef, fromSelf: senderRef === account, quotedRef, albumRef: null },
    nick: senderRef === account ? botNick : reporterNick,
    kind: isKnown(kind) ? kind : "unknown",
    text: storableText(text),
    raw: { ref, senderRef, kind, text, quotedRef },
  });

  /** Hands over what one report has said, in order; stops at the first that the house cannot keep. */
  async function handOver(messages: readonly UnheardMessage[], { signal, onEvent }: RunOptions): Promise<boolean> {
    for (const message of messages) {
      if (signal.aborted) return true;
      try {
        await onEvent(eventOf(message));
        // Its own copy of the resident's words is for the page, where nobody's number need stand.
        await store.heard(message.id, message.senderRef === account ? message.text : redact(message.text), clock.now());
      } catch {
        return false;
      }
    }
    return true;
  }

  async function look(run: RunOptions): Promise<"more" | "none" | "failed"> {
    try {
      const messages = await store.unheard(lookMax);
      const reports = [...new Set(messages.map(({ reportId }) => reportId))];
      const done = await Promise.all(
        reports.map((id) =>
          handOver(
            messages.filter(({ reportId }) => reportId === id),
            run,
          ),
        ),
      );
      return done.includes(false) ? "failed" : messages.length === 0 ? "none" : "more";
    } catch {
      return "failed";
    }
  }

  async function send(post: OutboundPost): Promise<SendOutcome> {
    const { groupRef, editRef, idempotencyKey } = post;
    const split = partsOfPost(post, webformCapabilities);
    if ("refused" in split) return { status: "failed", reason: split.refused };
    let { partsDone } = post;
    try {
      if (editRef !== null) {
        const isThere = await store.editPost(
          groupRef,
          editRef,
          { senderRef: account, text: split.parts[0]! },
          clock.now(),
        );
        if (!isThere) return { status: "failed", reason: "there is no such post of ours" };
        return { status: "sent", messageRefs: [editRef] };
      }
      const messageRefs: string[] = [];
      for (; partsDone < split.parts.length; partsDone++) {
        const part = { sendKey: `${idempotencyKey}/${partsDone}`, senderRef: account, text: split.parts[partsDone]! };
        const ref = await store.post(groupRef, part, clock.now());
        if (ref === null) return { status: "failed", reason: "there is no such report" };
        messageRefs.push(ref);
      }
      wake();
      return { status: "sent", messageRefs };
    } catch (error) {
      return { status: "retry", afterMs: lookMs, reason: String(error), partsDone };
    }
  }

  return {
    name: "webform",
    account,
    capabilities: webformCapabilities,
    ring: () => wake(),

    async run(run) {
      if (running) throw new AppError("PLATFORM_UNAVAILABLE", { platform: "webform", reason: "it runs already" });
      running = run;
      while (!run.signal.aborted) {
        const rung = new Promise<void>((resolve) => {
          wake = resolve;
        });
        const found = await look(run);
        if (found === "more") continue;
        // After a failure a ring changes nothing: whatever is away needs its time.
        const over = new AbortController();
        const waits = waited(lookMs, AbortSignal.any([run.signal, over.signal]));
        await (found === "none" ? Promise.race([rung, waits]) : waits);
        over.abort();
      }
      running = null;
      await Promise.allSettled(underway);
    },

    send(post) {
      const sending = send(post);
      underway.add(sending);
      return sending.finally(() => underway.delete(sending));
    },
  };
}

/** What can be done for whoever reads by a link: a card that changes where it stands. */
export const webformCapabilities = {
  edit: true,
  buttons: false,
  reply: false,
  seesEdits: false,
  seesRecalls: false,
  stableRefs: true,
  textCharsMax,
} as const;

function isKnown(kind: string): kind is MessageKind {
  return (messageKinds as readonly string[]).includes(kind);
}

function waited(ms: number, signal: AbortSignal): Promise<unknown> {
  return pause(ms, undefined, { signal }).catch(() => {});
}
