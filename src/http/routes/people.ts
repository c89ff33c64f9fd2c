import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { PersonOutlineView, PostPersonErasure, PostPersonExport, PostPersonOutline } from "../../api/people.ts";
import { TicketParams } from "../../api/tickets.ts";
import { showAnew } from "../../desk/index.ts";
import { chinaDay } from "../../domain/group.ts";
import { AppError } from "../../errors/app-error.ts";
import { withAiLabel } from "../../locales/ai-label.ts";
import { consoleLanguages } from "../../locales/console.ts";
import type { PersonFile, ShowTicket } from "../../ports/person-records.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { personSheets } from "../person-sheets.ts";

const refusals = { 400: ErrorView, 403: ErrorView, 404: ErrorView, 409: ErrorView };

/** `/api/tickets/:ticketId/person`: what is kept of whoever reported a ticket, to be given to them and to be erased at their word. */
export const personRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, deps) => {
  const { persons, tickets, sheets, queue, clock, taxonomy } = deps;

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/person/outline",
    config: { needs: "erase_person" },
    schema: { params: TicketParams, body: PostPersonOutline, response: { 200: PersonOutlineView, ...refusals } },
    handler: async (request) =>
      asView(await persons.outline(actorOf(request), request.params.ticketId, request.body.names, clock.now())),
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/person/export",
    config: { needs: "export_person" },
    schema: { params: TicketParams, body: PostPersonExport, response: { 200: z.any(), ...refusals } },
    handler: async (request, reply) => {
      const { reason, format, language } = request.body;
      const now = clock.now();
      const file = labelled(await persons.takeOut(actorOf(request), request.params.ticketId, reason, now));
      const text = consoleLanguages[language];
      const written =
        format === "json"
          ? JSON.stringify({ takenOutAt: now, ...file, notHere: text.person.notHere }, null, 2)
          : Buffer.from(await sheets.xlsx(personSheets(file, { text, taxonomy, language })));
      const name = `linli-person-${chinaDay(now)}.${format}`;
      return reply
        .headers({ "content-disposition": `attachment; filename="${name}"`, "cache-control": "no-store" })
        .type(mediaTypes[format])
        .serializer((same: string) => same)
        .send(written);
    },
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/person/erase",
    config: { needs: "erase_person" },
    schema: { params: TicketParams, body: PostPersonErasure, response: { 200: PersonOutlineView, ...refusals } },
    handler: async (request) => {
      const { ticketId } = request.params;
      const { names, reason, confirm } = request.body;
      const actor = actorOf(request);
      const { ticket } = await tickets.open(actor, ticketId);
      if (confirm.toUpperCase() !== ticket.code)
        throw new AppError("INPUT_INVALID", { problems: ["confirm: must be the ticket's code"] });
      const now = clock.now();
      const show: ShowTicket = (shown) => showAnew(shown, { taxonomy, now });
      const { groupIds, ...outline } = await persons.erase(actor, ticketId, { names, reason }, now, show);
      for (const groupId of groupIds) await queue.ring("drain-outbox", groupId);
      return asView(outline);
    },
  });
};

/** With the mark on what a language model wrote. */
function labelled(file: PersonFile): PersonFile {
  const tickets = file.tickets.map((ticket) => ({
    ...ticket,
    summary: ticket.summary && withAiLabel(ticket.summary, ticket.reader),
  }));
  return { ...file, tickets };
}

const mediaTypes = {
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  json: "application/json; charset=utf-8",
} as const;

function asView({ openCodes, ...outline }: Awaited<ReturnType<HttpDeps["persons"]["outline"]>>): PersonOutlineView {
  return { ...outline, openCodes: [...openCodes] };
}
