import { randomUUID } from "node:crypto";
import type { FastifyPluginAsync, FastifyRequest } from "fastify";
import { z } from "zod";
import type { Category } from "../../src/domain/taxonomy.ts";
import { residentText } from "../../src/locales/resident.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { FiledReport, FormStore } from "../../src/ports/form-store.ts";
import { followPage, pressed } from "../../src/resident/follow-page.ts";
import { createAllowance } from "./allowance.ts";
import { keepPrivate, onFailure, refuse, sendPage } from "./answers.ts";
import { pageFiles } from "./page-files.ts";
import { placeOf } from "./place.ts";
import { hashOf } from "./signatures.ts";

/** Where a report's own page is. */
export const followPrefix = "/r";

/** What a report's page stands on. */
export interface FollowRoutesOptions {
  readonly store: FormStore;
  readonly clock: Clock;
  readonly taxonomy: readonly Category[];
  /** Told when something was pressed. */
  readonly ring: () => void;
}

/** One person's presses: far more than anybody needs, far less than a script would like. */
const presses = { max: 30, windowMs: 600_000 };

const { words, errors } = residentText;

/** One press. `key` was made with the page: the same press sent twice is one. */
const Press = z.object({
  key: z.string().regex(/^[\w-]{1,80}$/),
  press: z.enum([...pressed, "add"]),
  code: z.string().max(8),
  stars: z.coerce.number().int().min(1).max(5).optional(),
  text: z.string().trim().max(500).optional(),
});

/** `/r/:token`: a report's own page. Who has the link is its reporter, and may do there what its reporter may do in a group. */
export const followRoutes: FastifyPluginAsync<FollowRoutesOptions> = async (app, options) => {
  const { store, clock, taxonomy, ring } = options;
  const ofReport = createAllowance({ ...presses, clock });

  app.addHook("onSend", keepPrivate);
  app.setErrorHandler(onFailure);
  app.addContentTypeParser(
    "application/x-www-form-urlencoded",
    { parseAs: "string" },
    async (_: FastifyRequest, body: string) => Object.fromEntries(new URLSearchParams(body)),
  );

  app.get<TokenParams>("/:token", async (request, reply) => {
    const report = await store.report(hashOf(request.params.token));
    if (!report) return refuse(reply, 404, errors.unknownLink);
    const address = `${followPrefix}/${request.params.token}`;
    const page = { address, key: randomUUID(), justSaid: request.query.said !== undefined };
    return sendPage(reply, followPage(followed(report, taxonomy), page, pageFiles));
  });

  app.post<TokenParams>("/:token", { bodyLimit: 16_384 }, async (request, reply) => {
    const report = await store.report(hashOf(request.params.token));
    if (!report) return refuse(reply, 404, errors.unknownLink);
    const { data: press } = Press.safeParse(request.body);
    const said = press && wordsOf(press, report);
    if (!press || !said) return refuse(reply, 400, errors.form);
    const waitMs = ofReport.take(report.id);
    if (waitMs !== null) return refuse(reply, 429, errors.tooMany, { retryAfterMs: waitMs });
    await store.say(report.id, { ref: press.key, kind: "text", ...said }, clock.now());
    ring();
    return reply.redirect(`${followPrefix}/${request.params.token}?said`, 303);
  });
};

interface TokenParams {
  Params: { readonly token: string };
  Querystring: { readonly said?: string };
}

/** What a press says, in the words that the house asks for in any group; null when there is nothing it could be about. */
function wordsOf({ press, code, stars, text }: z.output<typeof Press>, report: FiledReport) {
  const ticket = report.tickets.find((one) => one.code === code);
  const quotedRef = ticket?.card?.ref ?? null;
  if (press === "add") return text ? { text: words.add(ticket?.code ?? null, text), quotedRef } : null;
  if (!ticket || (press === "rate" && stars === undefined)) return null;
  return { text: press === "rate" ? words.rate(ticket.code, stars!) : words[press](ticket.code), quotedRef };
}

function followed(report: FiledReport, taxonomy: readonly Category[]) {
  const labelOf = (category: string) => taxonomy.find(({ code }) => code === category)?.label ?? category;
  return {
    place: placeOf(report.areaPath),
    tickets: report.tickets.map(({ code, status, category, card, mergedInto }) => ({
      ...{ code, status, mergedInto, label: labelOf(category), card: card?.text ?? null },
    })),
    messages: report.messages.map(({ senderRef, text, at }) => ({ text, at, fromHouse: senderRef !== report.id })),
  };
}
