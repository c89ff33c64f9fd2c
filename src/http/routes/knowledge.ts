import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { AreaList, PartyList, Taxonomy } from "../../api/estate.ts";
import { ArticleList } from "../../api/knowledge.ts";
import { chinaDay } from "../../domain/group.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps } from "../deps.ts";

/** What the desk works with: articles, categories, areas, parties. */
export const knowledgeRoutes: FastifyPluginAsyncZod<HttpDeps> = async (
  app,
  { knowledge, directory, taxonomy, clock },
) => {
  app.route({
    method: "GET",
    url: "/articles",
    config: { needs: "read_knowledge" },
    schema: { response: { 200: ArticleList } },
    handler: async (request) => {
      const now = clock.now();
      const articles = await knowledge.articles(actorOf(request));
      return articles.map(({ id, question, answer, source, issuer, areaPath, validUntil, changedAt }) => ({
        ...{ id, question, answer, source, issuer, areaPath },
        validUntil: validUntil === null ? null : chinaDay(validUntil),
        expired: validUntil !== null && validUntil < now,
        changedAt: changedAt.toISOString(),
      }));
    },
  });

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
