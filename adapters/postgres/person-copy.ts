import type { TicketStatus } from "../../src/domain/ticket.ts";
import type { PersonFile, PersonTicket } from "../../src/ports/person-records.ts";
import type { Transaction } from "./database.ts";
import { type FoundPerson, messageSet } from "./person-found.ts";

/** Everything that is kept of a person, as it is given to them: of others' tickets only the facts. */
export async function copyOf(tx: Transaction, person: FoundPerson): Promise<PersonFile> {
  const { refs, platform, groupIds } = person;
  const heard = await tx.$queryRaw<{ senderRef: string; nick: string | null; groupName: string }[]>`
    SELECT DISTINCT e.sender_ref AS "senderRef", e.nick, g.name AS "groupName" FROM inbox_event e JOIN chat_group g ON g.id = e.group_id
    WHERE e.group_id = ANY(${groupIds}::uuid[]) AND e.sender_ref = ANY(${refs})`;
  return {
    accounts: refs.map((senderRef) => {
      const own = heard.filter((one) => one.senderRef === senderRef);
      return {
        platform,
        senderRef,
        names: [...new Set(own.flatMap(({ nick }) => nick ?? []))],
        groups: [...new Set(own.map(({ groupName }) => groupName))],
      };
    }),
    messages: await tx.$queryRaw<PersonFile["messages"]>`
      SELECT e.at, g.name AS "groupName", e.text FROM inbox_event e JOIN chat_group g ON g.id = e.group_id
      JOIN ${messageSet(person.messages)} ON said.group_id = e.group_id AND said.message_ref = e.message_ref
      WHERE e.text <> '' ORDER BY e.at, e.id`,
    tickets: await ticketsOf(tx, person),
    questions: await tx.$queryRaw<PersonFile["questions"]>`
      SELECT at, text, status FROM question WHERE group_id = ANY(${groupIds}::uuid[]) AND (asker_ref = ANY(${refs})
        OR (group_id, message_ref) IN (SELECT * FROM ${messageSet(person.messages)})) ORDER BY at`,
    forms: await formsOf(tx, person),
    shownTo: await shownTo(tx, person),
  };
}

async function ticketsOf(tx: Transaction, { reportedIds, joinedIds }: FoundPerson): Promise<PersonTicket[]> {
  const rows = await tx.ticket.findMany({
    where: { id: { in: [...reportedIds, ...joinedIds] } },
    include: {
      evidence: { orderBy: { at: "asc" } },
      events: { where: { byKind: "resident", note: { not: null } }, orderBy: { id: "asc" } },
    },
    orderBy: { createdAt: "asc" },
  });
  return rows.map(
    ({ id, code, status, category, areaPath, createdAt, resolvedAt, summary, reader, evidence, events }) => {
      const isOwn = reportedIds.includes(id);
      return {
        ...{ code, category, areaPath, createdAt, resolvedAt, reader, status: status as TicketStatus },
        part: isOwn ? "reporter" : "household",
        summary: isOwn ? summary : null,
        evidence: isOwn ? evidence.map(({ at, text }) => ({ at, text })) : [],
        followUps: isOwn ? events.map(({ at, event, note }) => ({ at, event, text: note ?? "" })) : [],
      };
    },
  );
}

async function formsOf(tx: Transaction, { platform, refs }: FoundPerson): Promise<PersonFile["forms"]> {
  if (platform !== "webform") return [];
  const of = { in: [...refs] };
  const reports = await tx.formReport.findMany({
    where: { id: of },
    include: { contact: true },
    orderBy: { createdAt: "asc" },
  });
  const words = await tx.formMessage.findMany({ where: { reportId: of, senderRef: of }, orderBy: { id: "asc" } });
  const files = await tx.formFile.findMany({ where: { reportId: of }, orderBy: { createdAt: "asc" } });
  return reports.map(({ id, createdAt, contact }) => ({
    at: createdAt,
    phone: contact?.phone ?? null,
    words: words.filter(({ reportId }) => reportId === id).map(({ at, text }) => ({ at, text })),
    files: files
      .filter(({ reportId }) => reportId === id)
      .map(({ kind, mediaType, bytes }) => ({ kind, mediaType, base64: Buffer.from(bytes).toString("base64") })),
  }));
}

function shownTo(tx: Transaction, { reportedIds }: FoundPerson): Promise<PersonFile["shownTo"]> {
  return tx.$queryRaw<PersonFile["shownTo"]>`
    SELECT a.at, coalesce(s.name, '') AS "staffName", a.action AS what, t.code, coalesce(a.detail::jsonb->>'reason', '') AS reason
    FROM audit_entry a JOIN ticket t ON a.object = 'ticket ' || t.id LEFT JOIN staff s ON s.id = a.staff_id
    WHERE t.id = ANY(${reportedIds}::uuid[]) AND a.action IN ('reveal_reporter', 'export_person') ORDER BY a.seq`;
}
