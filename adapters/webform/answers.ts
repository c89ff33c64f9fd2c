import type { FastifyReply, FastifyRequest } from "fastify";
import { type Bilingual, residentText } from "../../src/locales/resident.ts";
import { noticePage } from "../../src/resident/page.ts";
import { pageFiles } from "./page-files.ts";

/** What a refusal tells besides its words. */
export interface RefusalOptions {
  /** When it is worth trying again. */
  readonly retryAfterMs?: number;
  /** The script must work for another proof before it is. */
  readonly anew?: boolean;
}

/** Says no: to the script in its form, to a person as a page. */
export function refuse(
  reply: FastifyReply,
  status: number,
  said: Bilingual,
  options: RefusalOptions = {},
): FastifyReply {
  const { retryAfterMs, anew = false } = options;
  if (retryAfterMs !== undefined) void reply.header("retry-after", Math.ceil(retryAfterMs / 1000));
  void reply.code(status);
  return reply.request.headers.accept?.includes("application/json")
    ? reply.send({ ...said, anew })
    : sendPage(reply, noticePage(said, residentText.errors.tellStaff, pageFiles));
}

/** Sends a page of the resident's. */
export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").send(page);
}

/** What is one person's is kept by no cache, found by no search, and named to no other site. */
export async function keepPrivate(_: FastifyRequest, reply: FastifyReply): Promise<void> {
  if (!reply.hasHeader("cache-control")) void reply.header("cache-control", "no-store");
  // With no referrer at all an older browser names no origin either, and its press looks like another site's.
  void reply.headers({ "x-robots-tag": "noindex, nofollow", "referrer-policy": "same-origin" });
}

/** Answers what went wrong without a word of why: that is for the log. */
export function onFailure(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const status = (error as { statusCode?: number }).statusCode;
  if (status !== undefined && status >= 400 && status < 500) {
    const { tooLarge, form } = residentText.errors;
    return refuse(reply, status, status === 413 ? tooLarge : form);
  }
  request.log.error({ err: error, path: request.routeOptions.url }, "a resident's page could not be served");
  return refuse(reply, 503, residentText.errors.away, { retryAfterMs: 5_000 });
}
