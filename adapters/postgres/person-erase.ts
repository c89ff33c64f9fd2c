import type { PlatformName } from "../../src/domain/chat.ts";
import { erasedMark, erasedRefPrefix } from "../../src/domain/person.ts";
import type { PersonOutline } from "../../src/ports/person-records.ts";
import { marksOf } from "./account-care.ts";
import { insideSql } from "./area-scope.ts";
import type { Transaction } from "./database.ts";
import { type FoundPerson, messageSet } from "./person-found.ts";
import { takeWordsOut } from "./person-words.ts";
import { wordRows, wordsOf } from "./ticket-words.ts";
import type { CanEdit } from "./window-rows.ts";

/** Cards that repeat what a reporter said. */
const quotingTemplates = ["staff_card", "page"];
/** Posts in these states are still to be said. */
const unsaid = ["pending", "held", "handed", "withheld", "failed"];

/**
 * Takes the groups in which a person is known, then their tickets, by their rows and in the order in which turns take them. A turn that has
 * read there before commits nothing after: its number has passed.
 */
export async function holdPerson(
  tx: Transaction,
  { groupIds, messages, reportedIds, joinedIds }: FoundPerson,
): Promise<void> {
  const heardIn = messages.map(({ groupId }) => groupId);
  const ticketIds = [...reportedIds, ...joinedIds];
  await tx.$queryRaw`
    WITH held AS (
      SELECT id FROM chat_group WHERE id = ANY(${groupIds}::uuid[]) AND (id = ANY(${heardIn}::uuid[])
        OR id IN (SELECT group_id FROM ticket WHERE id = ANY(${ticketIds}::uuid[]))) ORDER BY id FOR UPDATE
    )
    UPDATE chat_group g SET turn_seq = turn_seq + 1 FROM held WHERE g.id = held.id`;
  await tx.$queryRaw`SELECT id FROM ticket WHERE id = ANY(${ticketIds}::uuid[]) ORDER BY id FOR UPDATE`;
}

/**
 * Erases a person: what is theirs first, then what others and the house said of them. Gives the tickets that have other words now: the
 * caller shows them anew, and writes it all down, last.
 */
export async function erasePerson(
  tx: Transaction,
  person: FoundPerson,
  names: readonly string[],
  { canEdit, now }: { readonly canEdit: CanEdit; readonly now: Date },
): Promise<PersonOutline & { readonly ticketIds: readonly string[] }> {
  const quotes = await emptyQuotes(tx, person);
  const questions = await emptyQuestions(tx, person, now);
  const posts = await emptyPosts(tx, person);
  await disownTickets(tx, person, now);
  const messages = await emptyMessages(tx, person, now);
  const forms = await emptyForms(tx, person);
  await emptySandbox(tx, person);
  await unmark(tx, person);
  await tx.staffAccount.deleteMany({ where: { platform: person.platform, senderRef: { in: [...person.refs] } } });
  const { rows: mentions, ticketIds, postIds } = await takeWordsOut(tx, person, names, now);
  await oweEdits(tx, postIds, canEdit, now);
  const changedIds = [...new Set([...person.reportedIds, ...ticketIds])];
  await findByOtherWords(tx, changedIds);
  return {
    ticketIds: changedIds,
    ...{ accounts: person.refs.length, messages, quotes, posts, questions, mentions, ...forms, beyond: person.beyond },
    ...{ tickets: person.reportedIds.length, openCodes: person.openCodes, joined: person.joinedIds.length },
  };
}

/**
 * What they said that is kept with tickets. Of their own tickets all of it, whoever said it. Of others' what is known to be theirs; what
 * residents added since they joined and nobody can tell apart any more goes with it.
 */
async function emptyQuotes(tx: Transaction, { reportedIds, joinedIds, messages, refs }: FoundPerson): Promise<number> {
  const evidence = await tx.$executeRaw`
    UPDATE ticket_evidence e SET text = ${erasedMark} WHERE text <> '' AND text <> ${erasedMark} AND (ticket_id = ANY(${reportedIds}::uuid[])
      OR ticket_id = ANY(${joinedIds}::uuid[]) AND (
        (group_id, message_ref) IN (SELECT * FROM ${messageSet(messages)})
        OR EXISTS (SELECT FROM ticket own WHERE own.id = ANY(${reportedIds}::uuid[]) AND own.merged_into_id = e.ticket_id AND own.created_at <= e.at)
          AND NOT EXISTS (SELECT FROM inbox_event i WHERE i.group_id = e.group_id AND i.message_ref = e.message_ref AND i.sender_ref <> ALL(${refs}))))`;
  const notes = await tx.$executeRaw`
    UPDATE ticket_event e SET note = ${erasedMark} FROM ticket t WHERE t.id = e.ticket_id AND e.by_kind = 'resident' AND e.event <> 'rated'
      AND e.note <> '' AND e.note <> ${erasedMark} AND (t.id = ANY(${reportedIds}::uuid[])
      OR t.id = ANY(${joinedIds}::uuid[])
        AND EXISTS (SELECT FROM ticket_household h WHERE h.ticket_id = t.id AND h.sender_ref = ANY(${refs}) AND h.joined_at <= e.at)
        AND NOT EXISTS (SELECT FROM inbox_event i WHERE i.group_id = t.group_id AND i.text = e.note AND i.sender_ref <> ALL(${refs})))`;
  return evidence + notes;
}

