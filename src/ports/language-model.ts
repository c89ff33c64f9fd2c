import type { z } from "zod";

/**
 * A language model behind the Messages format. It gets words and gives one object of the asked shape; it has no tools and no power.
 *
 * Promises: never runs longer than `signal` allows; what it returns has passed `schema`; it never retries by itself beyond one repair;
 * what was spent is told even when it fails.
 */
export interface LanguageModel {
  /** For logs and drafts: "claude-haiku-5-5". */
  readonly name: string;
  /** Asks once. Expected failures are an answer, not an exception. */
  ask<T>(request: ModelRequest<T>, options: { readonly signal: AbortSignal }): Promise<ModelAnswer<T>>;
}

/** One question to a model. */
export interface ModelRequest<T> {
  /** Prompt id and version, for the log and the bill: "triage@3". */
  readonly promptRef: string;
  /** The stable part: rules, categories, areas. Cached by providers that can. */
  readonly system: string;
  /** The part that changes: the window's redacted words. */
  readonly input: string;
  /** Of an object. Providers keep a schema they have seen, so one prompt has one schema. */
  readonly schema: z.ZodType<T>;
  readonly maxTokens: number;
}

/** What was spent, repairs included; zeros where the provider does not tell. */
export interface ModelUsage {
  /** All of the prompt, cached or not. */
  readonly inputTokens: number;
  /** How much of it came out of the provider's cache, at a tenth of the price. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
}

/** What came of asking. */
export type ModelAnswer<T> =
  | { readonly status: "answered"; readonly value: T; readonly usage: ModelUsage }
  /** `refused`: it declined. `malformed`: no object of the shape, after one repair. `away`: cut, slow, limited or broken. */
  | { readonly status: "refused" | "malformed" | "away"; readonly reason: string; readonly usage: ModelUsage };
