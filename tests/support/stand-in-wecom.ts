import { createServer } from "node:http";
import { type WebSocket, WebSocketServer } from "ws";
import { Latch } from "./latch.ts";
import { LoopbackServer } from "./loopback-server.ts";
import { PlannedFaults } from "./planned-faults.ts";

type Json = Record<string, unknown>;

/** One message as a WeCom group shows it. */
export interface StandInWecomPost {
  readonly ref: string;
  readonly chatId: string;
  readonly text: string;
  /** The message it was said in answer to. */
  readonly replyToRef: string | null;
  readonly how: "push" | "answer";
}

/** What may befall a message of the bot, once. */
export type StandInWecomFault =
  | { readonly type: "code"; readonly errcode: number; readonly errmsg: string }
  | { readonly type: "cut_before" }
  | { readonly type: "cut_after" };

interface Frame {
  readonly cmd?: string;
  readonly headers: { readonly req_id: string };
  readonly body?: Json;
}

/**
 * WeCom's side of a smart bot's long connection, over a real WebSocket on 127.0.0.1: subscribing with a secret, messages and pings,
 * answers and pushes with their receipts, a second connection that throws out the first, and faults to plan.
 */
export class StandInWecom {
  readonly botId = "aib-stand-in";
  readonly secret = "s3cret-of-the-bot";
  readonly posts: StandInWecomPost[] = [];
  /** Subscriptions that were let in. */
  subscriptions = 0;
  /** Chats where whatever the bot says is refused, with the code. */
  readonly refusedIn = new Map<string, number>();

  readonly #http = createServer();
  readonly #server = new LoopbackServer(this.#http);
  readonly #faults = new PlannedFaults<StandInWecomFault>();
  readonly #latch = new Latch();
  #subscriber: WebSocket | null = null;
  #undelivered: Frame[] = [];
  #lastBody: Json | null = null;
  readonly #chatOfRequest = new Map<string, { chatId: string; msgId: string }>();
  #subscribed: (() => void)[] = [];
  #delivering = Promise.resolve();
  #made = 0;

  constructor() {
    new WebSocketServer({ server: this.#http }).on("connection", (socket) => this.#serve(socket));
  }

  get wsUrl(): string {
    return `ws://127.0.0.1:${this.#server.port}`;
  }

  async open(): Promise<this> {
    await this.#server.open();
    return this;
  }

  /** Cuts the connection and refuses others until `open` is called again. */
  async shut(): Promise<void> {
    this.cut();
    await this.#server.shut();
  }

  close = () => this.shut();

  /** Breaks the connection that stands. */
  cut(): void {
    this.#subscriber?.terminate();
    this.#subscriber = null;
  }

  /** Resolves when a connection is let in, now or later. */
  async subscribed(): Promise<void> {
    if (!this.#subscriber) await new Promise<void>((resolve) => this.#subscribed.push(resolve));
  }

  /** Brings a message, or keeps it for who subscribes next. Gives its id. */
  say(body: Json): string {
    const msgid = `msg-${++this.#made}`;
    this.#bring({ msgid, aibotid: this.botId, chattype: "group", ...body });
    return msgid;
  }

  /** Brings the last message once more, under the same id. */
  sayLastAgain(): void {
    if (this.#lastBody) this.#bring(this.#lastBody);
  }

  /** Resolves when all that was said has been brought to who is subscribed. */
  delivered(): Promise<void> {
    return this.#delivering;
  }

  plan(fault: StandInWecomFault, skip = 0): void {
    this.#faults.plan(fault, skip);
  }

  /** The next message of the bot is shown, and its receipt kept back. */
  hold = () => this.#latch.hold();

  #bring(body: Json): void {
    this.#lastBody = body;
    const req_id = `callback-${++this.#made}`;
    this.#chatOfRequest.set(req_id, { chatId: String(body["chatid"]), msgId: String(body["msgid"]) });
    this.#undelivered.push({ cmd: "aibot_msg_callback", headers: { req_id }, body });
    this.#flush();
  }

  /** Brings what waits, one after the other, to whoever still answers: a line that was dropped a moment ago looks as if it stood. */
  #flush(): void {
    this.#delivering = this.#delivering.then(async () => {
      const to = this.#subscriber;
      while (to && this.#undelivered.length > 0 && (await isAlive(to))) {
        to.send(JSON.stringify(this.#undelivered.shift()));
      }
    });
  }

  #serve(socket: WebSocket): void {
    socket.on("error", () => {});
    socket.on("close", () => {
      if (this.#subscriber === socket) this.#subscriber = null;
    });
    socket.on("message", (data) => void this.#take(socket, JSON.parse(String(data)) as Frame));
  }

  async #take(socket: WebSocket, frame: Frame): Promise<void> {
    const receipt = (errcode: number, errmsg = "ok") =>
      socket.send(JSON.stringify({ headers: frame.headers, errcode, errmsg }));
    if (frame.cmd === "ping") return receipt(0);
    if (frame.cmd === "aibot_subscribe") {
      const { bot_id, secret } = frame.body ?? {};
      if (bot_id !== this.botId || secret !== this.secret) return receipt(40001, "invalid secret");
      return this.#letIn(socket, receipt);
    }
    const fault = this.#faults.next();
    if (fault?.type === "cut_before") return socket.terminate();
    if (fault?.type === "code") return receipt(fault.errcode, fault.errmsg);
    const said = this.#read(frame);
    const refusal = said && this.refusedIn.get(said.chatId);
    if (!said) return receipt(40008, "invalid message type");
    if (refusal) return receipt(refusal, "not allowed in this chat");
    this.posts.push({ ref: `post-${++this.#made}`, ...said });
    if (fault?.type === "cut_after") return socket.terminate();
    await this.#latch.pass();
    receipt(0);
  }

  #letIn(socket: WebSocket, receipt: (errcode: number) => void): void {
    const before = this.#subscriber;
    this.#subscriber = socket;
    this.subscriptions += 1;
    if (before && before !== socket) {
      const event = { eventtype: "disconnected_event" };
      const body = { msgid: `event-${++this.#made}`, create_time: 1, aibotid: this.botId, msgtype: "event", event };
      before.send(JSON.stringify({ cmd: "aibot_event_callback", headers: { req_id: "kick" }, body }));
    }
    receipt(0);
    for (const resolve of this.#subscribed.splice(0)) resolve();
    this.#flush();
  }

  /** What the group is shown of a frame; null for what WeCom would not take. */
  #read({ cmd, headers, body = {} }: Frame): Omit<StandInWecomPost, "ref"> | null {
    if (cmd === "aibot_send_msg") {
      const { content } = (body["markdown"] ?? {}) as { content?: string };
      if (body["msgtype"] !== "markdown" || typeof content !== "string" || content === "") return null;
      if (Buffer.byteLength(content) > 4_096) return null;
      return { chatId: String(body["chatid"]), text: content, replyToRef: null, how: "push" };
    }
    const asked = this.#chatOfRequest.get(headers.req_id);
    const { content, finish } = (body["stream"] ?? {}) as { content?: string; finish?: boolean };
    if (cmd !== "aibot_respond_msg" || !asked || !finish || typeof content !== "string") return null;
    return { chatId: asked.chatId, text: content, replyToRef: asked.msgId, how: "answer" };
  }
}

function isAlive(socket: WebSocket): Promise<boolean> {
  if (socket.readyState !== socket.OPEN) return Promise.resolve(false);
  return new Promise((resolve) => {
    socket.once("pong", () => resolve(true));
    socket.once("close", () => resolve(false));
    socket.ping();
  });
}
