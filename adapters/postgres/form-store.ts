import { v7 as uuid } from "uuid";
import { storableText } from "../../src/domain/chat.ts";
import type { TicketStatus } from "../../src/domain/ticket.ts";
import type { FiledReport, FiledTicket, FormFileKind, FormStore, NewFormMessage } from "../../src/ports/form-store.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";
import { createFormCodes } from "./form-codes.ts";

/** As the platform's name and account are stored with a report's group. */
export interface FormStoreOptions {
  readonly database: Database;
  readonly account: string;
}

/** A report's own group is read by one person, so the group's budget need not protect two hundred. */
const postsPerDay = 20;

/** What was handed in by the form on the wall, on PostgreSQL. */
export function createFormStore({ database, account }: FormStoreOptions): FormStore {
  return {
    ...createFormCodes(database),

    async file(report, now) {
      const { id, codeId, areaPath, groupName: name, tokenHash, proofHash, bodyHash, phone, messages, files } = report;
      return guarded(() =>
        database.$transaction(async (tx) => {
          const row = { id, codeId, tokenHash, proofHash, bodyHash, createdAt: now };
          const { count } = await tx.formReport.createMany({ data: row, skipDuplicates: true });
          if (count === 0) {
            const before = await tx.formReport.findUnique({ where: { proofHash } });
            return before?.bodyHash === bodyHash ? "again" : "spent";
          }
          if (phone !== null) await tx.formContact.create({ data: { reportId: id, phone } });
          const group = { platform: "webform", account, ref: id, name, areaPath, oneReport: true, createdAt: now };
          await tx.chatGroup.create({ data: { ...group, postsPerDay, quietAtNight: false } });
          await addWords(tx, id, messages, now);
          const kept = files.map(({ bytes, ...file }) => ({ ...file, bytes: Buffer.from(bytes) }));
          await tx.formFile.createMany({
            data: kept.map((file) => ({ id: uuid(), reportId: id, createdAt: now, ...file })),
          });
          return "filed";
        }),
      );
    },

    report: (tokenHash) => guarded(() => readReport(tokenHash)),

    async say(reportId, words, now) {
      await guarded(() => addWords(database, reportId, [words], now));
    },

    async post(reportId, { sendKey, senderRef, text }, now) {
      if (!isUuid(reportId)) return null;
      const [kept] = await guarded(
        () => database.$queryRaw<{ ref: string }[]>`
          INSERT INTO form_message (report_id, ref, send_key, sender_ref, kind, text, at)
          SELECT id, ${uuid()}, ${sendKey}, ${senderRef}, 'text', ${storableText(text)}, ${now} FROM form_report WHERE id = ${reportId}::uuid
          ON CONFLICT (send_key) DO UPDATE SET send_key = form_message.send_key RETURNING ref`,
      );
      return kept?.ref ?? null;
    },

    async editPost(reportId, ref, { senderRef, text }, now) {
      if (!isUuid(reportId)) return false;
      const data = { text: storableText(text), editedAt: now };
      const where = { reportId, ref, senderRef };
      return (await guarded(() => database.formMessage.updateMany({ where, data }))).count > 0;
    },

    async unheard(limit) {
      const where = { heardAt: null };
      const rows = await guarded(() => database.formMessage.findMany({ where, orderBy: { id: "asc" }, take: limit }));
      return rows.map(({ id, reportId, ref, senderRef, kind, text, quotedRef, at }) => ({
        ...{ id: String(id), reportId, ref, senderRef, kind, text, quotedRef, at },
      }));
    },

    async heard(messageId, shownText, now) {
      const where = { id: BigInt(messageId) };
      await guarded(() => database.formMessage.updateMany({ where, data: { heardAt: now, text: shownText } }));
    },

    async filesOf(ticketId) {
      if (!isUuid(ticketId)) return [];
      const rows = await guarded(
        () => database.$queryRaw<FileRow[]>`
          SELECT f.id, f.kind, f.media_type AS "mediaType", length(f.bytes) AS bytes, f.created_at AS "createdAt"
          FROM form_file f JOIN chat_group g ON g.platform = 'webform' AND g.account = ${account} AND g.ref = f.report_id::text
          WHERE g.id IN (SELECT group_id FROM ticket WHERE id = ${ticketId}::uuid OR merged_into_id = ${ticketId}::uuid)
          ORDER BY f.created_at, f.id`,
      );
      return rows.map((row) => ({ ...row, kind: row.kind as FormFileKind }));
    },

    async openFile(ticketId, fileId) {
      const isOfTicket = (await this.filesOf(ticketId)).some(({ id }) => id === fileId);
      const file = isOfTicket && (await guarded(() => database.formFile.findUnique({ where: { id: fileId } })));
      return file ? { mediaType: file.mediaType, kind: file.kind as FormFileKind, bytes: file.bytes } : null;
    },
  };

  async function readReport(tokenHash: string): Promise<FiledReport | null> {
    const report = await database.formReport.findUnique({ where: { tokenHash } });
    const where = report && { platform_account_ref: { platform: "webform", account, ref: report.id } };
    const group = where && (await database.chatGroup.findUnique({ where }));
    if (!report || !group) return null;
    const [messages, tickets] = await Promise.all([
      database.formMessage.findMany({ where: { reportId: report.id }, orderBy: { id: "asc" }, take: 500 }),
      readTickets(group.id, report.id),
    ]);
    const cards = new Set(tickets.map(({ card }) => card?.ref));
    return {
      id: report.id,
      areaPath: group.areaPath ?? "",
      filedAt: report.createdAt,
      tickets,
      messages: messages
        .filter(({ ref }) => !cards.has(ref))
        .map(({ ref, senderRef, text, at }) => ({ ref, senderRef, text, at })),
    };
  }

  /** The report's tickets with their cards, oldest first. */
  async function readTickets(groupId: string, reportId: string): Promise<FiledTicket[]> {
    const rows = await database.$queryRaw<TicketRow[]>`
      SELECT t.id, t.code, t.status, t.category, t.updated_at AS "changedAt", m.ref AS "cardRef", m.text AS "cardText",
        target.code AS "targetCode", target.status AS "targetStatus"
      FROM ticket t LEFT JOIN ticket target ON target.id = t.merged_into_id
      LEFT JOIN LATERAL (
        SELECT message_refs[1] AS ref FROM post WHERE group_id = t.group_id AND ticket_id = t.id AND template = 'card' AND edits_post_id IS NULL
          AND state = 'sent' ORDER BY post.id DESC LIMIT 1
      ) card ON true
      LEFT JOIN form_message m ON m.report_id = ${reportId}::uuid AND m.ref = card.ref
      WHERE t.group_id = ${groupId}::uuid ORDER BY t.created_at, t.id`;
    return rows.map(({ cardRef, cardText, targetCode, targetStatus, ...ticket }) => ({
      ...ticket,
      card: cardRef !== null && cardText !== null ? { ref: cardRef, text: cardText } : null,
      mergedInto: targetCode !== null && targetStatus !== null ? { code: targetCode, status: targetStatus } : null,
    }));
  }
}

interface TicketRow {
  readonly id: string;
  readonly code: string;
  readonly status: TicketStatus;
  readonly category: string;
  readonly changedAt: Date;
  readonly cardRef: string | null;
  readonly cardText: string | null;
  readonly targetCode: string | null;
  readonly targetStatus: TicketStatus | null;
}

interface FileRow {
  readonly id: string;
  readonly kind: string;
  readonly mediaType: string;
  readonly bytes: number;
  readonly createdAt: Date;
}

/** The resident's own words: who reports is known by the report alone. */
async function addWords(
  tx: Transaction | Database,
  reportId: string,
  messages: readonly NewFormMessage[],
  at: Date,
): Promise<void> {
  const data = messages.map(({ ref, kind, text, quotedRef }) => ({
    ...{ reportId, ref, senderRef: reportId, kind, text: storableText(text), quotedRef, at },
  }));
  await tx.formMessage.createMany({ data, skipDuplicates: true });
}
