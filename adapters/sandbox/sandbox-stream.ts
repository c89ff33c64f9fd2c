import type { ServerResponse } from "node:http";
import type { FastifyReply } from "fastify";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../src/errors/app-error.ts";
import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { createMessageTail, type Follower } from "./message-tail.ts";
import { messageView, refusals } from "./sandbox-api.ts";
import type { SandboxFarSide } from "./sandbox-platform.ts";

/** How often the log is looked at for what another process wrote. */
const LOOK_MS = 2_000;
const STREAMS_MAX = 500;
/** A browser that lets more than this pile up is cut off; it comes back with its last event id and misses nothing. */
const PILED_BYTES_MAX = 1_024 * 1_024;

/** What the stream stands on. */
export interface SandboxStreamOptions {
  readonly farSide: SandboxFarSide;
  readonly log: SandboxLog;
  /** How often a silent stream shows that it lives. */
  readonly beatMs: number;
}

/**
 * `GET /stream`: every change in every group as server-sent events, resumable by `Last-Event-ID` or `?after=`.
 * `hello` opens it ({anew}: whether to read the pages again), `message` carries a message as it now stands, `beat` nothing.
 */
export const sandboxStream: FastifyPluginAsyncZod<SandboxStreamOptions> = async (app, { farSide, log, beatMs }) => {
  const tail = createMessageTail(log, LOOK_MS);
  /** Those whose answer has begun: what is written to one before that would be its answer. */
  const begun = new Set<ServerResponse>();
  const frames = new WeakMap<SandboxMessage, string>();
  let count = 0;
  let closing = false;

  const stopListening = farSide.onChange(tail.ring);
  const beat = setInterval(() => {
    for (const stream of begun) stream.write("event: beat\ndata: {}\n\n");
  }, beatMs).unref();

  app.addHook("preClose", async () => {
    closing = true;
    stopListening();
    clearInterval(beat);
    for (const stream of begun) stream.end();
  });

  // One text for all who follow: a change costs one serialisation, however many tabs are open.
  function frameOf(message: SandboxMessage): string {
    const made = frames.get(message) ?? frame("message", message.revision, messageView(message));
    frames.set(message, made);
    return made;
  }

  function followerOn(reply: FastifyReply): Follower {
    const stream = reply.raw;
    return {
      begin(revision, anew) {
        reply.hijack();
        stream.writeHead(200, { ...textHeaders(reply.getHeaders()), ...streamHeaders });
        stream.write(`retry: 2000\n${frame("hello", revision, { anew })}`);
        if (closing || stream.destroyed) stream.end();
        else begun.add(stream);
      },
      push(message) {
        if (stream.writableLength > PILED_BYTES_MAX) stream.destroy();
        else stream.write(frameOf(message));
      },
    };
  }

  app.route({
    method: "GET",
    url: "/stream",
    schema: { querystring: z.object({ after: z.coerce.number().int().min(0).optional() }), response: refusals },
    handler: async ({ query, headers }, reply) => {
      if (count >= STREAMS_MAX) {
        const reason = `${STREAMS_MAX} pages are open already`;
        throw new AppError("PLATFORM_UNAVAILABLE", { platform: "sandbox", reason });
      }
      count += 1;
      const following = tail.follow(followerOn(reply), lastEventId(headers["last-event-id"]) ?? query.after ?? null);
      reply.raw.once("close", () => {
        count -= 1;
        begun.delete(reply.raw);
        void following.then(({ stop }) => stop()).catch(() => {});
      });
      await following;
    },
  });
};

const streamHeaders = {
  "content-type": "text/event-stream; charset=utf-8",
  "cache-control": "no-store",
  // Proxies that gather answers would hold every message back.
  "x-accel-buffering": "no",
};

function frame(event: string, id: number, data: unknown): string {
  return `id: ${id}\nevent: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
}

function lastEventId(header: string | string[] | undefined): number | null {
  return typeof header === "string" && /^\d{1,15}$/.test(header) ? Number(header) : null;
}

/** The headers other plugins have set, such as the security policy; a hijacked reply would drop them. */
function textHeaders(headers: Record<string, number | string | string[] | undefined>) {
  return Object.fromEntries(
    Object.entries(headers).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
