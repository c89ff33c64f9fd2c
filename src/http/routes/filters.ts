import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import { PostSavedFilter, SavedFilterList, SavedFilterParams, SavedFilterView } from "../../api/filters.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** `/api/filters`: the views of the ticket list that the reader keeps. */
export const filterRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { filters, clock }) => {
  app.route({
    method: "GET",
    url: "/filters",
    config: { needs: "read_tickets" },
    schema: { response: { 200: SavedFilterList } },
    handler: async (request) => [...(await filters.list(actorOf(request)))],
  });

  app.route({
    method: "POST",
    url: "/filters",
    config: { needs: "read_tickets" },
    schema: { body: PostSavedFilter, response: { 200: SavedFilterView, 400: ErrorView } },
    handler: (request) => filters.keep(actorOf(request), request.body, clock.now()),
  });

  app.route({
    method: "DELETE",
    url: "/filters/:filterId",
    config: { needs: "read_tickets" },
    schema: { params: SavedFilterParams, response: { 204: z.null() } },
    handler: async (request, reply) => {
      await filters.drop(actorOf(request), request.params.filterId);
      return reply.code(204).send(null);
    },
  });
};
