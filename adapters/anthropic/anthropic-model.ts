import Anthropic, { APIError } from "@anthropic-ai/sdk";
import type { Clock } from "../../src/ports/clock.ts";
import type { LanguageModel, ModelAnswer, ModelRequest, ModelUsage } from "../../src/ports/language-model.ts";
import { createBreaker } from "./breaker.ts";
import { capabilitiesOf, rungBelow, rungs } from "./capabilities.ts";
import { type Misfit, messageParams, parseAnswer, type ReadReply, readReply } from "./message-form.ts";

export interface AnthropicModelOptions {
  readonly apiKey: string;
  /** Where the Messages format is spoken, without `/v1/messages`: "https://api.deepseek.com/anthropic". */
  readonly baseUrl: string;
  readonly model: string;
  /** The longest one question may take, its repair included. */
  readonly timeoutMs?: number;
  readonly clock: Clock;
}

/** No answer of ours is near this; a provider that does not stop would fill the memory. */
const REPLY_BYTES_MAX = 1_000_000;
/** So many first answers in a row that did not fit, and the provider is taken to ignore how it was asked. */
const MISFITS_MAX = 3;

const nothingSpent: ModelUsage = { inputTokens: 0, cachedTokens: 0, outputTokens: 0 };

/** What came of one HTTP call. `refusedForm` is a 400: the provider cannot take what was sent, or not in this shape. */
type CallOutcome =
  | { readonly status: "replied"; readonly reply: ReadReply }
  | { readonly status: "refusedForm"; readonly reason: string; readonly blamesCache: boolean }
  | { readonly status: "failed"; readonly reason: string; readonly waitMs: number }
  | { readonly status: "given_up" };

/**
 * A language model behind any endpoint that speaks the Messages format.
 *
 * It goes down a ladder of ways to get an object of a shape, and remembers the rung that a provider can take. It sends no sampling
 * parameters (Claude refuses them since API version 2026-10-21), does not stream, and follows no redirect: words go to the
 * configured host or nowhere.
 */
