import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as pause } from "node:timers/promises";
import { type Held, Latch } from "./latch.ts";
import { LoopbackServer } from "./loopback-server.ts";
import { PlannedFaults } from "./planned-faults.ts";
import {
  type Answer,
  chatView,
  editMessageText,
  getChatMember,
  type Json,
  refuse,
  type StandInChat,
  type StandInPost,
  sendMessage,
  setMessageReaction,
} from "./stand-in-chats.ts";

/** What may befall a call, once. */
export type StandInFault =
  | { readonly type: "answer"; readonly status: number; readonly description: string; readonly retryAfter?: number }
  /** Something between us and Telegram answers in a form that is not Telegram's. */
  | { readonly type: "gateway"; readonly status: number }
  | { readonly type: "cut_before" }
  | { readonly type: "cut_after" };

interface Queued {
  readonly update: Json & { update_id: number };
  /** Delivered before; cannot be confirmed by a number that was meant for its first delivery. */
  isAgain: boolean;
}

/**
 * A Bot API that stands in for Telegram's over real HTTP on 127.0.0.1: long polls, confirmation by offset, the 409 of a second poller,
 * webhooks with secret and redelivery, one group's limits and rights, and faults to plan. Only what a bot of this house calls.
 */
export class StandInBotApi {
  readonly token = "4242:stand-in-for-telegram";
  readonly botId = 4242;
  /** Every call, in order, with its body. */
  readonly calls: { readonly method: string; readonly body: Json }[] = [];
  /** What each press was answered, in order. */
  readonly pressAnswers: { readonly queryId: string; readonly text: string; readonly alert: boolean }[] = [];
  canReadAll = true;

  readonly #chats = new Map<number, StandInChat>();
  #queue: Queued[] = [];
  #lastUpdate: Queued["update"] | null = null;
  #nextUpdateId = 7_000;
  #nextMessageId = 100;
  #poll: { wake: () => void; conflict: () => void } | null = null;
  #polled: (() => void) | null = null;
  #webhook: { url: string; secret: string; delivering: Promise<void> } | null = null;
  #allowed: readonly string[] | null = null;
  readonly #faults = new Map<string, PlannedFaults<StandInFault>>();
  readonly #latches = new Map<string, Latch>();
  readonly #pressWaiting = new Map<string, (text: string) => void>();
  readonly #server = new LoopbackServer(createServer((request, response) => void this.#serve(request, response)));
  readonly #answered = new Set<string>();
  readonly #awaited = new Map<string, () => void>();
  #isClosed = false;

  get apiRoot(): string {
    return `http://127.0.0.1:${this.#server.port}`;
  }

  async open(): Promise<this> {
    await this.#server.open();
    return this;
  }

  /** Refuses connections until `open` is called again; open ones are cut. */
  shut = () => this.#server.shut();

  async close(): Promise<void> {
    this.#isClosed = true;
    this.#poll?.conflict();
    await this.shut();
    await this.#webhook?.delivering;
  }