async function emptyQuestions(tx: Transaction, person: FoundPerson, now: Date): Promise<number> {
  const { refs, groupIds, messages, texts, areaPath } = person;
  await tx.$executeRaw`DELETE FROM exam_question WHERE question = ANY(${texts}) AND ${insideSql("area_path", areaPath)}`;
  return tx.$executeRaw`
    UPDATE question SET text = ${erasedMark}, asker_ref = NULL, note = NULL,
      closed_at = CASE WHEN status = 'open' THEN ${now} ELSE closed_at END, status = CASE WHEN status = 'open' THEN 'closed' ELSE status END
    WHERE group_id = ANY(${groupIds}::uuid[]) AND (asker_ref = ANY(${refs}) OR (group_id, message_ref) IN (SELECT * FROM ${messageSet(messages)}))`;
}

/** Cards that quote them. One that waits would say nothing any more. */
function emptyPosts(tx: Transaction, { reportedIds }: FoundPerson): Promise<number> {
  return tx.$executeRaw`
    UPDATE post SET text = ${erasedMark}, fields = '{}', choices = '[]', handed_parts = '{}',
      reason = CASE WHEN state = ANY(${unsaid}) THEN 'its words were erased' ELSE reason END,
      state = CASE WHEN state = ANY(${unsaid}) THEN 'dropped' ELSE state END
    WHERE ticket_id = ANY(${reportedIds}::uuid[]) AND template = ANY(${quotingTemplates})`;
}

/** Their tickets stay, as matters of nobody. A household is counted on under a ref that is in no other ticket. */
async function disownTickets(tx: Transaction, { reportedIds, joinedIds, refs }: FoundPerson, now: Date): Promise<void> {
  await tx.$executeRaw`
    UPDATE ticket SET reporter_ref = ${erasedRefPrefix} || gen_random_uuid(), summary = ${erasedMark}, spot = NULL, because = '[]',
      version = version + 1, updated_at = ${now} WHERE id = ANY(${reportedIds}::uuid[])`;
  await tx.$executeRaw`UPDATE ticket SET version = version + 1 WHERE id = ANY(${joinedIds}::uuid[])`;
  await tx.$executeRaw`
    UPDATE ticket_household h SET sender_ref = CASE WHEN t.id = ANY(${reportedIds}::uuid[]) THEN t.reporter_ref
      ELSE ${erasedRefPrefix} || gen_random_uuid() END
    FROM ticket t WHERE t.id = h.ticket_id AND t.id = ANY(${[...reportedIds, ...joinedIds]}::uuid[]) AND h.sender_ref = ANY(${refs})`;
  await tx.$executeRaw`
    DELETE FROM undoable WHERE ticket_id = ANY(${[...reportedIds, ...joinedIds]}::uuid[])
      OR EXISTS (SELECT FROM jsonb_array_elements(tickets) t WHERE (t->>'ticketId')::uuid = ANY(${[...reportedIds, ...joinedIds]}::uuid[]))`;
}

/** Their messages become counters, as talk does after a day. What came with others' messages may quote them, and is needed by nobody. */
async function emptyMessages(tx: Transaction, person: FoundPerson, now: Date): Promise<number> {
  const { refs, groupIds, messages, platform } = person;
  await tx.$executeRaw`
    UPDATE inbox_event SET raw = NULL WHERE raw IS NOT NULL AND group_id = ANY(${groupIds}::uuid[])
      AND (sender_ref = ANY(${refs}) OR group_id IN (SELECT group_id FROM ${messageSet(messages)}))`;
  const emptied = await tx.$executeRaw`
    UPDATE inbox_event SET text = NULL, nick = NULL, sender_ref = NULL, wiped_at = ${now},
      alarmed_at = CASE WHEN alarm IS NOT NULL THEN coalesce(alarmed_at, ${now}) END, state = 'done'
    WHERE group_id = ANY(${groupIds}::uuid[])
      AND (sender_ref = ANY(${refs}) OR (group_id, message_ref) IN (SELECT * FROM ${messageSet(messages)}))`;
  // Of a form the key of each event names the report.
  if (platform === "webform")
    await tx.$executeRaw`UPDATE inbox_event SET dedupe_key = ${erasedRefPrefix} || id WHERE group_id = ANY(${groupIds}::uuid[])`;
  return emptied;
}

