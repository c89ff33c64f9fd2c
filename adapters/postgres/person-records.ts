import { type Actor, mayDo } from "../../src/domain/authority.ts";
import { tellingNames, tracesRemover } from "../../src/domain/person.ts";
import { redact } from "../../src/domain/redaction.ts";
import { AppError } from "../../src/errors/app-error.ts";
import type { PersonOutline, PersonRecords } from "../../src/ports/person-records.ts";
import { writeAudit } from "./audit-rows.ts";
import { type Database, guarded, type Transaction } from "./database.ts";
import { oweCards } from "./person-cards.ts";
import { copyOf } from "./person-copy.ts";
import { erasePerson, holdPerson } from "./person-erase.ts";
import { type FoundPerson, findPerson } from "./person-found.ts";
import type { CanEdit } from "./window-rows.ts";

/** Going through every word of a large house takes longer than a decision may. */
const patience = { maxWait: 10_000, timeout: 120_000 };

export interface PersonRecordsOptions {
  readonly database: Database;
  readonly canEdit: CanEdit;
}

/** What is kept of residents, on PostgreSQL. */
export function createPersonRecords({ database, canEdit }: PersonRecordsOptions): PersonRecords {
  return {
    async outline(actor, ticketId, names, now) {
      let outline: PersonOutline | null = null;
      const takenBack = new Error("an outline changes nothing");
      await inOne(async (tx) => {
        const { ticketIds: _, ...counts } = (await erased(tx, actor, ticketId, names, now)).outline;
        outline = counts;
        throw takenBack;
      }).catch((error: unknown) => {
        if (error !== takenBack) throw error;
      });
      return outline!;
    },

    takeOut: (actor, ticketId, reason, now) =>
      inOne(async (tx) => {
        const person = await findFor(tx, "export_person", actor, ticketId);
        const file = await copyOf(tx, person);
        const why = withoutThem(person, [])(redact(reason));
        const entry = { staffId: actor.staffId, object: `ticket ${ticketId}`, areaPath: person.ticket.areaPath };
        await writeAudit(tx, { ...entry, action: "export_person", detail: { reason: why } }, now);
        return file;
      }),

    erase: (actor, ticketId, { names, reason }, now, show) =>
      inOne(async (tx) => {
        const { person, outline } = await erased(tx, actor, ticketId, names, now);
        const { ticketIds, ...counts } = outline;
        const groupIds = await oweCards(tx, ticketIds, show, { canEdit, now });
        const { tickets, messages } = counts;
        const why = withoutThem(person, names)(redact(reason));
        const entry = { staffId: actor.staffId, object: `ticket ${ticketId}`, areaPath: person.ticket.areaPath };
        await writeAudit(tx, { ...entry, action: "erase_person", detail: { reason: why, tickets, messages } }, now);
        return { ...counts, groupIds };
      }),
  };

  async function erased(tx: Transaction, actor: Actor, ticketId: string, names: readonly string[], now: Date) {
    await holdPerson(tx, await findFor(tx, "erase_person", actor, ticketId));
    // What was committed before they were held is found now.
    const person = await findPerson(tx, actor, ticketId);
    return { person, outline: await erasePerson(tx, person, namesOf(person, names), { canEdit, now }) };
  }

  function inOne<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return guarded(() => database.$transaction(work, patience));
  }
}

async function findFor(tx: Transaction, action: "export_person" | "erase_person", actor: Actor, ticketId: string) {
  const person = await findPerson(tx, actor, ticketId);
  if (!mayDo(actor, action, person.ticket.areaPath)) throw new AppError("NOT_ALLOWED", { role: actor.role, action });
  return person;
}

/** What is looked for in everybody's words: what was named, what they were called, and how they said they can be reached. */
function namesOf({ nicks, numbers }: FoundPerson, named: readonly string[]): string[] {
  return [...new Set([...named, ...tellingNames(nicks), ...numbers])];
}

/** The log keeps a reason for good: it must not keep whom it is about. */
function withoutThem(person: FoundPerson, named: readonly string[]): (reason: string) => string {
  return tracesRemover({ names: [...namesOf(person, named), ...person.refs], texts: [] });
}
