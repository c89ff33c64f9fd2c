import { randomUUID } from "node:crypto";
import { type Actor, mayDo } from "../../src/domain/authority.ts";
import { type GroupPolicy, maySay, speechOf } from "../../src/domain/group.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { RelayGroup, RelayPost, RelayStore } from "../../src/ports/relay-store.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, rowId } from "./database.ts";
import type { ChatGroup, Post } from "./generated/client.ts";

/** Whoever copied a post has so long to paste it; then it is anybody's again. */
const takenMs = 10 * 60_000;
const platform = "relay";

/** What people carry to groups where no bot may be, on PostgreSQL. `account` is the relay's own. */
export function createRelayStore(database: Database, { account }: { readonly account: string }): RelayStore {
  const theirs = (actor: Actor) => ({ platform, account, OR: insideArea("areaPath", actor.areaPath) });

  /** A post that was given out, in the actor's areas. */
  async function givenOutTo(actor: Actor, postId: string): Promise<Post> {
    const id = rowId(postId);
    const post = id === null ? null : await database.post.findUnique({ where: { id } });
    const group = post && (await database.chatGroup.findFirst({ where: { ...theirs(actor), id: post.groupId } }));
    if (!post || !group || post.handedParts.length === 0) throw new AppError("POST_NOT_FOUND", { postId });
    return post;
  }

  return {
    async openGroup(actor, { name, areaPath, kind }) {
      if (!mayDo(actor, "manage_groups", areaPath))
        throw new AppError("NOT_ALLOWED", { role: actor.role, action: "make a group outside their area" });
      return guarded(async () => {
        if (!(await database.area.findUnique({ where: { path: areaPath } })))
          throw new AppError("INPUT_INVALID", { problems: [`areaPath: there is no area "${areaPath}"`] });
        return database.$transaction(async (tx) => {
          const data = { platform, account, ref: randomUUID(), name, areaPath, kind };
          const { id, createdAt } = await tx.chatGroup.create({ data });
          const entry = { staffId: actor.staffId, object: `group ${id}`, areaPath };
          await writeAudit(tx, { ...entry, action: "open_relay_group", detail: { kind } }, createdAt);
          return id;
        });
      });
    },

    async groups(actor, now) {
      const groups = await guarded(() =>
        database.chatGroup.findMany({ where: theirs(actor), orderBy: [{ areaPath: "asc" }, { name: "asc" }] }),
      );
      const where = { state: "handed", groupId: { in: groups.map(({ id }) => id) } };
      const posts = await guarded(() =>
        database.post.findMany({ where, orderBy: [{ urgent: "desc" }, { id: "asc" }] }),
      );
      const takers = await guarded(() =>
        database.staff.findMany({ where: { id: { in: posts.flatMap(({ takenById }) => takenById ?? []) } } }),
      );
      const nameOf = (staffId: string) => takers.find(({ id }) => id === staffId)?.name ?? "";
      return groups.map((group) => relayGroup(group, posts, { actor, now, nameOf }));
    },

    async group(actor, groupId) {
      const found = isUuid(groupId)
        ? await guarded(() => database.chatGroup.findFirst({ where: { ...theirs(actor), id: groupId } }))
        : null;
      if (!found) throw new AppError("GROUP_NOT_FOUND", { groupId });
      return found;
    },

    take: (actor, postId, now) =>
      guarded(async () => {
        const { id } = await givenOutTo(actor, postId);
        const isFree = { OR: [{ takenById: null }, { takenById: actor.staffId }, { takenAt: { lt: before(now) } }] };
        const { count } = await database.post.updateMany({
          where: { id, state: "handed", ...isFree },
          data: { takenById: actor.staffId, takenAt: now },
        });
        if (count > 0) return;
        const { state, takenById } = await database.post.findUniqueOrThrow({ where: { id } });
        if (state !== "handed" || !takenById) throw new AppError("POST_NOT_FOUND", { postId });
        const taker = await database.staff.findUnique({ where: { id: takenById } });
        throw new AppError("POST_TAKEN", { postId, by: taker?.name ?? "" });
      }),

    settle: (actor, postId, as, now) =>
      guarded(async () => {
        const { id } = await givenOutTo(actor, postId);
        // What somebody let go while another was pasting it was said all the same.
        const from = as === "sent" ? ["handed", "dropped"] : ["handed"];
        const isSettled = await database.$transaction(async (tx) => {
          const { count } = await tx.post.updateMany({
            where: { id, state: { in: from } },
            data: { state: as, choices: [], settledById: actor.staffId, ...(as === "sent" && { sentAt: now }) },
          });
          if (count === 0) return false;
          const entry = { staffId: actor.staffId, object: `post ${postId}`, areaPath: actor.areaPath };
          await writeAudit(tx, { ...entry, action: "settle_post", detail: { as } }, now);
          return true;
        });
        if (isSettled) return;
        const { state } = await database.post.findUniqueOrThrow({ where: { id } });
        if (state !== as) throw new AppError("POST_NOT_FOUND", { postId });
      }),

    async givenOut(ref, since) {
      const rows = await guarded(
        () => database.$queryRaw<{ text: string }[]>`
          SELECT DISTINCT unnest(p.handed_parts) AS text FROM post p JOIN chat_group g ON g.id = p.group_id
          WHERE g.platform = ${platform} AND g.account = ${account} AND g.ref = ${ref} AND p.created_at > ${since}`,
      );
      return rows.map(({ text }) => text);
    },
  };
}

function before(now: Date): Date {
  return new Date(now.getTime() - takenMs);
}

interface Viewed {
  readonly actor: Actor;
  readonly now: Date;
  readonly nameOf: (staffId: string) => string;
}

function relayGroup(group: ChatGroup, posts: readonly Post[], viewed: Viewed): RelayGroup {
  const policy = group as Pick<GroupPolicy, "kind" | "level" | "status">;
  // What was owed in a group that is silent is dropped as it is told to be; between the two it is not offered.
  const inHand = posts.filter(
    ({ groupId, template }) => groupId === group.id && maySay(speechOf({ template, isEdit: false }), policy),
  );
  const views = inHand.map((post) => relayPost(post, viewed));
  const mine = views.find(({ takenBy }) => takenBy?.staffId === viewed.actor.staffId);
  const { id, ref, name } = group;
  const next = mine ?? views[0] ?? null;
  return { id, ref, name, areaPath: group.areaPath ?? "", kind: policy.kind, next, waiting: views.length };
}

function relayPost(post: Post, { now, nameOf }: Viewed): RelayPost {
  const { id, handedParts, urgent, createdAt, takenById, takenAt } = post;
  const isTaken = takenById !== null && takenAt !== null && takenAt >= before(now);
  const takenBy = isTaken ? { staffId: takenById, name: nameOf(takenById), at: takenAt } : null;
  return { id: String(id), parts: handedParts, urgent, createdAt, takenBy };
}
