import type { ServerResponse } from "node:http";
import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { AppError } from "../../src/errors/app-error.ts";
import type { SandboxLog, SandboxMessage } from "../../src/ports/sandbox-log.ts";
import { createMessageTail } from "./message-tail.ts";
import { messageView, refusals } from "./sandbox-api.ts";
import type { SandboxFarSide } from "./sandbox-platform.ts";

/** How often the log is looked at for what another process wrote. */
const LOOK_MS = 2_000;
/** How often a silent stream shows that it lives. */
const BEAT_MS = 15_000;
const STREAMS_MAX = 500;
/** A browser that lets more than this pile up is cut off; it comes back with its last event id and misses nothing. */
const PILED_BYTES_MAX = 1_024 * 1_024;

/**
 * `GET /stream`: every change in every group as server-sent events, resumable by `Last-Event-ID` or `?after=`.
 * `hello` opens it ({anew}: whether to read the pages again), `message` carries a message as it now stands, `beat` nothing.
 */
export const sandboxStream: FastifyPluginAsyncZod<{ farSide: SandboxFarSide; log: SandboxLog }> = async (
  app,
  options,
) => {
  const tail = createMessageTail(options.log, LOOK_MS);
  const open = new Set<ServerResponse>();
  const frames = new WeakMap<SandboxMessage, string>();
  const stopListening = options.farSide.onChange(tail.ring);
  const beat = setInterval(() => {
    for (const stream of open) stream.write("event: beat\ndata: {}\n\n");
  }, BEAT_MS).unref();

  app.addHook("preClose", async () => {
    stopListening();
    clearInterval(beat);
    for (const stream of open) stream.end();
  });

  // One text for all who follow: a change costs one serialisation, however many tabs are open.
  function frameOf(message: SandboxMessage): string {
    const made = frames.get(message) ?? frame("message", message.revision, messageView(message));
    frames.set(message, made);
    return made;
  }

  app.route({
    method: "GET",
    url: "/stream",
    schema: { querystring: z.object({ after: z.coerce.number().int().min(0).optional() }), response: refusals },
    handler: async ({ query, headers, raw }, reply) => {
      if (open.size >= STREAMS_MAX) {
        throw new AppError("PLATFORM_UNAVAILABLE", {
          platform: "sandbox",
          reason: `${STREAMS_MAX} pages are open already`,
        });
      }
      const stream = reply.raw;
      const write = (text: string) => {
        if (stream.writableLength > PILED_BYTES_MAX) stream.destroy();
        else stream.write(text);
      };
      open.add(stream);
      let ended = false;
      raw.socket.once("close", () => {
        ended = true;
        open.delete(stream);
        following?.stop();
      });
      const follower = {
        begin(revision: number, anew: boolean) {
          reply.hijack();
          stream.writeHead(200, { ...textHeaders(reply.getHeaders()), ...streamHeaders });
          write(`retry: 2000\n${frame("hello", revision, { anew })}`);
        },
        push: (message: SandboxMessage) => write(frameOf(message)),
      };
      let following: { stop(): void } | null = null;
      try {
        following = await tail.follow(follower, lastEventId(headers["last-event-id"]) ?? query.after ?? null);
      } catch (error) {
        open.delete(stream);
        throw error;
      }
      if (ended) following.stop();
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