/** Reports of a form go on counting for their poster, as others that nobody handed in. */
async function emptyForms(tx: Transaction, { platform, refs, groupIds }: FoundPerson) {
  if (platform !== "webform") return { forms: 0, files: 0, numbers: 0 };
  const of = { reportId: { in: [...refs] } };
  const { count: files } = await tx.formFile.deleteMany({ where: of });
  const { count: numbers } = await tx.formContact.deleteMany({ where: of });
  await tx.formMessage.deleteMany({ where: of });
  const renamed = await tx.$queryRaw<{ was: string; id: string }[]>`
    UPDATE form_report r SET id = n.id, token_hash = n.id::text, proof_hash = n.id::text, body_hash = n.id::text
    FROM (SELECT id AS was, gen_random_uuid() AS id FROM form_report WHERE id::text = ANY(${refs})) n WHERE r.id = n.was
    RETURNING n.was::text AS was, n.id::text AS id`;
  for (const { was, id } of renamed)
    await tx.chatGroup.updateMany({
      where: { id: { in: [...groupIds] }, ref: was },
      data: { ref: id, name: erasedMark, status: "gone" },
    });
  return { forms: renamed.length, files, numbers };
}

/** The sandbox is a chat network of our own: there their messages are recalled. */
async function emptySandbox(tx: Transaction, { platform, refs, groupIds }: FoundPerson): Promise<void> {
  if (platform !== "sandbox") return;
  await tx.$executeRaw`
    WITH gone AS (
      SELECT m.group_ref, m.ref, row_number() OVER (ORDER BY m.position) AS nth FROM sandbox_message m
      JOIN chat_group g ON g.platform = 'sandbox' AND g.ref = m.group_ref
      WHERE m.sender_ref = ANY(${refs}) AND g.id = ANY(${groupIds}::uuid[])
    ), next AS (
      UPDATE sandbox_revision SET last = last + (SELECT count(*) FROM gone) RETURNING last
    )
    UPDATE sandbox_message m SET text = '', picture = NULL, sign = NULL, choices = '[]', recalled = true, nick = ${erasedMark},
      sender_ref = ${erasedRefPrefix} || gone.ref, revision = next.last - gone.nth + 1
    FROM gone, next WHERE (m.group_ref, m.ref) = (gone.group_ref, gone.ref)`;
}

/** Takes their mark out of the members by which a room is known again. */
async function unmark(tx: Transaction, { groupIds, nicks }: FoundPerson): Promise<void> {
  const marks = marksOf(nicks);
  await tx.$executeRaw`
    UPDATE room_snapshot SET members = ARRAY(SELECT unnest(members) EXCEPT SELECT unnest(${marks}::text[]))
    WHERE group_id = ANY(${groupIds}::uuid[]) AND members && ${marks}::text[]`;
}

/** Where a chat goes on showing what a post said before, it is edited. Cards for staff are made anew by the desk, which knows how they stand. */
async function oweEdits(tx: Transaction, postIds: readonly string[], canEdit: CanEdit, now: Date): Promise<void> {
  if (postIds.length === 0) return;
  const ids = postIds.map(BigInt);
  const platforms = await tx.chatGroup.findMany({ distinct: ["platform"], select: { platform: true } });
  const editing = platforms.map(({ platform }) => platform).filter((platform) => canEdit(platform as PlatformName));
  await tx.$executeRaw`
    WITH changed AS MATERIALIZED (SELECT DISTINCT coalesce(edits_post_id, id) AS id FROM post WHERE id = ANY(${ids}))
    INSERT INTO post (idempotency_key, group_id, ticket_id, template, fields, text, edits_post_id, created_at)
    SELECT 'erased:' || shown.id, shown.group_id, shown.ticket_id, shown.template, shown.fields, shown.text, root.id, ${now}
    FROM changed JOIN post root ON root.id = changed.id JOIN chat_group g ON g.id = root.group_id AND g.platform = ANY(${editing})
    JOIN LATERAL (
      SELECT * FROM post last WHERE last.state = 'sent' AND last.group_id = root.group_id AND (last.id = root.id OR last.edits_post_id = root.id)
      ORDER BY last.id DESC LIMIT 1
    ) shown ON true
    WHERE root.state = 'sent' AND root.edits_post_id IS NULL AND root.template <> 'staff_card' AND shown.id = ANY(${ids})
    ON CONFLICT (idempotency_key) DO NOTHING`;
}

/** Writes anew what tickets are found by. */
async function findByOtherWords(tx: Transaction, ticketIds: readonly string[]): Promise<void> {
  const tickets = await tx.ticket.findMany({ where: { id: { in: [...ticketIds] } } });
  await tx.$executeRaw`
    INSERT INTO ticket_words (${wordRows.columns}) SELECT ${wordRows.values} FROM ${wordRows.of(tickets.map(wordsOf))}
    ON CONFLICT (ticket_id) DO UPDATE SET words = excluded.words, sounds = excluded.sounds, grams = excluded.grams`;
}