  chat(id: number, title = "幸福里3号楼"): StandInChat {
    const chat = this.#chats.get(id) ?? {
      id,
      title,
      posts: [],
      topics: new Set<number>(),
      migratedTo: null,
      botStatus: "member" as const,
      roles: new Map(),
      reactions: new Map(),
    };
    this.#chats.set(id, chat);
    return chat;
  }

  posts(chatId: number): readonly StandInPost[] {
    return this.#chats.get(chatId)?.posts ?? [];
  }

  nextMessageId(): number {
    return ++this.#nextMessageId;
  }

  /** Lets something happen: an update without its number. */
  push(body: Json): number {
    const update_id = ++this.#nextUpdateId;
    if (this.#allowed && !this.#allowed.some((kind) => kind in body)) return update_id;
    this.#deliver({ update_id, ...body });
    return update_id;
  }

  /** Delivers the last update again, as Telegram does when it missed the confirmation. */
  redeliverLast(): void {
    if (this.#lastUpdate) this.#deliver(this.#lastUpdate, true);
  }

  /** Resolves when a method has been called and answered, now or before. */
  called(method: string): Promise<void> {
    if (this.#answered.has(method)) return Promise.resolve();
    return new Promise((resolve) => this.#awaited.set(method, resolve));
  }

  /** Ends the poll that waits, or the next one that will, with no news. Resolves as it ends. */
  async endPoll(): Promise<void> {
    if (!this.#poll) {
      await new Promise<void>((resolve) => {
        this.#polled = resolve;
      });
    }
    this.#poll?.wake();
  }

  /** Lets Telegram count anew, as after a week without updates. */
  countFrom(updateId: number): void {
    this.#nextUpdateId = updateId;
  }

  /** Updates that nobody has confirmed. */
  unconfirmed(): readonly number[] {
    return this.#queue.map(({ update }) => update.update_id);
  }

  /** Presses a button; resolves with the text shown to the person, "" when none. */
  press(chatId: number, messageId: number, data: string, from: Json, threadId: number | null = null): Promise<string> {
    const id = `q${this.#nextUpdateId}`;
    const thread = threadId === null ? {} : { is_topic_message: true, message_thread_id: threadId };
    const message = { message_id: messageId, date: 1_790_000_000, chat: chatView(this.chat(chatId)), ...thread };
    return new Promise((resolve) => {
      this.#pressWaiting.set(id, resolve);
      this.push({ callback_query: { id, from, message, chat_instance: "1", data } });
    });
  }

  /** Plans what befalls the next call of a method, after `skip` that go well. */
  plan(method: string, fault: StandInFault, skip = 0): void {
    const planned = this.#faults.get(method) ?? new PlannedFaults<StandInFault>();
    this.#faults.set(method, planned);
    planned.plan(fault, skip);
  }

  /** The next call of a method is carried out, and its answer kept back. */
  hold(method: string): Held {
    const latch = this.#latches.get(method) ?? new Latch();
    this.#latches.set(method, latch);
    return latch.hold();
  }

  #deliver(update: Queued["update"], isAgain = false): void {
    this.#lastUpdate = update;
    if (this.#webhook) {
      const { url, secret } = this.#webhook;
      this.#webhook.delivering = this.#webhook.delivering.then(() => this.#bring(url, secret, update));
      return;
    }
    this.#queue.push({ update, isAgain });
    this.#poll?.wake();
  }

  async #bring(url: string, secret: string, update: Json): Promise<void> {
    const headers = { "content-type": "application/json", "x-telegram-bot-api-secret-token": secret };
    while (!this.#isClosed) {
      const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(update) }).catch(() => null);
      if (answer?.ok) return;
      await pause(5);
    }
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const [, token, method = ""] = /^\/bot([^/]+)\/(\w+)$/.exec(request.url ?? "") ?? [];
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}") as Json;
    this.calls.push({ method, body });
    if (token !== this.token) return send(response, refuse(401, "Unauthorized"));

    const fault = this.#faults.get(method)?.next() ?? null;
    if (fault?.type === "cut_before") return void request.socket.destroy();
    if (fault?.type === "gateway") return void response.writeHead(fault.status).end("<html>Bad Gateway</html>");
    if (fault?.type === "answer") {
      const parameters = fault.retryAfter === undefined ? undefined : { retry_after: fault.retryAfter };
      return send(response, refuse(fault.status, fault.description, parameters));
    }
    const answer = method === "getUpdates" ? await this.#getUpdates(body, response) : this.#call(method, body);
    if (fault?.type === "cut_after") return void request.socket.destroy();
    await this.#latches.get(method)?.pass();
    send(response, answer);
    this.#answered.add(method);
    this.#awaited.get(method)?.();
  }

  async #getUpdates(
    { offset, limit = 100, timeout = 0, allowed_updates }: Json,
    response: ServerResponse,
  ): Promise<Answer> {
    if (this.#webhook) return refuse(409, "Conflict: can't use getUpdates method while webhook is active");
    this.#poll?.conflict();
    this.#allowed = (allowed_updates as string[] | undefined) ?? this.#allowed;
    const isConfirmed = ({ update, isAgain }: Queued) => !isAgain && update.update_id < Number(offset);
    if (offset !== undefined) this.#queue = this.#queue.filter((one) => !isConfirmed(one));

    if (this.#queue.length === 0 && Number(timeout) > 0) {
      const ended = await new Promise<"wake" | "conflict">((resolve) => {
        const timer = setTimeout(() => resolve("wake"), Number(timeout) * 1_000);
        const end = (how: "wake" | "conflict") => () => {
          clearTimeout(timer);
          this.#poll = null;
          resolve(how);
        };
        this.#poll = { wake: end("wake"), conflict: end("conflict") };
        this.#polled?.();
        this.#polled = null;
        response.once("close", end("wake"));
      });
      if (ended === "conflict") return refuse(409, "Conflict: terminated by other getUpdates request");
      // The asker went away: what came is left for the next.
      if (response.destroyed) return { result: [] };
    }
    const batch = this.#queue.slice(0, Number(limit));
    for (const one of batch) one.isAgain = false;
    return { result: batch.map(({ update }) => update) };
  }

  #call(method: string, body: Json): Answer {
    switch (method) {
      case "getMe":
        return {
          result: {
            id: this.botId,
            is_bot: true,
            first_name: "邻里小助",
            username: "linli_bot",
            can_join_groups: true,
            can_read_all_group_messages: this.canReadAll,
          },
        };
      case "deleteWebhook":
        this.#webhook = null;
        return { result: true };
      case "setWebhook":
        this.#allowed = (body.allowed_updates as string[] | undefined) ?? this.#allowed;
        this.#webhook ??= { url: String(body.url), secret: String(body.secret_token), delivering: Promise.resolve() };
        for (const { update } of this.#queue.splice(0)) this.#deliver(update);
        return { result: true };
      case "sendMessage":
        return sendMessage(this.#chats.get(Number(body.chat_id)), this.nextMessageId(), body);
      case "editMessageText":
        return editMessageText(this.#chats.get(Number(body.chat_id)), body);
      case "setMessageReaction":
        return setMessageReaction(this.#chats.get(Number(body.chat_id)), body);
      case "getChatMember":
        return getChatMember(this.#chats.get(Number(body.chat_id)), body);
      case "answerCallbackQuery":
        return this.#answerPress(body);
      default:
        return refuse(404, "Not Found");
    }
  }

  #answerPress({ callback_query_id, text = "", show_alert = false }: Json): Answer {
    const queryId = String(callback_query_id);
    const show = this.#pressWaiting.get(queryId);
    if (!show) return refuse(400, "Bad Request: query is too old and response timeout expired or query ID is invalid");
    this.#pressWaiting.delete(queryId);
    this.pressAnswers.push({ queryId, text: String(text), alert: Boolean(show_alert) });
    show(String(text));
    return { result: true };
  }
}

function send(response: ServerResponse, answer: Answer): void {
  if (response.destroyed) return;
  const isRefusal = "error_code" in answer;
  response
    .writeHead(isRefusal ? answer.error_code : 200, { "content-type": "application/json" })
    .end(JSON.stringify({ ok: !isRefusal, ...answer }));
}
