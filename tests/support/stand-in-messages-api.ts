import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** One call the stand-in got. */
export interface MessagesCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: {
    readonly model?: string;
    readonly max_tokens?: number;
    readonly system?: readonly { readonly text: string; readonly cache_control?: unknown }[];
    readonly messages: readonly { readonly role: string; readonly content: string }[];
    readonly output_config?: unknown;
    readonly tools?: readonly unknown[];
    readonly tool_choice?: unknown;
  };
  /** The body as it came over the wire. */
  readonly raw: string;
}

/** What the stand-in does with a call. */
export type MessagesReply =
  | { readonly kind: "text"; readonly text: string; readonly stopReason?: string; readonly usage?: unknown }
  | { readonly kind: "tool"; readonly input: unknown }
  | {
      readonly kind: "status";
      readonly status: number;
      readonly message: string;
      readonly headers?: Record<string, string>;
    }
  /** Sends this body with status 200, whatever it is. */
  | { readonly kind: "raw"; readonly body: string; readonly type?: string }
  /** Takes the call and never answers. */
  | { readonly kind: "hang" }
  /** Ends the connection in the middle of a reply. */
  | { readonly kind: "cut" };

/** The Messages API on 127.0.0.1, as far as wire-level tests need it. */
export interface StandInMessagesApi {
  readonly url: string;
  readonly calls: readonly MessagesCall[];
  /** Decides every reply from now on. */
  answer(how: (call: MessagesCall, index: number) => MessagesReply): void;
  /** Resolves when the next call has come in. */
  nextCall(): Promise<void>;
  close(): Promise<void>;
}

/** Starts one on a free port; it answers 500 until told otherwise. Its base URL has a path, as those of compatible providers do. */
export async function openStandInMessagesApi(): Promise<StandInMessagesApi> {
  const calls: MessagesCall[] = [];
  let how: (call: MessagesCall, index: number) => MessagesReply = () => ({
    kind: "status",
    status: 500,
    message: "not told what to answer",
  });
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const raw = Buffer.concat(chunks).toString("utf8");
    const call: MessagesCall = { path: request.url ?? "", headers: request.headers, body: JSON.parse(raw), raw };
    calls.push(call);
    server.emit("call");
    reply(response, how(call, calls.length - 1));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/anthropic`,
    calls,
    answer(next) {
      how = next;
    },
    async nextCall() {
      await once(server, "call");
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

function reply(response: ServerResponse, what: MessagesReply): void {
  const json = (status: number, body: unknown, headers: Record<string, string> = {}) =>
    response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
  switch (what.kind) {
    case "text":
      json(200, message([{ type: "text", text: what.text }], what.stopReason ?? "end_turn", what.usage));
      return;
    case "tool":
      json(200, message([{ type: "tool_use", id: "toolu_1", name: "answer", input: what.input }], "tool_use"));
      return;
    case "status": {
      const type = what.status === 429 ? "rate_limit_error" : what.status < 500 ? "invalid_request_error" : "api_error";
      json(what.status, { type: "error", error: { type, message: what.message } }, what.headers);
      return;
    }
    case "raw":
      response.writeHead(200, { "content-type": what.type ?? "application/json" }).end(what.body);
      return;
    case "cut":
      response.writeHead(200, { "content-type": "application/json", "content-length": "5000" });
      response.write('{"type":"message","content":[{"type":"te', () => response.destroy());
      return;
    case "hang":
      return;
  }
}

function message(content: unknown, stop_reason: string, usage?: unknown): unknown {
  const spent = { input_tokens: 100, cache_read_input_tokens: 900, cache_creation_input_tokens: 0, output_tokens: 20 };
  return {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "stand-in",
    content,
    stop_reason,
    stop_sequence: null,
    usage: usage ?? spent,
  };
}
