import { areaCovers } from "../../src/domain/area.ts";
import type { Actor } from "../../src/domain/authority.ts";
import type { PlatformName } from "../../src/domain/chat.ts";
import { erasedRefPrefix, reachedBy } from "../../src/domain/person.ts";
import { openStatuses } from "../../src/domain/ticket.ts";
import { AppError } from "../../src/errors/app-error.ts";
import { insideSql } from "./area-scope.ts";
import { isUuid, type Transaction } from "./database.ts";
import { Prisma } from "./generated/client.ts";

/** A person, by all that points to them within the areas of whoever asks. */
export interface FoundPerson {
  readonly ticket: { readonly id: string; readonly areaPath: string };
  readonly areaPath: string;
  readonly platform: PlatformName;
  /** How the platform calls them. On a form each report is a ref of its own. */
  readonly refs: readonly string[];
  /** Groups in which those refs may stand. */
  readonly groupIds: readonly string[];
  readonly reportedIds: readonly string[];
  readonly openCodes: readonly string[];
  /** Tickets of others in which they are a household. */
  readonly joinedIds: readonly string[];
  /** Their messages that are still known to be theirs. */
  readonly messages: readonly { readonly groupId: string; readonly messageRef: string }[];
  readonly nicks: readonly string[];
  /** What they said, and what was made of it, wherever it is kept as theirs. */
  readonly texts: readonly string[];
  /** Numbers left with a form, and those in their words. */
  readonly numbers: readonly string[];
  readonly beyond: { readonly messages: number; readonly tickets: number };
}

/**
 * Finds whoever reported a ticket. Where several are known to be one person, as by the number left with a form, all of them.
 *
 * @throws AppError TICKET_NOT_FOUND, PERSON_ERASED, PERSON_IS_STAFF
 */
export async function findPerson(tx: Transaction, actor: Actor, ticketId: string): Promise<FoundPerson> {
  const ticket = isUuid(ticketId) ? await tx.ticket.findUnique({ where: { id: ticketId } }) : null;
  if (!ticket || !areaCovers(actor.areaPath, ticket.areaPath)) throw new AppError("TICKET_NOT_FOUND", { ticketId });
  if (ticket.reporterRef.startsWith(erasedRefPrefix)) throw new AppError("PERSON_ERASED", { ticketId });
  const { platform, ref } = await tx.chatGroup.findUniqueOrThrow({ where: { id: ticket.groupId } });
  const isForm = platform === "webform";
  const allRefs = isForm ? await sameNumber(tx, ref) : [ticket.reporterRef];
  const staff = await tx.$queryRaw<object[]>`
    SELECT FROM staff_account a JOIN staff s ON s.id = a.staff_id WHERE s.active AND a.platform = ${platform} AND a.sender_ref = ANY(${allRefs})`;
  if (staff.length > 0) throw new AppError("PERSON_IS_STAFF", { ticketId });

  const inArea = insideSql("area_path", actor.areaPath);
  const groups = await tx.$queryRaw<{ id: string; ref: string; isIn: boolean }[]>`
    SELECT id, ref, area_path IS NULL OR ${inArea} AS "isIn" FROM chat_group
    WHERE platform = ${platform} AND (NOT ${isForm} OR ref = ANY(${allRefs})) ORDER BY id`;
  const groupIds = groups.filter(({ isIn }) => isIn).map(({ id }) => id);
  const allIds = groups.map(({ id }) => id);
  // A report is a group of its own, and so lies in an area as a whole.
  const refs = isForm ? groups.filter(({ isIn }) => isIn).map((group) => group.ref) : allRefs;
  const tickets = await tx.$queryRaw<{ id: string; code: string; status: string; isOwn: boolean; isIn: boolean }[]>`
    SELECT id, code, status, reporter_ref = ANY(${allRefs}) AS "isOwn", ${inArea} AND (NOT ${isForm} OR group_id = ANY(${groupIds}::uuid[])) AS "isIn" FROM ticket
    WHERE group_id = ANY(${allIds}::uuid[]) AND (reporter_ref = ANY(${allRefs})
      OR id IN (SELECT ticket_id FROM ticket_household WHERE sender_ref = ANY(${allRefs}))) ORDER BY created_at`;
  const known = tickets.filter(({ isIn }) => isIn);
  const reported = known.filter(({ isOwn }) => isOwn);
  const said = await tx.$queryRaw<{ groupId: string; messageRef: string; nick: string | null }[]>`
    SELECT group_id AS "groupId", message_ref AS "messageRef", nick FROM inbox_event
    WHERE sender_ref = ANY(${allRefs}) AND group_id = ANY(${allIds}::uuid[]) AND message_ref IS NOT NULL`;
  const messages = said.filter(({ groupId }) => groupIds.includes(groupId));
  const reportedIds = reported.map(({ id }) => id);
  const texts = await textsOf(tx, { reportedIds, messages, refs, groupIds });
  const left = isForm ? await tx.formContact.findMany({ where: { reportId: { in: refs.filter(isUuid) } } }) : [];
  return {
    ...{
      ticket,
      areaPath: actor.areaPath,
      platform: platform as PlatformName,
      refs,
      groupIds,
      reportedIds,
      messages,
      texts,
    },
    openCodes: reported
      .filter(({ status }) => (openStatuses as readonly string[]).includes(status))
      .map(({ code }) => code),
    joinedIds: known.filter(({ isOwn }) => !isOwn).map(({ id }) => id),
    nicks: [...new Set(messages.flatMap(({ nick }) => nick ?? []))],
    numbers: [...new Set([...left.map(({ phone }) => phone), ...reachedBy(texts)])],
    beyond: { messages: said.length - messages.length, tickets: tickets.length - known.length },
  };
}

