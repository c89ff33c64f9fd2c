import type { Actor } from "../domain/authority.ts";

/** Who reported a ticket: shown to nobody without a reason, which is written down in the same transaction. */
export interface ReporterContact {
  /** @throws AppError TICKET_NOT_FOUND outside the actor's areas, NOT_ALLOWED for a role that may not. */
  reveal(actor: Actor, ticketId: string, reason: string, now: Date): Promise<Reporter>;
}

export interface Reporter {
  /** What they were called in the group; null once that was wiped. */
  readonly nick: string | null;
  readonly senderRef: string;
  /** Where they said they may be called; null when they did not. */
  readonly phone: string | null;
  readonly groupName: string;
  /** How often it was looked up, this time among them. */
  readonly timesRevealed: number;
}
