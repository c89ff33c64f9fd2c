import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { ErrorView } from "../../api/errors.ts";
import {
  IdempotencyHeaders,
  ListTickets,
  PostTicketEvent,
  PostTicketRemark,
  TicketDetail,
  TicketList,
  TicketParams,
} from "../../api/tickets.ts";
import { type Actor, actionForEvent, type StaffEvent, staffEvents } from "../../domain/authority.ts";
import { type TicketEvent, ticketEvents } from "../../domain/ticket.ts";
import { AppError } from "../../errors/app-error.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";
import { ticketQuery } from "../ticket-query.ts";
import { ticketDetail, ticketRow } from "../ticket-views.ts";

/** `/api/tickets`: what the console reads and does. */
export const ticketRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { tickets, desk, taxonomy }) => {
  app.route({
    method: "GET",
    url: "/tickets",
    config: { needs: "read_tickets" },
    schema: { querystring: ListTickets, response: { 200: TicketList, 401: ErrorView, 403: ErrorView } },
    handler: async (request) => {
      const { after, limit, ...filter } = request.query;
      const page = await tickets.list(actorOf(request), { ...ticketQuery(filter), after, limit });
      return { tickets: page.tickets.map(ticketRow), next: page.next };
    },
  });

  app.route({
    method: "GET",
    url: "/tickets/:ticketId",
    config: { needs: "read_tickets" },
    schema: { params: TicketParams, response: { 200: TicketDetail, 404: ErrorView } },
    handler: (request) => detail(actorOf(request), request.params.ticketId),
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/events",
    config: { needs: "read_tickets" },
    schema: {
      params: TicketParams,
      headers: IdempotencyHeaders,
      body: PostTicketEvent,
      response: { 200: TicketDetail, 403: ErrorView, 404: ErrorView, 409: ErrorView },
    },
    handler: async (request) => {
      const { event, ...rest } = request.body;
      const { ticketId } = request.params;
      const actor = actorOf(request);
      if (!isStaffEvent(event)) throw new AppError("NOT_ALLOWED", { role: actor.role, action: event });
      // The version makes a repetition harmless: the second of two equal requests finds the ticket moved, and is told so.
      await desk.move(actor, { ticketId, event, ...rest });
      return detail(actor, ticketId);
    },
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/undo",
    config: { needs: "read_tickets" },
    schema: { params: TicketParams, response: { 200: TicketDetail, 404: ErrorView, 409: ErrorView } },
    handler: async (request) => {
      const { ticketId } = request.params;
      const actor = actorOf(request);
      await desk.undo(actor, ticketId);
      return detail(actor, ticketId);
    },
  });

  app.route({
    method: "POST",
    url: "/tickets/:ticketId/remarks",
    config: { needs: "read_tickets" },
    schema: {
      params: TicketParams,
      headers: IdempotencyHeaders,
      body: PostTicketRemark,
      response: { 200: TicketDetail, 403: ErrorView, 404: ErrorView, 409: ErrorView },
    },
    handler: async (request) => {
      const { ticketId } = request.params;
      const actor = actorOf(request);
      // As above, the version makes a repetition harmless.
      await desk.remark(actor, { ticketId, ...request.body });
      return detail(actor, ticketId);
    },
  });

  async function detail(actor: Actor, ticketId: string): Promise<TicketDetail> {
    const opened = await tickets.open(actor, ticketId);
    const near = await tickets.near(actor, opened.ticket);
    const can = desk.can(actor, opened.ticket);
    const told = ticketEvents.map((event) => [event, isStaffEvent(event) ? can[event] : "resident"]);
    const canRemark = desk.canRemark(actor, opened);
    return ticketDetail(opened, { near, taxonomy }, { can: Object.fromEntries(told), canRemark }, actor);
  }
};

function isStaffEvent(event: TicketEvent): event is StaffEvent {
  return (staffEvents as readonly string[]).includes(event) && event in actionForEvent;
}
