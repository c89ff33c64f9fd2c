import type { PlatformName } from "../domain/chat.ts";

/**
 * A channel in which a person's own account speaks: somebody must accept its risk, log it in by scanning a code, and tell again which of its
 * rooms is which. What it tells here is for admins only: whoever scans the code becomes the one who speaks.
 */
export interface PersonalChannel {
  readonly platform: PlatformName;
  readonly account: string;
  state(): ChannelState;
  /** The rooms the account is in now; null while nobody is logged in. */
  sight(): RoomSight | null;
  /** Asks for a new login code where one has expired. Does nothing while somebody is logged in. */
  renewQr(): void;
  /** Ends a stop that the network has caused by its complaints. */
  resumeSending(): void;
}

/** `off` until its risk is accepted. */
export const channelSteps = ["off", "starting", "needs_login", "online", "offline"] as const;
export type ChannelStep = (typeof channelSteps)[number];

export interface ChannelState {
  readonly step: ChannelStep;
  readonly since: Date;
  /** To be scanned with the account's phone; null when there is none, or it has expired. */
  readonly qr: { readonly svg: string; readonly expiresAt: Date } | null;
  /** The code was scanned, and the phone has not confirmed yet. */
  readonly scanned: boolean;
  /** What the account calls itself; null while nobody is logged in. */
  readonly accountName: string | null;
  /** The program that speaks for the account. */
  readonly puppet: string;
  /** Why nothing is said for now: until an instant, or until somebody lets it go on; null when it may speak. */
  readonly pausedUntil: Date | "resumed" | null;
}

/** What an account sees of its rooms in one login. */
export interface RoomSight {
  /** Which account it is, as far as can be told across logins. */
  readonly accountKey: string;
  /** Every ref of this login begins with it. */
  readonly refPrefix: string;
  readonly rooms: readonly SeenRoom[];
}

export interface SeenRoom {
  readonly ref: string;
  readonly topic: string;
  /** What the members call themselves, without the account. */
  readonly members: readonly string[];
}
