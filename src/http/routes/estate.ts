import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { z } from "zod";
import { ErrorView } from "../../api/errors.ts";
import {
  AreaList,
  AreaParams,
  AreaTree,
  KeptPartyList,
  PartyList,
  PartyParams,
  PatchArea,
  PatchParty,
  PostArea,
  PostParty,
  Taxonomy,
} from "../../api/estate.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** What the desk works with: categories, areas, parties; and how admins keep the last two. */
export const estateRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { directory, estateOffice, taxonomy, clock },
) => {
  app.route({
    method: "GET",
    url: "/taxonomy",
    config: { needs: "signed_in" },
    schema: { response: { 200: Taxonomy } },
    handler: async () =>
      taxonomy.map(({ code, label, labelEn, party, sla }) => ({ code, label, labelEn, partyKind: party.default, sla })),
  });

  app.route({
    method: "GET",
    url: "/areas",
    config: { needs: "signed_in" },
    schema: { response: { 200: AreaList } },
    handler: async (request) => [...(await directory.areas(actorOf(request)))],
  });

  app.route({
    method: "GET",
    url: "/parties",
    config: { needs: "signed_in" },
    schema: { response: { 200: PartyList } },
    handler: async (request) =>
      (await directory.parties(actorOf(request))).map(({ id, name, kind, areaPath }) => ({ id, name, kind, areaPath })),
  });

  app.route({
    method: "GET",
    url: "/areas/tree",
    config: { needs: "read_staff" },
    schema: { response: { 200: AreaTree } },
    handler: async (request) => [...(await estateOffice.tree(actorOf(request)))],
  });

  app.route({
    method: "POST",
    url: "/areas",
    config: { needs: "manage_areas" },
    schema: { body: PostArea, response: { 204: z.null(), 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.addArea(actorOf(request), request.body, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "PATCH",
    url: "/areas/:areaId",
    config: { needs: "manage_areas" },
    schema: { params: AreaParams, body: PatchArea, response: { 204: z.null(), 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.changeArea(actorOf(request), request.params.areaId, given(request.body), clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/areas/:areaId",
    config: { needs: "manage_areas" },
    schema: { params: AreaParams, response: { 204: z.null(), 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.removeArea(actorOf(request), request.params.areaId, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "GET",
    url: "/parties/kept",
    config: { needs: "read_staff" },
    schema: { response: { 200: KeptPartyList } },
    handler: async (request) =>
      (await estateOffice.parties(actorOf(request))).map((party) => ({ ...party, categories: [...party.categories] })),
  });

  app.route({
    method: "POST",
    url: "/parties",
    config: { needs: "manage_areas" },
    schema: { body: PostParty, response: { 204: z.null(), 400: ErrorView, 403: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.addParty(actorOf(request), request.body, clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "PATCH",
    url: "/parties/:partyId",
    config: { needs: "manage_areas" },
    schema: { params: PartyParams, body: PatchParty, response: { 204: z.null(), 403: ErrorView, 404: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.changeParty(actorOf(request), request.params.partyId, given(request.body), clock.now());
      return reply.code(204).send(null);
    },
  });

  app.route({
    method: "DELETE",
    url: "/parties/:partyId",
    config: { needs: "manage_areas" },
    schema: { params: PartyParams, response: { 204: z.null(), 404: ErrorView, 409: ErrorView } },
    handler: async (request, reply) => {
      await estateOffice.removeParty(actorOf(request), request.params.partyId, clock.now());
      return reply.code(204).send(null);
    },
  });
};

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** What a body names; what it does not stays as it is. */
function given<T extends object>(body: T): Given<T> {
  return Object.fromEntries(Object.entries(body).filter(([, value]) => value !== undefined)) as Given<T>;
}
