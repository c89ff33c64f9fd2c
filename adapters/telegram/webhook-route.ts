import type { FastifyPluginAsync } from "fastify";
import type { TelegramPlatform } from "./telegram-platform.ts";

/** Where Telegram brings updates. The body stays bytes until the secret is known to be right. */
export const webhookPath = "/telegram/webhook";

/** `POST /telegram/webhook`: hands the request to the platform, which says with which status to answer. */
export function telegramWebhook(platform: Pick<TelegramPlatform, "handleWebhook">): FastifyPluginAsync {
  return async (app) => {
    app.removeAllContentTypeParsers();
    app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
    // No browser asks here, so its protections are not sent: they cost more than the rest of the answer.
    app.post("/webhook", { helmet: false }, async (request, reply) => {
      const secret = request.headers["x-telegram-bot-api-secret-token"];
      const rawBody = Buffer.isBuffer(request.body) ? request.body.toString("utf8") : "";
      const status = await platform.handleWebhook({ secret: typeof secret === "string" ? secret : undefined, rawBody });
      return reply.code(status).send();
    });
  };
}
