import { randomUUID } from "node:crypto";
import { isDeepStrictEqual } from "node:util";
import { type MessageKind, storableText, textCharsMax } from "../../src/domain/chat.ts";
import { splitText } from "../../src/domain/split-text.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type {
  ChatPlatform,
  OutboundPost,
  PlatformEvent,
  PressAnswer,
  RunOptions,
  SendOutcome,
} from "../../src/ports/chat-platform.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { createTurns } from "./turns.ts";

/** What the bot is called in a group, as an account's nickname is set on any network. */
const botNick = "邻里小助";

/** Longest text of one post, all its parts together. */
const POST_CHARS_MAX = 20_000;

/** How long the bot's own echo waits before it is handed over again. */
const ECHO_AGAIN_MS = 1_000;

/** The sandbox as a platform, and the side of it where residents type. */
export interface SandboxPlatform extends ChatPlatform {
  readonly farSide: SandboxFarSide;
}

/**
 * What people do in the sandbox. Each verb resolves once the house has kept the event and the log shows it; the same
 * call with the same ref is the same as once.
 *
 * @throws AppError PLATFORM_UNAVAILABLE from every verb while the platform does not run or the house does not keep the event.
 */
export interface SandboxFarSide {
  say(saying: Saying): Promise<SandboxMessage>;
  /** @throws AppError NOT_FOUND, or NOT_ALLOWED when somebody else said it. */
  edit(message: MessageOfSender, text: string): Promise<SandboxMessage>;
  /** @throws AppError NOT_FOUND, or NOT_ALLOWED when somebody else said it. */
  recall(message: MessageOfSender): Promise<SandboxMessage>;
  press(message: MessageOfSender, token: string): Promise<PressAnswer>;
  /** Rings after each change of the log by this process. Returns what ends it. */
  onChange(listener: () => void): () => void;
}

/** One message, and who does something with it. */
export interface MessageOfSender {
  readonly groupRef: string;
  readonly ref: string;
  readonly senderRef: string;
}

/** One thing a resident says. */
export interface Saying extends MessageOfSender {
  readonly groupName: string | null;
  readonly nick: string;
  readonly kind: MessageKind;
  readonly text: string;
  readonly quotedRef: string | null;
  readonly picture: string | null;
  readonly at: Date;
}

/** What the sandbox needs of the house. */
export interface SandboxOptions {
  readonly log: SandboxLog;
  readonly clock: Clock;
  /** Also the sender ref of the bot's own posts. */
  readonly account: string;
  /** Who owns a group, by the group's ref; nobody where absent. */
  readonly owners?: ReadonlyMap<string, string>;
  /** False makes groups in which a post stands as it was sent, as in WeChat. */
  readonly edit?: boolean;
}

/**
 * Makes a chat network of its own: groups kept in a log, people at a browser page (`sandbox-routes.ts`) on the far side.
 *
 * An event is kept by the house before the group sees it, so whatever can be seen has been handed over; if a crash comes
 * between the two, the page repeats the call with the same ref and both sides know it again.
 */
