import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import type { HttpDeps } from "../deps.ts";

/** A comment now and then keeps proxies from closing what seems idle. */
const heartbeatMs = 20_000;

/** `/api/events`: tells a page what changed, so that it asks anew. Carries no content, so it needs no scope. */
export const liveRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { live }) => {
  const open = new Set<() => void>();
  app.addHook("preClose", async () => {
    for (const end of open) end();
  });

  app.get("/events", { config: { needs: "signed_in" } }, (request, reply) => {
    reply.hijack();
    const stream = reply.raw;
    stream.writeHead(200, {
      "content-type": "text/event-stream",
      "cache-control": "no-store",
      "x-accel-buffering": "no",
    });
    stream.write(": welcome\n\n");
    const stopListening = live.subscribe((what) =>
      stream.write(`event: changed\ndata: ${JSON.stringify({ what })}\n\n`),
    );
    const heartbeat = setInterval(() => stream.write(": still here\n\n"), heartbeatMs);
    const end = () => {
      clearInterval(heartbeat);
      stopListening();
      open.delete(end);
      stream.end();
    };
    open.add(end);
    request.raw.on("close", end);
  });
};
