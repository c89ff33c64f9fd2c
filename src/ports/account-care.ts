import type { Actor } from "../domain/authority.ts";
import type { PlatformName } from "../domain/chat.ts";
import type { RoomSight } from "./personal-channel.ts";

/** What the house remembers of a person's own account that speaks for it: who accepted the risk, and which group is which room. */
export interface AccountCare {
  /** Who accepted that the account may be banned, and when; null when nobody has, or it was taken back. */
  consent(platform: PlatformName): Promise<RiskConsent | null>;
  /** Accepting twice keeps the first. */
  acceptRisk(actor: Actor, platform: PlatformName, now: Date): Promise<RiskConsent>;
  withdrawConsent(actor: Actor, platform: PlatformName, now: Date): Promise<void>;

  /** What was kept of an account's pace; null when nothing was. */
  pace(platform: PlatformName, account: string): Promise<PaceMemory | null>;
  /** Keeps an account's pace in the place of what was kept before, so that a restart forgives nothing. */
  keepPace(platform: PlatformName, account: string, pace: PaceMemory): Promise<void>;

  /**
   * Notes what an account sees. A bound group whose ref is of another login is put in quarantine: nothing is said there. A room that is likely
   * such a group is listened to, and its words wait unread for an admin's word, a day at most. The same sight twice changes nothing.
   */
  noteSight(platform: PlatformName, account: string, sight: RoomSight, now: Date): Promise<void>;
  /** The quarantined groups of the actor's areas that a room of this sight is likely to be. */
  suggestions(
    actor: Actor,
    platform: PlatformName,
    account: string,
    sight: RoomSight,
  ): Promise<readonly RoomSuggestion[]>;
  /**
   * Lets a quarantined group go on in the room that was suggested: the same group, so its tickets go on, and what was heard meanwhile is read.
   *
   * @throws AppError GROUP_NOT_FOUND when that is no longer suggested, or not in the actor's areas.
   */
  confirmRoom(
    actor: Actor,
    platform: PlatformName,
    account: string,
    sight: RoomSight,
    chosen: { readonly groupId: string; readonly ref: string },
  ): Promise<void>;
}

/** How often an account has spoken of late, and what its network said to that. */
export interface PaceMemory {
  /** Of at most the last day, oldest first. */
  readonly saidAt: readonly Date[];
  /** How many complaints in a row were not a day apart. */
  readonly complaints: number;
  readonly complainedAt: Date | null;
  /** "resumed": until somebody lets it speak again; null when it may. */
  readonly pausedUntil: Date | "resumed" | null;
}

export interface RiskConsent {
  readonly staffName: string;
  readonly acceptedAt: Date;
}

export interface RoomSuggestion {
  readonly groupId: string;
  readonly groupName: string;
  readonly areaPath: string;
  readonly ref: string;
  readonly topic: string;
  readonly sharedMembers: number;
}
