import type { FastifyPluginAsync } from "fastify";
import { type FollowRoutesOptions, followPrefix, followRoutes } from "./follow-routes.ts";
import { type FormRoutesOptions, formRoutes } from "./form-routes.ts";
import { formPrefix } from "./page-files.ts";

/** What residents open in a browser, and under which address each stands: the form on the wall, and a report's own page. */
export function residentPages(
  options: FormRoutesOptions & FollowRoutesOptions,
): { readonly prefix: string; readonly plugin: FastifyPluginAsync }[] {
  return [
    { prefix: formPrefix, plugin: async (app) => void (await app.register(formRoutes, options)) },
    { prefix: followPrefix, plugin: async (app) => void (await app.register(followRoutes, options)) },
  ];
}