/** Reports that left the same number were handed in by the same person, or for them. */
async function sameNumber(tx: Transaction, reportId: string): Promise<string[]> {
  if (!isUuid(reportId)) return [reportId];
  const rows = await tx.$queryRaw<{ id: string }[]>`
    SELECT other.report_id::text AS id FROM form_contact own JOIN form_contact other USING (phone) WHERE own.report_id = ${reportId}::uuid`;
  return [...new Set([reportId, ...rows.map(({ id }) => id)])];
}

/** All that is kept of somebody's words as theirs, edits of it among them. */
async function textsOf(
  tx: Transaction,
  { reportedIds, messages, refs, groupIds }: Pick<FoundPerson, "reportedIds" | "messages" | "refs" | "groupIds">,
): Promise<string[]> {
  const said = messageSet(messages);
  const rows = await tx.$queryRaw<{ text: string }[]>`
    SELECT text FROM inbox_event e JOIN ${said} ON said.group_id = e.group_id AND said.message_ref = e.message_ref WHERE text <> ''
    UNION SELECT text FROM question q JOIN ${said} ON said.group_id = q.group_id AND said.message_ref = q.message_ref
    UNION SELECT text FROM ticket_evidence WHERE ticket_id = ANY(${reportedIds}::uuid[])
    UNION SELECT note FROM ticket_event WHERE ticket_id = ANY(${reportedIds}::uuid[]) AND by_kind = 'resident' AND event <> 'rated' AND note <> ''
    UNION SELECT unnest(ARRAY[summary, spot]) FROM ticket WHERE id = ANY(${reportedIds}::uuid[])
    UNION SELECT text FROM question WHERE asker_ref = ANY(${refs}) AND group_id = ANY(${groupIds}::uuid[])
    UNION SELECT text FROM form_message WHERE report_id::text = ANY(${refs}) AND sender_ref = ANY(${refs})`;
  return rows.flatMap(({ text }) => text ?? []);
}

/** Messages as a table named said. */
export function messageSet(messages: FoundPerson["messages"]): Prisma.Sql {
  const [groups, refs] = [messages.map(({ groupId }) => groupId), messages.map(({ messageRef }) => messageRef)];
  return Prisma.sql`(SELECT DISTINCT * FROM unnest(${groups}::uuid[], ${refs}::text[]) AS each(group_id, message_ref)) said`;
}
