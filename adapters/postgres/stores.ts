import type { Category } from "../../src/domain/taxonomy.ts";
import type { Clock } from "../../src/ports/clock.ts";
import type { Vault } from "../../src/ports/vault.ts";
import { createAccessStore } from "./access-store.ts";
import { createAuditAnchors } from "./audit-anchors.ts";
import { createAuditLog } from "./audit-log.ts";
import { createChannelRecords } from "./channel-records.ts";
import type { Database } from "./database.ts";
import { createDeskStore } from "./desk-store.ts";
import { createDirectory } from "./directory.ts";
import { createEstateOffice } from "./estate-office.ts";
import { createExamStore } from "./exam-store.ts";
import { createIntakeStore } from "./intake-store.ts";
import { createKnowledgeStore } from "./knowledge-store.ts";
import { createOutboxStore } from "./outbox-store.ts";
import { createPersonRecords } from "./person-records.ts";
import { createReaderModels } from "./reader-models.ts";
import { createReporterContact } from "./reporter-contact.ts";
import { createStaffAlerts } from "./staff-alerts.ts";
import { createStaffOffice } from "./staff-office.ts";
import { createSteering } from "./steering.ts";
import type { CanEdit } from "./window-rows.ts";

/** What the stores of one database stand on. */
export interface StoresOptions {
  readonly database: Database;
  readonly taxonomy: readonly Category[];
  /** Whether a platform can change what it has said. */
  readonly canEdit: CanEdit;
  readonly clock: Clock;
  readonly vault: Vault;
  /** Where heads of the audit log are noted outside of the database. */
  readonly dataDir: string;
  /** The database's address; null where Linli runs its own. */
  readonly url: string | null;
}

/** The stores of the house, by what the rooms call them. What only a chat platform keeps is opened beside that platform. */
export function createStores(options: StoresOptions) {
  const { database, clock, vault, dataDir, url } = options;
  return {
    intake: createIntakeStore(options),
    outbox: createOutboxStore(options),
    tickets: createDeskStore(options),
    alerts: createStaffAlerts(options),
    exams: createExamStore(options),
    records: createChannelRecords(database),
    directory: createDirectory(database, { clock }),
    articles: createKnowledgeStore(database),
    accessStore: createAccessStore(database, vault),
    audit: createAuditLog(database),
    anchors: createAuditAnchors(dataDir, url),
    staffOffice: createStaffOffice(database),
    estateOffice: createEstateOffice(database),
    reporters: createReporterContact(database),
    persons: createPersonRecords(options),
    learntModels: createReaderModels(database),
    ...createSteering(database),
  };
}
