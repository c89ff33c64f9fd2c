import type { FastifyPluginAsync } from "fastify";
import type { Directory } from "../../src/ports/directory.ts";
import { type SandboxRoutesOptions, sandboxRoutes } from "./sandbox-routes.ts";

/** Where the sandbox page and the replay tool find the sandbox, over the groups that the directory knows. */
export function sandboxDoor({
  directory,
  ...options
}: Omit<SandboxRoutesOptions, "groups"> & { readonly directory: Directory }): {
  readonly prefix: string;
  readonly plugin: FastifyPluginAsync;
} {
  const groups = async () => {
    const all = await directory.groupsOf("sandbox");
    return all.map(({ id, ref, name, areaPath, kind }) => ({ id, ref, name, areaPath, kind }));
  };
  return {
    prefix: "/api/sandbox",
    plugin: async (app) => void (await app.register(sandboxRoutes, { ...options, groups })),
  };
}
