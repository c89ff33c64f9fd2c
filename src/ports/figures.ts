import type { Actor } from "../domain/authority.ts";
import type { FigureCounts, FigureScope } from "../domain/figures.ts";

/**
 * What is counted over tickets, for whoever steers the work. Reads only.
 *
 * Promises (tests/http/steering.test.ts): nothing outside the actor's area is counted; silence is never counted as satisfaction; what a
 * figure counts is what the list shows under the same filter.
 */
export interface Figures {
  of(actor: Actor, scope: FigureScope, now: Date): Promise<FigureCounts>;
}

/** Keeps what calls of a language model cost. Never told a word that was said. */
export interface ModelBill {
  note(call: BilledCall, at: Date): Promise<void>;
}

export interface BilledCall {
  readonly promptRef: string;
  readonly model: string;
  readonly status: string;
  readonly usage: { readonly inputTokens: number; readonly cachedTokens: number; readonly outputTokens: number };
}
