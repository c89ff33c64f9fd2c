import { mayDo } from "../../src/domain/authority.ts";
import { tracesRemover } from "../../src/domain/person.ts";
import { redact } from "../../src/domain/redaction.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { ReporterContact } from "../../src/ports/reporter-contact.ts";
import { insideArea } from "./area-scope.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, isUuid, type Transaction } from "./database.ts";

/** Reporters on PostgreSQL. */
export function createReporterContact(database: Database): ReporterContact {
  return {
    reveal: (actor, ticketId, reason, now) =>
      guarded(async () => {
        // Before the transaction: that one changes rows, and so sees all of them.
        const where = { id: ticketId, OR: insideArea("areaPath", actor.areaPath) };
        const ticket = isUuid(ticketId) ? await database.ticket.findFirst({ where }) : null;
        if (!ticket) throw new AppError("TICKET_NOT_FOUND", { ticketId });
        const { areaPath, groupId, reporterRef: senderRef } = ticket;
        if (!mayDo(actor, "reveal_reporter", areaPath))
          throw new AppError("NOT_ALLOWED", { role: actor.role, action: "reveal_reporter" });
        return database.$transaction(async (tx) => {
          const group = await tx.chatGroup.findUniqueOrThrow({ where: { id: groupId } });
          const said = await tx.inboxEvent.findFirst({
            where: { groupId, senderRef, nick: { not: null } },
            orderBy: { id: "desc" },
          });
          const entry = { staffId: actor.staffId, object: `ticket ${ticketId}`, areaPath };
          const phone = group.platform === "webform" ? await phoneOf(tx, group.ref) : null;
          // The reason stays for good, and a reason is a place where people write names and numbers.
          const names = [senderRef, said?.nick, phone].flatMap((name) => name || []);
          const why = tracesRemover({ names, texts: [] })(redact(reason));
          await writeAudit(tx, { ...entry, action: "reveal_reporter", detail: { reason: why } }, now);
          const timesRevealed = await tx.auditEntry.count({
            where: { action: "reveal_reporter", object: `ticket ${ticketId}` },
          });
          return { nick: said?.nick ?? null, senderRef, phone, groupName: group.name, timesRevealed };
        });
      }),
  };
}

/** What was left with a report handed in by a form. */
async function phoneOf(tx: Transaction, reportId: string): Promise<string | null> {
  const contact = isUuid(reportId) ? await tx.formContact.findUnique({ where: { reportId } }) : null;
  return contact?.phone ?? null;
}
