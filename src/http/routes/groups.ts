import type { FastifyPluginAsyncZod } from "fastify-type-provider-zod";
import { ErrorView } from "../../api/errors.ts";
import { BindingCode, GroupList, GroupParams, GroupView, PatchGroup } from "../../api/groups.ts";
import { mayDo } from "../../domain/authority.ts";
import { AppError } from "../../errors/app-error.ts";
import type { GroupRecord } from "../../ports/directory.ts";
import { actorOf } from "../auth.ts";
import type { HttpDeps, PlatformHealth } from "../deps.ts";

/** A group's binding code is typed by somebody who stands beside the admin, or is sent to them. */
const bindingCodeTtlMs = 30 * 60_000;

/** `/api/groups`: which chats the house is in, and what it may say there. */
export const groupRoutes: FastifyPluginAsyncZod<HttpDeps> = async (app, { directory, clock, about }) => {
  const groupView = (group: GroupRecord) => ({ ...viewOf(group), canReact: canReact(group, about.platforms()) });
  app.route({
    method: "GET",
    url: "/groups",
    config: { needs: "read_groups" },
    schema: { response: { 200: GroupList } },
    handler: async (request) => (await directory.groups(actorOf(request))).map(groupView),
  });

  app.route({
    method: "PATCH",
    url: "/groups/:groupId",
    config: { needs: "manage_groups" },
    schema: { params: GroupParams, body: PatchGroup, response: { 200: GroupView, 403: ErrorView, 404: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const { areaPath } = request.body;
      if (areaPath && !mayDo(actor, "manage_groups", areaPath))
        throw new AppError("NOT_ALLOWED", { role: actor.role, action: "bind a group outside their area" });
      const change = Object.fromEntries(
        Object.entries(request.body).filter(([, value]) => value !== undefined && value !== null),
      );
      return groupView(await directory.updateGroup(actor, request.params.groupId, change));
    },
  });

  app.route({
    method: "POST",
    url: "/groups/:groupId/binding-code",
    config: { needs: "manage_groups" },
    schema: { params: GroupParams, response: { 200: BindingCode, 404: ErrorView } },
    handler: async (request) => {
      const actor = actorOf(request);
      const { groupId } = request.params;
      const group = (await directory.groups(actor)).find(({ id }) => id === groupId);
      if (!group) throw new AppError("GROUP_NOT_FOUND", { groupId });
      const now = clock.now();
      const code = await directory.issueCode(
        { purpose: "bind_group", by: actor, areaPath: group.areaPath ?? actor.areaPath, ttlMs: bindingCodeTtlMs },
        now,
      );
      return { code, expiresAt: new Date(now.getTime() + bindingCodeTtlMs).toISOString() };
    },
  });
};

function canReact({ platform, account }: GroupRecord, running: readonly PlatformHealth[]): boolean | null {
  const its = running.find((one) => one.platform.name === platform && one.platform.account === account);
  return its ? its.platform.react !== undefined : null;
}

function viewOf(group: GroupRecord) {
  const { id, name, platform, kind, areaPath, level, status, pausedBy, canPost } = group;
  const { postsPerDay, postsToday, lastEventAt, waiting } = group;
  return {
    id,
    name,
    platform,
    kind,
    areaPath,
    level,
    status,
    pausedBy,
    canPost,
    postsPerDay,
    postsToday,
    waiting,
    lastEventAt: lastEventAt?.toISOString() ?? null,
  };
}
