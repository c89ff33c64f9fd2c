import type { Actor, Role } from "../../src/domain/authority.ts";
import type { GroupLevel, GroupStatus } from "../../src/domain/group.ts";
import type { PartyKind } from "../../src/domain/taxonomy.ts";
import type { ChannelRecords } from "../../src/ports/channel-records.ts";
import type { DeskStore } from "../../src/ports/desk-store.ts";
import type { Directory } from "../../src/ports/directory.ts";
import type { IntakeStore } from "../../src/ports/intake-store.ts";
import type { KnowledgeStore } from "../../src/ports/knowledge-store.ts";
import type { OutboxStore } from "../../src/ports/outbox-store.ts";

/** The stores of one house, on the same data. */
export interface Stores {
  readonly intake: IntakeStore;
  readonly outbox: OutboxStore;
  readonly desk: DeskStore;
  readonly directory: Directory;
  readonly knowledge: KnowledgeStore;
  readonly records: ChannelRecords;
}

/** Empty stores, and the hand that plants what no port writes. */
export interface StoresBench extends Stores {
  /** The same data through connections of its own, as another process of the house has it. */
  another(): Stores;
  /** Sets the clock of all of these stores. It begins at `t0` of tests/support/talk.ts and stands still. */
  setNow(now: Date): void;
  plantArea(path: string, estateKind?: string): Promise<void>;
  /** A group with its id. On platform "memory", account "bot". */
  plantGroup(group: PlantedGroup): Promise<string>;
  plantStaff(staff: {
    readonly name: string;
    readonly role: Role;
    readonly areaPath: string;
    readonly partyId?: string;
    readonly active?: boolean;
  }): Promise<Actor>;
  plantParty(party: {
    readonly name: string;
    readonly kind: PartyKind;
    readonly areaPath: string;
    readonly categories?: readonly string[];
  }): Promise<string>;
  /** The tokens of the buttons below a post, by their labels, as the group has them. */
  buttonsOf(idempotencyKey: string): Promise<Readonly<Record<string, string>>>;
  /** Every row of every table, as one text: to look for what must not be there. */
  everythingStored(): Promise<string>;
  close(): Promise<void>;
}

/** What a planted group is, where it differs from an active residents' group that may be spoken to at any hour. */
export interface PlantedGroup {
  readonly ref: string;
  readonly areaPath: string | null;
  readonly kind?: "residents" | "staff";
  readonly level?: GroupLevel;
  readonly status?: GroupStatus;
  readonly postsPerDay?: number;
  readonly quietAtNight?: boolean;
}
