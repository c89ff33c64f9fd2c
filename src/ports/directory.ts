import type { Actor, Role } from "../domain/authority.ts";
import type { PlatformName } from "../domain/chat.ts";
import type { GroupLevel, GroupStatus } from "../domain/group.ts";
import type { PartyKind } from "../domain/taxonomy.ts";
import type { OpenedSession, Opening } from "./access-store.ts";
import type { GroupKey } from "./intake-store.ts";

/** Who and where: areas, groups, staff, parties, and how people prove who they are. */
export interface Directory {
  areas(actor: Actor): Promise<readonly string[]>;
  parties(actor: Actor): Promise<readonly PartyRecord[]>;
  /** Who should take a matter: a party of the kind that serves the area, the nearest first; null when there is none. */
  partyFor(kind: PartyKind, category: string, areaPath: string): Promise<PartyRecord | null>;
  /** The kind of the estate an area lies in. */
  estateKind(areaPath: string): Promise<string | null>;

  groups(actor: Actor): Promise<readonly GroupRecord[]>;
  /** Binds a group or changes how it is spoken to. @throws AppError GROUP_NOT_FOUND, NOT_ALLOWED, INPUT_INVALID */
  updateGroup(actor: Actor, groupId: string, change: GroupChange): Promise<GroupRecord>;
  /** Every group of a platform, in whatever area: for the platform's own page. */
  groupsOf(platform: PlatformName): Promise<readonly GroupRecord[]>;
  groupByRef(platform: PlatformName, account: string, ref: string): Promise<GroupRecord | null>;
  /**
   * Pauses a residents' group or lets it go on, at the word of who owns the chat. Changes nothing, and says false, in a group that is bound
   * to no area, in quarantine or gone, that stands so already, or that staff have paused: that pause is theirs to end.
   */
  obeyOwner(groupId: string, command: "pause" | "resume", now: Date): Promise<boolean>;
  /** Takes the turn to tell a group its level; false when it was told within the last few minutes. */
  takeLevelTurn(groupId: string, now: Date): Promise<boolean>;
  /** Keeps the platform's word on whether the bot may post in a group. */
  noteRights(where: GroupKey, canPost: boolean): Promise<void>;

  staff(actor: Actor): Promise<readonly StaffRecord[]>;
  /** Which member of staff a chat account is bound to; null for everybody else, whatever they call themselves. */
  staffByAccount(platform: PlatformName, account: string, senderRef: string): Promise<Actor | null>;
  /**
   * What whoever is behind a chat account may be at that time: their own duty, then those of their grants that are live, the first to end
   * first. Empty for everybody who is not staff.
   */
  dutiesByAccount(platform: PlatformName, account: string, senderRef: string, now: Date): Promise<readonly Actor[]>;

  /** Makes a code that works once. Only its hash is kept. */
  issueCode(code: NewCode, now: Date): Promise<string>;
  /** Spends a sign-in link and opens a session in place of the one the browser had; null when it is not good. */
  signIn(token: string, now: Date, opening?: Omit<Opening, "how">): Promise<OpenedSession | null>;
  /** Who is behind a session's token; null when it has ended. */
  session(token: string, now: Date): Promise<SignedIn | null>;
  signOut(token: string, now: Date): Promise<void>;
  /** Spends a binding code typed in a chat: binds the writer's account to staff, or the group to an area. Null when it is not good. */
  bind(
    code: string,
    where: {
      readonly platform: PlatformName;
      readonly account: string;
      readonly groupRef: string;
      readonly groupName: string | null;
      readonly senderRef: string;
    },
    now: Date,
  ): Promise<"staff" | "group" | null>;
  firstAdmin(): Promise<Actor | null>;
}

export interface PartyRecord {
  readonly id: string;
  readonly name: string;
  readonly kind: PartyKind;
  readonly areaPath: string;
}

export interface GroupRecord {
  readonly id: string;
  readonly platform: PlatformName;
  readonly account: string;
  readonly ref: string;
  readonly name: string;
  readonly kind: "residents" | "staff";
  readonly areaPath: string | null;
  readonly level: GroupLevel;
  readonly status: GroupStatus;
  /** Who paused it; null while it is not paused. */
  readonly pausedBy: "owner" | "staff" | null;
  /** The platform's word on whether the bot may post; null when it has not told. */
  readonly canPost: boolean | null;
  readonly postsPerDay: number;
  readonly postsToday: number;
  readonly quietAtNight: boolean;
  readonly lastEventAt: Date | null;
  /** What waits for staff, or to be said. */
  readonly waiting: { readonly drafts: number; readonly questions: number; readonly posts: number };
}

export interface GroupChange {
  /** Null takes the group from its area: nothing is read or said there any more. */
  readonly areaPath?: string | null;
  readonly kind?: "residents" | "staff";
  readonly level?: GroupLevel;
  readonly status?: "active" | "paused";
  readonly postsPerDay?: number;
}

export interface StaffRecord {
  readonly id: string;
  readonly name: string;
  readonly role: Role;
  readonly areaPath: string;
  readonly partyName: string | null;
  readonly active: boolean;
  readonly accounts: readonly PlatformName[];
  /** When they last used the console; null when they never signed in. */
  readonly lastSeenAt: Date | null;
}

/** A member of staff at a browser: who, in which session, and when they last proved it. */
export interface SignedIn extends Actor {
  readonly sessionId: string;
  /** The grant they act under; null for their own duty. */
  readonly grantId: string | null;
  readonly provedAt: Date;
}

/** A code to be made. `by` is who hands it out; nobody when the house itself does, at its start. */
export type NewCode = { readonly by?: Actor } & (
  | { readonly purpose: "sign_in"; readonly staffId: string; readonly ttlMs: number }
  | { readonly purpose: "bind_staff"; readonly staffId: string; readonly ttlMs: number }
  | { readonly purpose: "bind_group"; readonly areaPath: string; readonly ttlMs: number }
);
