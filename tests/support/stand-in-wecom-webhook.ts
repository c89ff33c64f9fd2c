import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { Latch } from "./latch.ts";
import { LoopbackServer } from "./loopback-server.ts";
import { PlannedFaults } from "./planned-faults.ts";

/** What may befall a call, once. */
export type StandInWebhookFault =
  | { readonly type: "code"; readonly errcode: number; readonly errmsg: string }
  | { readonly type: "gateway"; readonly status: number }
  | { readonly type: "cut_after" };

/** The webhooks of WeCom's groups over real HTTP on 127.0.0.1: 2,048 bytes a message, twenty a minute, WeCom's error codes, faults to plan. */
export class StandInWecomWebhook {
  /** What the group was shown, oldest first. */
  readonly texts: string[] = [];
  calls = 0;
  /** True once the webhook was taken out of the group. */
  isRemoved = false;
  /** The clock of the twenty a minute. */
  nowMs = 0;

  readonly #server = new LoopbackServer(createServer((request, response) => void this.#serve(request, response)));
  readonly #faults = new PlannedFaults<StandInWebhookFault>();
  readonly #latch = new Latch();
  #takenAt: number[] = [];

  get url(): string {
    return `http://127.0.0.1:${this.#server.port}/cgi-bin/webhook/send?key=s3cret-key`;
  }

  async open(): Promise<this> {
    await this.#server.open();
    return this;
  }

  shut = () => this.#server.shut();
  close = () => this.#server.shut();

  plan(fault: StandInWebhookFault, skip = 0): void {
    this.#faults.plan(fault, skip);
  }

  /** The next message is shown, and its answer kept back. */
  hold = () => this.#latch.hold();

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.calls += 1;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString("utf8")) as { text?: { content?: string } };
    const content = body.text?.content ?? "";
    const answer = (errcode: number, errmsg: string) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify({ errcode, errmsg }));

    const fault = this.#faults.next();
    if (fault?.type === "gateway") return void response.writeHead(fault.status).end("<html>Bad Gateway</html>");
    if (fault?.type === "code") return void answer(fault.errcode, fault.errmsg);
    if (this.isRemoved) return void answer(93000, "invalid webhook url, hint: [1790000000_1_2], from ip: 127.0.0.1");
    this.#takenAt = this.#takenAt.filter((at) => at > this.nowMs - 60_000);
    if (this.#takenAt.length >= 20) return void answer(45009, "api freq out of limit");
    if (content === "") return void answer(44004, "empty content");
    if (Buffer.byteLength(content) > 2_048) return void answer(40058, "text.content exceed max length 2048");
    this.#takenAt.push(this.nowMs);
    this.texts.push(content);
    if (fault?.type === "cut_after") return void request.socket.destroy();
    await this.#latch.pass();
    answer(0, "ok");
  }
}
