import type { Access } from "../access/index.ts";
import type { Desk } from "../desk/index.ts";
import type { ModelPrices } from "../domain/model-price.ts";
import type { Category } from "../domain/taxonomy.ts";
import type { ArticleOffice, KnowledgeBase } from "../knowledge/index.ts";
import type { PromptOffice } from "../learning/index.ts";
import type { AccessStore } from "../ports/access-store.ts";
import type { AccountCare } from "../ports/account-care.ts";
import type { AuditAnchors, AuditLog } from "../ports/audit-log.ts";
import type { ChannelRecords } from "../ports/channel-records.ts";
import type { ChatPlatform } from "../ports/chat-platform.ts";
import type { Clock } from "../ports/clock.ts";
import type { DeskStore } from "../ports/desk-store.ts";
import type { Directory } from "../ports/directory.ts";
import type { EstateOffice } from "../ports/estate-office.ts";
import type { ExamStore } from "../ports/exam-store.ts";
import type { Figures } from "../ports/figures.ts";
import type { FormOffice } from "../ports/form-office.ts";
import type { IntakeStore } from "../ports/intake-store.ts";
import type { JobQueue } from "../ports/job-queue.ts";
import type { KnowledgeStore } from "../ports/knowledge-store.ts";
import type { LiveChanges } from "../ports/live-changes.ts";
import type { OutboxStore } from "../ports/outbox-store.ts";
import type { PersonRecords } from "../ports/person-records.ts";
import type { PersonalChannel } from "../ports/personal-channel.ts";
import type { ReaderModels } from "../ports/reader-models.ts";
import type { RelayDoor } from "../ports/relay-door.ts";
import type { RelayStore } from "../ports/relay-store.ts";
import type { ReporterContact } from "../ports/reporter-contact.ts";
import type { SavedFilters } from "../ports/saved-filters.ts";
import type { SheetReader } from "../ports/sheet-reader.ts";
import type { SheetWriter } from "../ports/sheet-writer.ts";
import type { StaffOffice } from "../ports/staff-office.ts";
import type { StaffScope } from "../ports/staff-scope.ts";

/** What the routes stand on. Each plugin is handed all of it and takes what it names. */
export interface HttpDeps {
  /** In which everything that a route reads is read. */
  readonly scope: StaffScope;
  readonly desk: Desk;
  readonly tickets: DeskStore;
  readonly filters: SavedFilters;
  readonly figures: Figures;
  /** What language models cost; null when nobody has said. */
  readonly modelPrices: ModelPrices | null;
  readonly sheets: SheetWriter;
  readonly sheetReader: SheetReader;
  readonly intake: IntakeStore;
  readonly outbox: OutboxStore;
  readonly directory: Directory;
  readonly access: Access;
  readonly accessStore: AccessStore;
  readonly staffOffice: StaffOffice;
  readonly estateOffice: EstateOffice;
  readonly audit: AuditLog;
  /** Heads of the audit log outside of its database. */
  readonly anchors: AuditAnchors;
  readonly reporters: ReporterContact;
  /** What is kept of one resident: to be taken out, and to be erased. */
  readonly persons: PersonRecords;
  readonly relay: RelayStore;
  readonly relayDoor: RelayDoor;
  readonly knowledge: KnowledgeStore;
  readonly articleOffice: ArticleOffice;
  /** What answers residents: for whoever tries a question out. */
  readonly answers: KnowledgeBase;
  /** Exams with their cases, and what has come through them. */
  readonly exams: ExamStore;
  readonly promptOffice: PromptOffice;
  readonly learntModels: ReaderModels;
  readonly records: ChannelRecords;
  readonly forms: FormOffice;
  /** The personal account that speaks in WeChat groups; null when none is configured. */
  readonly personal: PersonalChannel | null;
  readonly care: AccountCare;
  readonly queue: JobQueue;
  readonly live: LiveChanges;
  readonly clock: Clock;
  readonly taxonomy: readonly Category[];
  readonly about: About;
}

/** What the status page says of this installation. */
export interface About {
  readonly version: string;
  readonly startedAt: Date;
  /** Under which people reach the pages: "http://127.0.0.1:3000". */
  readonly address: () => string;
  readonly reader: { readonly name: string; readonly offline: () => boolean };
  readonly queueBackend: "postgres" | "redis" | "memory";
  readonly embeddedDatabase: boolean;
  readonly region: string;
  readonly platforms: () => readonly PlatformHealth[];
  /** Resolves when the database answers. */
  readonly ping: () => Promise<void>;
}

export interface PlatformHealth {
  readonly platform: ChatPlatform;
  readonly state: "running" | "waiting" | "stopped";
  readonly lastEventAt: Date | null;
  readonly notice: string | null;
}
