import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { AreaList, PartyList, Taxonomy } from "../../api/estate.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** What the desk works with: categories, areas, parties. */
export const estateRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { directory, taxonomy }) => {
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
};