export function createSandboxPlatform(options: SandboxOptions): SandboxPlatform {
  const { log, clock, account, edit: canEdit = true } = options;
  const listeners = new Set<() => void>();
  const turns = createTurns();
  let running: RunOptions | null = null;

  const changed = (message: SandboxMessage): SandboxMessage => {
    for (const listener of listeners) listener();
    return message;
  };

  async function handOver(event: PlatformEvent): Promise<void> {
    if (!running) throw unavailable("it does not run");
    try {
      await running.onEvent(event);
    } catch (cause) {
      throw unavailable("the house did not keep the message", { cause });
    }
  }

  /** Nobody waits for the echo: a send is done whether or not the house hears itself at once. */
  function echo(message: SandboxMessage): void {
    const run = running;
    if (!run) return;
    const again = () => {
      if (running === run) echo(message);
    };
    const heard = turns.take(message.groupRef, () => handOver(messageEvent(message, null)));
    heard.catch(() => setTimeout(again, ECHO_AGAIN_MS).unref());
  }

  async function ownMessage({ groupRef, ref, senderRef }: MessageOfSender, action: string): Promise<SandboxMessage> {
    const message = await log.find(groupRef, ref);
    if (!message) throw noSuchMessage(ref);
    if (message.senderRef !== senderRef) throw new AppError("NOT_ALLOWED", { role: "resident", action });
    return message;
  }

  function base(groupRef: string, eventKey: string, at: Date, raw: unknown) {
    return { platform: "sandbox", account, eventKey, groupRef, groupName: null, at, raw } as const;
  }

  function messageEvent(said: Saying | SandboxMessage, groupName: string | null): PlatformEvent {
    const { groupRef, ref, senderRef, nick, kind, text, quotedRef, at } = said;
    const fromSelf = "fromBot" in said && said.fromBot;
    const key = `message/${groupRef}/${ref}`;
    const words = { senderRef, nick, fromSelf, kind, text, quotedRef, albumRef: null };
    return { ...base(groupRef, key, at, said), groupName, type: "message", messageRef: ref, ...words };
  }

  const farSide: SandboxFarSide = {
    say: (given) =>
      turns.take(given.groupRef, async () => {
        const saying = { ...given, nick: storableText(given.nick), text: storableText(given.text) };
        await handOver(messageEvent(saying, saying.groupName));
        const { groupName: _, ...said } = saying;
        const { message } = await log.append({ ...said, sendKey: null, fromBot: false, choices: [] });
        return changed(message);
      }),

    edit: (of, given) =>
      turns.take(of.groupRef, async () => {
        const before = await ownMessage(of, "change what somebody else said");
        const text = storableText(given);
        if (before.text === text) return before;
        const editedAt = clock.now();
        // Of one standing text only one next text is kept: the revision makes the second try of an edit the same event.
        const key = `edit/${of.groupRef}/${of.ref}/${before.revision}`;
        await handOver({
          ...base(of.groupRef, key, editedAt, { ...of, text }),
          type: "edit",
          messageRef: of.ref,
          text,
        });
        const message = await log.edit(of.groupRef, of.ref, { text, choices: [], editedAt });
        if (!message) throw noSuchMessage(of.ref);
        return changed(message);
      }),

    recall: (of) =>
      turns.take(of.groupRef, async () => {
        await ownMessage(of, "take back what somebody else said");
        const key = `recall/${of.groupRef}/${of.ref}`;
        await handOver({ ...base(of.groupRef, key, clock.now(), of), type: "recall", messageRef: of.ref });
        const message = await log.recall(of.groupRef, of.ref);
        if (!message) throw noSuchMessage(of.ref);
        return changed(message);
      }),

    async press({ groupRef, ref, senderRef }, token) {
      if (!running) throw unavailable("it does not run");
      const press = { platform: "sandbox", account, groupRef, messageRef: ref, senderRef, token } as const;
      return turns.hold(running.onPress(press)).catch(() => ({ text: "" }));
    },

    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };

  async function change({ groupRef, editRef, text, choices }: OutboundPost): Promise<SendOutcome> {
    const before = canEdit && editRef !== null ? await log.find(groupRef, editRef) : null;
    if (!before?.fromBot) return { status: "failed", reason: "there is no such post of ours that can be changed" };
    if (text.length > textCharsMax) return { status: "failed", reason: "the text is too long for an edit" };
    const same = before.text === text && isDeepStrictEqual(before.choices, choices);
    if (same) return { status: "sent", messageRefs: [before.ref] };
    const message = await log.edit(groupRef, before.ref, { text: storableText(text), choices, editedAt: clock.now() });
    if (!message) return { status: "failed", reason: "the post was taken back" };
    return { status: "sent", messageRefs: [changed(message).ref] };
  }

  async function add(post: OutboundPost, text: string, part: number, isLast: boolean): Promise<string> {
    const { message, fresh } = await log.append({
      groupRef: post.groupRef,
      ref: randomUUID(),
      sendKey: `${post.idempotencyKey}/${part}`,
      senderRef: account,
      nick: botNick,
      fromBot: true,
      kind: "text",
      text: storableText(text),
      quotedRef: part === 0 ? post.replyToRef : null,
      picture: null,
      choices: isLast ? post.choices : [],
      at: clock.now(),
    });
    if (fresh) echo(changed(message));
    return message.ref;
  }

  async function send(post: OutboundPost): Promise<SendOutcome> {
    if (storableText(post.text).trim() === "") return { status: "failed", reason: "there is nothing to say" };
    if (post.text.length > POST_CHARS_MAX) return { status: "failed", reason: "the text is too long for a post" };
    let { partsDone } = post;
    try {
      if (post.editRef !== null) return await change(post);
      const parts = splitText(post.text, textCharsMax);
      const messageRefs: string[] = [];
      for (; partsDone < parts.length; partsDone++) {
        messageRefs.push(await add(post, parts[partsDone]!, partsDone, partsDone === parts.length - 1));
      }
      // A ref is for changing the post by; where that cannot be, there is none.
      return { status: "sent", messageRefs: canEdit ? messageRefs : [] };
    } catch (error) {
      return { status: "unknown", reason: String(error), partsDone };
    }
  }

  return {
    name: "sandbox",
    account,
    capabilities: {
      edit: canEdit,
      buttons: true,
      reply: true,
      seesEdits: true,
      seesRecalls: true,
      stableRefs: true,
      textCharsMax,
    },
    farSide,
    send: (post) => turns.hold(send(post)),
    async react({ groupRef, messageRef, sign }) {
      const message = await log.sign(groupRef, messageRef, sign);
      if (!message) return { status: "failed", reason: "there is no such message" };
      changed(message);
      return { status: "sent", messageRefs: [] };
    },
    isGroupAdmin: async (groupRef, senderRef) => options.owners?.get(groupRef) === senderRef,
    async run(given) {
      if (running) throw unavailable("it runs already");
      running = given;
      await aborted(given.signal);
      running = null;
      await turns.idle();
    },
  };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener("abort", () => resolve(), { once: true }));
}

function unavailable(reason: string, options?: ErrorOptions) {
  return new AppError("PLATFORM_UNAVAILABLE", { platform: "sandbox", reason }, options);
}

function noSuchMessage(ref: string) {
  return new AppError("NOT_FOUND", { path: `message ${ref} of this group` });
}
