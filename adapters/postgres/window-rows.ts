import type { ChatMessage, MessageKind, PlatformName } from "../../src/domain/chat.ts";
import { type GroupLevel, type GroupPolicy, type GroupStatus, startOfChinaDay } from "../../src/domain/group.ts";
import type { SpeakingContext } from "../../src/ports/intake-store.ts";
import { areaAndAbove } from "./area-scope.ts";
import type { Database, Transaction } from "./database.ts";
import { type ChatGroup, type InboxEvent, Prisma } from "./generated/client.ts";

/** Says what a platform can do with an earlier post; the stores are told, for they know no adapter. */
export type CanEdit = (platform: PlatformName) => boolean;

/** What a window is made of, out of an inbox row. */
export type WindowEvent = Pick<
  InboxEvent,
  "id" | "type" | "messageRef" | "senderRef" | "nick" | "fromSelf" | "kind" | "text" | "quotedRef" | "at" | "wipedAt"
>;

/** The columns of a window's event, for a statement that names the inbox e. */
export const windowColumns =
  Prisma.raw(`e.id, e.type, e.message_ref AS "messageRef", e.sender_ref AS "senderRef", e.nick,
  e.from_self AS "fromSelf", e.kind, e.text, e.quoted_ref AS "quotedRef", e.at, e.wiped_at AS "wipedAt"`);

/** Events of one group as messages that now stand: edits are applied, a recalled message keeps its place without its words. */
export function foldEvents(events: readonly WindowEvent[], staffRefs: ReadonlySet<string>): ChatMessage[] {
  const messages = new Map<string, ChatMessage>();
  for (const event of events) {
    const ref = event.messageRef;
    if (ref === null) continue;
    const known = messages.get(ref);
    if (event.type === "recall" && known) messages.set(ref, { ...known, text: "", recalled: true });
    if (event.type === "edit" && known && !known.recalled) messages.set(ref, { ...known, text: event.text ?? "" });
    if (event.type === "message" && event.wipedAt === null) messages.set(ref, messageFrom(event, ref, staffRefs));
  }
  return [...messages.values()];
}

function messageFrom(event: WindowEvent, ref: string, staffRefs: ReadonlySet<string>): ChatMessage {
  const senderRef = event.senderRef ?? "";
  return {
    id: String(event.id),
    ref,
    senderRef,
    nick: event.nick ?? "",
    fromStaff: event.fromSelf || staffRefs.has(senderRef),
    at: event.at,
    kind: (event.kind ?? "unknown") as MessageKind,
    text: event.text ?? "",
    quotedRef: event.quotedRef,
    recalled: false,
  };
}

/** What is known around a group that is bound to an area: who of its chat is staff, which areas it may speak of, and how it may be spoken to. */
export interface Surroundings {
  readonly staffRefs: ReadonlySet<string>;
  /** The areas of its estate: everything under the nearest area that is one, or under the group's own where none is. */
  readonly areas: readonly string[];
  readonly speaking: SpeakingContext;
}

/** Reads a group's surroundings, in one statement. */
export async function surroundingsOf(
  tx: Transaction | Database,
  group: ChatGroup,
  canEdit: CanEdit,
  now: Date,
): Promise<Surroundings> {
  const { id, name, platform, account } = group;
  const areaPath = group.areaPath ?? "";
  const above = areaAndAbove(areaPath);
  const [row] = await tx.$queryRaw<SurroundingsRow[]>`
    SELECT
      ARRAY(SELECT sender_ref FROM staff_account WHERE platform = ${platform} AND account = ${account}) AS "staffRefs",
      ARRAY(SELECT area.path FROM area, (SELECT coalesce(
          (SELECT path FROM area WHERE estate_kind IS NOT NULL AND path = ANY(${above}) ORDER BY length(path) DESC LIMIT 1), ${areaPath}) AS path) root
        WHERE area.path = root.path OR starts_with(area.path, root.path || '/')) AS areas,
      (SELECT coalesce(jsonb_agg(jsonb_build_object('id', id, 'name', name)), '[]') FROM party) AS parties,
      (SELECT count(*)::int FROM post WHERE group_id = ${id}::uuid AND proactive AND created_at >= ${startOfChinaDay(now)}
        AND state NOT IN ('held', 'dropped', 'withheld', 'failed')) AS "postsToday",
      (SELECT to_jsonb(nearest) FROM (
        SELECT id, area_path AS "areaPath", kind, level, status, platform, posts_per_day AS "postsPerDay", quiet_at_night AS "quietAtNight" FROM chat_group
        WHERE kind = 'staff' AND status = 'active' AND area_path = ANY(${above})
        ORDER BY length(area_path) DESC, platform = ${platform} DESC LIMIT 1) nearest) AS "staffGroup"`;
  const { staffRefs, areas, parties, postsToday, staffGroup } = row!;
  return {
    staffRefs: new Set(staffRefs),
    areas: areas.sort(),
    speaking: {
      group: { id, name, areaPath, ...policyOf(group, canEdit, postsToday) },
      staffGroup: staffGroup
        ? { id: staffGroup.id, areaPath: staffGroup.areaPath, ...policyOf(staffGroup, canEdit, 0) }
        : null,
      parties,
    },
  };
}

type PolicyColumns = Pick<ChatGroup, "kind" | "level" | "status" | "platform" | "postsPerDay" | "quietAtNight">;

interface SurroundingsRow {
  readonly staffRefs: readonly string[];
  readonly areas: string[];
  readonly parties: SpeakingContext["parties"];
  readonly postsToday: number;
  readonly staffGroup: (PolicyColumns & { readonly id: string; readonly areaPath: string }) | null;
}

function policyOf(group: PolicyColumns, canEdit: CanEdit, postsToday: number): GroupPolicy {
  return {
    kind: group.kind as GroupPolicy["kind"],
    level: group.level as GroupLevel,
    status: group.status as GroupStatus,
    postsPerDay: group.postsPerDay,
    quietAtNight: group.quietAtNight,
    postsToday,
    canEdit: canEdit(group.platform as PlatformName),
  };
}
