import type { ChatMessage, MessageKind, PlatformName } from "../../src/domain/chat.ts";
import { type GroupLevel, type GroupPolicy, type GroupStatus, startOfChinaDay } from "../../src/domain/group.ts";
import type { Ticket } from "../../src/domain/ticket.ts";
import type { SpeakingContext } from "../../src/ports/intake-store.ts";
import { areaAndAbove } from "./area-scope.ts";
import type { Database, Transaction } from "./database.ts";
import type { ChatGroup, InboxEvent } from "./generated/client.ts";
import { ticketFromRow, wholeTicket } from "./ticket-rows.ts";

/** Says what a platform can do with an earlier post; the stores are told, for they know no adapter. */
export type CanEdit = (platform: PlatformName) => boolean;

/** A closed ticket can still be meant by a follow-up for so long: within it the same trouble is a relapse. */
const relapseMs = 14 * 24 * 3_600_000;

/** Events of one group as messages that now stand: edits are applied, a recalled message keeps its place without its words. */
export function foldEvents(events: readonly InboxEvent[], staffRefs: ReadonlySet<string>): ChatMessage[] {
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

function messageFrom(event: InboxEvent, ref: string, staffRefs: ReadonlySet<string>): ChatMessage {
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

/** The chat accounts of a platform that are bound to staff. */
export async function staffRefsOf(tx: Transaction, group: ChatGroup): Promise<Set<string>> {
  const { platform, account } = group;
  const rows = await tx.staffAccount.findMany({ where: { platform, account }, select: { senderRef: true } });
  return new Set(rows.map(({ senderRef }) => senderRef));
}

/** The group's tickets that its talk may mean, newest first. */
export async function ticketsInTalk(
  tx: Transaction,
  groupId: string,
  messageRefs: readonly string[],
  now: Date,
): Promise<Ticket[]> {
  const recent = new Date(now.getTime() - relapseMs);
  const rows = await tx.ticket.findMany({
    where: {
      groupId,
      OR: [
        { status: { notIn: ["closed", "unconfirmed", "rejected", "merged", "withdrawn"] } },
        { status: { in: ["closed", "unconfirmed"] }, updatedAt: { gte: recent } },
        { evidence: { some: { messageRef: { in: [...messageRefs] } } } },
      ],
    },
    include: wholeTicket,
    orderBy: { createdAt: "desc" },
    take: 100,
  });
  return rows.map(ticketFromRow);
}

/** Refs of what the bot said about tickets in a group, so that an answer to a card finds its ticket. */
export async function postRefsByTicket(
  tx: Transaction,
  groupId: string,
  ticketIds: readonly string[],
): Promise<Map<string, string[]>> {
  const rows = await tx.post.findMany({
    where: { groupId, ticketId: { in: [...ticketIds] }, state: "sent" },
    select: { ticketId: true, messageRefs: true },
  });
  const refs = new Map<string, string[]>();
  for (const { ticketId, messageRefs } of rows)
    if (ticketId) refs.set(ticketId, [...(refs.get(ticketId) ?? []), ...messageRefs]);
  return refs;
}

/** What deciding about words needs to know of a group that is bound to an area. */
export async function speakingContext(
  tx: Transaction | Database,
  group: ChatGroup,
  canEdit: CanEdit,
  now: Date,
): Promise<SpeakingContext> {
  const areaPath = group.areaPath ?? "";
  const [staffGroups, postsToday, parties] = await Promise.all([
    tx.chatGroup.findMany({ where: { kind: "staff", status: "active", areaPath: { in: areaAndAbove(areaPath) } } }),
    tx.post.count({
      where: {
        groupId: group.id,
        proactive: true,
        createdAt: { gte: startOfChinaDay(now) },
        state: { notIn: ["held", "dropped", "withheld", "failed"] },
      },
    }),
    tx.party.findMany({ select: { id: true, name: true } }),
  ]);
  const nearest = staffGroups.sort(
    (a, b) =>
      b.areaPath!.length - a.areaPath!.length ||
      Number(b.platform === group.platform) - Number(a.platform === group.platform),
  )[0];
  return {
    group: { id: group.id, name: group.name, areaPath, ...policyOf(group, canEdit, postsToday) },
    staffGroup: nearest ? { id: nearest.id, ...policyOf(nearest, canEdit, 0) } : null,
    parties,
  };
}

function policyOf(group: ChatGroup, canEdit: CanEdit, postsToday: number): GroupPolicy {
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