export function createAnthropicModel({
  apiKey,
  baseUrl,
  model,
  clock,
  timeoutMs = 20_000,
}: AnthropicModelOptions): LanguageModel {
  const client = new Anthropic({
    baseURL: baseUrl,
    authToken: apiKey,
    apiKey: null,
    // Some compatible providers want the one header, some the other.
    defaultHeaders: { "x-api-key": apiKey },
    // The SDK obeys `retry-after` without a limit; whether to ask again is the caller's to decide.
    maxRetries: 0,
    timeout: timeoutMs,
    logLevel: "off",
    fetch: fetchAtMost(REPLY_BYTES_MAX),
    fetchOptions: { redirect: "error" },
  });
  const breaker = createBreaker(clock);
  let capabilities = capabilitiesOf(baseUrl);
  let misfits = 0;

  return { name: model, ask };

  async function ask<T>(
    request: ModelRequest<T>,
    { signal }: { readonly signal: AbortSignal },
  ): Promise<ModelAnswer<T>> {
    if (!breaker.admits())
      return { status: "away", reason: "it failed before and is left alone for a while", usage: nothingSpent };
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    let able = capabilities;
    let usage = nothingSpent;
    let misfit: Misfit | null = null;
    for (;;) {
      const outcome = await call(messageParams(model, request, able, misfit), limit, signal);
      if (outcome.status === "given_up") {
        breaker.report({ status: "given_up" });
        return { status: "away", reason: "the caller stopped waiting", usage };
      }
      if (outcome.status === "refusedForm") {
        const rung: typeof able.structured | null = misfit ? null : rungBelow(able.structured);
        if (outcome.blamesCache && able.cacheControl) able = { ...able, cacheControl: false };
        else if (rung) able = { ...able, structured: rung };
        else return away(outcome.reason, 0, usage);
        continue;
      }
      if (outcome.status === "failed") return away(outcome.reason, outcome.waitMs, usage);

      const { reply } = outcome;
      breaker.report({ status: "succeeded" });
      learn(able);
      usage = sum(usage, reply.usage);
      if (reply.stopReason === "refusal") return { status: "refused", reason: "the model declined", usage };
      if (reply.stopReason === "max_tokens" || reply.stopReason === "model_context_window_exceeded") {
        return { status: "away", reason: `the answer was cut: ${reply.stopReason}`, usage };
      }
      const answer = parseAnswer(reply.said, request.schema);
      if ("value" in answer) {
        if (!misfit) misfits = 0;
        return { status: "answered", value: answer.value, usage };
      }
      if (misfit) return { status: "malformed", reason: answer.problem, usage };
      misfit = answer;
      misfits += 1;
      if (misfits >= MISFITS_MAX) learn({ ...able, structured: rungBelow(able.structured) ?? "prompt" });
    }
  }

  function away(
    reason: string,
    waitMs: number,
    usage: ModelUsage,
  ): { status: "away"; reason: string; usage: ModelUsage } {
    breaker.report({ status: "failed", waitMs });
    return { status: "away", reason, usage };
  }

  /** Keeps what a provider was seen to take. Only downwards: questions run side by side, and a slow one may know less. */
  function learn(able: typeof capabilities): void {
    const lower = rungs.indexOf(able.structured) > rungs.indexOf(capabilities.structured);
    if (lower) misfits = 0;
    capabilities = {
      structured: lower ? able.structured : capabilities.structured,
      cacheControl: capabilities.cacheControl && able.cacheControl,
    };
  }

  async function call(
    params: Parameters<typeof client.messages.create>[0] & { stream?: false },
    limit: AbortSignal,
    caller: AbortSignal,
  ): Promise<CallOutcome> {
    try {
      const reply = readReply(await client.messages.create(params, { signal: limit }));
      return reply ? { status: "replied", reply } : { status: "failed", reason: "its reply is no message", waitMs: 0 };
    } catch (error) {
      if (caller.aborted) return { status: "given_up" };
      if (limit.aborted) return { status: "failed", reason: `no answer within ${timeoutMs} ms`, waitMs: 0 };
      return fromError(error);
    }
  }
}

/** What a failed call means. Of the provider's own words only the kind is kept: they may repeat a resident's. */
function fromError(error: unknown): CallOutcome {
  if (!(error instanceof APIError)) {
    return {
      status: "failed",
      reason: `its reply could not be read (${error instanceof Error ? error.name : typeof error})`,
      waitMs: 0,
    };
  }
  if (error.status === undefined) return { status: "failed", reason: "it cannot be reached", waitMs: 0 };
  const reason = `it answered ${error.status}${error.type ? ` ${error.type}` : ""}`;
  if (error.status === 400 || error.status === 422) {
    return { status: "refusedForm", reason, blamesCache: /cache_control/.test(error.message) };
  }
  const waitS = Number(error.headers?.get("retry-after") ?? 0);
  return { status: "failed", reason, waitMs: Number.isFinite(waitS) && waitS > 0 ? waitS * 1_000 : 0 };
}

function sum(one: ModelUsage, other: ModelUsage): ModelUsage {
  return {
    inputTokens: one.inputTokens + other.inputTokens,
    cachedTokens: one.cachedTokens + other.cachedTokens,
    outputTokens: one.outputTokens + other.outputTokens,
  };
}

/** The platform's fetch, whose reply breaks off with an error after so many bytes. */
function fetchAtMost(bytesMax: number): typeof fetch {
  return async (input, init) => {
    const reply = await fetch(input, init);
    if (!reply.body) return reply;
    let bytes = 0;
    const counted = new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes > bytesMax) controller.error(new RangeError(`The reply is longer than ${bytesMax} bytes.`));
        else controller.enqueue(chunk);
      },
    });
    const { status, statusText, headers } = reply;
    return new Response(reply.body.pipeThrough(counted), { status, statusText, headers });
  };
}
